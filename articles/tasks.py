"""The background tasks. Each can be run again after it was killed at any point, without doubling anything.

Tasks load what they need when they run: this module is imported by every process.
"""

# ruff: noqa: PLC0415

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsarchive.failures import DATABASE_ERRORS

#: Set when the worker should stop. Long tasks then stop at the next safe point.
stopping = threading.Event()


class StoppedError(Exception):
    """The worker is stopping, so the task has stopped half-way. The next worker continues it."""


_AGAIN = RetryStrategy(retry_exceptions=(StoppedError, *DATABASE_ERRORS), wait=5, max_attempts=100)


def _task(do: Callable[..., None]) -> Callable[..., Any]:
    """Register a function as a task that runs in a thread of its own.

    The thread is a daemon, unlike those of an executor: the worker need not wait for it to exit.
    """

    @wraps(do)
    async def run(**arguments: Any) -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def settle(error: BaseException | None) -> None:
            if not done.cancelled():
                done.set_exception(error) if error else done.set_result(None)

        def work() -> None:
            error: BaseException | None = None
            try:
                do(**arguments)
            except BaseException as raised:  # noqa: BLE001  (it is raised again in the loop)
                error = raised
            finally:
                connections.close_all()
            loop.call_soon_threadsafe(settle, error)

        threading.Thread(target=work, daemon=True, name=do.__name__).start()
        await done

    return app.task(name=f"articles.tasks.{do.__name__}", retry=_AGAIN)(run)


@_task
def import_upload(run_id: int) -> None:
    """Import uploaded files, or go on with an import that was interrupted."""
    from articles.importers.uploads import import_uploaded

    if not import_uploaded(run_id, stop=stopping.is_set):
        raise StoppedError


@_task
def undo_import(run_id: int, user_id: int) -> None:
    """Withdraw the articles of an import run."""
    from articles.editing import undo_run
    from articles.models import ImportRun, User

    run = ImportRun.objects.filter(pk=run_id).first()
    user = User.objects.filter(pk=user_id).first()
    if run and user:
        undo_run(run, user)


@_task
def change_entities(change_id: int) -> None:
    """Begin or continue a merge, split or rename, or its undo. If it is refused, the change says why."""
    from articles.editing import ChangeRefusedError, carry_on
    from articles.models import EntityChange

    change = EntityChange.objects.filter(pk=change_id).first()
    if change:
        with suppress(ChangeRefusedError):
            carry_on(change, partial(_go_on_unless, stopping))


@_task
def change_many(change_id: int) -> None:
    """Begin or continue a change of fields in many articles, or its undo. A failure is noted in it."""
    from articles.editing.bulk import carry_on
    from articles.models import BulkChange

    change = BulkChange.objects.filter(pk=change_id).first()
    if change:
        carry_on(change, partial(_go_on_unless, stopping))


@_task
def propose_duplicates() -> None:
    """Find entities that may be the same, for editors to judge."""
    from articles.editing.duplicates import refresh_proposals

    refresh_proposals()


@_task
def delete_entities(entity_ids: list[int]) -> None:
    """Delete entities. Those that are gone have already been deleted."""
    from articles import editing

    editing.delete_entities(entity_ids)


@_task
def read_bylines(author_id: int) -> None:
    """Read the bylines of an author whose other names were changed, unless the author is gone."""
    from articles.editing import names_changed
    from articles.models import Author

    author = Author.objects.filter(pk=author_id).first()
    if author:
        names_changed(author)


@_task
def group_stories() -> None:
    """Find the stories of the articles that have not been compared with the others yet."""
    from articles.stories.grouping import group_new

    for _ in group_new():
        _go_on_unless(stopping)


@_task
def decide_everywhere(kind: str, folded: str, entity_id: int | None, user_id: int, at: str) -> None:
    """Decide what unresolved words mean in all their articles, unless the entity is gone."""
    from articles.editing import queue
    from articles.models import Entity, User

    user = User.objects.filter(pk=user_id).first()
    entity = Entity.objects.filter(pk=entity_id).first() if entity_id else None
    if user and (entity or not entity_id):
        moment = datetime.fromisoformat(at)
        queue.decide_everywhere(kind, folded, entity, user, moment, partial(_go_on_unless, stopping))


@_task
def correct_everywhere(
    article_id: int, words: str, before_id: int | None, entity_id: int | None, user_id: int, at: str
) -> None:
    """Correct words in all other articles where they meant the same, unless an entity is gone."""
    from articles.editing.names import names_in_text
    from articles.models import Article, Entity, User

    user, article = User.objects.filter(pk=user_id).first(), Article.objects.filter(pk=article_id).first()
    entities = Entity.objects.in_bulk(filter(None, (before_id, entity_id)))
    if user and article and all(each in entities for each in (before_id, entity_id) if each):
        before, entity = entities.get(before_id or 0), entities.get(entity_id or 0)
        found = names_in_text.words_in(article, words)
        moment, between = datetime.fromisoformat(at), partial(_go_on_unless, stopping)
        names_in_text.correct_everywhere(found, before, entity, user, moment, between)


@_task
def undo_batch(user_id: int, at: str, entity_id: int | None) -> None:
    """Undo what an editor decided at one moment."""
    from articles.editing import queue
    from articles.models import User

    user = User.objects.filter(pk=user_id).first()
    if user:
        queue.undo_batch(user, datetime.fromisoformat(at), entity_id, partial(_go_on_unless, stopping))


def _go_on_unless(stop: threading.Event) -> None:
    if stop.is_set():
        raise StoppedError
