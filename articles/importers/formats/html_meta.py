"""The metadata of a page: JSON-LD, meta elements, and visible elements."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.text import one_line

_ARTICLE = re.compile(
    r"(?:News|Report|Opinion|Analysis|Review|Background|Scholarly)?\w*(?:Article|BlogPosting)$"
)
_DEPTH = 6  # maximum depth when searching JSON-LD for the article
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date"),
    *("dc.date.issued", "pubdate", "publishdate", "publish-date", "parsely-pub-date", "sailthru.date"),
)


class PageMeta:
    """The metadata that a parsed page states about its article."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    def fields(self) -> dict[str, str]:
        """Return the article's fields except body and date; "" for unknown ones."""
        return {
            "headline": self._headline(),
            "standfirst": _text(self._article.get("description")) if self._article else "",
            "byline": self._byline(),
            "caption": self._caption(),
            "url": self._url(),
            "source": self._source,
            "language": self._language(),
            "section": _first(_text(self._article.get("articleSection")), self._meta("article:section")),
        }

    def dates(self) -> Iterator[str]:
        """Yield the publication dates that the page states, most trustworthy first."""
        yield from filter(None, [_text(self._article.get("datePublished"))])
        yield from filter(None, map(self._meta, _DATES))
        yield from map(str, self.tree.xpath("//*[@itemprop='datePublished']/@datetime"))
        yield from map(str, self.tree.xpath("//article//time/@datetime")[:1])

    @cached_property
    def _metas(self) -> dict[str, str]:
        metas: dict[str, str] = {}
        for element in self.tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = one_line(element.get("content") or "")
            if content:
                metas.setdefault(name.strip().lower(), content)
        return metas

    def _meta(self, name: str) -> str:
        return self._metas.get(name, "")

    @cached_property
    def _article(self) -> dict[str, Any]:
        """The first article in the page's JSON-LD, or {}."""
        for script in self.tree.xpath("//script[@type='application/ld+json']"):
            try:
                values = json.loads(script.text_content(), strict=False)
            except (ValueError, RecursionError):
                continue
            for found in _articles_in(values, _DEPTH):
                return found
        return {}

    @cached_property
    def _source(self) -> str:
        publisher = self._article.get("publisher")
        name = _text(publisher[0] if isinstance(publisher, list) and publisher else publisher)
        return _first(self._meta("og:site_name"), name)

    def _headline(self) -> str:
        titles = [one_line(title.text_content()) for title in self.tree.xpath("//h1 | //head/title")]
        headings = [one_line(heading.text_content()) for heading in self.tree.xpath("//h1")]
        stated = _first(
            _text(self._article.get("headline")), self._meta("og:title"), self._meta("twitter:title")
        )
        return self._without_site(stated or _first(*headings) or _first(*titles))

    def _without_site(self, title: str) -> str:
        """Return the title without a trailing " | The Daily Record"."""
        for mark in (" | ", " - ", " – ", " — ", " :: "):
            head, found, tail = title.rpartition(mark)
            if found and head and tail.strip().casefold() == self._source.casefold():
                return head.strip()
        return title

    def _byline(self) -> str:
        authors = self._article.get("author")
        names = [_text(author) for author in (authors if isinstance(authors, list) else [authors])]
        stated = ", ".join(dict.fromkeys(filter(None, names)))
        named = self._meta("author") or self._meta("parsely-author") or self._meta("byl")
        # Some pages give the URL of the author's page, or the site's own name.
        for name in (stated, named):
            if name and "://" not in name and name.casefold() != self._source.casefold():
                return name
        return ""

    def _caption(self) -> str:
        image = self._article.get("image")
        if isinstance(image, list) and image:
            image = image[0]
        stated = _text(image.get("caption")) if isinstance(image, dict) else ""
        shown = self.tree.xpath("(//article//figcaption | //main//figcaption)[1]")
        return stated or (one_line(shown[0].text_content()) if shown else "")

    def _url(self) -> str:
        canonical = [str(href) for href in self.tree.xpath("//link[@rel='canonical']/@href")]
        stated = _text(self._article.get("mainEntityOfPage")) or _text(self._article.get("url"))
        addresses = [*canonical, self._meta("og:url"), stated]
        return _first(*(address.strip() for address in addresses if address.startswith(("http:", "https:"))))

    def _language(self) -> str:
        stated = [str(language) for language in self.tree.xpath("/html/@lang")]
        return _first(*stated, _text(self._article.get("inLanguage")), self._meta("og:locale"))


def _first(*texts: str) -> str:
    return next(filter(None, texts), "")


def _text(value: object) -> str:
    """Return the text of a JSON-LD value: a string, the name or @id of an object, the first of a list."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@id") or "")
    if isinstance(value, list) and value:
        return _text(value[0])
    return ""


def _articles_in(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if not depth:
        return
    if isinstance(value, list):
        for one in value:
            yield from _articles_in(one, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.match(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        yield from _articles_in(value.get("@graph"), depth - 1)
        yield from _articles_in(value.get("mainEntity"), depth - 1)
