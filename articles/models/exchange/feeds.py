"""The feeds of sources, which are polled for new articles."""

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles.sources import Source

_RHYTHM = 5  # articles from which a rhythm can be seen
_REMEMBERED = 20  # times of articles
_LATE = 4  # times the usual gap between two articles
_SOONEST = timedelta(days=1)
_LONGEST_PAUSE = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=30)


class FeedText(models.TextChoices):
    """Where the texts of articles come from."""

    FEED = "feed", _("from the feed")
    PAGE = "page", _("from the linked page, if the feed has only a summary")


class SourceFeedQuerySet(models.QuerySet["SourceFeed"]):
    """Common filters for feeds."""

    def in_turn(self) -> "SourceFeedQuerySet":
        """Keep only active feeds, the longest waiting first."""
        return self.filter(is_active=True).order_by(F("next_poll_at").asc(nulls_first=True), "pk")

    def due(self, now: datetime) -> "SourceFeedQuerySet":
        """Keep only active feeds whose time has come."""
        return self.in_turn().filter(Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=now))


class SourceFeed(models.Model):
    """A feed of a source, how to poll it, and what the last polls brought.

    ``seen`` has fingerprints of the entries that were imported; ``arrivals``, when the last articles were
    published.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="feeds")
    url = models.CharField(
        verbose_name=_("address"),
        max_length=2000,
        unique=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The address of an RSS, Atom or JSON feed."),
    )
    text = models.CharField(
        max_length=4,
        choices=FeedText.choices,
        default=FeedText.FEED,
        help_text=_("Where the text comes from."),
    )
    interval = models.PositiveIntegerField(
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(60 * 24 * 30)],
        help_text=_("Minutes between two polls."),
    )
    is_active = models.BooleanField(
        verbose_name=_("active"), default=True, help_text=_("Untick it to stop polling the feed.")
    )
    etag = models.CharField(max_length=500, blank=True, default="", editable=False)
    last_modified = models.CharField(max_length=100, blank=True, default="", editable=False)
    seen = ArrayField(models.CharField(max_length=32), default=list, editable=False)
    arrivals = ArrayField(models.DateTimeField(), default=list, editable=False)
    polled_at = models.DateTimeField(verbose_name=_("last poll"), null=True, editable=False)
    next_poll_at = models.DateTimeField(verbose_name=_("next poll"), null=True, editable=False)
    new_at = models.DateTimeField(verbose_name=_("last new article"), null=True, editable=False)
    failures = models.PositiveIntegerField(verbose_name=_("failures in a row"), default=0, editable=False)
    problem = models.CharField(verbose_name=_("last error"), max_length=500, blank=True, editable=False)

    objects = SourceFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        ordering = ["source__name", "url"]

    def __str__(self) -> str:
        return self.url

    @classmethod
    def quiet_ids(cls) -> list[int]:
        """Return the keys of the active feeds that are quiet, reading only what that depends on."""
        active = cls.objects.filter(is_active=True, arrivals__len__gte=_RHYTHM)
        return [each.pk for each in active.only("arrivals") if each.is_quiet]

    @property
    def usual_gap(self) -> timedelta | None:
        """The median time between two articles, or None if there were too few."""
        times = sorted(self.arrivals)
        if len(times) < _RHYTHM:
            return None
        gaps = [(later - former).total_seconds() for former, later in pairwise(times)]
        return timedelta(seconds=median(gaps))

    @property
    def is_quiet(self) -> bool:
        """Whether there has been nothing new for much longer than usual."""
        gap = self.usual_gap
        return gap is not None and timezone.now() - max(self.arrivals) > max(_LATE * gap, _SOONEST)

    def note_arrivals(self, times: list[datetime]) -> None:
        """Remember when new articles were published."""
        self.arrivals = sorted({*self.arrivals, *times})[-_REMEMBERED:]

    def note_success(self, began: datetime, problem: str = "") -> None:
        """Take note of a poll that worked. problem: what did not, nevertheless."""
        self.polled_at = timezone.now()
        self.next_poll_at = began + timedelta(minutes=self.interval)
        self.failures, self.problem = 0, problem[:500]

    def note_failure(self, began: datetime, problem: str, wait: float = 0) -> None:
        """Take note of a poll that failed. Each time, the next one is later, or when the server says."""
        self.polled_at = timezone.now()
        usual = timedelta(minutes=self.interval)
        pause = max(usual, min(usual * 2 ** min(self.failures, 20), _LONGEST_PAUSE))
        self.next_poll_at = began + max(pause, min(timedelta(seconds=wait), _LONGEST_WAIT))
        self.failures += 1
        self.problem = problem[:500]
