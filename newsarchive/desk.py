"""The configuration of the admin, with the archive's own site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with the editors' desk as its site."""

    default_site = "articles.desk.ArchiveSite"
