"""Splitting an entity that stands for two: some of its articles, names or words become another entity's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext

from articles.editing.changes.common import (
    BATCH,
    ChangeRefusedError,
    GoOn,
    change_articles,
    end,
    go_on,
    recording,
)
from articles.editing.changes.places import PlaceInText, decide_places, move_decided_places
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    EDITOR,
    Article,
    ArticleEntity,
    ChangeKind,
    Decision,
    DistinctEntities,
    Entity,
    EntityChange,
    EntityName,
    Kind,
    Mention,
    User,
)
from articles.text import NAME_CHARACTERS, fold_name

SHOWN = 20  # examples
MOST_CHOSEN = 1000  # articles or words that can be chosen one by one


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """What goes to the other entity: articles, names everywhere or in some articles, and single places.

    ``surfaces`` and the words of ``words`` are as they are in the texts.
    """

    articles: frozenset[int] = frozenset()
    surfaces: frozenset[str] = frozenset()
    words: frozenset[tuple[int, str]] = frozenset()
    places: frozenset[PlaceInText] = frozenset()

    @property
    def asked(self) -> dict[str, object]:
        """The choice as JSON."""
        return {
            "articles": sorted(self.articles),
            "surfaces": sorted(self.surfaces),
            "words": sorted(map(list, self.words)),
            "places": sorted(map(list, self.places)),
        }

    @classmethod
    def of(cls, asked: dict[str, Sequence[object]]) -> "SplitChoice":
        """Read the choice from JSON."""
        articles, surfaces, words = (asked[name] for name in ("articles", "surfaces", "words"))
        places = frozenset(PlaceInText(*each) for each in asked.get("places", ()))  # type: ignore[misc]
        return cls(frozenset(articles), frozenset(surfaces), frozenset(map(tuple, words)), places)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """Preview of a split: affected articles, those that then name both, mentions that move, and examples."""

    articles: int
    both: int
    mentions: int
    names: Sequence[str]
    examples: Sequence[Article]


class Surface(NamedTuple):
    """Words that name an entity, with how often they do and in how many articles."""

    words: str
    mentions: int
    articles: int


class _Said(NamedTuple):
    pk: int
    article_id: int
    surface: str
    kind: str
    field: str
    start: int
    end: int

    @property
    def place(self) -> PlaceInText:
        return PlaceInText(self.article_id, self.field, self.start, self.end)


@dataclass(slots=True)
class _Moving:
    """What moves in some articles.

    mentions: those that move with their words; single: those that move alone; counts: the number of both by
    article; whole: the articles that move as a whole.
    """

    mentions: list[_Said] = field(default_factory=list)
    single: list[_Said] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)


def surfaces_of(entity: Entity, most: int = 200) -> list[Surface]:
    """Return the words that name the entity in texts, most frequent first."""
    rows = Mention.objects.filter(entity=entity).order_by().values("surface")
    counted = rows.annotate(mentions=Count("pk"), articles=Count("article_id", distinct=True))
    found = counted.order_by("-articles", "surface").values_list("surface", "mentions", "articles")[:most]
    return [Surface(*row) for row in found]


def plan_split(entity: Entity, choice: SplitChoice) -> SplitPlan:
    """Preview a split. Raises ChangeRefusedError if it is impossible or would move nothing."""
    ids = _chosen_articles(entity, choice)
    moving = _moving(entity.pk, choice, ids)
    return SplitPlan(
        len(ids),
        len(ids) - len(moving.whole),
        sum(moving.counts.values()),
        [each.name for each in _names_to_move(entity, choice)],
        list(Article.objects.filter(pk__in=ids[-SHOWN:]).only("headline", "status").order_by("-pk")),
    )


def begin_split(
    entity: Entity, choice: SplitChoice, target: Entity | str, editor: User | None = None
) -> EntityChange:
    """Store the wish to move what was chosen to ``target``, an entity or the name of a new one.

    Raises ChangeRefusedError if that is impossible.
    """
    if isinstance(target, Entity):
        if target.pk == entity.pk or target.kind != entity.kind:
            raise ChangeRefusedError(gettext("Choose another entity of the same kind."))
        name, target_id = target.name, target.pk
    else:
        name, target_id = " ".join(target.replace("\0", "").split()), None
        if not fold_name(name) or len(name) > NAME_CHARACTERS:
            raise ChangeRefusedError(
                gettext("A name must have 1 to %(most)s characters.") % {"most": NAME_CHARACTERS}
            )
    ids = _chosen_articles(entity, choice)
    return EntityChange.objects.create(
        kind=ChangeKind.SPLIT,
        summary=f"Split {name} from {entity.name} (id {entity.pk}).",
        entity_ids=[entity.pk, *([target_id] if target_id else [])],
        asked={"entity": entity.pk, "target": target_id, "name": name, **choice.asked},
        total=len(ids),
        made_by=editor,
    )


def carry_out_split(change: EntityChange, go_on: GoOn = go_on) -> None:
    """Split as the change asks. It can be stopped between batches, and repeated.

    What moves is recorded as the editor's decision, so that every extraction keeps to it. Raises
    ChangeRefusedError if an entity is gone.
    """
    entity = _open(change)
    choice = SplitChoice.of(change.asked)
    done = set(change.changed_articles.values_list("article_id", flat=True))
    left = [pk for pk in _candidates(entity, choice) if pk not in done]
    for start in range(0, len(left), BATCH):
        go_on()
        ids = left[start : start + BATCH]
        change_articles(change, ids, [entity.pk], partial(_move, change, choice, ids))
    end(change, entity.pk)


@retried
def _open(change: EntityChange) -> Entity:
    """Make the new entity, and give it the chosen names, unless that is already done."""
    with transaction.atomic():
        lock_archive_exclusively()
        entity = Entity.objects.filter(pk=change.asked["entity"]).first()
        target = Entity.objects.filter(pk=change.asked["target"] or 0).first()
        if entity is None or (change.asked["target"] and target is None):
            raise ChangeRefusedError(gettext("One of them has just been deleted or merged."))
        if change.asked.get("is_open"):
            return entity
        with recording(change):
            if target is None:
                target = Entity.objects.create(kind=entity.kind, name=change.asked["name"], code=entity.code)
                change.entity_ids = [entity.pk, target.pk]
            _move_names(entity, target, SplitChoice.of(change.asked))
            _tell_apart(entity, target, change.made_by)
        change.asked |= {"target": target.pk, "is_open": True}
        change.save()
    return entity


def _names_to_move(entity: Entity, choice: SplitChoice) -> list[EntityName]:
    folded = {fold_name(surface) for surface in choice.surfaces}
    return list(entity.names.filter(folded__in=folded))


def _move_names(entity: Entity, target: Entity, choice: SplitChoice) -> None:
    """The chosen names are the other's from now on. The entity's own name stays its own, too."""
    for name in _names_to_move(entity, choice):
        if name.name == target.name or target.names.filter(name=name.name).exists():
            name.delete()
        else:
            name.entity = target
            name.save(update_fields=["entity"])


def _tell_apart(entity: Entity, target: Entity, editor: User | None) -> None:
    """The two are not proposed for merging."""
    first, second = sorted((entity.pk, target.pk))
    said = {"decided_by": editor, "decided_at": timezone.now()}
    DistinctEntities.objects.get_or_create(first_id=first, second_id=second, defaults=said)


def _candidates(entity: Entity, choice: SplitChoice) -> list[int]:
    """Return the articles of the entity that the choice is about, ascending."""
    mentions = Mention.objects.filter(entity=entity).order_by()
    wanted = set(choice.articles) | {article_id for article_id, _ in choice.words}
    links = ArticleEntity.objects.filter(entity=entity, article__in=wanted).order_by()
    found = set(links.exclude(status=Decision.REJECTED).values_list("article_id", flat=True))
    found |= set(mentions.filter(article__in=wanted).values_list("article_id", flat=True))
    if choice.places:
        here = mentions.filter(article__in={each.article_id for each in choice.places})
        rows = (PlaceInText(*row) for row in here.values_list("article_id", "field", "start", "end"))
        found |= {each.article_id for each in rows if each in choice.places}
    if choice.surfaces:
        named = mentions.filter(surface__in=choice.surfaces)
        found |= set(named.values_list("article_id", flat=True))
    return sorted(found)


def _chosen_articles(entity: Entity, choice: SplitChoice) -> list[int]:
    if entity.kind == Kind.COUNTRY:
        raise ChangeRefusedError(gettext("Countries follow ISO 3166 and cannot be split."))
    ids = _candidates(entity, choice)
    if not ids:
        raise ChangeRefusedError(
            gettext("Choose what is about the other one: articles, names, words or places.")
        )
    return ids


def _moving(entity_id: int, choice: SplitChoice, article_ids: Sequence[int]) -> _Moving:
    rows = Mention.objects.filter(entity=entity_id, article__in=article_ids).order_by("pk")
    by_article: defaultdict[int, list[_Said]] = defaultdict(list)
    for row in rows.values_list("pk", "article_id", "surface", "kind", "field", "start", "end"):
        by_article[row[1]].append(_Said(*row))
    result = _Moving()
    for article_id in article_ids:
        said = by_article[article_id]
        chosen = said if article_id in choice.articles else _chosen_words(said, article_id, choice)
        single = [each for each in said if each not in chosen and each.place in choice.places]
        result.counts[article_id] = len(chosen) + len(single)
        if result.counts[article_id] == len(said):
            result.whole.add(article_id)
            chosen, single = said, []
        result.mentions += chosen
        result.single += single
    return result


def _chosen_words(said: Sequence[_Said], article_id: int, choice: SplitChoice) -> list[_Said]:
    """Return the chosen mentions. Parts of a chosen name follow it ("Kerry" after "Bob Kerry"), unless they
    are also part of a name that stays."""

    def is_chosen(each: _Said) -> bool:
        return each.surface in choice.surfaces or (article_id, each.surface) in choice.words

    going = {fold_name(each.surface) for each in said if is_chosen(each)}
    rest = (each for each in said if not is_chosen(each) and each.place not in choice.places)
    staying = {fold_name(each.surface) for each in rest}

    def follows(each: _Said) -> bool:
        words = fold_name(each.surface)
        longer = (other for other in staying if other != words)
        return _is_part(words, going) and not _is_part(words, longer)

    return [each for each in said if is_chosen(each) or follows(each)]


def _is_part(words: str, names: Iterable[str]) -> bool:
    return any(f" {words} " in f" {name} " for name in names)


def _move(change: EntityChange, choice: SplitChoice, article_ids: Sequence[int]) -> None:
    entity_id, target_id = change.asked["entity"], change.asked["target"]
    moving = _moving(entity_id, choice, article_ids)
    moved = [each.pk for each in (*moving.mentions, *moving.single)]
    Mention.objects.filter(pk__in=moved).update(entity=target_id, origin=EDITOR)
    who = change.made_by_id, timezone.now()
    _move_decisions(entity_id, target_id, moving, who)
    words = ((each.article_id, each.surface) for each in moving.mentions)
    move_decided_places(entity_id, target_id, sorted(moving.whole), words)
    decide_places(((each.place, each.surface) for each in moving.single), target_id, who)
    _move_links(entity_id, target_id, moving, who)


def _move_decisions(
    entity_id: int, target_id: int, moving: _Moving, who: tuple[int | None, datetime]
) -> None:
    """Decide that the words mean the other entity, in the articles in which they move."""
    words = {(each.article_id, each.kind, fold_name(each.surface), each.surface) for each in moving.mentions}
    columns = [list(each) for each in zip(*sorted(words), strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_mentiondecision SET entity_id = %s
             WHERE entity_id = %s
               AND (article_id = ANY(%s)
                    OR (article_id, folded) IN (SELECT * FROM unnest(%s::bigint[], %s::text[])))
            """,
            [target_id, entity_id, sorted(moving.whole), columns[0], columns[2]],
        )
        cursor.execute(
            """
            INSERT INTO articles_mentiondecision
                   (article_id, kind, folded, surface, entity_id, before, decided_by_id, decided_at)
            SELECT DISTINCT ON (article_id, kind, folded) *, %s, '', %s, %s
              FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                AS said (article_id, kind, folded, surface)
             ORDER BY article_id, kind, folded, surface
            ON CONFLICT DO NOTHING
            """,
            [target_id, *who, *columns],
        )


_MOVE_LINKS = """
    WITH moved AS (
        SELECT * FROM unnest(%(articles)s::bigint[], %(counts)s::int[], %(whole)s::boolean[])
            AS given (article_id, n, is_whole)
    ), own AS (
        SELECT link.*, n, is_whole AND status <> 'rejected' AS goes
          FROM articles_articleentity link JOIN moved USING (article_id) WHERE entity_id = %(entity)s
    ), gone AS (
        DELETE FROM articles_articleentity link USING own WHERE own.goes AND link.id = own.id
    ), less AS (
        UPDATE articles_articleentity link SET mention_count = greatest(own.mention_count - own.n, 0)
          FROM own WHERE NOT own.goes AND link.id = own.id
    )
    INSERT INTO articles_articleentity AS link
           (article_id, entity_id, status, is_about, reported_from, mention_count, decided_by_id, decided_at)
    SELECT moved.article_id, %(target)s, 'confirmed', coalesce(own.is_about, true) OR own.status = 'rejected',
           coalesce(own.reported_from, false), CASE WHEN own.goes THEN own.mention_count ELSE moved.n END,
           %(user)s, %(now)s
      FROM moved LEFT JOIN own USING (article_id)
    ON CONFLICT (article_id, entity_id) DO UPDATE
       SET status = 'confirmed', is_about = link.is_about OR excluded.is_about,
           reported_from = link.reported_from OR excluded.reported_from,
           mention_count = link.mention_count + excluded.mention_count,
           decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at
"""


def _move_links(entity_id: int, target_id: int, moving: _Moving, who: tuple[int | None, datetime]) -> None:
    ids = sorted(each for each in moving.counts if moving.counts[each] or each in moving.whole)
    values: dict[str, Any] = {
        "articles": ids,
        "counts": [moving.counts[each] for each in ids],
        "whole": [each in moving.whole for each in ids],
        "entity": entity_id,
        "target": target_id,
        "user": who[0],
        "now": who[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_LINKS, values)


def split(
    entity: Entity, choice: SplitChoice, target: Entity | str, editor: User | None = None
) -> EntityChange:
    """Split at once, and return the change."""
    with transaction.atomic():
        change = begin_split(entity, choice, target, editor)
        carry_out_split(change)
    return change
