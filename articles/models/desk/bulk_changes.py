"""Changes of source, section, language or date in many articles, with what an undo needs."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article
from articles.models.desk.changes import ChangeState, UndoableChange


class BulkChange(UndoableChange):
    """A change of the same fields in many articles.

    values: what it sets, by field of ``Article``, as JSON: "source_id" and dates as text.
    """

    values: Any = models.JSONField()
    left = models.PositiveIntegerField(
        default=0,
        help_text="Articles that an undo left, in whole or in part, since they were changed since.",
    )

    class Meta:
        verbose_name = _("change of many articles")
        verbose_name_plural = _("changes of many articles")
        ordering = ["-id"]
        default_permissions = ()  # permission to change articles is enough
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="bulkchange_state_known")
        ]

    def get_admin_url(self) -> str:
        """Return its page in the admin."""
        return reverse("admin:articles_bulkchange_change", args=[self.pk])


class BulkChangedArticle(models.Model):
    """An article that a bulk change is about.

    before: the values that it replaced, and under "edited" what an editor had changed by then; empty until
    it is done.
    """

    change = models.ForeignKey(
        BulkChange, on_delete=models.CASCADE, db_index=False, related_name="changed_articles"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    before: Any = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)
    is_undone = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["article_id"]
        constraints = [models.UniqueConstraint(fields=["change", "article"], name="bulkchanged_once")]

    def __str__(self) -> str:
        return f"{self.article_id} in change {self.change_id}"
