"""Unite the names of one organisation within a document: acronyms, short names and spellings."""

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

from articles.extraction.annotations import ExtractedMention
from articles.extraction.lexicon.words import COMPANY_ENDS, ORGANISATION_ENDS

#: The length of ", or ", which introduces another name.
OR = len(", or ")
_ACRONYM = re.compile(r"[A-Z]{3,7}")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
#: What a company's full name adds to the short one.
ADDED = (ORGANISATION_ENDS - {"United", "FC", "F.C.", "Rovers", "Trust", "Research"}) | {"&", "and", ","}
#: Of these, words that make no other company.
PLAIN = frozenset(
    {"Companies", "Communications", "Enterprises", "Industries", "International", "Stores", "Systems"}
    | {"Airlines", "Airways", "Brewery", "Brewing", "Motor", "Motors"}
)


def unite(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """Return all mentions, with each organisation under one name."""
    return _link_to_longer(_link_variants(_link_initials(_link_short_names(mentions))))


def _link_initials(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """Link an acronym in no list to the only organisation of the text with these initials."""
    acronyms = {
        mention.text
        for mention in mentions
        if mention.kind == "organisation"
        and mention.text == mention.entity
        and _ACRONYM.fullmatch(mention.text)
    }
    if not acronyms:
        return mentions
    meant: defaultdict[str, dict[str, ExtractedMention]] = defaultdict(dict)
    for mention in mentions:
        if mention.kind == "organisation" and mention.entity and " " in mention.entity:
            initials = _initials(mention.entity)
            if initials in acronyms:
                meant[initials][mention.entity] = mention
    return [_whole(mention, meant) for mention in mentions]


def _initials(name: str) -> str:
    """Return the initials of a name of several words, without small words; "" of one word."""
    words = name.split()
    return "".join(word[0] for word in words if word[0].isupper()) if len(words) > 1 else ""


def _whole(mention: ExtractedMention, meant: dict[str, dict[str, ExtractedMention]]) -> ExtractedMention:
    named = meant.get(mention.text, {})
    if mention.kind != "organisation" or mention.entity != mention.text or len(named) != 1:
        return mention
    whole = next(iter(named.values()))
    return replace(mention, entity=whole.entity, code=whole.code)


def _link_variants(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """Unify organisations that differ only in case, punctuation or in whether their country is known,
    preferring a name not all in capitals."""
    names: dict[str, ExtractedMention] = {}
    for mention in mentions:
        if mention.kind == "organisation" and mention.entity:
            key = _folded(mention.entity)
            known = names.get(key)
            if known is None or (known.entity or "").isupper():
                known = mention
            names[key] = known if known.code or not mention.code else replace(known, code=mention.code)
    return [
        replace(mention, entity=same.entity, code=same.code)
        if mention.kind == "organisation"
        and mention.entity
        and ((same := names[_folded(mention.entity)]).entity, same.code) != (mention.entity, mention.code)
        else mention
        for mention in mentions
    ]


def _link_to_longer(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """Link the short name of a company that the text also names in full: "Fidelity" of "Fidelity National
    Financial", "Delphi" of "Delphi Corp"."""
    longer: defaultdict[str, dict[str, ExtractedMention]] = defaultdict(dict)
    full = {mention.entity for mention in mentions if mention.text == mention.entity}
    for mention in mentions:
        if mention.kind == "organisation" and mention.entity:
            for short in _shortened(mention.text):
                longer[short][mention.entity] = mention
    if not longer:
        return mentions
    listed = {each.entity: each for each in mentions if each.code and each.text == each.entity}
    return [_longer(_listed(mention, listed), longer, full) for mention in mentions]


def _listed(mention: ExtractedMention, listed: dict[str, ExtractedMention]) -> ExtractedMention:
    """Return the mention linked to the company whose name it only extends ("Cablevision Systems")."""
    if mention.kind != "organisation" or mention.code or not mention.entity:
        return mention
    words = mention.entity.split()
    while len(words) > 1 and words[-1] in PLAIN:
        words = words[:-1]
        if (short := listed.get(" ".join(words))) is not None and short.kind == "organisation":
            return replace(mention, entity=short.entity, code=short.code)
    return mention


def _longer(
    mention: ExtractedMention, longer: dict[str, dict[str, ExtractedMention]], full: set[str]
) -> ExtractedMention:
    meant = longer.get(mention.text, {})
    in_full = mention.entity in full and mention.entity != mention.text
    if len(meant) != 1 or mention.status != "linked" or in_full:
        return mention
    whole = next(iter(meant.values()))
    if mention.kind == "organisation" and not (mention.code and mention.entity == mention.text):
        return replace(mention, entity=whole.entity, code=whole.code)
    is_company = whole.text.rpartition(" ")[2] in COMPANY_ENDS
    if mention.kind == "place" and mention.evidence == "city" and is_company:
        return replace(mention, kind="organisation", evidence="alias", entity=whole.entity, code=whole.code)
    return mention


def _shortened(text: str) -> list[str]:
    """Return what is left of a company's name without one or more of its last words."""
    words = text.split()
    short: list[str] = []
    while len(words) > 1 and words[-1] in ADDED:
        words = words[:-1]
        short.append(" ".join(words).rstrip(",&").rstrip())
    return short


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    return _PUNCTUATION.sub("", name).casefold()


def _link_short_names(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """Link short names: an acronym ("KLI") to the organisation before its brackets, a company name without a
    legal suffix ("Pharmasset") to the full name."""
    meant: dict[str, ExtractedMention] = {}
    linked: list[ExtractedMention] = []
    before: ExtractedMention | None = None
    for mention in mentions:
        current = mention
        short = mention.evidence == "alias" or mention.text.isupper()
        if mention.kind == "organisation" and short and mention.entity == mention.text:
            if mention.text not in meant and before is not None and _introduces(before, mention):
                meant[mention.text] = before
            if (whole := meant.get(mention.text)) is not None:
                current = replace(mention, entity=whole.entity, code=whole.code)
        elif mention.kind == "organisation" and mention.entity:
            meant.setdefault(mention.entity, mention)
        linked.append(current)
        before = current
    return linked


def _introduces(before: ExtractedMention, mention: ExtractedMention) -> bool:
    """Whether the mention directly follows an organisation, as in brackets or after "or"."""
    gap = mention.start - before.end
    if mention.evidence != "alias" and mention.text[0] not in _initials(before.entity or ""):
        return False
    follows = before.field == mention.field and (0 < gap <= 3 or (gap == OR and mention.text.isupper()))
    return follows and before.kind == "organisation" and before.entity is not None
