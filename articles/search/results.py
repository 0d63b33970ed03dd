"""The results of a search: plain values for templates, the API, feeds and exports."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.utils.safestring import SafeString

from articles.models import Article, Author, Entity, Source
from articles.partial_dates import Level
from articles.search.date_counts import NO_MONTHS, Months
from articles.search.request import Mode, SearchRequest, Sort
from articles.stories.copies import Copies

Role = Literal["with", "without", "phrase", "prefix", "either", "field"]


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One part of a query as interpreted; the parts are joined by AND.

    text: the words without operators ("referendum", "boycott or vote", "John Kerry"). field: "" or headline,
    the name of a field. excluded: matching articles are excluded
    (role "without", or a field after a dash).
    """

    text: str
    role: Role
    field: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a query was interpreted.

    notes: sentences about parts that were interpreted differently. text: the query in pieces, each with
    whether a note is about it; empty without such notes.
    """

    parts: tuple[QueryPart, ...] = ()
    notes: tuple[str, ...] = ()
    text: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better query to suggest, with its number of articles and its URL."""

    q: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet. ``share`` is its figure as a percentage of the largest one shown.

    name: for data; label: for pages, with a country's name in the reader's language. count: the articles that
    have it; added: how many choosing it adds, None where choosing narrows. excluded: articles with it are
    excluded, and ``count`` are; without_url toggles that.
    """

    value: str
    name: str
    label: str
    count: int
    selected: bool
    toggle_url: str
    share: int = 0
    added: int | None = None
    excluded: bool = False
    without_url: str = ""

    @property
    def figure(self) -> int:
        """The number beside it: the articles that a click adds or leaves, or that a chosen value has."""
        return self.count if self.added is None or self.selected else self.added

    @property
    def adds(self) -> bool:
        """Whether a click adds articles."""
        return self.excluded or (self.added is not None and not self.selected)

    @property
    def is_offered(self) -> bool:
        """Whether a click changes what is found."""
        return self.selected or self.excluded or self.added != 0


@dataclass(frozen=True, slots=True)
class ModeLink:
    """A link that asks for any or all of the values chosen in a facet."""

    value: Mode
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The articles about a country, and those that name it, even in passing; ``url`` lists the latter."""

    label: str
    about: int
    named: int
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent and all chosen values of a facet; ``total`` is its number of values.

    mode: whether articles must have any or all of the chosen values. modes: links to both, after the words
    in ``lead``; empty if nothing is chosen or articles have only one value. find: the label of its search
    field. mentioned: how many articles name the one country that is chosen.
    """

    name: str
    label: str
    values: list[FacetValue]
    total: int
    mode: Mode = "any"
    modes: tuple[ModeLink, ...] = ()
    lead: str = ""
    find: str = ""
    mentioned: Mentioned | None = None

    @property
    def more(self) -> int:
        """The number of values that are not shown."""
        return max(0, self.total - sum(1 for value in self.values if value.count))


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month or day: value "2014-03", label "March 2014". ``url`` restricts the search to it.

    held: all articles of the archive in it. expected: how many would be found if the matches on the timeline
    were spread like the archive itself. sparse: whether the archive, or the source, holds almost nothing.
    gathered: whether it stands for the sparse years at an end of the archive, and is not to scale.
    """

    value: str
    label: str
    count: int
    held: int
    expected: float
    sparse: bool
    url: str
    selected: bool
    gathered: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by date, without gaps.

    up: the label and URL of the next coarser view. total: articles with a date. undated: matching articles
    without one. compared: whether bars say what is expected; the whole archive is not compared with itself.
    unplaced: articles within the dates shown that are on no bar, since their dates are longer than one.
    """

    level: Level
    bars: list[Bar]
    up: tuple[str, str] | None
    undated: int
    total: int
    compared: bool = False
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class MatchReason:
    """A search term ("lavrov") and where the article has it ("in the name Sergei Lavrov")."""

    asked: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """Why an article matches: the search terms found, and the names of the chosen facet values it has."""

    reasons: tuple[MatchReason, ...] = ()
    chosen: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons or self.chosen)


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of the results. Headline and snippet are escaped; their only markup is <mark>.

    copies: the other articles that tell the same story, if stories are collapsed.
    why: the reasons why it matches. trail: the search and the article's position in it, "?q=…&at=12"; ""
    without a list to return to.
    """

    article: Article
    headline: SafeString
    snippet: SafeString
    people: list[Entity]
    countries: list[Entity]
    authors: list[Author]
    source: Source | None
    why: MatchExplanation = field(default_factory=MatchExplanation)
    trail: str = ""
    copies: Copies | None = None
    is_corrected: bool = False

    @property
    def url(self) -> str:
        """The URL of the article's page, with the trail."""
        return f"{self.article.get_absolute_url()}{self.trail}"


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the link that removes it; ``kind`` is a facet's name or "date".

    excluded: the filter excludes articles, as its label says ("not Russia").
    """

    kind: str
    label: str
    remove_url: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class PageItem:
    """A link to a page, or with ``number`` None a gap between pages."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """The current page and the links to others, which count from 1.

    first and last: the numbers of the page's first and last hit, from 1; 0 without hits.
    """

    number: int
    total: int
    first: int
    last: int
    previous_url: str | None
    next_url: str | None
    items: list[PageItem]


@dataclass(frozen=True, slots=True)
class SortLink:
    """A link that sorts the same results differently."""

    value: Sort
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Everything on a result page. ``facets`` is in display order.

    count: the articles found or, if they are collapsed, the stories; articles: the articles in any case.
    problems: sentences about invalid values. notes: sentences about the results (such as a partial ranking).
    dates: the first and last day of the dated matches. by_month: the matches by month, ignoring the chosen
    dates.
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
    by_month: Months = NO_MONTHS
    articles: int = 0
