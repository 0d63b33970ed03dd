"""Entities as CSV, in the columns that ``import_entities`` reads."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.db.models import Count

from articles.exports.tables import BOM, safe_cell, taken
from articles.identifiers import write_list
from articles.models import Article, ArticleEntity, Decision, Entity

COLUMNS = ("id", "kind", "name", "other_names", "address", "description", "identifiers", "articles")
_CHUNK = 1000  # entities in memory at a time


def entity_rows(kinds: Iterable[str], site: str) -> Iterator[str]:
    """Yield the table: a header, then a row for each entity of these kinds, by id. ``site``: the base URL."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    yield BOM + taken(buffer)
    counts = _article_counts()
    chosen = Entity.objects.filter(kind__in=kinds).order_by("pk").prefetch_related("names", "identifiers")
    for entity in chosen.iterator(chunk_size=_CHUNK):
        cells = (
            entity.pk,
            entity.kind,
            entity.name,
            joined_names(entity),
            site + entity.get_absolute_url(),
            entity.description,
            write_list([(each.scheme, each.value) for each in entity.identifiers.all()]),
            counts.get(entity.pk, 0),
        )
        writer.writerow(safe_cell(str(cell)) for cell in cells)
        yield taken(buffer)


def joined_names(entity: Entity) -> str:
    """Return the other names in one cell."""
    return "; ".join(other.name for other in entity.names.all())


def _article_counts() -> dict[int, int]:
    """Return the number of published articles about each entity."""
    links = ArticleEntity.objects.filter(is_about=True, article__in=Article.objects.published())
    links = links.exclude(status=Decision.REJECTED).order_by()
    return dict(links.values("entity").annotate(n=Count("pk")).values_list("entity", "n"))
