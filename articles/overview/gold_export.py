"""Editors' decisions as gold: which names are in an article and which are not, for evaluating extraction."""

from collections.abc import Iterator
from typing import Any

from articles.extraction.annotations import FIELDS
from articles.models import Article, ArticleEntity, Decision

#: Articles read at a time.
BATCH = 200


def gold_records() -> Iterator[dict[str, Any]]:
    """Yield one record for each article on whose entities editors have decided, oldest article first.

    A record has the fields of the text, `language`, and `decisions`: a list of objects with kind, name, code
    and right (whether the entity is in the article; for a country, whether the article is about it).
    """
    decided = ArticleEntity.objects.exclude(status=Decision.AUTOMATIC).order_by().values("article")
    for article in Article.objects.filter(pk__in=decided).order_by("pk").iterator(BATCH):
        links = article.article_entities.exclude(status=Decision.AUTOMATIC).select_related("entity")
        yield {
            "id": article.pk,
            **{name: getattr(article, name) for name in FIELDS},
            "language": article.language,
            "decisions": [
                {
                    "kind": link.entity.kind,
                    "name": link.entity.name,
                    "code": link.entity.code,
                    "right": link.status == Decision.CONFIRMED and link.is_about,
                }
                for link in links.order_by("pk")
            ],
        }
