"""The shapes of the API's answers. They are a contract."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema


class NamedSlug(Schema):
    """A person, an organisation or a place."""

    slug: str
    name: str


class NamedCode(Schema):
    """A country: its ISO 3166-1 alpha-2 code and its name."""

    code: str
    name: str


class FacetCount(Schema):
    """A value of a facet, and how many articles choosing it would show."""

    value: str
    label: str
    count: int


class PeriodCount(Schema):
    """A month (YYYY-MM) and the number of matching articles published in it."""

    value: str
    count: int


class Facets(Schema):
    """Counts over all matches. A facet's own selection does not narrow its own counts."""

    country: list[FacetCount]
    person: list[FacetCount]
    organisation: list[FacetCount]
    place: list[FacetCount]
    source: list[FacetCount]
    published: list[PeriodCount]


class ArticleSummary(Schema):
    """An article in a list. ``snippet`` is HTML with nothing in it but escaped text and <mark>."""

    id: int
    url: str
    headline: str
    published_on: date | None
    source: str | None
    snippet: str
    people: list[NamedSlug]
    countries: list[NamedCode]


class ArticleList(Schema):
    """One page of results. ``next`` and ``previous`` are addresses, null at the ends."""

    count: int
    results: list[ArticleSummary]
    facets: Facets
    next: str | None
    previous: str | None
    understood: list[str] = Field(description="How the query was read, and what of it could not be used.")


class MentionOut(Schema):
    """Words that name an entity; ``start`` and ``end`` count characters of the field as given here."""

    field: Literal["headline", "standfirst", "caption", "dateline", "body"]
    start: int
    end: int
    text: str
    kind: str
    entity: str | None
    slug: str | None
    code: str | None
    evidence: str
    score: float
    status: str


class ArticleOut(Schema):
    """A whole article with everything found in it."""

    id: int
    url: str
    headline: str
    standfirst: str
    body: str
    byline: str
    dateline: str
    caption: str
    published_on: date | None
    published_at: datetime | None
    source: str | None
    language: str
    section: str
    original_url: str
    people: list[NamedSlug]
    countries: list[NamedCode]
    organisations: list[NamedSlug]
    places: list[NamedSlug]
    mentions: list[MentionOut]


class Problem(Schema):
    """What went wrong, in a sentence."""

    detail: str
