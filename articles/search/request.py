"""What a reader asks for: the one object that knows the URL parameters and how to write them back."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.search.partial_dates import HOW_TO_WRITE, parse_partial
from articles.text import quoted

FacetName = Literal["country", "person", "organisation", "place", "source"]
Sort = Literal["relevance", "newest", "oldest"]
Mode = Literal["any", "all"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
#: An article may have several values of these, so that a reader may ask for all of the chosen ones at once.
MULTIPLE: tuple[FacetName, ...] = ("country", "person", "organisation", "place")
EXCLUDED = tuple(f"not_{name}" for name in FACETS)
VALUES = (*FACETS, *EXCLUDED)  # the parameters that hold values of facets
MODES = tuple(f"{name}_mode" for name in MULTIPLE)
SORTS: tuple[Sort, ...] = get_args(Sort)

MAX_QUERY = 500  # characters
MAX_VALUES = 50  # of one facet at once
MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000_000
PER_PAGE = 20
_SLUG = re.compile(r"[\w-]{1,110}")
_CODE = re.compile(r"[A-Za-z]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")
# Joiners are letters' business in Persian and Hindi; every other invisible character only does harm.
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cc": " ", "Cs": " ", "Cf": "", "Co": " ", "Cn": " ", "Zl": " ", "Zp": " "}

# A page has a hundred links that differ in one value.
_quoted = lru_cache(maxsize=2_000)(quote_plus)


def clean_text(text: str, limit: int = MAX_QUERY) -> str:
    """``text`` in Unicode's composed form without control characters, at most ``limit`` characters."""
    head = unicodedata.normalize("NFC", text.lstrip()[: 4 * limit])
    kept = "".join(
        char if char in _JOINERS else _INVISIBLE.get(unicodedata.category(char), char) for char in head
    )
    return kept.strip()[:limit].rstrip()


def _shown(value: str) -> str:
    text = clean_text(value, 41)
    return quoted(f"{text[:40]}…" if len(text) > 40 else text)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as its URL says it. Build it with from_params; values given directly are trusted."""

    q: str = ""
    country: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    not_country: tuple[str, ...] = ()
    not_person: tuple[str, ...] = ()
    not_organisation: tuple[str, ...] = ()
    not_place: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    country_mode: Mode = "any"
    person_mode: Mode = "any"
    organisation_mode: Mode = "any"
    place_mode: Mode = "any"
    after: str = ""
    before: str = ""
    sort: Literal["", "relevance", "newest", "oldest"] = ""
    page: int = 1
    per_page: int = PER_PAGE
    #: (facet, id) of what a page is about: all articles must have it. It stands in the path.
    within: tuple[tuple[FacetName, int], ...] = ()
    #: Sentences for the reader about values that could not be used.
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_params(cls, params: QueryDict) -> "SearchRequest":
        """The request that URL parameters make. Never raises: what is no value is dropped, and said."""
        problems: list[str] = []
        values: dict[str, Any] = {name: _read_values(params, name, problems) for name in VALUES}
        values["q"] = _read_query(params, problems)
        for name in MODES:
            mode = _read_choice(params, name, ("any", "all"), problems)
            # Two URLs that mean the same make the same request.
            values[name] = mode if mode and values[name.removesuffix("_mode")] else "any"
        values["sort"] = _read_choice(params, "sort", SORTS, problems)
        for name in ("after", "before"):
            values[name] = _read_date(params, name, problems)
        values["page"] = _read_number(params, "page", 1, MAX_PAGE, problems)
        values["per_page"] = _read_number(params, "per_page", PER_PAGE, MAX_PER_PAGE, problems)
        first, last = parse_partial(values["after"]), parse_partial(values["before"])
        if first and last and first.first > last.last:
            said = _("No day is both from %(first)s on and up to %(last)s.")
            problems.append(said % {"first": first.label, "last": last.label})
        request = cls(**values, problems=tuple(problems))
        return replace(request, sort=request.sort if request.sort != request.default_sort else "")

    @property
    def default_sort(self) -> Sort:
        """The order where none is asked for."""
        return "relevance" if self.q else "newest"

    @property
    def effective_sort(self) -> Sort:
        """The order asked for, else the default one."""
        return self.sort or self.default_sort

    @property
    def has_filters(self) -> bool:
        """Whether anything but the query narrows the archive."""
        return bool(self.after or self.before or any(self.selected(name) for name in VALUES))

    @property
    def is_empty(self) -> bool:
        """Whether this asks for the whole archive."""
        return not self.q and not self.has_filters and not self.within

    def selected(self, name: str) -> tuple[str, ...]:
        """The values chosen in a facet, or left out where ``name`` is one of EXCLUDED ("not_country")."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    def excluded(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that no article may have."""
        return self.selected(f"not_{facet}")

    def mode(self, facet: str) -> Mode:
        """Whether an article needs any or all of the values chosen in a facet."""
        mode: Mode = getattr(self, f"{facet}_mode", "any")
        return mode

    def changed(self, **changes: Any) -> "SearchRequest":
        """The request with fields replaced; it begins on its first page again unless ``page`` is given."""
        values: dict[str, Any] = {"page": 1, "problems": (), **changes}
        return replace(self, **values)

    def without(self, name: str, value: str | None = None) -> "SearchRequest":
        """The request without one value of a facet, or without the whole of ``name``.

        ``name`` is a field, or "dates" for both ends of the date range, or "filters" for all but ``q``.
        """
        if value is not None:
            return self.changed(**{name: tuple(each for each in self.selected(name) if each != value)})
        names = {"dates": ("after", "before"), "filters": (*VALUES, *MODES, "after", "before")}
        defaults = {each.name: each.default for each in fields(self)}
        return self.changed(**{each: defaults[each] for each in names.get(name, (name,))})

    def query_string(self, **changes: Any) -> str:
        """ "?q=…" for this request with fields replaced: defaults left out, always in the same order."""
        request = self.changed(**changes) if changes else self
        return "?" + "&".join([f"{name}={_quoted(value)}" for name, value in request.parameters()])

    def toggle(self, facet: str, value: str) -> str:
        """The query string with a facet's value chosen, or free again where it is chosen or left out."""
        return self._moved(facet, value, facet)

    def toggle_excluded(self, facet: str, value: str) -> str:
        """The query string with a facet's value left out, or free again where it is left out."""
        return self._moved(facet, value, f"not_{facet}")

    def _moved(self, facet: str, value: str, to: str) -> str:
        """A value is chosen, left out, or free. One that is left out must be free before it can be chosen."""
        names = (facet, f"not_{facet}")
        without = {name: tuple(each for each in self.selected(name) if each != value) for name in names}
        if value not in (*self.selected(to), *self.excluded(facet)):
            without[to] += (value,)
        return self.query_string(**without)

    def with_dates(self, after: str, before: str) -> str:
        """The query string with another range of dates."""
        return self.query_string(after=after, before=before)

    def parameters(self) -> list[tuple[str, str]]:
        """Names and values as they stand in the URL, for links and hidden form fields."""
        pairs = [("q", self.q)]
        pairs += [(name, value) for name in VALUES for value in sorted(set(self.selected(name)))]
        pairs += [
            (f"{name}_mode", "all") for name in MULTIPLE if self.selected(name) and self.mode(name) == "all"
        ]
        pairs += [("after", self.after), ("before", self.before)]
        pairs.append(("sort", self.sort if self.sort != self.default_sort else ""))
        pairs.append(("page", str(self.page) if self.page != 1 else ""))
        pairs.append(("per_page", str(self.per_page) if self.per_page != PER_PAGE else ""))
        return [(name, value) for name, value in pairs if value]


def _read_query(params: QueryDict, problems: list[str]) -> str:
    raw = params.get("q") or ""
    text = clean_text(raw)
    # The length after cleaning would be fairer, but a megabyte is not worth cleaning to say so.
    if len(raw.strip()) > MAX_QUERY:
        said = _("The query is long; only its first %(most)d characters were used.")
        problems.append(said % {"most": MAX_QUERY})
    return text


def _read_values(params: QueryDict, name: str, problems: list[str]) -> tuple[str, ...]:
    given = [value.strip() for value in params.getlist(name)[: 2 * MAX_VALUES] if value.strip()]
    facet = name.removeprefix("not_")
    pattern = _CODE if facet == "country" else _SLUG
    good = [value for value in given if pattern.fullmatch(value)]
    bad = [value for value in given if not pattern.fullmatch(value)]
    if bad:
        problems.append(_not_a_value(facet) % {"value": _shown(bad[0])})
    values = _sorted_once(value.upper() if facet == "country" else value for value in good)
    if len(values) > MAX_VALUES:
        said = _("Only the first %(most)d values of %(name)s were used.")
        problems.append(said % {"most": MAX_VALUES, "name": name})
    return values[:MAX_VALUES]


def _not_a_value(facet: str) -> str:
    return {
        "country": _("%(value)s is no country code, such as UA; it was left out."),
        "person": _("%(value)s is no person’s address; it was left out."),
        "organisation": _("%(value)s is no organisation’s address; it was left out."),
        "place": _("%(value)s is no place’s address; it was left out."),
        "source": _("%(value)s is no source’s address; it was left out."),
    }[facet]


def _sorted_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _read_choice(params: QueryDict, name: str, choices: tuple[str, ...], problems: list[str]) -> str:
    value = (params.get(name) or "").strip()
    if value and value not in choices:
        said = _("%(value)s is no value of %(name)s; it can be %(choices)s.")
        problems.append(said % {"value": _shown(value), "name": name, "choices": ", ".join(choices)})
        return ""
    return value


def _read_date(params: QueryDict, name: str, problems: list[str]) -> str:
    value = (params.get(name) or "").strip()
    date = parse_partial(value[:20])
    if value and date is None:
        said = _("%(value)s is no date that can be used; %(how)s.")
        problems.append(said % {"value": _shown(value), "how": HOW_TO_WRITE})
    return date.text if date else ""


def _read_number(params: QueryDict, name: str, default: int, most: int, problems: list[str]) -> int:
    value = (params.get(name) or "").strip()
    if not value:
        return default
    if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= most:
        said = _("%(value)s cannot be used as %(name)s; %(default)d was used.")
        problems.append(said % {"value": _shown(value), "name": name.replace("_", " "), "default": default})
        return default
    return int(value)
