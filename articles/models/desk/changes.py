"""Changes of entities that can be undone: merges, splits and renames, with what was there before."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.articles.articles import Article
from articles.stored_texts import in_readers_language


class ChangeKind(models.TextChoices):
    """What was done to entities."""

    MERGE = "merge", pgettext_lazy("kind of change", "Merge")
    SPLIT = "split", pgettext_lazy("kind of change", "Split")
    RENAME = "rename", pgettext_lazy("kind of change", "Rename")


class ChangeState(models.TextChoices):
    """How far a change is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class UndoableChange(models.Model):
    """What changes of many articles share: how far they are, and who made and undid them."""

    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    summary = models.TextField(help_text="What was done, in a sentence.")
    total = models.PositiveIntegerField(_("articles"), default=0, help_text="Number of articles affected.")
    done = models.PositiveIntegerField(_("articles done"), default=0)
    problem = models.TextField(blank=True, default="", help_text="Why it failed, or what an undo left out.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self.summary)

    @property
    def problem_said(self) -> str:
        """Why it failed, or what an undo left out, in the reader's language; "" if nothing is wrong."""
        return in_readers_language(self.problem)

    @property
    def is_at_work(self) -> bool:
        """Whether it has not reached its end."""
        return self.state in {ChangeState.WAITING, ChangeState.RUNNING, ChangeState.UNDOING}

    @property
    def percent(self) -> int:
        """Share of articles done, from 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class EntityChange(UndoableChange):
    """A merge, split or rename.

    asked: what it is to do, as its function in ``articles.editing.changes`` understands it.
    rows: by table and key, [before, after] of each row of the entities that it changed; None for no row.
    """

    kind = models.CharField(max_length=10, choices=ChangeKind)
    entity_ids: Any = ArrayField(
        models.IntegerField(), help_text="IDs of the entities, also of deleted ones."
    )
    asked: Any = models.JSONField(default=dict)
    rows: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of entities")
        verbose_name_plural = _("changes of entities")
        ordering = ["-id"]
        default_permissions = ()  # permission to change and delete entities is enough
        indexes = [GinIndex(fields=["entity_ids"], name="entitychange_entities")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="entitychange_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="entitychange_state_known"
            ),
        ]

    def get_admin_url(self) -> str:
        """Return its page in the admin."""
        return reverse("admin:articles_entitychange_change", args=[self.pk])


class ChangedArticle(models.Model):
    """An article that a change of entities touched, as it was before.

    before: its links, moved mentions and decisions about the entities, as rows. after: a hash of all its
    links, mentions and decisions about them when the change was done; another one means that something else
    has changed the article since.
    """

    change = models.ForeignKey(
        EntityChange, on_delete=models.CASCADE, db_index=False, related_name="changed_articles"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    before: Any = models.JSONField()
    after = models.CharField(max_length=32)
    is_undone = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["article_id"]
        constraints = [models.UniqueConstraint(fields=["change", "article"], name="changedarticle_once")]

    def __str__(self) -> str:
        return f"{self.article_id} in change {self.change_id}"
