"""When the article was published, by what its page says. Day and month are never guessed."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.importers.cleaning import publication_dates
from articles.importers.cleaning.date_words import find_in_words
from articles.importers.pages.blocks import lines_below, names_of
from articles.text import one_line

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|dates|datum|fecha|data|time|timestamp|posted|published|pubdate|publish-?date|post-?date|entry-?date"
    r"|article-?date|dateline|created|erstellt)(?:$|[\s_-])|(?:publi\w*|post|article|entry)Date|дата",
    re.IGNORECASE,
)
_OF_ANOTHER_KIND = re.compile(
    r"copyright|©|updated|modified|changed|aktualisiert|mis à jour|actualizado|aggiornato|atualizado"
    r"|bijgewerkt",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|[-_.]|$)")
_COMPACT_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)")
_LABEL = 20  # characters beside the date in its item of a list; a longer one is a headline
_LONGEST = 120  # characters; a longer text is not that of a date

Published = tuple[date | None, datetime | None]


def stated_date(texts: Iterator[str]) -> Published:
    """Return the first of some texts that is a full date."""
    for text in texts:
        try:
            return publication_dates.parse(text)
        except (ValueError, OverflowError):
            if day := find_in_words(text[:_LONGEST]):
                return day, None
    return None, None


_WITH_YEAR = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d")


def shown_date(tree: HtmlElement) -> Published:
    """Return the date in the elements that are marked as such, near the headline first."""
    return stated_date(_marked(tree))


def shown_words(tree: HtmlElement) -> str:
    """Return the words of the first element that is marked as a date and has a year, or ""."""
    marked = (one_line(text) for text in _marked(tree))
    return next((text for text in marked if _WITH_YEAR.search(text)), "")


def date_of_address(url: str) -> Published:
    """Return the date in an address such as https://bay.example/2012/05/01/crane."""
    for expression in (_IN_ADDRESS, _COMPACT_IN_ADDRESS):
        if found := expression.search(url):
            try:
                return date(int(found[1]), int(found[2]), int(found[3])), None
            except ValueError:
                continue
    return None, None


def date_below_headline(tree: HtmlElement) -> Published:
    """Return the date in one of the short lines below the headline."""
    for heading in tree.xpath("//h1")[:1]:
        lines = (each for each in lines_below(heading) if not _is_elsewhere(each))
        return stated_date(one_line(each.text_content())[:_LONGEST] for each in lines)
    return None, None


def _marked(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath(
        "//*[contains(concat(' ', @itemprop, ' '), ' datePublished ')] | //time[@pubdate]"
    ):
        yield element.get("content") or element.get("datetime") or one_line(element.text_content())
    elements = tree.xpath("//body//time | //body//*[@class or @id]")
    for element in elements:
        names = names_of(element)
        if element.tag != "time" and not _CLASS.search(names):
            continue
        text = one_line(element.text_content())
        if len(text) > _LONGEST or _is_elsewhere(element):
            continue
        values = [value for value in (element.get("datetime"), element.get("content"), text) if value]
        if _OF_ANOTHER_KIND.search(f"{names} {text[:30]}"):
            continue
        yield from values


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element is in a list of other stories, a comment, or a paragraph of the text."""
    for above in (element, *element.iterancestors()):
        if above.tag in ("aside", "nav", "footer", "figure", "figcaption"):
            return True
        if above.tag == "li" and len(above.text_content()) - len(element.text_content()) > _LABEL:
            return True
        if above.tag == "p" and len(above.text_content()) > _LONGEST:
            return True
        if (
            above.tag == "article"
            and above.find(".//h1") is None
            and above.xpath("preceding::h1 | following::h1")
        ):
            return True
        names = names_of(above)
        if re.search(
            r"related|teaser|comment|sidebar|most-?read|recommend|trending|latest|footer",
            names,
            re.IGNORECASE,
        ):
            return above.find(".//h1") is None
    return False
