"""The vocabulary of the archive, used to correct misspelt queries."""

from django.db import models


class SearchWord(models.Model):
    """A lower-case word of published articles, and the number of sampled articles that contain it.

    A word that is mostly part of names has a second row, with a capital letter: the number of articles with
    such a name. Only articles.search.spelling.vocabulary writes rows. The row of the empty word holds the
    number of published articles at that time.
    """

    word = models.CharField(max_length=40, primary_key=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return self.word
