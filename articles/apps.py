"""The archive's one application."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Articles, the entities found in them, and the pages that show both."""

    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "News archive"
