"""Look up the entities and sources for names, slugs and codes in a search."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.country_names import codes_called
from articles.fulltext.languages import CONFIGS
from articles.models import Author, AuthorName, Entity, EntityName, FormerAddress, Source
from articles.models.entities.entities import name_words, slug_words
from articles.search.facet_types import FACET_TYPES, Thing
from articles.search.request import VALUES, SearchRequest
from articles.text import fold, make_slug

M = TypeVar("M", Entity, Source, Author)

#: What the values of a facet are called within a sentence.
KIND_NAMES = {
    "country": _("country"),
    "person": _("person"),
    "organisation": _("organisation"),
    "place": _("place"),
    "author": _("author"),
    "source": _("source"),
}
#: An id that no row has, for a name that is not in the archive.
UNKNOWN = -1
MOST_NAMESAKES = 500  # entities that one name in a query can match


def chosen_ids(request: SearchRequest) -> tuple[dict[str, tuple[int, ...]], tuple[str, ...]]:
    """Look up the values of each parameter ("person", "not_person"); return their ids, and notes on unknown
    ones.

    The ids are in the order of the values, UNKNOWN for an unknown one. Empty parameters are left out.
    """
    keys = {name: request.selected(name) for name in VALUES if request.selected(name)}
    asked: dict[str, tuple[str, ...]] = {}
    for name, values in keys.items():
        asked[facet_of(name)] = asked.get(facet_of(name), ()) + values
    known = known_ids(asked)
    ids: dict[str, tuple[int, ...]] = {
        name: tuple(known.get((facet_of(name), key), UNKNOWN) for key in values)
        for name, values in keys.items()
    }
    problems = tuple(
        gettext("There is no {kind} “{name}” in the archive.").format(kind=KIND_NAMES[name], name=key)
        for name, values in asked.items()
        for key in dict.fromkeys(values)
        if (name, key) not in known
    )
    return ids, problems


def facet_of(name: str) -> str:
    """Return the facet of a parameter: "person" for "not_person"."""
    return name.removeprefix("not_")


def known_ids(keys: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str], int]:
    """Return by facet and value the ids of public entities, sources and authors, also by former slugs.

    ``keys``: for each facet, slugs, or the ISO codes of countries.
    """
    known: dict[tuple[str, str], int] = {}
    condition = Q()
    for name, chosen in keys.items():
        if name == "country":
            condition |= Q(kind=name, code__in=chosen)
        elif FACET_TYPES[name].is_entity:
            condition |= Q(kind=name, slug__in=chosen)
        else:
            rows = FACET_TYPES[name].model.objects.public().filter(slug__in=chosen)
            known |= {(name, slug): pk for slug, pk in rows.values_list("slug", "pk")}
    if condition:
        entities = Entity.objects.public().filter(condition).values_list("kind", "slug", "code", "pk")
        known |= {(kind, code if kind == "country" else slug): pk for kind, slug, code, pk in entities}
    return known | _formerly_known(keys, known)


def _formerly_known(
    keys: Mapping[str, tuple[str, ...]], known: dict[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """Look up the slugs that no entity has now as those that one once had."""
    condition = Q()
    for name, chosen in keys.items():
        missing = [slug for slug in chosen if (name, slug) not in known]
        if missing and name != "country" and FACET_TYPES[name].is_entity:
            condition |= Q(kind=name, slug__in=missing)
    if not condition:
        return {}
    former = FormerAddress.objects.filter(condition, entity__in=Entity.objects.public())
    return {(kind, slug): pk for kind, slug, pk in former.values_list("kind", "slug", "entity")}


def named(field: str, value: str, *, public: bool) -> Sequence[Thing]:
    """Return the entities or sources for ``field:value``: by exact name, else by the words in their names.

    If nothing matches a genitive ("Putin's"), the name without it is looked up. public: leave out those that
    only unpublished articles mention.
    """
    found = _named(field, value, public=public)
    bare = value[:-2]
    return found if found or value[-2:].lower() not in ("'s", "’s") else _named(field, bare, public=public)


def _named(field: str, value: str, *, public: bool) -> Sequence[Thing]:
    if field == "source":
        sources = Source.objects.public() if public else Source.objects.all()
        exactly = sources.filter(Q(name__iexact=value) | Q(slug=value.lower()))
        return list(exactly[:MOST_NAMESAKES]) or _with_words(sources, value)
    if field == "author":
        return _authors(Author.objects.public() if public else Author.objects.all(), value)
    entities = Entity.objects.public() if public else Entity.objects.all()
    entities = entities.filter(kind=field).defer("description")
    if field == "country" and len(value) == 2:
        country = entities.filter(code=value.upper())
        if country:
            return list(country)
    if found_exactly := list(entities.filter(pk__in=_exactly(field, value))[:MOST_NAMESAKES]):
        return found_exactly
    if field == "country" and (codes := codes_called(value, naming_languages())):
        return list(entities.filter(code__in=codes))
    by_words = _with_words(entities, value)
    other = entities.filter(pk__in=_with_words_in_other_names(field, value))
    return by_words + list(other.exclude(pk__in=[each.pk for each in by_words]))


def _authors(authors: QuerySet[Author], value: str) -> list[Author]:
    names = AuthorName.objects.filter(folded=fold(value)).values("author")
    exactly = Q(folded=fold(value)) | Q(sort_name__iexact=value) | Q(slug=value.lower()) | Q(pk__in=names)
    return list(authors.filter(exactly)[:MOST_NAMESAKES]) or _with_words(authors, value)


def naming_languages() -> list[str]:
    """Return the languages in which countries can be named: those of the pages and those of articles."""
    return [*(code for code, _name in settings.LANGUAGES), *CONFIGS]


def _exactly(kind: str, value: str) -> QuerySet[Any, Any]:
    """Return the ids of the entities with this name, other name or slug.

    A union of three index lookups; a single condition with OR would not use the indexes.
    """
    entities = Entity.objects.filter(kind=kind).order_by()
    folded = fold(value)
    names = EntityName.objects.filter(entity__kind=kind, folded=folded).order_by()
    return (
        entities.filter(folded=folded)
        .values("pk")
        .union(entities.filter(slug=value.lower()).values("pk"), names.values("entity"))
    )


def _with_words(rows: QuerySet[M], value: str) -> list[M]:
    """Return the rows whose slug contains the words of ``value``, whole and in this order, oldest first.

    An entity with many articles was usually stored before its namesakes.
    """
    words = make_slug(value, "")
    if not words:
        return []
    padded = Concat(Value("-"), F("slug"), Value("-"), output_field=CharField())
    found = rows.alias(words=slug_words(), padded=padded)
    found = found.filter(words__contains=words.split("-"), padded__contains=f"-{words}-")
    return list(found.order_by("pk")[:MOST_NAMESAKES])


def _with_words_in_other_names(kind: str, value: str) -> list[int]:
    """Return the ids of the entities with these words in an alternative name."""
    words = fold(value)
    if not words:
        return []
    padded = Concat(Value(" "), "folded", Value(" "), output_field=CharField())
    names = EntityName.objects.filter(entity__kind=kind).alias(words=name_words(), padded=padded)
    found = names.filter(words__contains=words.split(" "), padded__contains=f" {words} ")
    return list(found.values_list("entity", flat=True)[:MOST_NAMESAKES])


def labels(things: Iterable[Thing], shown: int = 3) -> str:
    """Join the first few names, such as "John Kerry or Bob Kerrey", and count the rest."""
    every = [thing.label for thing in things]
    more = len(every) - shown
    if more > 0:
        return gettext("{names} or {number} more").format(names=", ".join(every[:shown]), number=more)
    return gettext(" or ").join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
