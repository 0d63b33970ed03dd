"""What a search answers with: plain values that templates, the API, feeds and exports show."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.utils.safestring import SafeString

from articles.models import Article, Entity, Source
from articles.search.partial_dates import Level
from articles.search.request import Mode, SearchRequest, Sort

Role = Literal["with", "without", "phrase", "prefix", "either", "field"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query as it was understood; parts are AND-ed.

    text: what the reader asked for, without operators ("referendum", "boycott or vote", "John Kerry").
    field: "" or headline, person, country, source, place, organisation, after, before.
    excluded: articles with this are left out (role "without", or a field with a dash before it).
    """

    text: str
    role: Role
    field: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a query was read. ``notes`` are sentences about what had to be read differently.

    text: where such things stand, the query in pieces, each with whether it was not understood as it stands.
    """

    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    text: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query for one that finds little: how many articles it finds, and the link to them."""

    q: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: ``share`` is its count from 0 to 100 against the largest shown.

    ``excluded``: articles with it are left out; ``without_url`` leaves it out, or no more.
    """

    value: str
    label: str
    count: int
    selected: bool
    toggle_url: str
    share: int
    excluded: bool = False
    without_url: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a facet and all that the request names; ``total`` counts all there are.

    ``mode``: whether an article needs any or all of the chosen values; ``mode_url`` says the other, "" where
    fewer than two are chosen or no article can have two. ``find`` labels its search field.
    """

    name: str
    label: str
    values: list[FacetValue]
    total: int
    mode: Mode = "any"
    mode_url: str = ""
    find: str = ""

    @property
    def more(self) -> int:
        """How many values are not shown."""
        return max(0, self.total - sum(1 for value in self.values if value.count))


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month or day: value "2014-03", label "March 2014"; url narrows the search to it."""

    value: str
    label: str
    count: int
    share: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by date, without gaps; ``up`` is the label and URL of the next coarser view.

    ``undated`` counts the matching articles without a date, which no bar can show; ``total`` the others.
    """

    level: Level
    bars: list[Bar]
    up: tuple[str, str] | None
    undated: int
    total: int


@dataclass(frozen=True, slots=True)
class Reason:
    """What the reader asked for ("lavrov"), and where the article has it ("in the name Sergei Lavrov")."""

    asked: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons for one article, and the names of the chosen values of facets that it has."""

    reasons: tuple[Reason, ...] = ()
    chosen: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons or self.chosen)


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. Headline and snippet are escaped and hold no markup but <mark>.

    why: what of the search it answers.
    trail: the search and the article's place in it, "?q=…&at=12"; "" where there is nothing to return to.
    why: what of the search it answers.
    """

    article: Article
    headline: SafeString
    snippet: SafeString
    people: list[Entity]
    countries: list[Entity]
    source: Source | None
    why: Why = field(default_factory=Why)
    trail: str = ""

    @property
    def url(self) -> str:
        """The article's page, which then knows its place in the list."""
        return f"{self.article.get_absolute_url()}{self.trail}"


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter with the link that takes it off; kind is a facet's name or "date".

    excluded: the filter leaves articles out, as its label says ("not Russia").
    """

    kind: str
    label: str
    remove_url: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class PageItem:
    """A link to a page; ``number`` is None where pages are left out in between."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where among the pages this one is; numbers from 1. first and last count hits, 0 where none."""

    number: int
    total: int
    first: int
    last: int
    previous_url: str | None
    next_url: str | None
    items: list[PageItem]


@dataclass(frozen=True, slots=True)
class SortLink:
    """A link to the same results in another order."""

    value: Sort
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Everything a result page shows. ``facets`` is in display order.

    problems: sentences about values that could not be used; notes: about the answer (a ranking that
    looked at part of the matches). ``dates`` is the first and last day of the matches, where dated.
    months: ("2014-03", articles) of every month with matches, ignoring the request's own dates.
    """

    request: SearchRequest
    count: int
    hits: list[Hit]
    facets: dict[str, Facet]
    timeline: Timeline
    understanding: Understanding
    problems: tuple[str, ...]
    chips: list[Chip]
    pages: Pages
    sorts: list[SortLink]
    notes: tuple[str, ...] = ()
    dates: tuple[date, date] | None = None
    suggestion: Suggestion | None = None
    months: list[tuple[str, int]] = field(default_factory=list)
