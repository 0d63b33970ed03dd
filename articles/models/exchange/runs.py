"""Import runs: what was imported, by whom and how, what became of it, and what failed."""

import shlex
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COMMAND_LINE = "command line"


class RunState(models.TextChoices):
    """How far an import run has got."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    INTERRUPTED = "interrupted", _("Interrupted")
    FAILED = "failed", _("Failed")


class ImportRun(models.Model):
    """One import, from the command line or of files uploaded in the admin."""

    paths = ArrayField(models.TextField(), help_text="The files, folders or uploaded files.")
    is_upload = models.BooleanField(default=False, help_text="Whether the files were uploaded in the admin.")
    begun_by = models.CharField(max_length=150, default=COMMAND_LINE, help_text=_("Who started it."))
    begun_at = models.DateTimeField(help_text=_("When it was started."))
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When it ended."))
    seconds = models.FloatField(default=0, help_text="How long it has been at work.")
    state = models.CharField(max_length=11, choices=RunState, default=RunState.RUNNING)
    problem = models.TextField(blank=True, default="", help_text=_("What stopped it."))
    options: Any = models.JSONField(default=dict, help_text="The mapping and the other options.")
    counts: Any = models.JSONField(default=dict, help_text="Records by outcome.")
    skipped: Any = models.JSONField(default=dict, help_text="What was left out on purpose, by kind.")
    unused: Any = models.JSONField(default=list, help_text="Unused columns, with the share of filled cells.")
    undated = models.IntegerField(
        default=0, help_text="Articles stored without a date, as theirs could not be read."
    )
    undated_examples: Any = models.JSONField(
        default=list, help_text="The first of them: the record, the words of the date, and what is wrong."
    )
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When it was undone.")
    undone_by = models.CharField(max_length=150, blank=True, default="", help_text="Who undid it.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [("undo_importrun", "Can undo import runs")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="importrun_state_known")
        ]

    def __str__(self) -> str:
        return gettext("import run %(number)s") % {"number": self.pk}

    def get_admin_url(self) -> str:
        """Return its page in the admin."""
        return reverse("admin:articles_importrun_change", args=[self.pk])

    def article_ids(self, *kinds: str) -> "models.QuerySet[ImportBatch, int]":
        """Return a query for the ids of the articles that it created, or created and updated."""
        expressions = [models.F(kind) for kind in kinds or ("created", "updated")]
        ids: Any = expressions[0]
        for each in expressions[1:]:
            ids = models.Func(ids, each, function="array_cat")
        unnested = models.Func(ids, function="unnest", output_field=models.BigIntegerField())
        return self.batches.order_by().annotate(article=unnested).values_list("article", flat=True)

    @property
    def is_at_work(self) -> bool:
        """Whether it has not reached its end."""
        return self.state in {RunState.WAITING, RunState.RUNNING}

    @property
    def total(self) -> int:
        """Number of records."""
        return sum(self.counts.values())

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.total / self.seconds if self.seconds else 0.0

    @property
    def command(self) -> str:
        """The command that does the same, and so continues an interrupted run."""
        return shlex.join(["import_articles", *self.paths, *_arguments(self.options)])


def _arguments(options: dict[str, Any]) -> list[str]:
    """Write options as arguments: {"no_extract": True, "map": {"text": "article"}}."""
    written: list[str] = []
    for name, value in sorted(options.items()):
        option = f"--{name.replace('_', '-')}"
        if name == "map":
            for field, column in value.items():
                written += [option, f"{field}={column}"]
        else:
            written += [option] if value is True else [option, str(value)]
    return written


class ImportBatch(models.Model):
    """The articles that one batch of a run created and changed, stored in the transaction that did so."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="batches")
    created: Any = ArrayField(models.BigIntegerField(), default=list)
    updated: Any = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"batch {self.pk} of import run {self.run_id}"


class ImportFailure(models.Model):
    """A record that could not be imported."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="failures")
    place = models.TextField(help_text="The file, and the record in it.")
    reason = models.TextField(help_text="Why it failed.")
    format = models.CharField(max_length=20, blank=True, default="", help_text="The format of the record.")
    head = models.BinaryField(default=b"", help_text="The line that names the columns, if it is a table.")
    raw = models.BinaryField(default=b"", help_text="The record itself, if it could be read.")

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
