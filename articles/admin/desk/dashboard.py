"""The dashboard: the figures that the user may see, in sections. The others are not computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.common.bases import editor_of
from articles.admin.desk import figures
from articles.admin.desk.figures import Figure, Figures
from articles.models import (
    AlertMail,
    DuplicateProposal,
    EntityChange,
    ErrorReport,
    FixityCheck,
    ImportRun,
    MentionDecision,
    PastedDraft,
    SourceFeed,
    WordsInDoubt,
)
from articles.stored_texts import in_readers_language

LATEST = 10  # entries
Entries = tuple[str, str, list[tuple[bool, Callable[[], Figures]]]]


@dataclass(frozen=True, slots=True)
class Section:
    """Figures under a heading. nothing: what stands there if there is none."""

    title: str
    nothing: str
    figures: tuple[Figure, ...]


def sections(site: AdminSite, request: HttpRequest) -> list[Section]:
    """Return the sections that the user may see something of."""
    shown = []
    for title, nothing, entries in _entries(site, request):
        seen = [compute for may, compute in entries if may]
        found = tuple(figure for compute in seen for figure in compute())
        if found or (seen and nothing):
            shown.append(Section(title, nothing, found))
    return shown


def latest_changes(request: HttpRequest) -> list[tuple[LogEntry, str]]:
    """Return the user's latest entries in histories, each with what it says."""
    entries = LogEntry.objects.filter(user=editor_of(request)).select_related("content_type", "user")
    return [(entry, in_readers_language(entry.get_change_message())) for entry in entries[:LATEST]]


def _entries(site: AdminSite, request: HttpRequest) -> list[Entries]:
    """Return each section: its title, its text if it is empty, and its figures with who may see them."""

    def views(model: type[Any]) -> bool:
        return site.get_model_admin(model).has_view_permission(request)

    sees_all = request.user.has_perm("articles.view_article") or request.user.has_perm(
        "articles.change_article"
    )
    return [
        (
            pgettext("heading", "Waiting"),
            gettext("Nothing waits."),
            [
                (views(PastedDraft), lambda: figures.own_work(editor_of(request))),
                (views(ErrorReport), figures.reports),
                (request.user.has_perm("articles.change_article"), figures.drafts),
                (views(WordsInDoubt), figures.names),
                (views(WordsInDoubt), figures.review_queue),
                (views(DuplicateProposal), figures.duplicates),
                (sees_all, figures.similar),
                (views(ImportRun), figures.runs_at_work),
            ],
        ),
        (
            gettext("Came in"),
            gettext("Nothing new in the last seven days."),
            [(sees_all, figures.added), (views(ImportRun), figures.latest_run)],
        ),
        (
            gettext("Went wrong"),
            gettext("Nothing went wrong."),
            [
                (views(ImportRun), figures.failed_runs),
                (views(EntityChange), figures.failed_changes),
                (views(SourceFeed), figures.feeds),
                (views(AlertMail), figures.mails),
            ],
        ),
        (
            gettext("State of the archive"),
            "",
            [
                (views(FixityCheck), figures.fixity),
                (views(MentionDecision), figures.precision),
                (views(ProcrastinateJob), figures.background),
                (request.user.has_perm("articles.add_importrun"), figures.disk),
            ],
        ),
    ]
