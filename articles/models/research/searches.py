"""Searches stored for citation or saved by readers, and the emails about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

TOKEN_CHARACTERS = 40  # of 62 different ones: 238 bits


def new_token() -> str:
    """Return a secret token for the URL of a private feed."""
    return get_random_string(TOKEN_CHARACTERS)


class FrozenSearch(models.Model):
    """The result of a search at one moment, stored for citation. It never changes.

    The article ids are packed by ``articles.research.ids``. They are not foreign keys: if an article is
    withdrawn or deleted, the record still shows that it was found.
    """

    key = models.CharField(max_length=16, primary_key=True, help_text=_("Last part of its URL."))
    query = models.TextField(help_text=_("The search parameters, as in the URL."))
    reading = models.JSONField(
        default=dict,
        help_text=_("How the search was understood: the parts of the query and the names of the filters."),
    )
    frozen_at = models.DateTimeField(help_text=_("When the search was cited."))
    count = models.PositiveIntegerField(help_text=_("How many articles it found at the time."))
    checksum = models.CharField(
        max_length=64,
        help_text=_("SHA-256 of the article IDs in ascending order, each followed by a line feed."),
    )
    software = models.CharField(max_length=60, help_text=_("The software version of the archive."))
    ids = models.BinaryField(help_text=_("The article IDs, packed."))
    asker = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("Daily anonymous client hash, used for rate limiting."),
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="cited_searches",
        blank=True,
        help_text=_("The signed-in readers who cited it. Each finds it under their account."),
    )

    class Meta:
        verbose_name = _("cited search")
        verbose_name_plural = _("cited searches")
        ordering = ["-frozen_at", "key"]
        indexes = [
            models.Index(fields=["asker", "frozen_at"], name="frozensearch_asker"),
            models.Index(fields=["-frozen_at", "key"], name="frozensearch_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.query}"

    def get_absolute_url(self) -> str:
        """Return the permanent page of the search."""
        return reverse("frozen-search", args=[self.key])


class Alerts(models.TextChoices):
    """How often a reader gets emails about a saved search."""

    NONE = "none", _("No email")
    DAILY = "daily", _("Daily, if there are new articles")
    WEEKLY = "weekly", _("Weekly, if there are new articles")


class SavedSearch(models.Model):
    """A search saved by a reader.

    An article is new if its id is not among those already seen, or already sent. A date would not do: an
    article may be published, or found to be about a country, long after it entered the archive.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("Your name for this search."))
    query = models.TextField(help_text=_("The search parameters, as in the URL."))
    created_at = models.DateTimeField(auto_now_add=True)
    seen_ids = models.BinaryField(help_text=_("Packed IDs of the articles that are not new to the reader."))
    seen_at = models.DateTimeField(help_text=_("When the reader last marked everything as seen."))
    alerts = models.CharField(
        _("email"),
        max_length=10,
        choices=Alerts,
        default=Alerts.NONE,
        help_text=_("How often to email you about new articles."),
    )
    alerted_ids = models.BinaryField(
        default=bytes, help_text=_("Packed IDs of the articles already alerted.")
    )
    alerted_at = models.DateTimeField(null=True, help_text=_("When the last email was prepared."))
    token = models.CharField(
        max_length=TOKEN_CHARACTERS,
        unique=True,
        default=new_token,
        editable=False,
        help_text=_("The secret in the feed’s URL."),
    )

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(alerts__in=Alerts.values), name="savedsearch_alerts_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page with the new articles."""
        return reverse("saved-search", args=[self.pk])


class AlertMail(models.Model):
    """An email about new articles, stored before it is sent, so that none is lost or sent twice."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="mails")
    ids = models.BinaryField(help_text=_("Packed IDs of the new articles."))
    message_id = models.CharField(
        max_length=200,
        help_text=_("Message-ID, reused on retries so that duplicates can be detected."),
    )
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(
        null=True, help_text=_("When it was handed to the mail server; empty if not yet sent.")
    )
    attempts = models.PositiveIntegerField(default=0, help_text=_("How many times sending failed."))
    problem = models.TextField(blank=True, help_text=_("Why sending last failed."))

    class Meta:
        verbose_name = _("saved search email")
        verbose_name_plural = _("saved search emails")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["search"], condition=Q(sent_at=None), name="alertmail_one_waiting_per_search"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
