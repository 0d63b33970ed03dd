"""Originals of articles, stored byte for byte."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article

#: The order of the versions of an article, whatever the order in which they were imported.
VERSION_ORDER = ("version_number", Coalesce("versioned_at", "captured_at"), "pk")


class AddressKey(Func):
    """An address without what does not matter: scheme, default port, "www.", fragment, case, last slash."""

    function = "articles_address_key"
    output_field = models.TextField()


class Capture(models.Model):
    """An original of an article, imported or typed. It is never changed.

    ``reference`` says where it came from: a URL, or a file and the record in it. Together with the SHA-256
    of the bytes, it makes imports idempotent.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captures")
    reference = models.CharField(
        max_length=2000, help_text=_("Where it came from: a URL, or a file and a record in it.")
    )
    sha256 = models.CharField(max_length=64, help_text=_("SHA-256 of the bytes, in hexadecimal."))
    captured_at = models.DateTimeField(help_text=_("When it was fetched, entered or imported."))
    http_headers = models.TextField(
        blank=True, default="", help_text=_("The status line and HTTP headers, if it came from the web.")
    )
    version_number = models.PositiveIntegerField(
        default=0, help_text="The number that its publisher gave to this version; 0 if it gave none."
    )
    versioned_at = models.DateTimeField(
        null=True, blank=True, help_text="When its publisher made this version, if the original says so."
    )
    media_type = models.CharField(max_length=100, help_text=_("text/plain, text/html, application/json, …"))
    raw = models.BinaryField(help_text="The original bytes, unchanged.")
    parser = models.CharField(max_length=60, help_text=_("The parser that read it, with its version."))
    cleaning = ArrayField(
        models.CharField(max_length=100), default=list, help_text=_("What cleaning removed or moved.")
    )

    class Meta:
        ordering = ["-captured_at", "-id"]
        indexes = [
            models.Index(fields=["sha256"], name="capture_sha256"),
            models.Index(
                AddressKey(F("reference")),
                "captured_at",
                name="capture_address",
                condition=Q(reference__startswith="http"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "sha256"], name="capture_origin_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="capture_sha256_hex"),
            models.CheckConstraint(condition=~Q(reference=""), name="capture_reference_given"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.sha256[:12]})"

    @property
    def version_order(self) -> tuple[int, datetime, int]:
        """Its place among the versions, as in VERSION_ORDER."""
        return self.version_number, self.versioned_at or self.captured_at, self.pk

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


def captures_of(*spellings: str) -> models.QuerySet[Capture]:
    """Return the captures of a web address, whichever of these spellings it has."""
    keys = [AddressKey(Value(each)) for each in spellings]
    captures = Capture.objects.alias(key=AddressKey(F("reference")))
    return captures.filter(reference__startswith="http", key__in=keys)
