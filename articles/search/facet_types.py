"""The facets of a search: where each has its values, and how many of them an article can have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.db.models import Q

from articles.models import Article, Author, Entity, Source
from articles.models.entities.entities import PATHS

FacetName = Literal["country", "person", "organisation", "place", "author", "source"]
#: A value of a facet.
Thing = Entity | Source | Author


@dataclass(frozen=True, slots=True)
class FacetType:
    """One facet.

    plural: its name in paths (/people/). model: what its values are; ``Entity`` stands for those of the kind
    ``name``. column: the column of articles that has their ids. several: whether an article can have more
    than one value; the column is then an array. shown: the columns of values that pages need.
    """

    name: FacetName
    plural: str
    model: type[Entity] | type[Source] | type[Author]
    column: str
    several: bool = True
    shown: tuple[str, ...] = ("name", "slug")

    @property
    def is_entity(self) -> bool:
        """Whether the values are entities, which share one table."""
        return self.model is Entity

    @property
    def table(self) -> str:
        """The table that has the names of the values."""
        return self.model._meta.db_table

    @property
    def each_sql(self) -> str:
        """SQL for the values of an article: one, or a set of rows."""
        return f"unnest({self.column})" if self.several else self.column

    def condition(self, ids: Iterable[int], *, every: bool = False) -> Q:
        """Articles with any of the values, or with all of them."""
        lookup = ("contains" if every else "overlap") if self.several else "in"
        listed: Any = list(ids)
        return Q(**{f"{self.column}__{lookup}": listed})

    def ids_in(self, article: Article) -> list[int]:
        """The ids of an article's values."""
        value = getattr(article, self.column)
        if self.several:
            return list(value)
        return [] if value is None else [value]


def _of_kind(name: FacetName) -> FacetType:
    return FacetType(name, PATHS[name], Entity, f"{name}_ids", shown=("kind", "name", "slug", "code"))


FACET_TYPES: Mapping[str, FacetType] = {
    "country": _of_kind("country"),
    "person": _of_kind("person"),
    "organisation": _of_kind("organisation"),
    "place": _of_kind("place"),
    "author": FacetType(
        "author", "authors", Author, "author_ids", shown=("name", "sort_name", "slug", "kind")
    ),
    "source": FacetType("source", "sources", Source, "source_id", several=False),
}
FACETS: tuple[FacetName, ...] = get_args(FacetName)
#: An article can have several values of these, so a reader can ask for all of the chosen ones at once.
MULTIPLE: tuple[FacetName, ...] = tuple(name for name in FACETS if FACET_TYPES[name].several)
#: The facet of a first part of a path.
BY_PLURAL: dict[str, FacetName] = {each.plural: each.name for each in FACET_TYPES.values()}


def facet_of_thing(thing: Thing) -> FacetName:
    """The facet that an entity, a source or an author is a value of."""
    return next(
        each.name
        for each in FACET_TYPES.values()
        if isinstance(thing, each.model) and (not isinstance(thing, Entity) or thing.kind == each.name)
    )
