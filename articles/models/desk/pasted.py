"""Pages that staff paste, fetch or upload one by one, until they are saved as articles."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PastedDraft(models.Model):
    """A page or text that somebody is making an article of, as it was given, with all corrections so far.

    It is deleted once it is saved as an article, whose original is then ``raw``.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pasted_drafts"
    )
    made_at = models.DateTimeField(_("added"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    name = models.CharField(max_length=200, help_text="The name of the file, or what stands for it.")
    raw = models.BinaryField(help_text="What was pasted, fetched or uploaded, unchanged.")
    encoding = models.CharField(max_length=40, blank=True, default="", help_text="As the server stated it.")
    url = models.CharField(max_length=2000, blank=True, default="", help_text="The address it is from.")
    http_headers = models.TextField(blank=True, default="", help_text="Of the answer, if it was fetched.")
    fetched_at = models.DateTimeField(null=True, help_text="When it was fetched.")
    kept: Any = ArrayField(
        models.CharField(max_length=40), default=list, help_text="Cleaning steps that were taken back."
    )
    fields: Any = models.JSONField(default=dict, help_text="What was corrected by hand, by field.")

    class Meta:
        default_permissions = ()
        verbose_name = _("page in progress")
        verbose_name_plural = _("pages in progress")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return str(self.fields.get("headline") or self.name)
