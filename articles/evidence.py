"""Why words were taken for an entity, said in words: for readers and for editors."""

from collections.abc import Iterable
from functools import cache

from articles.extraction.countries import COUNTRIES
from articles.models import EDITOR, Entity, Kind, Mention, MentionStatus
from articles.text import fold_name

_NOUNS = {Kind.PERSON: "people", Kind.COUNTRY: "countries", Kind.ORGANISATION: "organisations"}
_ORDER = {"headline": 0, "standfirst": 1, "caption": 2, "dateline": 3, "body": 4}
#: Scores below this are worth telling.
SURE = 0.85


def reading_order(mention: Mention) -> tuple[int, int]:
    """Where the mention comes as the article is read."""
    return _ORDER[mention.field], mention.start


class Evidence:
    """Says of the mentions of one article what each is evidence of."""

    def __init__(self, mentions: Iterable[Mention], entities: dict[int, Entity]) -> None:
        self._entities = entities
        self._in_full: dict[int, tuple[int, int]] = {}
        for mention in sorted(mentions, key=reading_order):
            if mention.entity_id and mention.kind == Kind.PERSON and mention.evidence == "name":
                self._in_full.setdefault(mention.entity_id, reading_order(mention))

    def explain(self, mention: Mention) -> str:
        """What the words are: "family name of John Kerry, named in full above", "capital of Russia"."""
        entity = self._entities.get(mention.entity_id or 0)
        if mention.status != MentionStatus.LINKED:
            return doubt(mention)
        name = entity.name if entity else mention.surface
        if entity and mention.kind == Kind.PERSON:
            said = self._of_person(mention, entity)
        else:
            said = _of_other(mention, name)
        if mention.origin == EDITOR:
            return f"{said}, an editor’s decision"
        return f"{said} (score {mention.score:.2f})" if mention.score < SURE else said

    def _of_person(self, mention: Mention, entity: Entity) -> str:
        if mention.evidence == "name":
            return _name(mention, entity.name)
        part = "family name" if mention.evidence == "surname" else "another name"
        first = fold_name(entity.name).partition(" ")[0]
        if mention.evidence != "surname" and fold_name(mention.surface) == first:
            part = "given name"
        full = self._in_full.get(entity.pk)
        if full is None:
            return f"{part} of {entity.name}"
        return f"{part} of {entity.name}, named in full {_direction(full, reading_order(mention))}"


def _direction(full: tuple[int, int], here: tuple[int, int]) -> str:
    return "above" if full < here else "below"


def _name(mention: Mention, name: str) -> str:
    same = fold_name(mention.surface) == fold_name(name)
    return f"full name of {name}" if same else f"another form of the name of {name}"


def _of_other(mention: Mention, name: str) -> str:
    country = _country(mention.code)
    if mention.evidence == "demonym":
        people = mention.surface.endswith("s") and not mention.surface.endswith("ss")
        return f"{'word for the people of' if people else 'adjective for'} {country or name}"
    if mention.evidence == "metonym":
        return f"stands for the government of {country}" if country else f"stands for {name}"
    if mention.evidence in {"capital", "region", "city"}:
        what = {"city": "city in"}.get(mention.evidence, f"{mention.evidence} of")
        return f"{what} {country}" if country else mention.evidence
    if mention.evidence == "alias":
        return f"another name of {country if mention.kind == Kind.COUNTRY and country else name}"
    if mention.kind == Kind.COUNTRY:
        return f"name of {country or name}"
    said = _name(mention, name)
    return f"{said}, of {country}" if country else said


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


@cache
def _names() -> dict[str, str]:
    return {country.code: country.name for country in COUNTRIES}


def _country(code: str) -> str:
    """The country's name within a sentence, "" for none that is known."""
    name = _names().get(code, "")
    return f"the {name}" if name.startswith("United ") or name.endswith(("Islands", "Netherlands")) else name
