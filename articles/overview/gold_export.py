"""Editors' decisions as gold: which names are in an article and which are not, for evaluating extraction."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from articles.extraction.annotations import FIELDS
from articles.models import Article, ArticleEntity, Decision, Entity, MentionDecision

#: Articles read at a time.
BATCH = 200


def gold_records() -> Iterator[dict[str, Any]]:
    """Yield one record for each article on whose names editors have decided, oldest article first.

    A record has the fields of the text, `language`, `published` (an ISO date, or None), and `decisions`: a
    list of objects with kind, name, other names, code and right (whether the entity is in the article; for a
    country, whether the article is about it). Those about words also have `words`, as the text writes them:
    they mean the entity, or are no name of this kind.
    """
    links = ArticleEntity.objects.filter(article=OuterRef("pk")).exclude(status=Decision.AUTOMATIC)
    words = MentionDecision.objects.filter(article=OuterRef("pk"))
    for article in Article.objects.filter(Exists(links) | Exists(words)).order_by("pk").iterator(BATCH):
        yield {
            "id": article.pk,
            **{name: getattr(article, name) for name in FIELDS},
            "language": article.language,
            "published": article.published_on.isoformat() if article.published_on else None,
            "decisions": [*_links(article), *_words(article)],
        }


def _links(article: Article) -> Iterator[dict[str, Any]]:
    links = article.article_entities.exclude(status=Decision.AUTOMATIC).select_related("entity")
    for link in links.order_by("pk"):
        yield {**_entity(link.entity), "right": link.status == Decision.CONFIRMED and link.is_about}


def _words(article: Article) -> Iterator[dict[str, Any]]:
    for decision in article.mention_decisions.select_related("entity").order_by("pk"):
        nobody = {"kind": decision.kind, "name": "", "names": [], "code": "", "right": False}
        meant = {**_entity(decision.entity), "right": True} if decision.entity else nobody
        yield {**meant, "words": decision.surface}


def _entity(entity: Entity) -> dict[str, Any]:
    others = list(entity.names.order_by("pk").values_list("name", flat=True))
    return {"kind": entity.kind, "name": entity.name, "names": others, "code": entity.code}
