"""The JSON-LD of a page as sites really write it: comments, trailing commas, several blocks, references."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.text import one_line

_DEPTH = 6  # how deep articles are looked for
_ARTICLE = re.compile(r"\w*(?:Article|BlogPosting)$")
_WRAPPING = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*|/\*\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$|;\s*$"
)
#: Comments and commas before a closing bracket; strings are matched so that they stay as they are.
_LOOSE = re.compile(r'("(?:\\.|[^"\\])*(?:"|$))|/\*.*?(?:\*/|$)|//[^\n]*|,(?=\s*[}\]])', re.DOTALL)


class JsonLd:
    """The objects in the JSON-LD of a page, with those that others refer to by their @id."""

    def __init__(self, tree: HtmlElement) -> None:
        self._values = [value for script in _scripts(tree) for value in _parsed(script)]
        self._by_id: dict[str, Mapping[str, Any]] = {}
        for value in self._values:
            self._index(value, _DEPTH)

    def articles(self) -> Iterator[Mapping[str, Any]]:
        """Yield the articles that the page states, but not those that one of them mentions."""
        for value in self._values:
            yield from self._articles_in(value, _DEPTH)

    def resolved(self, value: object) -> object:
        """Return the object that {"@id": …} refers to, or else the value itself."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return self._by_id.get(str(value.get("@id")), value)
        return value

    def text(self, value: object) -> str:
        """Return the text of a value: a string, the name or @id of an object, the first of a list."""
        value = self.resolved(value)
        if isinstance(value, str):
            return one_line(value)
        if isinstance(value, dict):
            return self.text(value.get("name") or value.get("@value") or value.get("@id") or "")
        return self.text(value[0]) if isinstance(value, list) and value else ""

    def names(self, value: object) -> list[str]:
        """Return the names of people: strings, or objects with a name or with its parts."""
        value = self.resolved(value)
        if isinstance(value, list):
            return [name for each in value for name in self.names(each)]
        if isinstance(value, dict) and not value.get("name"):
            parts = [self.text(value.get(part)) for part in ("givenName", "additionalName", "familyName")]
            return [name] if (name := " ".join(filter(None, parts))) else []
        if isinstance(value, dict) and isinstance(value["name"], list):
            return self.names(value["name"])
        return [name] if (name := self.text(value)) else []

    def _index(self, value: object, depth: int) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("@id"), str) and not set(value) <= {"@id", "@type"}:
                self._by_id.setdefault(value["@id"], value)
            value = list(value.values())
        if isinstance(value, list) and depth:
            for each in value:
                self._index(each, depth - 1)

    def _articles_in(self, value: object, depth: int) -> Iterator[Mapping[str, Any]]:
        value = self.resolved(value)
        if isinstance(value, list) and depth:
            for each in value:
                yield from self._articles_in(each, depth - 1)
        elif isinstance(value, dict) and depth:
            if any(map(_ARTICLE.match, types_of(value))):
                yield value
            yield from self._articles_in(value.get("@graph"), depth - 1)
            yield from self._articles_in(value.get("mainEntity"), depth - 1)


def types_of(value: Mapping[str, Any]) -> list[str]:
    """Return the types of an object without their address: NewsArticle for http://schema.org/NewsArticle."""
    kinds = value.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [re.split(r"[/#:]", kind)[-1] for kind in listed if isinstance(kind, str)]


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json":
            yield script.text_content()


def _parsed(text: str) -> Iterator[object]:
    """Yield the values in a script; more than one if several stand one after the other."""
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _repaired(text)):
        position, values = 0, []
        try:
            while rest := attempt[position:].lstrip():
                value, end = decoder.raw_decode(rest)
                values.append(value)
                position = len(attempt) - len(rest) + end
        except (ValueError, RecursionError):
            continue
        yield from values
        return


def _repaired(text: str) -> str:
    text = _WRAPPING.sub("", _WRAPPING.sub("", text))
    return _LOOSE.sub(lambda found: found[1] or " ", text).strip().rstrip(";")
