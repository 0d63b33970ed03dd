"""Why words were taken for an entity, said in words: for readers and for editors."""

from articles.models import Kind, Mention, MentionStatus

_NOUNS = {Kind.PERSON: "people", Kind.COUNTRY: "countries", Kind.ORGANISATION: "organisations"}


def doubt(mention: Mention) -> str:
    """Why nobody knows what these words mean: "a family name that several people in this text bear"."""
    nouns = _NOUNS.get(Kind(mention.kind), "places")
    if mention.kind == Kind.PERSON and mention.evidence == "surname":
        if mention.status == MentionStatus.AMBIGUOUS:
            return "a family name that several people in this text bear"
        return "a family name alone: nobody in this text bears it in full"
    if mention.kind == Kind.PERSON and mention.evidence == "alias":
        return "a given name alone, and not of one person in this text"
    if mention.status == MentionStatus.AMBIGUOUS:
        return f"a name that several {nouns} bear"
    return f"a name that none of the known {nouns} bears"
