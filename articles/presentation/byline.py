"""The byline of an article with links to its authors."""

import re
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Author


def authors_of(ids: Sequence[int]) -> list[Author]:
    """Return the authors with these ids, in order."""
    found = Author.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def linked_byline(byline: str, authors: Iterable[Author]) -> SafeString:
    """Return the byline in HTML, with each author's name as a link.

    A name that the byline spells differently follows in brackets: "JOSE PEREZ (José Pérez)".
    """
    places: list[tuple[int, int, Author]] = []
    others: list[Author] = []
    for author in authors:
        place = _place_of(author, byline, places)
        if place:
            places.append((*place, author))
        else:
            others.append(author)
    html, end = SafeString(), 0
    for begin, after, author in sorted(places, key=lambda each: each[0]):
        html += format_html("{}{}", byline[end:begin], _link(author, byline[begin:after]))
        end = after
    html += format_html("{}", byline[end:])
    if others:
        links = format_html_join(", ", "{}", ((_link(each, each.name),) for each in others))
        html += format_html(" ({})", links)
    return html


def _place_of(
    author: Author, byline: str, taken: Iterable[tuple[int, int, Author]]
) -> tuple[int, int] | None:
    for name in (author.name, author.sort_name):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", byline, re.IGNORECASE):
            if all(found.end() <= begin or found.start() >= end for begin, end, _ in taken):
                return found.span()
    return None


def _link(author: Author, text: str) -> SafeString:
    return format_html('<a href="{}" rel="author"><b>{}</b></a>', author.get_absolute_url(), text)
