"""Find what a reader means by a name, to add it to a comparison as a line."""

from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from articles.search.backend import counting
from articles.search.facet_types import FACETS, FacetName, Thing, facet_of_thing
from articles.search.page.facets import Directory
from articles.search.query.entity_lookup import KIND_NAMES, named
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest, clean_text
from articles.search.timeouts import limited
from articles.text import fold

WORDS = "words"
MOST_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Pick:
    """A line that a reader may mean: its query, and its kind, name and number of articles."""

    query: str
    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Picked:
    """What a text can mean, most articles first. One pick is certain; none comes with a ``problem``."""

    text: str
    picks: list[Pick]
    problem: str = ""


def pick(text: str, kind: str = "") -> Picked:
    """Return what a text means as a name of a kind, as words (WORDS), or with "" as any name, else as words.

    Raises SearchTooCostly.
    """
    text = clean_text(text)
    if kind == WORDS or ":" in text:
        return Picked(text, [Pick(text, "", text, 0)])
    if kind in FACETS:
        found = _known(text, kind)
        problem = _("No %(kind)s is called “%(name)s”.") % {"kind": str(KIND_NAMES[kind]), "name": text}
        return Picked(text, found, "" if found else problem)
    exact = [each for name in FACETS for each in _known(text, name, exactly=True)]
    exact.sort(key=lambda each: -each.count)
    return Picked(text, exact or [Pick(text, "", text, 0)])


def frequent_names() -> list[str]:
    """Return the names in most articles, of all kinds but authors, to begin with. Raises SearchTooCostly."""
    with transaction.atomic(), limited():
        facets = counting().count(Selection(SearchRequest()), None).facets
    ids: dict[str, list[int]] = {
        name: [pk for pk, _n in facets[name].values] for name in FACETS if name != "author"
    }
    directory = Directory(ids)
    return [thing.label for name, pks in ids.items() for thing in directory.all(name, pks)]


def _known(text: str, kind: str, *, exactly: bool = False) -> list[Pick]:
    """Return the names of a kind that have published articles. A name that fits exactly rules out others."""
    with transaction.atomic(), limited():
        things = [thing for thing in named(kind, text, public=True) if not exactly or _is(thing, text)]
        if not things:
            return []
        ids = np.array([thing.pk for thing in things], np.int64)
        facet = facet_of_thing(things[0])
        numbers = counting().frequencies(Selection(SearchRequest()), facet, ids)
        counts = dict(zip(ids.tolist(), numbers.tolist(), strict=True))
    ranked = sorted(things, key=lambda thing: (-counts[thing.pk], thing.label))
    picks = [_pick(kind, thing, counts[thing.pk]) for thing in ranked]  # type: ignore[arg-type]
    same = [each for each, thing in zip(picks, ranked, strict=True) if _is(thing, text)]
    return same if len(same) == 1 else picks[:MOST_OFFERED]


def _is(thing: Thing, text: str) -> bool:
    return fold(text) in {fold(thing.name), fold(thing.label), thing.key.lower()}


def _pick(kind: FacetName, thing: Thing, count: int) -> Pick:
    return Pick(f"{kind}:{thing.key}", str(KIND_NAMES[kind]), thing.label, count)
