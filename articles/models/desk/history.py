"""What editors changed: the values before and after each save in the admin."""

from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils.translation import gettext_lazy as _


class ArchiveChange(models.Model):
    """One save or deletion of an article, entity, author or source in the admin.

    before, after: the values that differ, by field, as JSON; lists for the rows below the form. A new object
    has no values before, a deleted one none after. The log entry says who it was and when; ``editor`` and
    ``made_at`` stay when an account is deleted together with its log.
    """

    entry = models.OneToOneField(
        LogEntry, on_delete=models.SET_NULL, null=True, related_name="archive_change"
    )
    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200, help_text="What it was called.")
    editor = models.CharField(max_length=150, help_text=_("The user name of the editor."))
    made_at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["model", "object_id", "-made_at"], name="archivechange_object"),
            models.Index(fields=["-made_at", "-id"], name="archivechange_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.label}, {self.made_at:%Y-%m-%d %H:%M} UTC, {self.editor}"
