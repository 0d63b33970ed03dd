"""Link institutions that the text names without their country ("the Supreme Court", "the Treasury")."""

import re

from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.lexicon.countries import BY_CODE
from articles.extraction.lexicon.institutions import AMERICAN, display_name
from articles.extraction.link.disambiguation import STATE_CODES, Sense

#: Before the name, these make it that of a state ("the state Supreme Court") or of several.
NOT_NATIONAL = re.compile(
    r"\b(?:[Ss]tate(?:['’]s)?|[Pp]rovincial|[Ll]ocal|[Rr]egional|[Cc]ounty|[Ss]tudent)\s$"
)
#: Between a country and its institution ("Pakistan's Foreign Ministry"), and between an institution and its
#: place.
OWNS = re.compile(r"(?:['’]s?)?\s{1,3}")
AFTER = re.compile(r"\s(?:in|of)\s(?:the\s)?$")
BEFORE_CHARACTERS = 14


def link_institution(
    span: Span, name: str, document: Document, previous: Span | None, sense: Sense
) -> ExtractedMention:
    """Return the mention of a national institution: by the country beside it, else by the one that the
    document is about; ambiguous if neither is clear."""
    source = document.field(span.field)
    if NOT_NATIONAL.search(source[max(0, span.start - BEFORE_CHARACTERS) : span.start]):
        return ExtractedMention.of(span, None, None, "ambiguous")
    if (adjective := adjective_before(span, previous, document)) is not None:
        return _owned(span, name, sense.code(adjective))
    if previous is not None and _is_beside(previous, span, source):
        code = sense.code(previous)
        if previous.kind == "place" and previous.evidence == "region" and code in STATE_CODES:
            return ExtractedMention.of(span, f"{previous.text} {name}", code, "linked")
        return _owned(span, name, code)
    following = sense.after(span)
    if following is not None and AFTER.fullmatch(source, span.end, following.start):
        return _owned(span, name, sense.code(following))
    code = sense.dominant
    if name in AMERICAN and (code is None or sense.weights["US"]):
        code = "US"
    return _owned(span, name, code)


def adjective_before(span: Span, previous: Span | None, document: Document) -> Span | None:
    """Return the demonym directly before the span ("Russian" in "Russian Foreign Ministry")."""
    if previous is None or previous.field != span.field or previous.evidence != "demonym":
        return None
    between = document.field(span.field)[previous.end : span.start]
    return previous if len(between) < 4 and between.isspace() else None


def _is_beside(previous: Span, span: Span, source: str) -> bool:
    """Whether a country or place directly before owns the institution."""
    if previous.field != span.field or previous.kind not in {"country", "place"}:
        return False
    return OWNS.fullmatch(source, previous.end, span.start) is not None


def _owned(span: Span, name: str, code: str | None) -> ExtractedMention:
    if code not in BY_CODE:
        return ExtractedMention.of(span, None, None, "ambiguous")
    return ExtractedMention.of(span, display_name(name, code), code, "linked")
