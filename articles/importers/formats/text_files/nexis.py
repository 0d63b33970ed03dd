"""Documents of LexisNexis: source and date above the headline, fields such as BYLINE, then the text."""

import re
from collections.abc import Iterator

from articles.importers.cleaning.date_words import find_in_words
from articles.importers.formats.text_files.documents import is_numbered
from articles.importers.formats.text_files.headers import Header
from articles.text import one_line

_FIELD_NAMES = (
    r"(?:BYLINE|AUTHOR|AUTOR|SECTION|RUBRIK|LENGTH|LÄNGE|DATELINE|HIGHLIGHT|HEADLINE|BODY|TEXT|LOAD-DATE|UPDATE|LANGUAGE"
    r"|SPRACHE|GRAPHIC|PUBLICATION-TYPE|SUBJECT|ORGANIZATION|ORGANISATION|COMPANY|TICKER|INDUSTRY|PERSON|COUNTRY|STATE"
    r"|CITY|GEOGRAPHIC|JOURNAL-CODE|DOCUMENT-TYPE|ISSN|TYPE|SERIES|NAME|CORRECTION|CORRECTION-DATE|DISTRIBUTION"
    r"|Byline|Section|Length|Dateline|Highlight|Headline|Load-Date|Language|Graphic|Publication-Type|Subject):"
    r"|(?:Body|BODY|Classification)[ \t]*(?:\n|$)"
)
_FIELD = re.compile(rf"\s*({_FIELD_NAMES})[ \t]*(.*)", re.DOTALL)
_BETWEEN = re.compile(rf"\n[ \t]*\n|\n(?=[ \t]*{_FIELD_NAMES})")
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)|all rights reserved|alle rechte vorbehalten)\b", re.IGNORECASE)
_EDITION = re.compile(
    r"(?:.*\bedition|correction appended|.*\bausgabe|\d{1,2}:\d{2}.*|.*\bdesk|late|early|final)\.?$",
    re.IGNORECASE,
)
_NAMES = {
    "BYLINE": "byline", "AUTHOR": "byline", "AUTOR": "byline", "SECTION": "section", "RUBRIK": "section",
    "DATELINE": "dateline", "HIGHLIGHT": "standfirst", "HEADLINE": "headline", "LANGUAGE": "language",
    "SPRACHE": "language", "GRAPHIC": "caption",
}  # fmt: skip
_BEFORE_TEXT = frozenset(
    ["BYLINE", "AUTHOR", "AUTOR", "SECTION", "RUBRIK", "LENGTH", "LÄNGE", "DATELINE"]
) | {*("HIGHLIGHT", "HEADLINE", "BODY", "TEXT", "SERIES", "TYPE", "DISTRIBUTION", "CORRECTION-DATE")}


def is_nexis(text: str) -> bool:
    """Whether a document has fields of a LexisNexis download; one is enough below "1 of 250 DOCUMENTS"."""
    names = {_name(found) for block in _blocks(text) if (found := _FIELD.match(block))}
    return len(names & {"LENGTH", "LÄNGE", "LOAD-DATE", "UPDATE", "BYLINE", "BODY", "PUBLICATION-TYPE"}) > (
        0 if is_numbered(text) else 1
    )


def read(text: str) -> Header | None:
    """Return the fields and the text of a document, or None if it has no date above its fields."""
    above: list[str] = []
    fields: dict[str, object] = {}
    others: dict[str, object] = {}
    body: list[str] = []
    is_text = is_over = False
    for block in _blocks(text):
        found = _FIELD.match(block)
        if found:
            name = _name(found)
            is_text, is_over = name in _BEFORE_TEXT, name not in _BEFORE_TEXT
            if name in {"BODY", "TEXT"}:
                body += [found[2]] if found[2].strip() else []
            elif name in _NAMES:
                fields.setdefault(_NAMES[name], one_line(found[2]))
            else:
                others.setdefault(found[1].strip(": \n"), one_line(found[2]))
        elif _COPYRIGHT.match(block.strip()):
            is_over = is_text
        elif is_text and not is_over:
            body.append(block)
        elif not is_over and not is_text:
            above.append(block)
    stated = _above(above)
    if stated is None:
        return None
    return Header(stated | {name: text for name, text in fields.items() if text}, others, "\n\n".join(body))


def _blocks(text: str) -> Iterator[str]:
    return (block.strip("\n") for block in _BETWEEN.split(text) if block.strip())


def _name(found: re.Match[str]) -> str:
    return found[1].strip(": \t\n").upper()


def _above(blocks: list[str]) -> dict[str, object] | None:
    """Read what stands above the fields: source, date, edition, headline; or headline, source, date."""
    lines = [(number, line.strip()) for number, block in enumerate(blocks) for line in block.split("\n")]
    lines = [(number, line) for number, line in lines if line and not _COPYRIGHT.match(line)]
    dated = next((at for at, (_, line) in enumerate(lines) if find_in_words(line) and len(line) < 60), None)
    if dated is None:
        return None
    block = lines[dated][0]
    before = [line for _, line in lines[:dated]]
    after = [(number, line) for number, line in lines[dated + 1 :] if number > block]
    after = [(number, line) for number, line in after if not _EDITION.match(line)]
    stated: dict[str, object] = {"date": lines[dated][1]}
    if after:
        last = after[-1][0]
        stated["headline"] = " ".join(line for number, line in after if number == last)
    elif before:
        stated["headline"] = before.pop(0)
    if before:
        stated["source"] = before[-1] if len(before) == 1 else before[0]
    return stated
