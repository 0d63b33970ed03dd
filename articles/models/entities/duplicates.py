"""Entities that may be duplicates of each other, and those that editors said are not."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.entities.entities import Entity, Kind


class DistinctEntities(models.Model):
    """Two entities that an editor said are not the same. They are not proposed for merging again."""

    first = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="+")
    second = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pair of distinct entities")
        verbose_name_plural = _("pairs of distinct entities")
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinctentities_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinctentities_in_order"),
        ]

    def __str__(self) -> str:
        return gettext("%(first)s is not %(second)s") % {"first": self.first, "second": self.second}


class ProposalReason(models.TextChoices):
    """Why entities may be the same."""

    KEY = "key", _("Same words")
    NICKNAME = "nickname", _("Short form of a first name")
    NEAR = "near", _("Nearly the same spelling")
    COMPANY = "company", _("Same surname and company")


class DuplicateProposal(models.Model):
    """Entities that may be the same, found in the background. Found again from time to time."""

    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=10, choices=ProposalReason)
    entity_ids: Any = ArrayField(models.IntegerField(), help_text="Most articles first.")
    articles = models.PositiveIntegerField(help_text="Articles of all of them together.")
    shared = models.PositiveIntegerField(
        default=0, help_text="Entities that appear in articles of the first two."
    )
    is_sure = models.BooleanField(default=False, help_text="Whether a command may merge them.")

    class Meta:
        verbose_name = _("possible duplicate")
        default_permissions = ()
        ordering = ["-articles", "id"]
        indexes = [models.Index(fields=["kind", "-articles", "id"], name="duplicateproposal_order")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.entity_ids}"
