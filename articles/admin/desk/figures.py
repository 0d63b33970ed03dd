"""The figures of the dashboard: each is counted by an index or up to a limit, whatever the archive's size."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.db.models import QuerySet
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.common.bases import percent
from articles.admin.review.review_forms import FilterForm
from articles.background import queue_state
from articles.editing import undecided
from articles.editing.names import review
from articles.editing.names.candidates import MOST, capped
from articles.models import (
    AlertMail,
    Article,
    ChangeState,
    DuplicateProposal,
    EntityChange,
    EntitySample,
    ErrorReport,
    Fingerprint,
    FixityCheck,
    ImportRun,
    MentionDecision,
    NameInDoubt,
    PastedDraft,
    RunState,
    SourceFeed,
    Status,
    User,
)
from articles.overview.precision import Precision, precision_by
from articles.text import within_sentence

LATELY = timedelta(days=7)
_RECENT_RUNS = timedelta(days=30)
_LEAST_FREE = 0.1  # share of the disk


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, and where to see that. is_urgent: somebody should do something."""

    number: str
    label: str
    address: str
    note: str = ""
    is_urgent: bool = False


Figures = Iterable[Figure]


def list_of(model: type[Any], **query: object) -> str:
    """Return the address of the list of a model, filtered."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return reverse(name) + (f"?{asked}" if asked else "")


def counted_up_to_most(rows: QuerySet[Any]) -> int:
    """Count rows, up to MOST + 1."""
    return rows.order_by().values("pk")[: MOST + 1].count()


def _some(number: int, label: str, address: str, *, note: str = "", is_urgent: bool = False) -> Figures:
    """Yield the figure unless it is 0."""
    if number:
        yield Figure(capped(number), label, address, note, is_urgent)


def own_work(user: User) -> Figures:
    """The user's own drafts and pages in progress."""
    drafts = Article.objects.filter(contribution__author=user, status=Status.DRAFT)
    number, address = counted_up_to_most(drafts), list_of(Article, status__exact=Status.DRAFT.value)
    yield from _some(number, ngettext("draft of yours", "drafts of yours", number), address)
    pages = counted_up_to_most(PastedDraft.objects.filter(owner=user))
    yield from _some(
        pages,
        ngettext("page that you have in work", "pages that you have in work", pages),
        list_of(PastedDraft),
    )


def reports() -> Figures:
    """What readers reported and nobody has dealt with."""
    number = counted_up_to_most(ErrorReport.objects.filter(status="open"))
    yield from _some(
        number,
        ngettext("error reported by a reader", "errors reported by readers", number),
        list_of(ErrorReport, status__exact="open"),
    )


def drafts() -> Figures:
    """Drafts and embargoed articles."""
    number = counted_up_to_most(Article.objects.filter(status=Status.DRAFT))
    yield from _some(
        number,
        ngettext("draft to publish", "drafts to publish", number),
        list_of(Article, status__exact=Status.DRAFT.value),
    )
    embargoed = Article.objects.filter(status=Status.EMBARGOED)
    first = embargoed.order_by("embargoed_until").values_list("embargoed_until", flat=True).first()
    if first:
        yield Figure(
            capped(counted_up_to_most(embargoed)),
            gettext("under embargo"),
            list_of(Article, status__exact=Status.EMBARGOED.value),
            gettext("The next is published on %(moment)s UTC.")
            % {"moment": date_format(first, "DATETIME_FORMAT")},
        )


def names() -> Figures:
    """Names that match several people."""
    number = review.count(FilterForm({"kind": "person", "status": "ambiguous"}).wanted())
    address = reverse("admin:articles_wordsindoubt_changelist")
    yield from _some(
        number, ngettext("name of a person to decide on", "names of people to decide on", number), address
    )


def review_queue() -> Figures:
    """Names in doubt, those in most articles first, and names drawn at random."""
    number = NameInDoubt.objects.all()[: MOST + 1].count()
    address = reverse("admin:articles_wordsindoubt_queue")
    yield from _some(
        number, ngettext("name in the review queue", "names in the review queue", number), address
    )
    number = undecided()[: MOST + 1].count()
    yield from _some(
        number,
        ngettext("name drawn at random to check", "names drawn at random to check", number),
        list_of(EntitySample),
    )


def duplicates() -> Figures:
    """Names that may mean the same person, organisation or place."""
    number = counted_up_to_most(DuplicateProposal.objects.all())
    label = ngettext(
        "group of names that may mean the same", "groups of names that may mean the same", number
    )
    yield from _some(number, label, list_of(DuplicateProposal))


def failed_changes() -> Figures:
    """Merges, splits and renames that failed half-way."""
    number = EntityChange.objects.filter(state=ChangeState.FAILED).count()
    address = list_of(EntityChange, state__exact=ChangeState.FAILED.value)
    label = ngettext("merge, split or rename that failed", "merges, splits or renames that failed", number)
    yield from _some(number, label, address, is_urgent=True)


def similar() -> Figures:
    """The newest articles that have nearly the same text as others."""
    newest = Article.objects.order_by("-pk").values("pk")[:MOST]
    number = Article.objects.filter(pk__in=newest, story_id__isnull=False).count()
    new = counted_up_to_most(Fingerprint.objects.filter(is_compared=False))
    note = (
        ngettext("%(number)s is still to be compared.", "%(number)s are still to be compared.", new)
        % {"number": capped(new)}
        if new
        else ""
    )
    label = gettext("of the newest %(most)s articles have nearly the same text as others") % {
        "most": intcomma(MOST)
    }
    yield from _some(number, label, list_of(Article, similar="yes"), note=note)


def runs_at_work() -> Figures:
    """Imports that wait or run."""
    at_work = ImportRun.objects.filter(state__in=[RunState.WAITING, RunState.RUNNING])
    for run in at_work.order_by("-pk")[:3]:
        yield Figure(
            intcomma(run.total),
            gettext("records read by %(run)s, %(state)s")
            % {"run": run, "state": within_sentence(run.get_state_display())},
            run.get_admin_url(),
        )


def added() -> Figures:
    """Articles that were added lately."""
    newest = Article.objects.order_by("-pk").values_list("created_at", flat=True)[: MOST + 1]
    since = timezone.now() - LATELY
    number = sum(moment >= since for moment in newest)
    yield from _some(
        number,
        ngettext("article added in the last seven days", "articles added in the last seven days", number),
        list_of(Article, added="7"),
    )


def latest_run() -> Figures:
    """What the last finished import brought."""
    done = ImportRun.objects.exclude(state__in=[RunState.WAITING, RunState.RUNNING]).first()
    if done:
        new = done.counts.get("created", 0)
        yield Figure(
            intcomma(new),
            gettext("new articles from %(run)s, the last one") % {"run": done},
            done.get_admin_url(),
            f"{date_format(done.begun_at, 'DATETIME_FORMAT')} UTC",
        )


def failed_runs() -> Figures:
    """Imports that failed or have failed records, in the last 30 days."""
    recent = ImportRun.objects.filter(begun_at__gte=timezone.now() - _RECENT_RUNS)
    failed = recent.filter(state=RunState.FAILED).count()
    label = ngettext("import failed in the last 30 days", "imports failed in the last 30 days", failed)
    yield from _some(failed, label, list_of(ImportRun, state__exact=RunState.FAILED.value), is_urgent=True)
    broken = recent.filter(state=RunState.INTERRUPTED).count()
    label = ngettext(
        "import interrupted in the last 30 days", "imports interrupted in the last 30 days", broken
    )
    address = list_of(ImportRun, state__exact=RunState.INTERRUPTED.value)
    yield from _some(broken, label, address, is_urgent=True)
    for run in recent.filter(counts__failed__gt=0)[:1]:
        label = gettext("records that %(run)s could not read") % {"run": run}
        yield Figure(intcomma(run.counts["failed"]), label, run.get_admin_url(), is_urgent=True)


def feeds() -> Figures:
    """Feeds that fail, and those that have brought nothing new for much longer than usual."""
    active = SourceFeed.objects.filter(is_active=True)
    failing = active.filter(failures__gt=0).count()
    yield from _some(
        failing,
        ngettext("feed that fails", "feeds that fail", failing),
        list_of(SourceFeed, state="failing"),
        is_urgent=True,
    )
    quiet = len(SourceFeed.quiet_ids())
    yield from _some(
        quiet, ngettext("source gone quiet", "sources gone quiet", quiet), list_of(SourceFeed, state="quiet")
    )


def mails() -> Figures:
    """Emails that could not be sent."""
    unsent = AlertMail.objects.filter(sent_at=None, attempts__gt=0).count()
    address = list_of(AlertMail, sent_at__isempty=1)
    yield from _some(
        unsent,
        ngettext("email that could not be sent", "emails that could not be sent", unsent),
        address,
        is_urgent=True,
    )


def fixity() -> Figures:
    """Originals that are damaged, and the share that was ever verified, as estimated by the database."""
    damaged = counted_up_to_most(FixityCheck.objects.filter(is_damaged=True))
    address = list_of(FixityCheck, is_damaged__exact=1)
    yield from _some(
        damaged, ngettext("damaged original", "damaged originals", damaged), address, is_urgent=True
    )
    held, verified = _estimate("articles_capture"), _estimate("articles_fixitycheck")
    if held:
        share = min(1.0, verified / held)
        yield Figure(percent(share), gettext("of the originals were verified"), list_of(FixityCheck))


def precision() -> Figures:
    """How many of the names that were drawn at random, and that editors have checked, were right."""
    kinds = precision_by("kind").values()
    whole = Precision(sum(each.right for each in kinds), sum(each.checked for each in kinds))
    if whole.checked:
        low, high = whole.interval
        yield Figure(
            percent(whole.percent / 100),
            gettext("of the names checked were right"),
            list_of(MentionDecision),
            gettext("Of %(checked)s drawn at random: %(low)s to %(high)s%% for the archive as a whole.")
            % {"checked": intcomma(whole.checked), "low": low, "high": high},
        )


def background() -> Figures:
    """The work in the background."""
    state = queue_state()
    address = list_of(ProcrastinateJob)
    yield from _some(
        state.failed,
        ngettext("background task that failed", "background tasks that failed", state.failed),
        list_of(ProcrastinateJob, status__exact="failed"),
        is_urgent=True,
    )
    number = state.waiting + state.running
    note = "" if state.has_worker else gettext("No worker is running. Start one with runworker.")
    yield Figure(
        intcomma(number), gettext("background tasks waiting or running"), address, note, state.is_stuck
    )


def disk() -> Figures:
    """The free space where the archive writes, and the size of the database."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    share = usage.free / usage.total
    yield Figure(
        percent(share),
        gettext("of the disk is free: %(size)s") % {"size": _size(usage.free)},
        list_of(ImportRun),
        is_urgent=share < _LEAST_FREE,
    )


def _size(number: float) -> str:
    """Return a number of bytes in GB or TB."""
    is_tera = number >= 1e12
    return f"{floatformat(number / (1e12 if is_tera else 1e9), 1)} {'TB' if is_tera else 'GB'}"


def _estimate(table: str) -> int:
    """Return about how many rows a table has. Exact for small ones, which may not have been analysed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint, pg_relation_size(oid) FROM pg_class"
            " WHERE oid = %s::regclass",
            [table],
        )
        rows, size = cursor.fetchone() or (0, 0)
        if size < 8_000_000:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (a constant)
            rows = (cursor.fetchone() or (0,))[0]
    return int(rows)
