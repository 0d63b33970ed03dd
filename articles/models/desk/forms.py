"""Submitted forms, to detect duplicates."""

from django.db import models


class SentForm(models.Model):
    """A digest of a submitted form. The same form sent again gets the same response.

    Rows are kept for a few minutes; see ``articles.store_once``.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    location = models.TextField(blank=True, help_text="Where the response redirected to.")
    body = models.TextField(blank=True, help_text="The response itself, if it was not a redirect.")
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
