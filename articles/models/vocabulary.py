"""The words of the archive, from which misspelt queries are put right."""

from django.db import models


class SearchWord(models.Model):
    """A word of published articles in lower case, and how many of those looked at have it.

    Only articles.search.spelling.vocabulary writes rows. The row of the empty word holds how many published
    articles there were when it did.
    """

    word = models.CharField(max_length=40, primary_key=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return self.word
