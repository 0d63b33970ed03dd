"""Random archives to change, and everything that is stored in them."""

import random
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from articles.extraction.store.annotate import refresh_arrays
from articles.models import (
    Article,
    ArticleEntity,
    ChangedArticle,
    Decision,
    DistinctEntities,
    Entity,
    EntityChange,
    EntityIdentifier,
    EntityName,
    FormerAddress,
    Mention,
    MentionDecision,
    PlaceDecision,
    User,
)
from articles.text import fold_name
from tests.factories import ArticleFactory, EntityFactory

#: They record that something changed, and when.
LOGS = {EntityChange, ChangedArticle, apps.get_model("articles", "HarvestRecord")}
SURFACES = ("John Kerry", "Kerry", "Bob Kerry", "J. Kerry", "Kerry, John")


def everything() -> dict[str, list[Any]]:
    """Return all rows of all tables, with every column."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("articles").get_models():
            if model not in LOGS and not model._meta.proxy:
                table, key = model._meta.db_table, model._meta.pk.column
                cursor.execute(f"SELECT to_jsonb(own)::text FROM {table} own ORDER BY {key}")
                found[table] = [row for (row,) in cursor.fetchall()]
    return found


def make_archive(seed: int) -> User:
    """Make people, places and articles that name them in all ways, and return an editor."""
    chance = random.Random(seed)
    editor = User.objects.create_user("lena")
    entities = [
        EntityFactory.create(kind=kind, name=f"{chance.choice(SURFACES)} {n}".strip("1"))
        for n, kind in enumerate(("person",) * 5 + ("place",) * 3, 1)
    ]
    for entity in entities:
        entity.description = chance.choice(("", "", f"About {entity.name}"))
        entity.save()
        EntityIdentifier.objects.create(entity=entity, scheme="wikidata", value=f"Q{entity.pk}")
        for name in chance.sample(SURFACES, chance.randrange(3)):
            EntityName.objects.create(entity=entity, name=name, learned=chance.random() < 0.5)
    FormerAddress.objects.create(entity=entities[0], kind="person", slug="long-ago")
    for one, other in ((0, 1), (1, 2), (5, 6)):
        if chance.random() < 0.5:
            DistinctEntities.objects.create(
                first=entities[one], second=entities[other], decided_by=editor, decided_at=timezone.now()
            )
    for _ in range(chance.randrange(2, 7)):
        _make_article(chance, entities, editor)
    return editor


def _make_article(chance: random.Random, entities: list[Entity], editor: User) -> Article:
    article: Article = ArticleFactory.create(status=chance.choice(("published", "published", "draft")))
    for entity in chance.sample(entities, chance.randrange(1, 6)):
        said = chance.randrange(4)
        for _ in range(said):
            _mention(chance, article, entity)
        status = chance.choice(("automatic", "automatic", "confirmed", "rejected"))
        decided = status != Decision.AUTOMATIC
        ArticleEntity.objects.create(
            article=article,
            entity=entity,
            status=status,
            is_about=chance.random() < 0.8,
            reported_from=chance.random() < 0.2,
            mention_count=said,
            decided_by=editor if decided and chance.random() < 0.8 else None,
            decided_at=timezone.now() if decided else None,
        )
    refresh_arrays([article.pk])
    return article


def _mention(chance: random.Random, article: Article, entity: Entity) -> None:
    surface, start = chance.choice(SURFACES), chance.randrange(1000)
    decided = chance.random() < 0.3
    Mention.objects.create(
        article=article, entity=entity, field=chance.choice(("body", "headline")), start=start,
        end=start + len(surface), surface=surface, kind=entity.kind, evidence="name",
        origin="editor" if decided else "default-9", score=0.5,
    )  # fmt: skip
    if chance.random() < 0.2:
        PlaceDecision.objects.create(
            article=article, field="body", start=start, surface=surface, entity=entity,
            decided_at=timezone.now(),
        )  # fmt: skip
    if decided:
        MentionDecision.objects.get_or_create(
            article=article, kind=entity.kind, folded=fold_name(surface),
            defaults={"surface": surface, "entity": entity, "decided_at": timezone.now()},
        )  # fmt: skip
