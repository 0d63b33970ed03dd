"""Who wrote the article, as its page shows: elements marked as the byline, or a line "By Ann Berg"."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.importers.cleaning.date_words import IN_WORDS
from articles.importers.pages.blocks import lines_below, names_of
from articles.text import fold, one_line

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|author-?name|writer|writers|reporter|auteur|autor|autore|autorin|verfasser"
    r"|firma|redacteur|contributor)(?:$|[\s_-])|byLine|articleAuthor|authorName",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:story|text|words|report|reporting|article|posted|published|written|reported|a\s+report|ein\s+bericht|texte?|testo)\s+)?"
    r"(?:by|von|par|por|di|da|door|af|av|autore?:|auteur:|autorin:|author:|автор:|text:|texte:|texto:|testo:|tekst:"
    r"|текст:|作者[::]|文[//::]|記者|记者)\s*[:：]?\s*(?=[^\W\d_])",
    re.IGNORECASE,
)
_LINE = re.compile(
    _BY.pattern + r"(?P<name>[^\W\d_][\w.'’-]*(?:,?[ ][^\W\d_][\w.'’-]*){0,11})$", re.IGNORECASE
)
#: What follows the names in the same line: a date, a time, a separator, an address for letters.
_REST = re.compile(
    rf"\s*(?:[|•·—–]|\s-\s|,?\s*\(?\b(?:{IN_WORDS}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}})|\b\d{{1,2}}:\d\d"
    r"|\b(?:published|posted|updated|last\s+updated|on\s+\w+day)\b|\S+@\S+|\bfollow\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_STORIES = re.compile(
    r"related|teaser|card|promo|most-?read|sidebar|recommend|comment|more-|newsletter|footer|trending|latest|bio\b",
    re.IGNORECASE,
)
_LONGEST = 150  # characters
_WORDS = 20


def tidy_name(text: str) -> str:
    """Return the names in a byline without "By", a date and the rest of the line, or "" if none is there."""
    text = _REST.sub("", _BY.sub("", one_line(text), count=1)).strip(" ,;:|/-–—·•")
    is_name = text and any(map(str.isalpha, text)) and "://" not in text and not text.startswith("@")
    return text if is_name and len(text) <= _LONGEST and len(text.split()) <= _WORDS else ""


def is_byline(text: str) -> bool:
    """Whether a line is a byline by its words alone: "By Ann Berg", each of whose words is capitalised."""
    found = _LINE.match(_REST.sub("", text)) if len(text) < _LONGEST else None
    if not found:
        return False
    words = [word for word in re.split(r"[\s,]+", found["name"]) if word]
    capitals = [word for word in words if not word[0].islower()]
    small = {
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "de",
        "der",
        "van",
        "von",
        "la",
        "di",
        "da",
        "du",
        "dos",
        "del",
        "og",
        "och",
    }
    return bool(capitals) and all(not word[0].islower() or word.lower() in small for word in words)


def shown_byline(tree: HtmlElement) -> tuple[str, list[HtmlElement]]:
    """Return the names in the elements marked as the byline of the page's article, and the elements."""
    for found in (_by_property(tree), _by_relation(tree), _by_class(tree)):
        names: dict[str, str] = {}
        elements = []
        for element in found:
            if (name := tidy_name(" ".join(element.itertext()))) and not _is_of_another_story(element):
                names.setdefault(fold(name), name)
                elements.append(element)
        if names:
            return ", ".join(_without_parts(list(names.values()))), elements
    for heading in tree.xpath("//h1")[:1]:
        for line in lines_below(heading):
            if is_byline(one_line(line.text_content())) and not _is_of_another_story(line):
                return tidy_name(line.text_content()), [line]
    return "", []


def _by_property(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.xpath("//body//*[contains(concat(' ', @itemprop, ' '), ' author ')]"):
        named = element.xpath(".//*[@itemprop='name']")
        given = element.xpath(".//*[@itemprop='givenName' or @itemprop='familyName']")
        if given and not named:
            parts = " ".join(one_line(part.text_content()) for part in given)
            clone = HtmlElement(parts)
            clone.tag = "span"
            yield clone
        else:
            yield from named or [element]


def _by_relation(tree: HtmlElement) -> Iterator[HtmlElement]:
    yield from tree.xpath("//body//a[contains(concat(' ', @rel, ' '), ' author ')]")


def _by_class(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the first element whose class names an author, and those right beside it."""
    first: HtmlElement | None = None
    for element in tree.xpath("//body//*[@class or @id]"):
        if not _CLASS.search(names_of(element)):
            continue
        if (
            element.tag in ("html", "body", "main", "article", "script", "style", "img")
            or len(element.text_content()) > 2 * _LONGEST
        ):
            continue
        if first is None:
            if tidy_name(element.text_content()) and not _is_of_another_story(element):
                first = element
                inner = [
                    each
                    for each in element.iterdescendants("a", "span")
                    if each.tag == "a"
                    and tidy_name(each.text_content())
                    and "author" in (each.get("href") or "") + (each.get("class") or "")
                ]
                yield from inner or [element]
        elif element.getparent() is first.getparent() and first not in element.iterancestors():
            yield element


def _is_of_another_story(element: HtmlElement) -> bool:
    for above in element.iterancestors():
        if above.tag in ("aside", "nav", "footer", "li"):
            return above.tag != "li" or above.find(".//h2") is not None or above.find(".//h3") is not None
        if (
            above.tag == "article"
            and above.find(".//h1") is None
            and above.xpath("preceding::h1 | following::h1")
        ):
            return True
        if above.tag in ("div", "section") and _OTHER_STORIES.search(names_of(above)):
            return above.find(".//h1") is None
    return False


def _without_parts(names: list[str]) -> list[str]:
    """Drop a name that is within another, as when an element and the link in it are both marked."""
    return [name for name in names if not any(fold(name) in fold(other) and name != other for other in names)]
