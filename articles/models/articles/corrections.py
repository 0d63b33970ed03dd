"""Corrections of articles: what was corrected, and when."""

from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article
from articles.models.users import User


def today() -> date:
    """Return the current day in UTC."""
    return datetime.now(UTC).date()


class Correction(models.Model):
    """A correction of an article, which readers see on its page."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    day = models.DateField("date", default=today, help_text=_("When it was corrected."))
    text = models.TextField(
        help_text=_("What was wrong and what is right, such as “An earlier version misspelled a name.”")
    )
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        default_permissions = ()  # editors of articles enter them
        ordering = ["-day", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="correction_text_given")]

    def __str__(self) -> str:
        return f"{self.day}: {self.text[:80]}"
