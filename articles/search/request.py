"""What a reader asks for: the one object that knows the URL parameters and how to write them back."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import quote_plus

from django.http import QueryDict

from articles.search.dates import HOW_TO_WRITE, parse_partial

FacetName = Literal["country", "person", "organisation", "place", "source"]
Sort = Literal["relevance", "newest", "oldest"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
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
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as its URL says it. Build it with from_params; values given directly are trusted."""

    q: str = ""
    country: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    country_mode: Literal["any", "all"] = "any"
    after: str = ""
    before: str = ""
    sort: Literal["", "relevance", "newest", "oldest"] = ""
    page: int = 1
    per_page: int = PER_PAGE
    #: Sentences for the reader about values that could not be used.
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_params(cls, params: QueryDict) -> "SearchRequest":
        """The request that URL parameters make. Never raises: what is no value is dropped, and said."""
        problems: list[str] = []
        values: dict[str, Any] = {name: _read_values(params, name, problems) for name in FACETS}
        values["q"] = _read_query(params, problems)
        values["country_mode"] = _read_choice(params, "country_mode", ("any", "all"), problems) or "any"
        values["sort"] = _read_choice(params, "sort", SORTS, problems)
        for name in ("after", "before"):
            values[name] = _read_date(params, name, problems)
        values["page"] = _read_number(params, "page", 1, MAX_PAGE, problems)
        values["per_page"] = _read_number(params, "per_page", PER_PAGE, MAX_PER_PAGE, problems)
        first, last = parse_partial(values["after"]), parse_partial(values["before"])
        if first and last and first.first > last.last:
            problems.append(f"No day is both from {first.label} on and up to {last.label}.")
        request = cls(**values, problems=tuple(problems))
        # Two URLs that mean the same make the same request.
        return replace(
            request,
            sort=request.sort if request.sort != request.default_sort else "",
            country_mode=request.country_mode if request.country else "any",
        )

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
        return bool(self.after or self.before or any(self.selected(name) for name in FACETS))

    @property
    def is_empty(self) -> bool:
        """Whether this asks for the whole archive."""
        return not self.q and not self.has_filters

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values chosen in a facet."""
        values: tuple[str, ...] = getattr(self, facet)
        return values

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
        names = {"dates": ("after", "before"), "filters": (*FACETS, "country_mode", "after", "before")}
        defaults = {each.name: each.default for each in fields(self)}
        return self.changed(**{each: defaults[each] for each in names.get(name, (name,))})

    def query_string(self, **changes: Any) -> str:
        """ "?q=…" for this request with fields replaced: defaults left out, always in the same order."""
        request = self.changed(**changes) if changes else self
        return "?" + "&".join([f"{name}={_quoted(value)}" for name, value in request.parameters()])

    def toggle(self, facet: str, value: str) -> str:
        """The query string with a facet's value added, or taken off where it is chosen."""
        chosen = self.selected(facet)
        others = tuple(each for each in chosen if each != value)
        return self.query_string(**{facet: others if value in chosen else (*chosen, value)})

    def with_dates(self, after: str, before: str) -> str:
        """The query string with another range of dates."""
        return self.query_string(after=after, before=before)

    def parameters(self) -> list[tuple[str, str]]:
        """Names and values as they stand in the URL, for links and hidden form fields."""
        pairs = [("q", self.q)]
        pairs += [(name, value) for name in FACETS for value in sorted(set(self.selected(name)))]
        pairs.append(("country_mode", "all" if self.country and self.country_mode == "all" else ""))
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
        problems.append(f"The query is long; only its first {MAX_QUERY} characters were used.")
    return text


def _read_values(params: QueryDict, name: str, problems: list[str]) -> tuple[str, ...]:
    given = [value.strip() for value in params.getlist(name)[: 2 * MAX_VALUES] if value.strip()]
    pattern, what = (_CODE, "country code, such as UA") if name == "country" else (_SLUG, f"{name}’s address")
    good = [value for value in given if pattern.fullmatch(value)]
    bad = [value for value in given if not pattern.fullmatch(value)]
    if bad:
        problems.append(f"{_shown(bad[0])} is no {what}; it was left out.")
    values = _sorted_once(value.upper() if name == "country" else value for value in good)
    if len(values) > MAX_VALUES:
        problems.append(f"Only the first {MAX_VALUES} values of {name} were used.")
    return values[:MAX_VALUES]


def _sorted_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _read_choice(params: QueryDict, name: str, choices: tuple[str, ...], problems: list[str]) -> str:
    value = (params.get(name) or "").strip()
    if value and value not in choices:
        problems.append(f"{_shown(value)} is no value of {name}; it can be {', '.join(choices)}.")
        return ""
    return value


def _read_date(params: QueryDict, name: str, problems: list[str]) -> str:
    value = (params.get(name) or "").strip()
    date = parse_partial(value[:20])
    if value and date is None:
        problems.append(f"{_shown(value)} is no date that can be used; {HOW_TO_WRITE}.")
    return date.text if date else ""


def _read_number(params: QueryDict, name: str, default: int, most: int, problems: list[str]) -> int:
    value = (params.get(name) or "").strip()
    if not value:
        return default
    if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= most:
        problems.append(f"{_shown(value)} cannot be used as {name.replace('_', ' ')}; {default} was used.")
        return default
    return int(value)
