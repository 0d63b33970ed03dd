"""Links between articles and entities, and the mentions they are based on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article
from articles.models.entities.entities import Entity, Kind


class Decision(models.TextChoices):
    """Whether extraction or an editor put an entity in an article. Editors' decisions are final."""

    AUTOMATIC = "automatic", _("Automatic")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


class TextField(models.TextChoices):
    """The fields of an article from which entities are extracted."""

    HEADLINE = "headline", _("Headline")
    STANDFIRST = "standfirst", _("Standfirst")
    CAPTION = "caption", _("Caption")
    DATELINE = "dateline", _("Dateline")
    BODY = "body", _("Body")


#: The origin of a mention whose meaning an editor decided.
EDITOR = "editor"


class MentionStatus(models.TextChoices):
    """Whether a mention is linked to an entity, and if not, why."""

    LINKED = "linked", _("Linked")
    AMBIGUOUS = "ambiguous", _("Ambiguous")
    UNKNOWN = "unknown", _("Unknown")


class ArticleEntity(models.Model):
    """One entity in one article."""

    # Neither key needs an index: the unique constraint begins with one, articleentity_entity with the other.
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, db_index=False, related_name="article_entities"
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, db_index=False, related_name="article_entities"
    )
    status = models.CharField(
        max_length=10,
        choices=Decision,
        default=Decision.CONFIRMED,
        help_text=_("Confirmed and rejected are editorial decisions; extraction never overrides them."),
    )
    is_about = models.BooleanField(
        "about",
        default=True,
        help_text=_(
            "Unset for a country mentioned only in passing; it is then left out of the country facet."
        ),
    )
    reported_from = models.BooleanField(
        default=False, help_text=_("Set if the dateline names this country (the story was filed there).")
    )
    mention_count = models.PositiveIntegerField(default=0, editable=False, help_text="Number of mentions.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = _("article entities")
        ordering = ["-mention_count", "id"]
        indexes = [
            models.Index(fields=["entity", "article"], name="articleentity_entity"),
            models.Index(
                fields=["entity", "article"],
                condition=models.Q(status=Decision.REJECTED),
                name="articleentity_rejected",
            ),
            models.Index(
                fields=["-decided_at"], condition=Q(decided_at__isnull=False), name="articleentity_decided"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "entity"], name="articleentity_once"),
            models.CheckConstraint(
                condition=Q(status__in=Decision.values), name="articleentity_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} in {self.article_id}"


class Mention(models.Model):
    """Words in an article that name an entity. Offsets count characters of the stored field."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    field = models.CharField(max_length=10, choices=TextField)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    surface = models.CharField(max_length=300, help_text="The words of the mention.")
    folded = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="The words, normalised for comparison; kept only while the name is unresolved.",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=2, blank=True, help_text="The country the words refer to, if any.")
    evidence = models.CharField(max_length=12, help_text="name, alias, surname, demonym, capital, region, …")
    status = models.CharField(max_length=10, choices=MentionStatus, default=MentionStatus.LINKED)
    origin = models.CharField(
        max_length=60,
        help_text="The extractor that found it, or “editor” if an editor resolved it.",
    )
    score = models.FloatField(default=1.0, help_text="The extractor’s confidence, from 0 to 1.")

    class Meta:
        ordering = ["article", "field", "start"]
        # For the review list: unresolved mentions, newest article first, and the same words elsewhere.
        indexes = [
            models.Index(
                fields=["kind", "article", "folded", "status"],
                condition=~Q(status="linked"),
                name="mention_review",
            ),
            models.Index(
                fields=["folded", "article"], condition=~Q(status="linked"), name="mention_review_words"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mention_span_not_empty"),
            models.CheckConstraint(condition=Q(field__in=TextField.values), name="mention_field_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mention_kind_known"),
            models.CheckConstraint(condition=Q(status__in=MentionStatus.values), name="mention_status_known"),
            models.CheckConstraint(
                condition=Q(entity__isnull=False) | ~Q(status="linked"), name="mention_linked_has_entity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surface} ({self.field} {self.start}-{self.end})"
