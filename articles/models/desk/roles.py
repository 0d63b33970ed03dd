"""The roles of staff, and who wrote which article."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models.articles.articles import Article


class Role(models.Model):
    """A group that came with the archive, and the permissions that it has been given so far.

    A new version gives the group only what is not in ``offered``, so that what an administrator has taken
    away stays away. ``group`` is empty once an administrator has deleted it.
    """

    name = models.CharField(max_length=30, primary_key=True, help_text="The name the group was made with.")
    group = models.OneToOneField(Group, on_delete=models.SET_NULL, null=True, related_name="role")
    offered: Any = ArrayField(models.CharField(max_length=100), default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """Who entered an article in the admin. Articles from imports have no row."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="contribution"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="contributions"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"article {self.article_id} by {self.author}"
