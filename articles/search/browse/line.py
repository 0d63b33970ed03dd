"""A search as one line of a comparison: its filters written as fields of its query."""

import re

from django.utils.translation import gettext as _

from articles.search.facet_types import FACETS
from articles.search.request import MAX_QUERY, SearchRequest
from articles.search.results import QueryPart, Understanding
from articles.text import quoted

_ALTERNATIVES = re.compile(r"\bOR\b|\|")


def as_line(request: SearchRequest) -> SearchRequest:
    """Return an equivalent search with only a query and dates, so that it does not filter other lines.

    A search that is too long for a query is returned as it is.
    """
    fields: list[str] = []
    for facet in FACETS:
        chosen = [f"{facet}:{value}" for value in request.selected(facet)]
        widens = len(chosen) > 1 and request.mode(facet) == "any"
        fields += [f"({' OR '.join(chosen)})"] if widens else chosen
        fields += [f"-{facet}:{value}" for value in request.excluded(facet)]
    words = f"({request.q})" if fields and _ALTERNATIVES.search(request.q) else request.q
    q = " ".join(filter(None, [words, *fields]))
    if len(q) > MAX_QUERY:
        return request.changed(sort="")
    return SearchRequest(q=q, after=request.after, before=request.before)


def in_words(understanding: Understanding, query: str) -> str:
    """Return a query as names and words, such as "oil · John Kerry", or as it is written if it has none."""
    return " · ".join(map(_part, understanding.parts)) or query


def _part(part: QueryPart) -> str:
    text = quoted(part.text) if part.role == "phrase" else part.text
    if part.field == "headline":
        text = _("{words} in the headline").format(words=text)
    elif part.field == "after":
        text = _("From %(day)s") % {"day": text}
    elif part.field == "before":
        text = _("Up to %(day)s") % {"day": text}
    return _("not %(name)s") % {"name": text} if part.excluded or part.role == "without" else text
