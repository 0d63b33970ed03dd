"""Organisations to entities, within one document: a company with and without what companies append,
short names and acronyms that the text introduces, and institutions that only an adjective tells apart."""

from dataclasses import replace

from articles.extraction.lexicon import COMPANY_ENDS
from articles.extraction.records import Document, Mention, Span


def adjective_before(span: Span, previous: Span | None, document: Document) -> Span | None:
    """The demonym directly before the span ("Russian" in "Russian Foreign Ministry")."""
    if previous is None or previous.field != span.field or previous.evidence != "demonym":
        return None
    between = document.field(span.field)[previous.end : span.start]
    return previous if len(between) < 4 and between.isspace() else None


def without_endings(name: str) -> str:
    """The name of a company without what companies append ("Gilead Sciences" of "Gilead Sciences Inc")."""
    words = name.split(" ")
    while len(words) > 1 and (words[-1] in COMPANY_ENDS or words[-1] in {"&", ","}):
        words = words[:-1]
    return " ".join(words)


def link_short_names(mentions: list[Mention]) -> list[Mention]:
    """Give the short names of organisations ("KLI", "Pharmasset") the entity they stand for: the one that
    stands before the brackets, or the one whose name it is without the endings of companies."""
    meant: dict[str, Mention] = {}
    linked: list[Mention] = []
    before: Mention | None = None
    for mention in mentions:
        current = mention
        if mention.kind == "organisation" and mention.evidence == "alias" and mention.entity == mention.text:
            if mention.text not in meant and before is not None and _introduces(before, mention):
                meant[mention.text] = before
            if (whole := meant.get(mention.text)) is not None:
                current = replace(mention, entity=whole.entity, code=whole.code)
        elif mention.kind == "organisation" and mention.entity:
            meant.setdefault(mention.entity, mention)
        linked.append(current)
        before = current
    return linked


def _introduces(before: Mention, mention: Mention) -> bool:
    """Whether the mention stands in brackets after an organisation."""
    follows = before.field == mention.field and 0 < mention.start - before.end <= 3
    return follows and before.kind == "organisation" and before.entity is not None
