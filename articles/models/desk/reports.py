"""Errors that readers report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article

MOST_CHARACTERS = 4_000  # of a message


class ReportStatus(models.TextChoices):
    """Whether an editor has dealt with a report."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")


class ErrorReport(models.Model):
    """What a reader says is wrong with an article. Anyone can send one; only editors see it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="error_reports")
    message = models.TextField(help_text=_("What the reader says is wrong."))
    email = models.EmailField(blank=True, help_text=_("The reader’s email address, if they gave one."))
    reported_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.OPEN)
    note = models.TextField(blank=True, help_text=_("What was done about it. Readers do not see this."))

    class Meta:
        default_permissions = ()  # editors of articles see reports
        verbose_name = _("error report")
        ordering = ["-status", "-reported_at", "-pk"]  # open ones first
        indexes = [models.Index(fields=["-status", "-reported_at", "-id"], name="errorreport_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values), name="errorreport_status_known"
            ),
            models.CheckConstraint(condition=~Q(message=""), name="errorreport_message_given"),
        ]

    def __str__(self) -> str:
        return self.message[:80]
