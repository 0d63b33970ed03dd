"""The review queue: names in doubt, those that matter most first, and second opinions of other editors."""

from django.conf import settings
from django.db import models

from articles.models.entities.decisions import MentionDecision
from articles.models.entities.entities import Entity, Kind


class NameInDoubt(models.Model):
    """The same words in doubt in one or more articles. The table is rebuilt every hour.

    With an entity: extraction linked the words to it, but is uncertain. Without: they are unresolved.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    folded = models.CharField(max_length=200, blank=True, help_text="Empty if an entity is given.")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    articles = models.PositiveIntegerField(help_text="Number of articles with these words.")
    doubt = models.FloatField(help_text="1 minus the mean score of the mentions, from 0 to 1.")
    weight = models.FloatField(help_text="Doubt times the number of articles.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-weight", "id"], name="nameindoubt_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "folded", "entity"], name="nameindoubt_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.folded or self.entity} in {self.articles} articles"


class SecondOpinion(models.Model):
    """What another editor decided about the same words, without seeing the first decision."""

    decision = models.ForeignKey(MentionDecision, on_delete=models.CASCADE, related_name="second_opinions")
    entity = models.ForeignKey(
        Entity,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The entity meant; empty if none, or if this is not a name.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "decided_by"], name="secondopinion_once"),
        ]

    def __str__(self) -> str:
        return f"second opinion on {self.decision_id}: {self.entity or 'not an entity'}"
