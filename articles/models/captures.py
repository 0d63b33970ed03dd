"""Originals of articles, stored byte for byte."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from articles.models.articles import Article


class Capture(models.Model):
    """An original of an article, imported or typed. It is never changed.

    ``reference`` says where it came from: a URL, or a file and the record in it. Together with the SHA-256
    of the bytes, it makes imports idempotent.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captures")
    reference = models.CharField(
        max_length=2000, help_text="Where it came from: a URL, or a file and a record in it."
    )
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the bytes, in hexadecimal.")
    captured_at = models.DateTimeField(help_text="When it was fetched, entered or imported.")
    http_headers = models.TextField(
        blank=True, default="", help_text="The status line and HTTP headers, if it came from the web."
    )
    media_type = models.CharField(max_length=100, help_text="text/plain, text/html, application/json, …")
    raw = models.BinaryField(help_text="The original bytes, unchanged.")
    parser = models.CharField(max_length=60, help_text="The parser that read it, with its version.")
    cleaning = ArrayField(
        models.CharField(max_length=100), default=list, help_text="What cleaning removed or moved."
    )

    class Meta:
        ordering = ["-captured_at", "-id"]
        indexes = [models.Index(fields=["sha256"], name="capture_sha256")]
        constraints = [
            models.UniqueConstraint(fields=["reference", "sha256"], name="capture_origin_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="capture_sha256_hex"),
            models.CheckConstraint(condition=~Q(reference=""), name="capture_reference_given"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.sha256[:12]})"

    @property
    def is_entered(self) -> bool:
        """Whether an editor typed it in the admin."""
        return self.reference.startswith("admin:")

    @property
    def origin(self) -> str:
        """The reference as shown to readers, without folders or account names."""
        if self.is_entered:
            return gettext("the editors’ desk")
        if self.reference.startswith("file:"):
            return self.reference.rsplit("/", 1)[-1]
        return self.reference
