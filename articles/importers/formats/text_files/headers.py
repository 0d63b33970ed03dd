"""Headers of text files: front matter, and lines such as "Title: Crane falls" or "Subject: Crane falls"."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parseaddr

import yaml

from articles.importers.field_mapping.names import NAMES, plain_name

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYED = re.compile(r"\**([^\W\d_][\w /-]{0,30}?)\**[ \t]*:\**(?:[ \t]+(.*)|[ \t]*)$")
_NAME_AFTER_ADDRESS = re.compile(r"\S+@\S+\s+\(([^()]+)\)$")
_ADDRESS = re.compile(r"\s*<[^<>@\s]+@[^<>\s]+>|\s*\([^()@\s]+@[^()\s]+\)")
#: Names of header lines that are not those of columns; without a field, they only end the line before.
_OTHER_NAMES = {
    "from": "byline", "von": "byline", "newspaper": "source", "place": "dateline", "ort": "dateline",
    "languageofpublication": "language",
} | dict.fromkeys([
    "to", "cc", "messageid", "contenttype", "mimeversion", "loaddate", "publicationinfo", "publicationyear",
    "documenttype", "sourcetype", "issn", "isbn", "copyright", "links", "proquestdocumentid", "lastupdated",
    "database", "placeofpublication", "countryofpublication", "location", "publicationsubject",
    "subjectterms", "companies", "people", "tags", "keywords", "volume", "pages",
], "")  # fmt: skip
#: Names of columns that would be the first word of many a headline: "Media: watchdog fines broadcaster".
_NOT_IN_TEXTS = frozenset([
    "media", "medium", "story", "lead", "lede", "paper", "data", "deck", "dek", "desk", "topic", "by",
    "article", "document", "content", "html", "header", "site", "domain", "an", "la", "se", "sn", "pd", "hd",
    "lp", "td", "id", "uri", "journal", "medio", "krant", "bron", "ano", "anno", "year", "noticia",
])  # fmt: skip
_FIELDS = {
    name: name_of for name_of, names in reversed(NAMES.items()) for name in names if name not in _NOT_IN_TEXTS
} | _OTHER_NAMES
_TEXTS = {"body"}


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a text states, by field; others: lines of no known field; and the text below it."""

    fields: dict[str, object] = field(default_factory=dict)
    others: dict[str, object] = field(default_factory=dict)
    text: str = ""


def header_of(text: str) -> Header:
    """Return the header of a text, empty if it has none. Front matter is kept by its own names."""
    found = _FRONT_MATTER.match(text)
    if found:
        values = _front_matter(found[1], found[2])
        if values:
            return Header(dict(values), {}, text[found.end() :])
    return _keyed_lines(text) or Header(text=text)


def field_of(line: str) -> tuple[str, str]:
    """Return the field and value of a line such as "Author: Ann Berg", or two empty texts."""
    found = _KEYED.match(line.strip())
    name = _FIELDS.get(plain_name(found[1]), "") if found else ""
    return (name, _value(name, found[2] or "")) if found and name else ("", "")


def _front_matter(mark: str, text: str) -> Mapping[str, object]:
    try:
        values = tomllib.loads(text) if mark == "+++" else yaml.load(text, yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {str(key): str(value) if isinstance(value, date) else value for key, value in values.items()}


def _keyed_lines(text: str) -> Header | None:
    """Read lines with names up to a blank line that no such line follows; None if there are too few."""
    lines = text.split("\n")
    fields: dict[str, object] = {}
    others: dict[str, object] = {}
    name = ""
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    while at < len(lines):
        line = lines[at]
        found = _KEYED.match(line.strip())
        key = plain_name(found[1]) if found else ""
        if found and (key in _FIELDS or (fields and not line[:1].isspace())):
            name = _FIELDS.get(key, "")
            if name and name not in fields:
                fields[name] = _value(name, found[2] or "")
            else:
                others[found[1]] = (found[2] or "").strip()
            if name in _TEXTS:
                return _text_field(fields, others, lines, at)
        elif line.strip() and line[:1].isspace() and name:
            fields[name] = f"{fields[name]} {line.strip()}"
        elif not line.strip() and fields and _goes_on(lines, at):
            pass
        else:
            break
        at += 1
    if "headline" not in fields and len(fields) < 2:
        return None
    return Header(fields, others, "\n".join(lines[at:]))


def _goes_on(lines: list[str], at: int) -> bool:
    """Whether the next line that is not blank is another one of a known field."""
    following = next((line for line in lines[at:] if line.strip()), "")
    found = _KEYED.match(following.strip())
    return found is not None and plain_name(found[1]) in _FIELDS


def _text_field(
    fields: dict[str, object], others: dict[str, object], lines: list[str], at: int
) -> Header | None:
    """Read the text after "Full text:", up to the next line of a known field after a blank one."""
    text = [str(fields.pop("body", ""))]
    at += 1
    while at < len(lines) and not (not lines[at - 1].strip() and field_of(lines[at])[0]):
        text.append(lines[at])
        at += 1
    rest = _keyed_lines("\n".join(lines[at:])) if at < len(lines) else None
    if rest:
        fields |= {name: value for name, value in rest.fields.items() if name not in fields}
        others |= rest.others
    if "headline" not in fields:
        return None
    return Header(fields, others, "\n".join(text))


def _value(name: str, text: str) -> str:
    if "=?" in text:
        with suppress(MessageError, ValueError, LookupError):
            text = str(make_header(decode_header(text)))
    text = text.strip().strip("*").strip()
    if name == "byline" and (found := _NAME_AFTER_ADDRESS.match(text)):
        return found[1].strip()
    if name == "byline" and "@" in text:
        return _ADDRESS.sub("", text).strip('" ') or parseaddr(text)[0]
    return text
