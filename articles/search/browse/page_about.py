"""The page about one entity, or about two together, that a search leads to."""

from dataclasses import dataclass

from django.urls import reverse

from articles.models.entities.entities import PATHS
from articles.search.results import SearchResults

MOST_NAMES = 2  # that one page is about
_ORDER = list(PATHS)


@dataclass(frozen=True, slots=True)
class PageAbout:
    """The page about the one or two names that a search asks for. It keeps the search's words and dates."""

    names: list[str]
    url: str

    @classmethod
    def of(cls, results: SearchResults) -> "PageAbout | None":
        """Return it, or None if the search finds nothing or asks for other names, or for any of them."""
        request = results.request
        chips = [chip for kind in PATHS for chip in results.chips if chip.kind == kind and not chip.excluded]
        apart = any(len(request.selected(kind)) > 1 and request.mode(kind) == "any" for kind in PATHS)
        if not results.count or not 0 < len(chips) <= MOST_NAMES or apart:
            return None
        path = address_of(*((kind, key) for kind in PATHS for key in request.selected(kind)))
        rest = request.changed(sort="", **dict.fromkeys(PATHS, ())).query_string()
        return cls([chip.label for chip in chips], path + (rest if rest != "?" else ""))


def address_of(*names: tuple[str, str]) -> str:
    """Return the canonical path of the page of one entity or of two, each given by its kind and key."""
    (kind, key), *others = sorted(((kind, key.lower()) for kind, key in names), key=lambda each: place(*each))
    if not others:
        return reverse("entity", args=[PATHS[kind], key])
    other_kind, other_key = others[0]
    between = [] if other_kind == kind else [PATHS[other_kind]]
    return reverse("pair", args=[PATHS[kind], key, *between, other_key])


def place(kind: str, key: str) -> tuple[int, str]:
    """Return what entities are sorted by in the address of two."""
    return _ORDER.index(kind), key.lower()
