"""The metadata of a page: JSON-LD, meta elements, what it shows. Teasers of other stories do not count."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.importers.cleaning.html_fragment import fragment_text, has_markup, unescaped
from articles.importers.pages import bylines, dates
from articles.importers.pages.json_ld import JsonLd
from articles.text import fold, one_line

_LONGEST_DATE = 200  # characters
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date"),
    *(
        "dc.date.issued",
        "dcterms.date",
        "dcterms.created",
        "dcterms.issued",
        "article:published",
        "published_time",
    ),
    *("pubdate", "publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *("citation_publication_date", "article.published", "date.created", "published_at"),
)
_AUTHORS = (
    *("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author"),
    *("sailthru.author", "byl", "citation_author", "article.author", "authors"),
)
_WORD = re.compile(r"\w{3,}")
_ALIKE = 0.5  # share of the words that two forms of one headline have in common


class PageMeta:
    """The metadata that a parsed page states about its article."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self._json_ld = JsonLd(tree)
        self._shown_byline, self.byline_elements = bylines.shown_byline(tree)

    def fields(self) -> dict[str, str]:
        """Return the article's fields except body and date; "" for unknown ones."""
        return {
            "headline": self._headline(),
            "standfirst": self._json_ld.text(self._article.get("description")),
            "byline": self._byline(),
            "caption": self._caption(),
            "url": self._url,
            "source": self._source,
            "language": self._language(),
            "section": _first(
                self._json_ld.text(self._article.get("articleSection")), self._meta("article:section")
            ),
        }

    def descriptions(self) -> list[str]:
        """Return what the page says the article is about, in its different forms."""
        stated = self._json_ld.text(self._article.get("description"))
        return list(
            filter(None, [stated, *map(self._meta, ("og:description", "description", "twitter:description"))])
        )

    def stated_text(self) -> list[str]:
        """Return the paragraphs of the article as its JSON-LD states it; none if it does not."""
        stated = self._article.get("articleBody")
        if not isinstance(stated, str):
            return []
        markup = unescaped(stated)
        text = fragment_text(markup) if has_markup(markup) else markup
        return [line.strip() for line in text.splitlines() if line.strip()]

    def published(self) -> dates.Published:
        """Return the day and time of publication: as stated, else as shown, else as in the address."""
        stated = dates.stated_date(
            iter([self._json_ld.text(self._article.get("datePublished")), *map(self._meta, _DATES)])
        )
        for found in (stated, dates.shown_date(self.tree), dates.date_of_address(self._url)):
            if found[0]:
                return found
        return dates.date_below_headline(self.tree)

    def date_words(self) -> str:
        """Return the date of publication in the words of the page, for one that cannot be read; or ""."""
        stated = [self._json_ld.text(self._article.get("datePublished")), *map(self._meta, _DATES)]
        words = next(filter(None, stated), "") or dates.shown_words(self.tree)
        return words[:_LONGEST_DATE]

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        metas: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = one_line(element.get("content") or "")
            if content and not any(
                above.get("itemscope") is not None for above in element.iterancestors("li", "aside")
            ):
                metas.setdefault(name.strip().lower(), []).append(content)
        return metas

    def _meta(self, name: str) -> str:
        return self._metas.get(name, [""])[0]

    @cached_property
    def _titles(self) -> list[str]:
        shown = [one_line(title.text_content()) for title in self.tree.xpath("//h1 | //head/title")]
        return [title for title in (self._meta("og:title"), self._meta("twitter:title"), *shown) if title]

    @cached_property
    def _article(self) -> Mapping[str, Any]:
        """The page's own article in its JSON-LD, or {}: by its address, else by its headline."""
        articles = list(self._json_ld.articles())
        address = _plain_address(self._canonical)
        for article in articles:
            own = [article.get(name) for name in ("url", "mainEntityOfPage", "@id")]
            if address and address in {_plain_address(self._json_ld.text(each) or _id(each)) for each in own}:
                return article
        return max(articles, key=self._likeness, default={}) if any(map(self._likeness, articles)) else {}

    def _likeness(self, article: Mapping[str, Any]) -> float:
        """Return how much a headline is like the titles that the page shows: 0 is another story."""
        headline = self._json_ld.text(article.get("headline")) or self._json_ld.text(article.get("name"))
        if not headline or not self._titles:
            return _ALIKE
        if any(fold(headline) == fold(title) for title in self._titles):
            return 2
        own = {*map(fold, _WORD.findall(headline))}
        best = max(
            len(own & others) / max(min(len(own), len(others)), 1)
            for others in ({*map(fold, _WORD.findall(title))} for title in self._titles)
        )
        return best if best >= _ALIKE else 0

    @cached_property
    def _source(self) -> str:
        names = (self._meta("og:site_name"), self._json_ld.text(self._article.get("publisher")))
        named = _first(*(name for name in names if not name.startswith("@")))
        return named or _first(*names).lstrip("@")  # some sites give the name of their account

    def _headline(self) -> str:
        stated = _first(
            self._json_ld.text(self._article.get("headline")),
            self._meta("og:title"),
            self._meta("twitter:title"),
        )
        headings = [one_line(heading.text_content()) for heading in self.tree.xpath("//h1")]
        return self._without_site(
            stated or _first(*headings) or _first(*self._titles) or self._first_heading()
        )

    def _first_heading(self) -> str:
        """Return the heading that a piece of a page begins with."""
        found = self.tree.xpath("(//h2 | //h3 | //p)[normalize-space()]")
        return one_line(found[0].text_content()) if found and found[0].tag != "p" else ""

    def _without_site(self, title: str) -> str:
        """Return the title without a trailing " | The Daily Record"."""
        for mark in (" | ", " - ", " – ", " — ", " :: "):
            head, found, tail = title.rpartition(mark)
            if found and head and tail.strip().casefold() == self._source.casefold():
                return head.strip()
        return title

    def _byline(self) -> str:
        """Return the authors as stated, else as shown; not a link to one, nor the name of the site."""
        stated = self._json_ld.names(self._article.get("author"))
        metas = [self._metas.get(name, []) for name in _AUTHORS]
        for names in (stated, *metas):
            tidied = dict.fromkeys(filter(None, map(bylines.tidy_name, names)))
            if known := [name for name in tidied if not self._is_site(name)]:
                return ", ".join(known)
        return "" if self._is_site(self._shown_byline) else self._shown_byline

    def _is_site(self, name: str) -> bool:
        return fold(name) == fold(self._source)

    def _caption(self) -> str:
        image = self._json_ld.resolved(self._article.get("image"))
        if isinstance(image, list) and image:
            image = self._json_ld.resolved(image[0])
        stated = self._json_ld.text(image.get("caption")) if isinstance(image, dict) else ""
        shown = self.tree.xpath("(//article//figcaption | //main//figcaption)[1]")
        return stated or (one_line(shown[0].text_content()) if shown else "")

    @cached_property
    def _canonical(self) -> str:
        canonical = [str(href).strip() for href in self.tree.xpath("//link[@rel='canonical']/@href")]
        return _first(*filter(_is_web, [*canonical, self._meta("og:url")]))

    @property
    def _url(self) -> str:
        named = [self._article.get("mainEntityOfPage"), self._article.get("url")]
        stated = [address for each in named for address in (_id(each), self._json_ld.text(each))]
        return _first(self._canonical, *filter(_is_web, stated))

    def _language(self) -> str:
        stated = [str(language) for language in self.tree.xpath("/html/@lang | /html/@xml:lang")]
        return _first(*stated, self._json_ld.text(self._article.get("inLanguage")), self._meta("og:locale"))


def _first(*texts: str) -> str:
    return next(filter(None, texts), "")


def _id(value: object) -> str:
    return str(value.get("@id") or value.get("url") or "") if isinstance(value, dict) else ""


def _is_web(address: str) -> bool:
    return address.startswith(("http:", "https:"))


def _plain_address(address: str) -> str:
    """Return an address without protocol, query, fragment and "www.", for comparison."""
    parts = urlsplit(address) if _is_web(address) else None
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}".lower() if parts else ""
