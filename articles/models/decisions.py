"""Editors' decisions on unresolved words. Each extraction replaces mentions, but keeps these decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.entities import Entity, Kind
from articles.models.mentions import Mention


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
    folded = models.CharField(max_length=200, help_text="The words as they are compared.")
    surface = models.CharField(max_length=300, help_text="The words as they stand in the text.")
    entity = models.ForeignKey(
        Entity,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mention_decisions",
        help_text="What the words mean; empty: nobody, or no name.",
    )
    before = models.CharField(
        max_length=10,
        blank=True,
        help_text="What was said of the entity in the article before: an undo restores it.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = "decision about words"
        verbose_name_plural = "decisions about words"
        ordering = ["-decided_at", "-id"]
        default_permissions = ()  # permission to change ArticleEntity is enough
        indexes = [models.Index(fields=["-decided_at", "-id"], name="mentiondecision_newest")]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "folded"], name="mentiondecision_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mentiondecision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"“{self.surface}” is {self.entity or 'nobody'}"


class WordsInDoubt(Mention):
    """Mentions without an entity, for the admin's review list."""

    class Meta:
        proxy = True
        verbose_name = "words in doubt"
        verbose_name_plural = "words to review"
        default_permissions = ()
