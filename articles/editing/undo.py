"""Undoing an import run: the articles that it made are withdrawn, unless somebody has touched them since."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.extraction.store.annotate import lock_articles
from articles.importers.runs.recorder import settle_killed
from articles.locking import retried
from articles.models import (
    COMMAND_LINE,
    Article,
    ArticleEntity,
    ImportBatch,
    ImportRun,
    MentionDecision,
    RunState,
    Status,
    User,
    WithdrawalKind,
)

BATCH = 1000  # articles
SHOWN = 50  # articles that stay
WITHDRAWN = _("it was already withdrawn")
EDITED = _("an editor changed it")
DECIDED = _("an editor decided on a name in it")
LOGGED = _("it was saved in the admin")
LATER = _("a later import changed it")
CHANGED = _("it was changed after the import")


class UndoRefusedError(Exception):
    """A run cannot be undone; the message is a sentence that says why."""


@dataclass(slots=True)
class UndoneRun:
    """What undoing a run does: articles withdrawn, those kept by reason, and the first of these."""

    withdrawn: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str, str]] = field(default_factory=list)

    def keep(self, article: Article, reason: str) -> None:
        """Count an article that stays as it is."""
        self.kept[reason] += 1
        if reason != WITHDRAWN and len(self.examples) < SHOWN:
            self.examples.append((article.pk, article.headline, reason))


def plan_undo(run: ImportRun) -> UndoneRun:
    """Return what undoing the run would do. Raises UndoRefusedError if it is still at work."""
    _check(run)
    plan = UndoneRun()
    for ids in _batches(run):
        articles = _articles(ids)
        reasons = _reasons(run, articles)
        for article in articles:
            if article.pk in reasons:
                plan.keep(article, reasons[article.pk])
            else:
                plan.withdrawn += 1
    return plan


def undo_run(run: ImportRun, user: User, by: str = "") -> UndoneRun:
    """Withdraw the articles that the run made and that nobody has touched since.

    ``by`` is who undid it, if not the user. Each batch is a transaction, so undoing can be interrupted and
    repeated. Raises UndoRefusedError if the run is still at work.
    """
    _check(run)
    done = UndoneRun()
    for ids in _batches(run):
        _undo_batch(run, ids, user, by, done)
    if run.undone_at is None:
        run.undone_at, run.undone_by = timezone.now(), by or user.get_username()
        run.save(update_fields=["undone_at", "undone_by"])
    return done


def _check(run: ImportRun) -> None:
    settle_killed()
    run.refresh_from_db()
    if run.state in {RunState.WAITING, RunState.RUNNING}:
        raise UndoRefusedError(
            gettext("Import run %(number)s has not ended yet, so it cannot be undone.") % {"number": run.pk}
        )


def _batches(run: ImportRun) -> Iterator[list[int]]:
    ids = iter(sorted(set(run.article_ids("created"))))
    while batch := list(islice(ids, BATCH)):
        yield batch


def _articles(ids: Sequence[int]) -> list[Article]:
    return list(Article.objects.filter(pk__in=ids).only("headline", "status", "edited_fields").order_by("pk"))


def _undo_batch(run: ImportRun, ids: Sequence[int], user: User, by: str, done: UndoneRun) -> None:
    articles, reasons = _withdraw(run, ids, user, by)
    for article in articles:
        if article.pk in reasons:
            done.keep(article, reasons[article.pk])
    done.withdrawn += len(articles) - len(reasons)


@retried
def _withdraw(
    run: ImportRun, ids: Sequence[int], user: User, by: str
) -> tuple[list[Article], dict[int, str]]:
    with transaction.atomic():
        lock_articles(ids)
        articles = _articles(ids)
        reasons = _reasons(run, articles)
        chosen = [article for article in articles if article.pk not in reasons]
        Article.objects.filter(pk__in=[article.pk for article in chosen]).update(
            status=Status.WITHDRAWN,
            withdrawal=WithdrawalKind.UNDONE,
            withdrawn_at=timezone.now(),
            modified_at=timezone.now(),
        )
        where = f" on the {by}" if by == COMMAND_LINE else ""
        if chosen:
            said = f"Withdrawn: import run {run.pk} was undone{where}."
            LogEntry.objects.log_actions(user.pk, chosen, CHANGE, said)
    return articles, reasons


def _reasons(run: ImportRun, articles: Sequence[Article]) -> dict[int, str]:
    """Return why articles stay, by id. Those without a reason are as the run made them."""
    ids = [article.pk for article in articles]
    reasons: dict[int, str] = {}
    for reason, touched in (
        (CHANGED, Article.objects.filter(pk__in=ids, modified_at__gt=run.ended_at or timezone.now())),
        (LOGGED, _logged(run, ids)),  # as is every undoing
        (LATER, _changed_by_later_run(run, ids)),
        (DECIDED, _decided(ids)),
    ):
        found = touched if isinstance(touched, set) else set(touched.values_list("pk", flat=True))
        reasons |= dict.fromkeys(found, reason)
    for article in articles:
        if article.edited_fields or article.status == Status.DRAFT:
            reasons[article.pk] = EDITED
        if article.status == Status.WITHDRAWN:
            reasons[article.pk] = WITHDRAWN
    return reasons


def _changed_by_later_run(run: ImportRun, ids: list[int]) -> set[int]:
    """Return the articles that a later run changed or, after this one had been undone, brought back."""
    touched = Q(updated__overlap=ids) | Q(created__overlap=ids)
    later = ImportBatch.objects.filter(touched, run_id__gt=run.pk).values_list("created", "updated")
    return {pk for created, updated in later for pk in (*created, *updated)} & {*ids}


def _logged(run: ImportRun, ids: list[int]) -> set[int]:
    entries = LogEntry.objects.filter(
        content_type=get_content_type_for_model(Article),
        object_id__in=[str(pk) for pk in ids],
        action_time__gte=run.begun_at,
    )
    return {int(pk) for pk in entries.values_list("object_id", flat=True) if pk}


def _decided(ids: list[int]) -> set[int]:
    links = ArticleEntity.objects.filter(Q(decided_at__isnull=False), article__in=ids)
    decisions = MentionDecision.objects.filter(article__in=ids)
    return {*links.values_list("article", flat=True), *decisions.values_list("article", flat=True)}
