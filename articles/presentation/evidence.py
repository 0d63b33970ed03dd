"""Explains to readers and editors why words were linked to an entity."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from articles.country_names import country_name
from articles.extraction.lexicon.countries import BY_CODE
from articles.extraction.store.editor_decisions import BY_SURNAME
from articles.models import EDITOR, Entity, Kind, Mention, MentionStatus
from articles.text import fold_name

_ORDER = {"headline": 0, "standfirst": 1, "caption": 2, "dateline": 3, "body": 4}
#: Mentions with lower scores are called probable, and with even lower ones uncertain.
SURE, PROBABLE = 0.85, 0.7


def reading_order(mention: Mention) -> tuple[int, int]:
    """Sort key that puts mentions in reading order."""
    return _ORDER[mention.field], mention.start


class Evidence:
    """Explains the mentions of one article."""

    def __init__(self, mentions: Iterable[Mention], entities: dict[int, Entity]) -> None:
        self._entities = entities
        self._in_full: dict[int, tuple[int, int]] = {}
        for mention in sorted(mentions, key=reading_order):
            if mention.entity_id and mention.kind == Kind.PERSON and mention.evidence == "name":
                self._in_full.setdefault(mention.entity_id, reading_order(mention))

    def explain(self, mention: Mention) -> str:
        """Explain a mention: "family name of John Kerry, named in full above", "capital of Russia"."""
        entity = self._entities.get(mention.entity_id or 0)
        if mention.status != MentionStatus.LINKED:
            return doubt(mention)
        name = entity.label if entity else mention.surface
        if entity and mention.kind == Kind.PERSON:
            reason = self._of_person(mention, entity)
        else:
            reason = _of_other(mention, name)
        if mention.origin == EDITOR:
            return _("{reason}; decided by an editor").format(reason=reason)
        if mention.score < PROBABLE:
            return _("{reason} (uncertain)").format(reason=reason)
        return _("{reason} (probable)").format(reason=reason) if mention.score < SURE else reason

    def _of_person(self, mention: Mention, entity: Entity) -> str:
        if mention.evidence == "name":
            return _name(mention, entity.name)
        if mention.evidence in BY_SURNAME:
            return _by_surname(mention, entity)
        reason = _part_of_name(mention, entity)
        full = self._in_full.get(entity.pk)
        if full is None:
            return reason
        above = full < reading_order(mention)
        sentence = _("{reason}; full name above") if above else _("{reason}; full name below")
        return sentence.format(reason=reason)


def _by_surname(mention: Mention, entity: Entity) -> str:
    if mention.evidence == "office":
        reason = _("surname alone; {name} was in office or in the news under it at the time")
    else:
        reason = _("surname alone; other articles of these years mean {name}")
    return reason.format(name=entity.name)


def _part_of_name(mention: Mention, entity: Entity) -> str:
    first = fold_name(entity.name).partition(" ")[0]
    if mention.evidence == "surname":
        reason = _("surname of {name}")
    elif fold_name(mention.surface) == first:
        reason = _("first name of {name}")
    else:
        reason = _("another name for {name}")
    return reason.format(name=entity.name)


def _name(mention: Mention, name: str) -> str:
    same = fold_name(mention.surface) == fold_name(name)
    return (_("full name") if same else _("another form of the name {name}")).format(name=name)


def _of_other(mention: Mention, name: str) -> str:
    country = _country(mention.code)
    if mention.evidence == "demonym":
        people = mention.surface.endswith("s") and not mention.surface.endswith("ss")
        reason = _("the people of {name}") if people else _("adjective for {name}")
        return reason.format(name=country or name)
    if mention.evidence == "metonym":
        reason = _("stands for the government of {name}") if country else _("stands for {name}")
        return reason.format(name=country or name)
    if mention.evidence in {"capital", "region", "city"}:
        return _of_place(mention.evidence, country)
    if mention.evidence == "alias":
        named = country if mention.kind == Kind.COUNTRY and country else name
        return _("another name for {name}").format(name=named)
    if mention.kind == Kind.COUNTRY:
        return _("country name").format(name=country or name)
    reason = _name(mention, name)
    return _("{reason}, in {country}").format(reason=reason, country=country) if country else reason


def _of_place(evidence: str, country: str) -> str:
    if not country:
        return {"capital": _("capital"), "region": _("region"), "city": _("city")}[evidence]
    reason = {
        "capital": _("capital of {country}"),
        "region": _("region of {country}"),
        "city": _("city in {country}"),
    }[evidence]
    return reason.format(country=country)


def doubt(mention: Mention) -> str:
    """Explain why a mention is unresolved: several entities fit it, or none."""
    if mention.kind == Kind.PERSON and mention.evidence in {"surname", *BY_SURNAME}:
        if mention.status == MentionStatus.AMBIGUOUS:
            return _("a surname shared by several people in this article")
        return _("a surname alone; no full name in this article matches it")
    if mention.kind == Kind.PERSON and mention.evidence == "alias":
        return _("a first name alone; it is unclear who is meant")
    several = {
        Kind.PERSON: _("a name shared by several people"),
        Kind.COUNTRY: _("a name shared by several countries"),
        Kind.ORGANISATION: _("a name shared by several organisations"),
        Kind.PLACE: _("a name shared by several places"),
    }
    none = {
        Kind.PERSON: _("not the name of any known person"),
        Kind.COUNTRY: _("not the name of any known country"),
        Kind.ORGANISATION: _("not the name of any known organisation"),
        Kind.PLACE: _("not the name of any known place"),
    }
    return (several if mention.status == MentionStatus.AMBIGUOUS else none)[Kind(mention.kind)]


def _country(code: str) -> str:
    """Return the country's name for use in a sentence, or "" for an unknown code."""
    name = country_name(code, BY_CODE[code].name) if code in BY_CODE else ""
    plural = name.startswith("United ") or name.endswith(("Islands", "Netherlands"))
    return _("the {country}").format(country=name) if plural else name
