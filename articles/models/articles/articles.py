"""The article: its text, its dates and the columns for search."""

import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.fulltext.languages import OTHERS
from articles.fulltext.vector import article_vector, headline_vector
from articles.models.articles.sources import Source
from articles.partial_dates import PartialDate, from_days
from articles.text import make_slug

#: The fields that ``Article.date`` is made of.
DATE_FIELDS = ("published_on", "published_until", "date_is_approximate")
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class Status(models.TextChoices):
    """Publication status of an article."""

    DRAFT = "draft", _("Draft")
    EMBARGOED = "embargoed", _("Embargoed")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WithdrawalKind(models.TextChoices):
    """What readers see at the address of a withdrawn article."""

    NOTICE = "notice", _("With a public notice")
    SILENT = "silent", _("Without a trace")
    UNDONE = "undone", _("Without a trace, since its import was undone")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Common filters for articles."""

    def published(self) -> "ArticleQuerySet":
        """Keep only published articles, which readers may see."""
        return self.filter(status=Status.PUBLISHED)


def _ids(what: str) -> Any:
    return ArrayField(
        models.IntegerField(),
        default=list,
        editable=False,
        help_text=f"IDs of {what} in the article, kept for counting.",
    )


class Article(models.Model):
    """A news article: the fields that editors can change, then columns derived from its links and byline."""

    headline = models.CharField(max_length=500, help_text=_("Headline as published, without repetition."))
    standfirst = models.TextField(blank=True, help_text=_("The sentence or two below the headline, if any."))
    body = models.TextField(blank=True, help_text=_("The article text. A blank line starts a new paragraph."))
    byline = models.CharField(
        max_length=500, blank=True, help_text=_("Who wrote it, without “By”: “Ann Berg and Mark Roe”.")
    )
    dateline = models.CharField(
        max_length=200, blank=True, help_text=_("Where the story was filed, such as “Washington”.")
    )
    caption = models.TextField(blank=True, help_text=_("The picture’s caption, if there was a picture."))
    published_on = models.DateField(
        null=True,
        blank=True,
        help_text=_("Date of publication, as far as known: 2014-03-17, March 2014, 2014, 1890s, about 1890."),
    )
    published_until = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Last day of the month, year or decade, if the day is not known; empty for a full date.",
    )
    date_is_approximate = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Whether the date is only about right."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Exact time of publication in UTC, if known.")
    )
    date_text = models.CharField(
        _("date as written"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("The words of a date that is not a full one, such as “Spring 1968” or “3/4/2012”."),
    )
    url = models.URLField(max_length=2000, blank=True, help_text=_("Original URL."))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the index article_source begins with it
        related_name="articles",
        help_text=_("The publication it appeared in."),
    )
    language = models.CharField(
        max_length=20,
        default="en",
        validators=[RegexValidator(LANGUAGE, _("Enter a language code such as en, fr or pt-BR."))],
        help_text=_("Language code of the text, such as en, fr or pt-BR."),
    )
    section = models.CharField(max_length=100, blank=True, help_text=_("World, Business, Sport, …"))
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Only published articles appear on public pages and in feeds, counts and the API."),
    )
    embargoed_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When an embargoed article is published by itself, in UTC."),
    )
    withdrawal = models.CharField(
        max_length=10,
        choices=WithdrawalKind,
        blank=True,
        default="",
        db_default="",
        help_text=_("What readers see at the address of the withdrawn article."),
    )
    notice = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("The text of the notice: why the article was withdrawn. Readers see it."),
    )
    notice_headline = models.BooleanField(
        _("show the headline"), default=False, db_default=False, help_text=_("The notice names the headline.")
    )
    withdrawn_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was withdrawn, if it is."
    )
    is_sample = models.BooleanField(
        default=False, editable=False, help_text="A sample article that came with the software."
    )
    edited_fields = ArrayField(
        models.CharField(max_length=30),
        default=list,
        editable=False,
        help_text="Fields that an editor has changed. Imports never overwrite them.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    country_ids = _ids("the countries")
    person_ids = _ids("the people")
    organisation_ids = _ids("the organisations")
    place_ids = _ids("the places")
    author_ids: Any = ArrayField(
        models.IntegerField(),
        default=list,
        editable=False,
        help_text="IDs of the authors that the byline names, in its order.",
    )
    story_id = models.BigIntegerField(
        null=True,
        editable=False,
        help_text="The lowest ID among the articles with nearly the same text; empty if there is no other.",
    )
    entity_names = models.TextField(
        blank=True, default="", editable=False, help_text="Names of its entities, for search."
    )
    extractor = models.CharField(
        max_length=60,
        blank=True,
        default="",
        editable=False,
        help_text="The extractor that last processed the text.",
    )
    search = models.GeneratedField(
        expression=article_vector(), output_field=SearchVectorField(), db_persist=True, editable=False
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-id"]
        permissions = [
            ("contribute_article", "Can write drafts of their own"),
            ("withdraw_article", "Can withdraw articles"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_search"),
            GinIndex(headline_vector(), name="article_headline"),
            GinIndex(fields=["author_ids"], name="article_authors"),
            models.Index(
                fields=["id"], name="article_unread_byline", condition=~Q(byline="") & Q(author_ids=[])
            ),
            models.Index(fields=["-published_on", "-id"], name="article_newest"),
            models.Index(fields=["source", "-published_on"], name="article_source"),
            models.Index(
                fields=["language"], name="article_other_language", condition=Q(language__regex=OTHERS)
            ),
            models.Index(fields=["id"], name="article_sample", condition=Q(is_sample=True)),
            models.Index(fields=["story_id"], name="article_story", condition=Q(story_id__isnull=False)),
            models.Index(
                fields=["embargoed_until"], name="article_embargo", condition=Q(status=Status.EMBARGOED)
            ),
            models.Index(fields=["-id"], name="article_draft", condition=Q(status=Status.DRAFT)),
            # For the editors' lists: the columns have the published ones.
            models.Index(
                fields=["-published_on", "-id"],
                name="article_unpublished",
                condition=~Q(status=Status.PUBLISHED),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.EMBARGOED) | Q(embargoed_until__isnull=False),
                name="article_embargo_ends",
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="article_headline_given"),
            models.CheckConstraint(condition=Q(language__regex=LANGUAGE), name="article_language_code"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_on__isnull=False),
                name="article_moment_has_day",
            ),
            models.CheckConstraint(
                condition=Q(published_until=None, date_is_approximate=False)
                | Q(published_on__isnull=False, published_at=None, published_until__gt=F("published_on")),
                name="article_partial_date",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """Return the public page of the article."""
        return reverse("article", args=[self.pk, self.slug])

    @property
    def date(self) -> PartialDate | None:
        """The date of publication, as far as it is known."""
        return from_days(self.published_on, self.published_until, approximate=self.date_is_approximate)

    @date.setter
    def date(self, date: PartialDate | None) -> None:
        self.published_on = date.first if date else None
        self.published_until = date.until if date else None
        self.date_is_approximate = bool(date and date.is_approximate)

    @property
    def day(self) -> datetime.date | None:
        """The day of publication; None if less than that is known."""
        return None if self.published_until else self.published_on

    @property
    def edtf(self) -> str:
        """The date in the notation of EDTF: 2012-05-01, 2012-05, 2012, 189X or 1890~; "" if unknown."""
        return self.date.text if self.date else ""

    @property
    def shows_date_text(self) -> bool:
        """Whether the date as written tells readers more than the date."""
        known = self.date
        if known is None or known.level in ("year", "decade"):
            return self.date_text not in ("", known.label if known else "")
        return False

    @property
    def slug(self) -> str:
        """The headline's part of the URL. The id alone identifies the article."""
        return article_slug(self.headline)


def article_slug(headline: str) -> str:
    """Return the slug of an article with this headline."""
    return make_slug(headline, "article")
