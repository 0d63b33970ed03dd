"""What harvesters (OAI-PMH) need to know of each article, also of those that are no longer public."""

from django.db import models


class HarvestRecord(models.Model):
    """When an article that is or was public last changed, and whether it is still public.

    Triggers on the tables of articles and corrections write these rows, so no change bypasses them. They
    outlive the article.
    """

    article_id = models.BigIntegerField(primary_key=True)
    changed_at = models.DateTimeField(help_text="When it was published, changed, withdrawn or deleted.")
    is_deleted = models.BooleanField(help_text="Whether it is no longer public.")
    source_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "record for harvesters"
        verbose_name_plural = "records for harvesters"
        indexes = [
            models.Index(fields=["changed_at", "article_id"], name="harvest_order"),
            models.Index(fields=["source_id", "changed_at", "article_id"], name="harvest_source"),
            models.Index(fields=["language", "changed_at", "article_id"], name="harvest_language"),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}"
