"""Renaming entities, with the updates that keep their articles searchable by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from articles.editing.changes.common import BATCH, ChangeRefusedError, GoOn, end, go_on, recording
from articles.editing.entities import articles_of, refresh_batch
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    Article,
    ArticleEntity,
    ChangeKind,
    ChangeState,
    Entity,
    EntityChange,
    EntityName,
    FormerAddress,
    User,
)
from articles.text import NAME_CHARACTERS, fold_name

SHOWN = 20  # examples


@dataclass(frozen=True, slots=True)
class RenamePlan:
    """Preview of a rename: affected articles, the new slug if the address changes too, and namesakes."""

    articles: int
    slug: str
    namesakes: Sequence[Entity]
    examples: Sequence[Article]


def plan_rename(entity: Entity, name: str, *, moves: bool = False) -> RenamePlan:
    """Preview a rename. ``moves``: the address follows the name. Raises ChangeRefusedError."""
    name = checked(name)
    renamed = Entity(pk=entity.pk, kind=entity.kind, name=name)
    same = Q(folded=fold_name(name)) | Q(names__folded=fold_name(name))
    others = Entity.objects.filter(same, kind=entity.kind).exclude(pk=entity.pk).distinct()
    ids = ArticleEntity.objects.filter(entity=entity).order_by("-article_id")[:SHOWN]
    return RenamePlan(
        ArticleEntity.objects.filter(entity=entity).count(),
        renamed.free_slug() if moves else entity.slug,
        list(others[:SHOWN]),
        list(Article.objects.filter(pk__in=ids.values("article_id")).only("headline", "status")),
    )


def checked(name: str) -> str:
    """Return the name with single spaces. Raises ChangeRefusedError if it is empty or too long."""
    name = " ".join(name.replace("\0", "").split())
    if not fold_name(name) or len(name) > NAME_CHARACTERS:
        raise ChangeRefusedError(
            gettext("A name must have 1 to %(most)s characters.") % {"most": NAME_CHARACTERS}
        )
    return name


@retried
def begin_rename(
    entity: Entity, name: str, slug: str = "", editor: User | None = None
) -> EntityChange | None:
    """Rename the entity, and store which articles are to be updated. None: that is its name already.

    The former name becomes another name. The slug stays unless another is given; the former one redirects.
    Raises ChangeRefusedError if another entity has or had the slug.
    """
    with transaction.atomic():
        lock_archive_exclusively()
        entity.refresh_from_db()
        slug = slug or entity.slug
        if (entity.name, entity.slug) == (name, slug):
            return None
        refuse_taken(entity, slug)
        change = EntityChange(
            kind=ChangeKind.RENAME,
            state=ChangeState.RUNNING,
            summary=_summary(entity, name, slug),
            entity_ids=[entity.pk],
            asked={"entity": entity.pk, "last": 0, "is_same_name": name == entity.name},
            total=ArticleEntity.objects.filter(entity=entity).count() if name != entity.name else 0,
            made_by=editor,
        )
        with recording(change):
            _rename(entity, name, slug)
        change.save()
    return change


def _summary(entity: Entity, name: str, slug: str) -> str:
    parts = [f"Renamed {entity.name} (id {entity.pk}) to {name}"] if name != entity.name else []
    if slug != entity.slug:
        parts.append(f"changed the address of {name} from {entity.slug} to {slug}")
    said = ", and ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def refuse_taken(entity: Entity, slug: str) -> None:
    """Raise ChangeRefusedError if another entity of the kind has or had the slug."""
    if other := Entity.objects.filter(kind=entity.kind, slug=slug).exclude(pk=entity.pk).first():
        raise ChangeRefusedError(
            gettext("%(name)s already has the address “%(slug)s”. Choose another.")
            % {"name": other.name, "slug": slug}
        )
    former = FormerAddress.objects.filter(kind=entity.kind, slug=slug).exclude(entity=entity.pk).first()
    if former:
        raise ChangeRefusedError(
            gettext("“%(slug)s” is a former address of %(name)s, and redirects there. Choose another.")
            % {"slug": slug, "name": former.entity.name}
        )


def _rename(entity: Entity, name: str, slug: str) -> None:
    former, former_slug = entity.name, entity.slug
    entity.name, entity.slug = name, slug
    entity.save()
    if name != former:
        EntityName.objects.filter(entity=entity, name=name).delete()
        EntityName.objects.get_or_create(entity=entity, name=former)
    if slug != former_slug:
        FormerAddress.objects.filter(kind=entity.kind, slug=slug).delete()
        FormerAddress.objects.get_or_create(kind=entity.kind, slug=former_slug, defaults={"entity": entity})


def carry_out_rename(change: EntityChange, go_on: GoOn = go_on) -> None:
    """Update the articles of the renamed entity. It can be stopped between batches, and continued."""
    if not change.asked["is_same_name"]:
        refresh_entity(change, go_on)
    end(change, change.asked["entity"])


def refresh_entity(change: EntityChange, go_on: GoOn = go_on) -> None:
    """Update the articles of a renamed entity that come after the last one that was updated."""
    left = [pk for pk in articles_of([change.asked["entity"]]) if pk > change.asked["last"]]
    for start in range(0, len(left), BATCH):
        go_on()
        ids = left[start : start + BATCH]
        refresh_batch(ids)
        change.asked["last"] = ids[-1]
        change.done += len(ids)
        change.save(update_fields=["asked", "done"])


def rename(entity: Entity, name: str, slug: str = "", editor: User | None = None) -> int:
    """Rename at once, and return the number of articles updated."""
    with transaction.atomic():
        change = begin_rename(entity, name, slug, editor)
        if change is None:
            return 0
        carry_out_rename(change)
    return change.done
