"""Input and output types of extraction: immutable, picklable values.

Offsets count characters (not bytes) of the field exactly as given.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self, get_args

Field = Literal["headline", "standfirst", "dateline", "caption", "body"]
Kind = Literal["person", "country", "organisation", "place"]
Evidence = Literal[
    "name", "alias", "surname", "demonym", "capital", "region", "city", "metonym", "office", "archive"
]
Status = Literal["linked", "ambiguous", "unknown"]

#: The fields in reading order, which is also the order of mentions.
FIELDS: tuple[Field, ...] = get_args(Field)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one article, field by field; an absent field is the empty string.

    published: its first possible day of publication, if known, which says who held an office.
    """

    headline: str = ""
    standfirst: str = ""
    dateline: str = ""
    caption: str = ""
    body: str = ""
    language: str = "en"
    published: date | None = None

    @classmethod
    def of(cls, source: Any) -> Self:
        """Return the document of an article or record: of anything that has these fields as attributes."""
        texts = {name: getattr(source, name) for name in (*FIELDS, "language")}
        day = source.published_on  # text as long as an article is unsaved
        return cls(**texts, published=date.fromisoformat(day) if isinstance(day, str) else day)

    def field(self, name: Field) -> str:
        """Return the text of one field."""
        text: str = getattr(self, name)
        return text

    def plain(self) -> Self:
        """Return the document with straight apostrophes ("McDonald's"); offsets do not change."""
        texts: dict[str, Any] = {name: self.field(name).replace("’", "'") for name in FIELDS}
        return replace(self, **texts)


@dataclass(frozen=True, slots=True)
class Span:
    """A name found by a recognizer: `text == field[start:end]`, 0 < score <= 1."""

    field: Field
    start: int
    end: int
    text: str
    kind: Kind
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ExtractedMention:
    """A span with the entity it refers to.

    entity: the display name ("John Kerry", "Ukraine", "Crimea"), None unless the status is linked.
    code: ISO 3166 alpha-2 code of the country itself, or of the place's or organisation's country.
    """

    field: Field
    start: int
    end: int
    text: str
    kind: Kind
    evidence: Evidence
    score: float
    entity: str | None
    code: str | None
    status: Status

    @classmethod
    def of(
        cls,
        span: Span,
        entity: str | None,
        code: str | None,
        status: Status,
        *,
        kind: Kind | None = None,
        evidence: Evidence | None = None,
    ) -> "ExtractedMention":
        """Return the mention of a span; pass kind and evidence only if they differ from the span's."""
        return cls(
            span.field,
            span.start,
            span.end,
            span.text,
            kind or span.kind,
            evidence or span.evidence,
            span.score,
            entity,
            code,
            status,
        )


@dataclass(frozen=True, slots=True)
class Extraction:
    """The result of extraction.

    mentions: in reading order, not overlapping within a field; countries: ISO alpha-2 codes of the countries
    that the article is about, most prominent first; reported_from: those of the dateline, in its order.
    """

    mentions: tuple[ExtractedMention, ...]
    countries: tuple[str, ...]
    reported_from: tuple[str, ...] = ()
