"""Editors' decisions on unresolved words. Each extraction replaces mentions, but keeps these decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article
from articles.models.entities.entities import Entity, Kind
from articles.models.entities.mentions import Mention, TextField


class MentionDecision(models.Model):
    """A decision that words in one article mean this entity, or nobody. Every extraction follows it.

    ``kind`` is that of the unresolved mentions; the entity may be of another kind.
    """

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        db_index=False,  # the unique constraint begins with it
        related_name="mention_decisions",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    folded = models.CharField(max_length=200, help_text="The words, normalised for comparison.")
    surface = models.CharField(max_length=300, help_text="The words as they appear in the text.")
    entity = models.ForeignKey(
        Entity,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mention_decisions",
        help_text="The entity meant; empty if none, or if this is not a name.",
    )
    before = models.CharField(
        max_length=10,
        blank=True,
        help_text="The entity’s earlier status in the article, restored by an undo.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("name decision")
        verbose_name_plural = _("name decisions")
        ordering = ["-decided_at", "-id"]
        default_permissions = ()  # permission to change ArticleEntity is enough
        indexes = [models.Index(fields=["-decided_at", "-id"], name="mentiondecision_newest")]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "folded"], name="mentiondecision_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mentiondecision_kind_known"),
        ]

    def __str__(self) -> str:
        return gettext("“%(words)s” is %(entity)s") % {
            "words": self.surface,
            "entity": self.entity or gettext("not an entity"),
        }


class PlaceDecision(models.Model):
    """A decision that one mention, at one place of a text, means this entity. Every extraction follows it.

    It goes before decisions on the same words in the whole article. ``before`` and ``after`` are the text on
    both sides, which find the place again in a text that was edited since.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="place_decisions")
    field = models.CharField(max_length=10, choices=TextField)
    start = models.PositiveIntegerField(help_text="Where it was when it was decided, in characters.")
    surface = models.TextField(help_text="The words as they appear in the text.")
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="place_decisions")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        default_permissions = ()  # they are made by splitting entities
        constraints = [
            models.CheckConstraint(condition=Q(field__in=TextField.values), name="placedecision_field_known"),
            models.CheckConstraint(condition=~Q(surface=""), name="placedecision_surface_given"),
        ]

    def __str__(self) -> str:
        return f"“{self.surface}” at {self.field} {self.start} is {self.entity}"


class WordsInDoubt(Mention):
    """Mentions without an entity, for the admin's review list."""

    class Meta:
        proxy = True
        verbose_name = _("unresolved name")
        verbose_name_plural = _("unresolved names")
        default_permissions = ()
