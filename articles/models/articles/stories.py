"""Fingerprints of texts, by which the archive finds articles that tell the same story in the same words."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from articles.models.articles.articles import Article


class Fingerprint(models.Model):
    """The fingerprint of an article's text (articles/stories/fingerprints.py)."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="fingerprint"
    )
    hashes = models.BinaryField(help_text="Its lowest hashes, 32 bits each; none of a short text.")
    is_compared = models.BooleanField(default=False, help_text="Whether it has been compared with others.")
    is_apart = models.BooleanField(
        default=False, help_text="An editor decided that the article belongs to no story with others."
    )

    class Meta:
        indexes = [
            models.Index(fields=["article"], name="fingerprint_new", condition=Q(is_compared=False)),
            GinIndex(
                Func(
                    F("hashes"), function="articles_hash_keys", output_field=ArrayField(models.IntegerField())
                ),
                name="fingerprint_keys",
                condition=Q(is_compared=True, is_apart=False),
            ),
        ]

    def __str__(self) -> str:
        return f"fingerprint of article {self.article_id}"
