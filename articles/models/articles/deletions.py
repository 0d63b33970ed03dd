"""Records of deleted articles, which keep imports from bringing them back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeletedOriginal(models.Model):
    """An original of a deleted article: what identifies it, without its text.

    A database trigger inserts these rows whenever a capture is deleted.
    """

    article_id = models.BigIntegerField(help_text="The ID of the deleted article.")
    reference = models.CharField(max_length=2000, help_text="Where the original came from.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the original.")
    headline = models.CharField(max_length=500, blank=True, help_text="The headline of the article.")
    deleted_at = models.DateTimeField(help_text="When it was deleted.")
    deleted_by = models.CharField(
        max_length=150, blank=True, default="", help_text="Who deleted it, if it was deleted in the admin."
    )

    class Meta:
        ordering = ["-deleted_at", "-id"]
        verbose_name = _("deleted article")
        indexes = [
            models.Index(fields=["sha256"], name="deleted_sha256"),
            models.Index(fields=["article_id"], name="deleted_article"),
        ]
        constraints = [models.UniqueConstraint(fields=["reference", "sha256"], name="deleted_once")]

    def __str__(self) -> str:
        return self.headline or self.reference
