"""The sample articles: imported on the first start, removed when the archive gets its own."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef

import articles
from articles.batch.progress import Say
from articles.batch.writer_lock import writing_alone
from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.importers.summary import Summary
from articles.locking import lock_archive_exclusively
from articles.models import Article, ArticleEntity, DeletedOriginal, Entity, Kind, Mention, Source

SAMPLES = Path(articles.__file__).parent / "samples" / "articles.jsonl"
# Extraction sets created_at and modified_at at the same time; an edit sets modified_at later.
_UNTOUCHED = timedelta(seconds=1)


class Removed(NamedTuple):
    """The number of objects removed."""

    articles: int
    sources: int
    entities: int


def import_samples(say: Say) -> Summary:
    """Import the sample articles, marked as samples. Existing ones stay unchanged."""
    return import_paths([str(SAMPLES)], ReadOptions(samples=True), say=say)


def remove_samples(say: Say) -> Removed:
    """Remove the sample articles, and sources and entities used only by them and never edited."""
    with writing_alone(say), transaction.atomic():
        lock_archive_exclusively()
        samples = Article.objects.filter(is_sample=True)
        ids = list(samples.values_list("pk", flat=True))
        sources = set(samples.exclude(source=None).values_list("source_id", flat=True))
        entities = {
            *ArticleEntity.objects.filter(article_id__in=ids).values_list("entity_id", flat=True),
            *Mention.objects.filter(article_id__in=ids, entity__isnull=False).values_list(
                "entity_id", flat=True
            ),
        }
        samples.delete()
        DeletedOriginal.objects.filter(article_id__in=ids).delete()  # so that they can be imported again
        return Removed(len(ids), _remove_sources(list(sources)), _remove_entities(list(entities)))


def _remove_sources(ids: Sequence[int | None]) -> int:
    unused = Source.objects.filter(pk__in=ids, homepage="", description="").exclude(
        Exists(Article.objects.filter(source=OuterRef("pk")))
    )
    return unused.delete()[1].get("articles.Source", 0)


def _remove_entities(ids: Sequence[int | None]) -> int:
    unused = (
        Entity.objects.filter(pk__in=ids, description="")
        .exclude(names__learned=False)
        .filter(modified_at__lt=F("created_at") + _UNTOUCHED)
        .exclude(kind=Kind.COUNTRY)
        .exclude(Exists(ArticleEntity.objects.filter(entity=OuterRef("pk"))))
        .exclude(Exists(Mention.objects.filter(entity=OuterRef("pk"))))
    )
    return unused.delete()[1].get("articles.Entity", 0)
