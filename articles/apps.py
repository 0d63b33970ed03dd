"""The archive's one application."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The archive's models, entity extraction, search and pages."""

    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("News archive")

    def ready(self) -> None:
        """Name the models, and fill each database after it is migrated, including those of tests."""
        from articles import checks  # noqa: F401, PLC0415  (importing it registers the checks)
        from articles.models.labels import name_models  # noqa: PLC0415  (apps must be ready)
        from articles.seed import create_roles, prepare_database  # noqa: PLC0415  (apps must be ready)

        name_models(self, apps.get_app_config("procrastinate"))
        post_migrate.connect(prepare_database, sender=self)
        post_migrate.connect(create_roles, sender=self)
