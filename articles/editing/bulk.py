"""Changing source, section, language or date in many articles, and undoing that."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from articles.authorship.store import set_authors
from articles.editing.articles import extract_again, note_edited, typed_date
from articles.extraction.store.annotate import lock_articles
from articles.locking import retried
from articles.models import ArchiveChange, Article, BulkChange, BulkChangedArticle, ChangeState, Source, User
from articles.partial_dates import PartialDate

BATCH = 200  # articles in a transaction
#: What is changed, and undone, as a whole: its columns.
GROUPS: dict[str, tuple[str, ...]] = {
    "source": ("source_id",),
    "section": ("section",),
    "language": ("language",),
    "date": ("published_on", "published_until", "date_is_approximate", "published_at", "date_text"),
}
#: The fields of each group that imports fill, as the history names them, too.
_FIELDS = {name: (name,) for name in GROUPS} | {"date": ("published_on", "published_at", "date_text")}
SOURCE_GONE = "The source has been deleted, so nothing more was changed."
GoOn = Callable[[], None]
Values = dict[str, Any]


def date_values(date: PartialDate | None, words: str = "") -> Values:
    """Return the columns of a date. The time of publication goes: it belongs to the former date."""
    return {
        "published_on": date.first.isoformat() if date else None,
        "published_until": date.until.isoformat() if date and date.until else None,
        "date_is_approximate": bool(date and date.is_approximate),
        "published_at": None,
        "date_text": words,
    }


def differing(articles: QuerySet[Article], values: Mapping[str, Any]) -> QuerySet[Article]:
    """Return those of the articles that do not have all these values."""
    same = Q()
    for name, value in values.items():
        same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    chosen = Article.objects.filter(pk__in=articles.order_by().values("pk"))
    return chosen.exclude(same).order_by()


def begin_bulk(articles: QuerySet[Article], values: Values, summary: str, editor: User) -> BulkChange:
    """Store what is to be changed in which articles. Call it in a transaction, then ``carry_on``."""
    change = BulkChange.objects.create(values=values, summary=summary, made_by=editor)
    chosen, given = differing(articles, values).values("pk").query.sql_with_params()
    table = BulkChangedArticle._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (change_id, article_id, before, is_done, is_undone) "  # noqa: S608
            f"SELECT %s, chosen.id, '{{}}', false, false FROM ({chosen}) AS chosen (id)",
            [change.pk, *given],
        )
        change.total = cursor.rowcount
    change.save(update_fields=["total"])
    return change


def begin_bulk_undo(change: BulkChange, editor: User) -> bool:
    """Mark the change as being undone. Return False if it is at work or already undone."""
    marked = BulkChange.objects.filter(pk=change.pk, state__in=(ChangeState.DONE, ChangeState.FAILED)).update(
        state=ChangeState.UNDOING, undone_by=editor, done=0, problem=""
    )
    change.refresh_from_db()
    return bool(marked)


def carry_on(change: BulkChange, go_on: GoOn = lambda: None) -> None:
    """Begin or continue a change or its undo. It can be stopped between batches."""
    if change.state in {ChangeState.DONE, ChangeState.UNDONE, ChangeState.FAILED}:
        return
    is_undo = change.state == ChangeState.UNDOING
    for ids in _batches(change, is_undo=is_undo):
        go_on()
        if not (_undo_batch if is_undo else _change_batch)(change, ids):
            break
    _end(change, is_undo=is_undo)


def left_by(change: BulkChange) -> int:
    """Return how many articles have been changed since, in whole or in part, so an undo leaves that."""
    rows = change.changed_articles.filter(is_done=True, is_undone=False)
    return differing(Article.objects.filter(pk__in=rows.values("article")), change.values).count()


def _batches(change: BulkChange, *, is_undo: bool) -> Iterator[list[int]]:
    rows = change.changed_articles.filter(is_undone=False, is_done=is_undo)
    last = 0
    while ids := list(
        rows.filter(article__gt=last).order_by("article_id").values_list("article_id", flat=True)[:BATCH]
    ):
        yield ids
        last = ids[-1]


@retried
def _change_batch(change: BulkChange, ids: Sequence[int]) -> bool:
    with transaction.atomic():
        lock_articles(ids)
        source = change.values.get("source_id")
        if source and not Source.objects.filter(pk=source).exists():
            change.state, change.problem = ChangeState.FAILED, SOURCE_GONE
            change.save(update_fields=["state", "problem"])
            return False
        articles = _loaded(ids)
        rows = {row.article_id: row for row in change.changed_articles.filter(article__in=articles)}
        history = [(article, _history(article, change)) for article in articles.values()]
        for pk, row in rows.items():
            article = articles[pk]
            row.before = _values(article, change.values) | {"edited": article.edited_fields}
            row.is_done = True
            _assign(article, change.values)
            note_edited(article, (field for group in _groups(change) for field in _FIELDS[group]))
        _update_alike(rows.values(), ["before", "is_done"])
        _save(change, articles, set(_groups(change)))
        _record(change.made_by, history, change, change.summary)
        _count(change, len(ids))
    return True


@retried
def _undo_batch(change: BulkChange, ids: Sequence[int]) -> bool:
    with transaction.atomic():
        lock_articles(ids)
        articles = _loaded(ids)
        rows = list(change.changed_articles.filter(article__in=articles))
        sources = set(Source.objects.values_list("pk", flat=True)) | {None}
        history, left = [], 0
        for row in rows:
            article = articles[row.article_id]
            history.append((article, _history(article, change)))
            restored = [name for name in _groups(change) if _is_as_set(article, change.values, name)]
            if row.before.get("source_id") not in sources:
                restored = [name for name in restored if name != "source"]
            for name in restored:
                _assign(article, {each: row.before[each] for each in GROUPS[name]})
                own = set(_FIELDS[name]) - set(row.before["edited"])
                article.edited_fields = [each for each in article.edited_fields if each not in own]
            left += len(restored) < len(_groups(change))
            row.is_undone = True
        _update_alike(rows, ["is_undone"])
        _save(change, articles, set(_groups(change)))
        _record(change.undone_by, history, change, f"Undone: {change.summary}")
        _count(change, len(ids), left)
    return True


def _groups(change: BulkChange) -> list[str]:
    return [name for name, columns in GROUPS.items() if columns[0] in change.values]


def _loaded(ids: Sequence[int]) -> dict[int, Article]:
    return Article.objects.defer("search", "body", "entity_names").in_bulk(ids)


def _values(article: Article, names: Mapping[str, Any]) -> Values:
    """Return the values of columns, as JSON has them."""
    found = {name: getattr(article, name) for name in names}
    return {name: each.isoformat() if hasattr(each, "isoformat") else each for name, each in found.items()}


def _is_as_set(article: Article, values: Values, group: str) -> bool:
    return _values(article, dict.fromkeys(GROUPS[group])) == {name: values[name] for name in GROUPS[group]}


def _assign(article: Article, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(article, name, Article._meta.get_field(name).to_python(value))  # type: ignore[union-attr]


def _save(change: BulkChange, articles: Mapping[int, Article], groups: set[str]) -> None:
    """Save the articles, with what is read from the fields: authors, names in the text."""
    now = timezone.now()
    for article in articles.values():
        article.modified_at = now
    if "source" in groups:
        Article.objects.bulk_update(set_authors(list(articles.values())), ["author_ids"])
    _update_alike(articles.values(), ["edited_fields", "modified_at", *change.values])
    if groups & {"language", "date"}:
        extract_again(list(articles))


def _update_alike(rows: Iterable[Model], columns: Sequence[str]) -> None:
    """Save columns of rows, those with the same values by one statement: most of them have the same."""
    alike: dict[str, list[Model]] = {}
    for row in rows:
        alike.setdefault(repr([getattr(row, name) for name in columns]), []).append(row)
    for same in alike.values():
        values = {name: getattr(same[0], name) for name in columns}
        type(same[0])._base_manager.filter(pk__in=[row.pk for row in same]).update(**values)


def _history(article: Article, change: BulkChange) -> Values:
    """Return the values that the history of the article shows."""
    names = [field for group in _groups(change) for field in _FIELDS[group]]
    found = _values(article, {"source_id" if name == "source" else name: None for name in names})
    if "source_id" in found:
        found["source"] = found.pop("source_id")
    if "published_on" in found:
        found["published_on"] = typed_date(article)
    return found


def _record(
    editor: User | None, history: Sequence[tuple[Article, Values]], change: BulkChange, said: str
) -> None:
    """Write to the history of the articles that were changed what they had before."""
    made = [(each, before, after) for each, before in history if (after := _history(each, change)) != before]
    entries: Any = [None] * len(made)
    if editor and made:
        entries = LogEntry.objects.log_actions(editor.pk, [each for each, *_ in made], CHANGE, said)
    now = timezone.now()
    ArchiveChange.objects.bulk_create(
        ArchiveChange(
            entry=entry,
            model="article",
            object_id=article.pk,
            label=article.headline[:200],
            editor=editor.get_username() if editor else "",
            made_at=entry.action_time if entry else now,
            before={name: before[name] for name in before if before[name] != after[name]},
            after={name: after[name] for name in after if before[name] != after[name]},
        )
        for entry, (article, before, after) in zip(entries, made, strict=True)
    )


def _count(change: BulkChange, done: int, left: int = 0) -> None:
    change.done += done
    if change.state == ChangeState.WAITING:
        change.state = ChangeState.RUNNING
    if left:
        change.left = change.left + left
    change.save(update_fields=["done", "state", "left"])


def _end(change: BulkChange, *, is_undo: bool) -> None:
    if change.state == ChangeState.FAILED:
        return
    if is_undo:
        change.state, change.undone_at = ChangeState.UNDONE, timezone.now()
        if change.left:
            text = ngettext(
                "%(number)s article was changed since. What was changed there stays.",
                "%(number)s articles were changed since. What was changed there stays.",
                change.left,
            )
            change.problem = text % {"number": intcomma(change.left)}
    else:
        change.state, change.ended_at = ChangeState.DONE, timezone.now()
    change.save(update_fields=["state", "undone_at", "ended_at", "problem"])
