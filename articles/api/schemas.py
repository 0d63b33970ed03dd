"""Schemas of the API's responses. They are a contract."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from articles.search.request import DEFAULT_MODES

PublishedOn = Annotated[
    str | None,
    Field(
        description="The date of publication in ISO 8601, as far as it is known: 2012-05-01, 2012-05 or 2012;"
        " as in EDTF, 189X means the 1890s, and 1890~ about 1890."
    ),
]


class SearchParameters(Schema):
    """Search parameters. Invalid values are ignored, and the response says so."""

    q: str = Field(
        "", description="Words, “phrases”, -exclude, AND, OR, NOT, prefix*, headline:, person:, country: …"
    )
    country: list[str] = Field([], description="ISO 3166-1 code; repeat to match any of several")
    person: list[str] = Field([], description="Slug of a person; repeat to match all of several")
    organisation: list[str] = Field([], description="Slug of an organisation; repeatable like person")
    place: list[str] = Field([], description="Slug of a place; repeatable like person")
    author: list[str] = Field([], description="Slug of an author; repeat to match any of several")
    source: list[str] = Field([], description="Slug of a source; repeat to match any of several")
    not_country: list[str] = Field(
        [], description="Exclude articles about a country; repeatable, like every not_…"
    )
    not_person: list[str] = Field([], description="Exclude articles that mention a person")
    not_organisation: list[str] = Field([], description="Exclude articles that mention an organisation")
    not_place: list[str] = Field([], description="Exclude articles that mention a place")
    not_author: list[str] = Field([], description="Exclude articles by an author")
    not_source: list[str] = Field([], description="Exclude articles from a source")
    country_mode: str = Field(DEFAULT_MODES["country"], description="any or all of the countries")
    person_mode: str = Field(DEFAULT_MODES["person"], description="any or all of the people")
    organisation_mode: str = Field(
        DEFAULT_MODES["organisation"], description="any or all of the organisations"
    )
    place_mode: str = Field(DEFAULT_MODES["place"], description="any or all of the places")
    author_mode: str = Field(DEFAULT_MODES["author"], description="any or all of the authors")
    after: str = Field(
        "", description="YYYY, YYYY-MM, YYYY-MM-DD or another usual way to write a date; inclusive"
    )
    before: str = Field(
        "", description="YYYY, YYYY-MM, YYYY-MM-DD or another usual way to write a date; inclusive"
    )
    collapse: str = Field(
        "0",
        description="1 lists and counts each story once, however many articles have nearly the same text",
    )
    sort: str = Field("", description="relevance, newest or oldest")
    page: str = Field("1", description="From 1")
    per_page: str = Field("20", description="From 1 to 100")
    cursor: str = Field(
        "",
        description="Instead of page, for reading many articles: start with *, then follow next. "
        "No article is skipped or repeated while others are added. Needs sort=newest or sort=oldest "
        "if there is a q.",
    )


class NamedSlug(Schema):
    """A person, an organisation, a place or an author."""

    slug: str
    name: str


class NamedCode(Schema):
    """A country: its ISO 3166-1 alpha-2 code and its name."""

    code: str
    name: str


class FacetCount(Schema):
    """A value of a facet, and how many articles are found once it is chosen."""

    value: str
    label: str
    count: int


class WideningCount(FacetCount):
    """A value of a facet in which others are chosen, of which an article needs any.

    count: the articles that have it under all other filters. added: how many more choosing it finds.
    """

    added: int


class PeriodCount(Schema):
    """A month (YYYY-MM), or a year or decade, and the number of matching articles of this date."""

    value: str
    count: int


class Facets(Schema):
    """Counts over all matches. In a facet that widens, the values chosen in it do not affect its counts."""

    country: list[WideningCount | FacetCount]
    person: list[WideningCount | FacetCount]
    organisation: list[WideningCount | FacetCount]
    place: list[WideningCount | FacetCount]
    author: list[WideningCount | FacetCount]
    source: list[WideningCount | FacetCount]
    published: list[PeriodCount] = Field(description="The articles whose month is known, by month.")
    published_longer: list[PeriodCount] = Field(
        description="The other dated articles: by year (2012), or by decade (189X)."
    )


class Duplicate(Schema):
    """Another article with nearly the same text, and how it differs from the one in question."""

    id: int
    url: str
    headline: str
    source: str | None
    published_on: PublishedOn
    other_headline: bool
    cut: float = Field(description="The share of the text that it lacks, from 0 to 1.")
    added: int = Field(description="Its own paragraphs, or sentences if it has few paragraphs.")
    edited: bool = Field(description="Whether words were changed in what it kept.")


class ArticleSummary(Schema):
    """An article in a list. ``snippet`` is HTML that contains only escaped text and <mark>."""

    id: int
    url: str
    headline: str
    sample: bool = Field(description="Whether it came with the software and is not real news.")
    published_on: PublishedOn
    source: str | None
    snippet: str
    corrected: bool = Field(description="Whether the article has corrections.")
    authors: list[NamedSlug] = Field(description="The authors that the byline names, in its order.")
    people: list[NamedSlug]
    countries: list[NamedCode]
    duplicates: list[Duplicate] = Field(
        description="With collapse=1, other articles that tell the story, at most 20; else empty."
    )


class ArticleList(Schema):
    """One page of results. ``next`` and ``previous`` are addresses, null at the ends."""

    count: int = Field(description="How many articles are found; with collapse=1, how many stories.")
    articles: int = Field(description="How many articles are found in any case.")
    results: list[ArticleSummary]
    facets: Facets
    next: str | None
    previous: str | None
    next_cursor: str | None = Field(
        description="The cursor for the next articles; null at the end and when sorted by relevance."
    )
    understood: list[str] = Field(description="How the query was understood, and what was ignored.")


class MentionOut(Schema):
    """Words that mention an entity; ``start`` and ``end`` count characters of the field as given here."""

    field: Literal["headline", "standfirst", "caption", "dateline", "body"]
    start: int
    end: int
    text: str
    kind: str
    entity: str | None
    slug: str | None
    code: str | None
    evidence: str = Field(
        description="How it is named: name, alias, surname, demonym, capital, region, city or metonym; by a "
        "surname alone, office (who held one at the time) or archive (the person its other articles mean)."
    )
    score: float = Field(description="The extractor’s confidence, from 0 to 1.")
    status: str


class CorrectionOut(Schema):
    """What was corrected in an article, and when."""

    date: date
    text: str


class ArticleOut(Schema):
    """A whole article with everything found in it."""

    id: int
    url: str
    headline: str
    sample: bool = Field(description="Whether it came with the software and is not real news.")
    standfirst: str
    body: str
    byline: str
    dateline: str
    caption: str
    published_on: PublishedOn
    published_at: datetime | None
    date_text: str = Field(description="The date as written, unless it is a full date.")
    corrections: list[CorrectionOut] = Field(description="The latest first.")
    source: str | None
    language: str
    section: str
    original_url: str
    authors: list[NamedSlug] = Field(description="The authors that the byline names, in its order.")
    people: list[NamedSlug]
    countries: list[NamedCode]
    organisations: list[NamedSlug]
    places: list[NamedSlug]
    reported_from: list[str] = Field(
        description="ISO codes of the countries that the dateline names; the article may be about others."
    )
    mentions: list[MentionOut]
    duplicates: list[Duplicate] = Field(description="Other articles with nearly the same text, at most 20.")


class NameParameters(Schema):
    """Which names, and which page of them."""

    name: str = Field("", description="Only those with this text in one of their names")
    page: int = Field(1, ge=1, le=1_000_000, description="From 1")
    per_page: int = Field(100, ge=1, le=500, description="From 1 to 500")


class NameCount(Schema):
    """A name, and how many published articles are about it. ``key``: what searches take, slug or ISO code."""

    key: str
    name: str
    count: int
    url: str


class NameList(Schema):
    """One page of names. ``next`` and ``previous`` are addresses, null at the ends."""

    count: int
    results: list[NameCount]
    next: str | None
    previous: str | None


class IdentifierOut(Schema):
    """What a public register calls an entity."""

    scheme: Literal["wikidata", "viaf", "gnd", "isni", "lei", "company"]
    value: str = Field(
        description="In its usual form: Q42, 118540238, 000000012281955X; for a company, the code of its "
        "country and its number, GB-00445790."
    )
    url: str | None = Field(description="Its address in the register, if one is known.")


class NameOut(NameCount):
    """One name: its other names, the first and last day of its articles, and where these are listed."""

    description: str
    other_names: list[str]
    identifiers: list[IdentifierOut] = Field(
        description="Identifiers in public registers, by scheme; none for sources and authors."
    )
    first: date | None
    last: date | None
    articles: str


class SentenceParameters(Schema):
    """Which sentences. All other parameters of a search, such as country, narrow them as well."""

    q: str = Field("", description="Only from articles that match this query")
    after: str = Field("", description="YYYY, YYYY-MM or YYYY-MM-DD, inclusive")
    before: str = Field("", description="YYYY, YYYY-MM or YYYY-MM-DD, inclusive")
    sort: str = Field("", description="newest (the default) or oldest")
    page: str = Field("1", description="From 1; twenty articles each")


class SentenceName(Schema):
    """Words that name the entity; ``start`` and ``end`` count characters of the sentence."""

    start: int
    end: int
    text: str


class SentenceOut(Schema):
    """A sentence, and its article. ``start``: where it begins in the ``field`` of the article."""

    article: int
    url: str
    published_on: PublishedOn
    source: str | None
    headline: str
    field: str
    start: int
    text: str
    names: list[SentenceName]


class SentenceList(Schema):
    """The sentences of twenty articles. ``count``: all articles; ``next`` and ``previous`` are addresses."""

    count: int
    results: list[SentenceOut]
    next: str | None
    previous: str | None


class Problem(Schema):
    """What went wrong, in a sentence."""

    detail: str
