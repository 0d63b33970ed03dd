"""A search request. It knows its URL parameters and how to write them back."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import quote_plus

from articles.partial_dates import PartialDate, parse_partial
from articles.search.facet_types import FACETS, MULTIPLE, FacetName

Sort = Literal["relevance", "newest", "oldest"]
Mode = Literal["any", "all"]
#: A second name asks for the two together; a second country or source for more articles.
DEFAULT_MODES: dict[str, Mode] = {
    name: "all" if name in ("person", "organisation", "place") else "any" for name in FACETS
}
EXCLUDED = tuple(f"not_{name}" for name in FACETS)
VALUES = (*FACETS, *EXCLUDED)  # the parameters that hold values of facets
MODES = tuple(f"{name}_mode" for name in MULTIPLE)
SORTS: tuple[Sort, ...] = get_args(Sort)

MAX_QUERY = 500  # characters
MAX_VALUES = 50  # of one facet at once
MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000_000
PER_PAGE = 20
# Persian and Hindi need the joiners to spell words. All other invisible characters only do harm.
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cc": " ", "Cs": " ", "Cf": "", "Co": " ", "Cn": " ", "Zl": " ", "Zp": " "}

# A page has a hundred links that differ in one value, so most values are quoted many times.
_quoted = lru_cache(maxsize=2_000)(quote_plus)


def clean_text(text: str, limit: int = MAX_QUERY) -> str:
    """``text`` in composed form (NFC) without control characters, cut to ``limit`` characters."""
    head = unicodedata.normalize("NFC", text.lstrip()[: 4 * limit])
    kept = "".join(
        char if char in _JOINERS else _INVISIBLE.get(unicodedata.category(char), char) for char in head
    )
    return kept.strip()[:limit].rstrip()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as its URL describes it. ArticleFilterSet makes it from a URL; nothing is checked here."""

    q: str = ""
    country: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    not_country: tuple[str, ...] = ()
    not_person: tuple[str, ...] = ()
    not_organisation: tuple[str, ...] = ()
    not_place: tuple[str, ...] = ()
    not_author: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    country_mode: Mode = DEFAULT_MODES["country"]
    person_mode: Mode = DEFAULT_MODES["person"]
    organisation_mode: Mode = DEFAULT_MODES["organisation"]
    place_mode: Mode = DEFAULT_MODES["place"]
    author_mode: Mode = DEFAULT_MODES["author"]
    after: str = ""
    before: str = ""
    sort: Literal["", "relevance", "newest", "oldest"] = ""
    page: int = 1
    per_page: int = PER_PAGE
    #: Whether a story counts and is listed once, however many articles tell it.
    collapse: bool = False
    #: (facet, id) of what a page is about. All its articles must have it. It comes from the path.
    within: tuple[tuple[FacetName, int], ...] = ()
    #: Sentences that tell the reader which values could not be used.
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def default_sort(self) -> Sort:
        """The order if the reader chose none."""
        return "relevance" if self.q else "newest"

    @property
    def effective_sort(self) -> Sort:
        """The order that the reader chose, or else the default."""
        return self.sort or self.default_sort

    @property
    def dates(self) -> tuple[PartialDate | None, PartialDate | None]:
        """The first and the last date of the range; None for an open end."""
        return parse_partial(self.after), parse_partial(self.before)

    @property
    def has_filters(self) -> bool:
        """Whether any facet or date is set."""
        return bool(self.after or self.before or any(self.selected(name) for name in VALUES))

    @property
    def is_only_words(self) -> bool:
        """Whether only words narrow this search."""
        return not (self.has_filters or self.within)

    @property
    def is_empty(self) -> bool:
        """Whether this search finds the whole archive."""
        return not self.q and self.is_only_words

    def selected(self, name: str) -> tuple[str, ...]:
        """The values of one parameter: chosen ("country") or left out ("not_country")."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    def excluded(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that no article found may have."""
        return self.selected(f"not_{facet}")

    def mode(self, facet: str) -> Mode:
        """Whether an article needs any or all of the values chosen in a facet."""
        mode: Mode = getattr(self, f"{facet}_mode", DEFAULT_MODES[facet])
        return mode

    def widens(self, facet: str) -> bool:
        """Whether values are chosen in a facet and choosing another one adds articles."""
        return bool(self.selected(facet)) and self.mode(facet) == "any"

    def changed(self, **changes: Any) -> "SearchRequest":
        """The request with some fields replaced. It goes back to page 1 unless ``page`` is given."""
        values: dict[str, Any] = {"page": 1, "problems": (), **changes}
        return replace(self, **values)

    def without(self, name: str, value: str | None = None) -> "SearchRequest":
        """The request without one value of a facet, or without all of ``name``.

        ``name`` is a field, or "dates" for both dates, or "filters" for all facets and dates.
        """
        if value is not None:
            return self.changed(**{name: tuple(each for each in self.selected(name) if each != value)})
        names = {"dates": ("after", "before"), "filters": (*VALUES, *MODES, "after", "before")}
        defaults = {each.name: each.default for each in fields(self)}
        return self.changed(**{each: defaults[each] for each in names.get(name, (name,))})

    def query_string(self, **changes: Any) -> str:
        """The query string ("?q=…") with some fields replaced: no defaults, always in the same order."""
        pairs = self._parameters({"page": 1, **changes}) if changes else self.parameters()
        return "?" + "&".join([f"{name}={_quoted(value)}" for name, value in pairs])

    def toggle(self, facet: str, value: str) -> str:
        """The query string after a click on a value: choose it, or clear it if it was chosen or left out."""
        return self._moved(facet, value, facet)

    def toggle_excluded(self, facet: str, value: str) -> str:
        """The query string after a click on "exclude": leave the value out, or clear it if it was out."""
        return self._moved(facet, value, f"not_{facet}")

    def _moved(self, facet: str, value: str, to: str) -> str:
        """A value is chosen, left out, or neither. One left out is cleared before it can be chosen."""
        names = (facet, f"not_{facet}")
        without = {name: tuple(each for each in self.selected(name) if each != value) for name in names}
        if value not in (*self.selected(to), *self.excluded(facet)):
            without[to] += (value,)
        return self.query_string(**without)

    def with_dates(self, after: str, before: str) -> str:
        """The query string with other dates."""
        return self.query_string(after=after, before=before)

    def parameters(self) -> list[tuple[str, str]]:
        """Names and values as in the URL, for links and hidden form fields."""
        return self._parameters({})

    def _parameters(self, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The parameters with some fields replaced. A page has hundreds of links; a copy for each is slow."""

        def field_of(name: str) -> Any:
            return changes[name] if name in changes else getattr(self, name)

        q, page, per_page, sort = map(field_of, ("q", "page", "per_page", "sort"))
        values = {name: chosen for name in VALUES if (chosen := field_of(name))}
        pairs = [("q", q)]
        pairs += [(name, value) for name, chosen in values.items() for value in sorted(set(chosen))]
        pairs += [
            (f"{name}_mode", mode)
            for name in MULTIPLE
            if name in values and (mode := field_of(f"{name}_mode")) != DEFAULT_MODES[name]
        ]
        pairs += [("after", field_of("after")), ("before", field_of("before"))]
        pairs.append(("collapse", "1" if field_of("collapse") else ""))
        pairs.append(("sort", sort if sort != ("relevance" if q else "newest") else ""))
        pairs.append(("page", str(page) if page != 1 else ""))
        pairs.append(("per_page", str(per_page) if per_page != PER_PAGE else ""))
        return [(name, value) for name, value in pairs if value]
