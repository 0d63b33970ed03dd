"""Links between articles and entities that were drawn at random, for editors to check."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles.articles import Article
from articles.models.entities.entities import Entity


class EntitySample(models.Model):
    """A link that extraction made and chance drew. Whether it is right is the editors' decision on the link.

    ``evidence`` and ``origin`` are those of its first mention when it was drawn.
    """

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        db_index=False,  # the unique constraint begins with it
        related_name="+",
    )
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=12, blank=True)
    origin = models.CharField(max_length=60, blank=True, help_text="The extractor that found it.")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("name to check")
        verbose_name_plural = _("names to check")
        default_permissions = ()  # permission to change ArticleEntity is enough
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "entity"], name="entitysample_once")]

    def __str__(self) -> str:
        return f"{self.entity_id} in {self.article_id}"
