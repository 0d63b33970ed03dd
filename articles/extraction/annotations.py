"""What goes into extraction and what comes out: plain, immutable, picklable values.

Offsets always count characters (not bytes) of the field exactly as given.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self, get_args

Field = Literal["headline", "standfirst", "dateline", "caption", "body"]
Kind = Literal["person", "country", "organisation", "place"]
Evidence = Literal["name", "alias", "surname", "demonym", "capital", "region", "city", "metonym"]
Status = Literal["linked", "ambiguous", "unknown"]

#: The fields in reading order, which is the order mentions are returned in.
FIELDS: tuple[Field, ...] = get_args(Field)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one article, field by field; an absent field is the empty string."""

    headline: str = ""
    standfirst: str = ""
    dateline: str = ""
    caption: str = ""
    body: str = ""
    language: str = "en"

    @classmethod
    def of(cls, source: Any) -> Self:
        """The parts that extraction reads of an article or an import's record: of anything that has them
        as attributes of these names."""
        return cls(**{name: getattr(source, name) for name in (*FIELDS, "language")})

    def field(self, name: Field) -> str:
        """The text of one field."""
        text: str = getattr(self, name)
        return text

    def plain(self) -> Self:
        """The same with one apostrophe for both ("McDonald’s" as "McDonald's"); offsets stay."""
        texts: dict[str, Any] = {name: self.field(name).replace("’", "'") for name in FIELDS}
        return replace(self, **texts)


@dataclass(frozen=True, slots=True)
class Span:
    """Words that a recognizer takes for a name: `text == field[start:end]`, 0 < score <= 1."""

    field: Field
    start: int
    end: int
    text: str
    kind: Kind
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Mention:
    """A span with the entity it stands for.

    entity: the name to display ("John Kerry", "Ukraine", "Crimea"), None unless status is linked.
    code: ISO 3166 alpha-2 of the country itself, or of the one a place or organisation lies in.
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
    ) -> "Mention":
        """The mention of a span; kind and evidence only where they differ from the span's."""
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
    """Every mention in reading order, never overlapping within a field; the countries (ISO alpha-2)
    that the article is about, the most prominent first; and those it was reported from, in the order of
    the dateline."""

    mentions: tuple[Mention, ...]
    countries: tuple[str, ...]
    reported_from: tuple[str, ...] = ()
