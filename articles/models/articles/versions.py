"""What was read from each original of an article that has several."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from articles.models.articles.articles import DATE_FIELDS, Article
from articles.models.articles.captures import Capture
from articles.partial_dates import PartialDate, from_days


class ArticleVersion(models.Model):
    """The text of an article as its original had it. An article with one original needs no version.

    The headline is empty if the original could not be read.
    """

    #: The fields that versions keep.
    FIELDS = (
        *("headline", "standfirst", "body", "byline", "dateline", "caption", "section"),
        *(*DATE_FIELDS, "published_at", "date_text"),
    )

    capture = models.OneToOneField(
        Capture, on_delete=models.CASCADE, primary_key=True, related_name="version", verbose_name="original"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    headline = models.CharField(max_length=500, blank=True)
    standfirst = models.TextField(blank=True)
    body = models.TextField(blank=True)
    byline = models.CharField(max_length=500, blank=True)
    dateline = models.CharField(max_length=200, blank=True)
    caption = models.TextField(blank=True)
    section = models.CharField(max_length=100, blank=True)
    published_on = models.DateField(null=True)
    published_until = models.DateField(null=True)
    date_is_approximate = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(null=True)
    date_text = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.headline

    @property
    def date(self) -> PartialDate | None:
        """The date of publication, as far as it is known."""
        return from_days(self.published_on, self.published_until, approximate=self.date_is_approximate)

    @classmethod
    def of(cls, article: int, capture: int, values: Mapping[str, Any]) -> "ArticleVersion":
        """Return the version of an article that was read from a capture, without saving it."""
        kept = {name: values[name] for name in cls.FIELDS if name in values}
        return cls(article_id=article, capture_id=capture, **kept)
