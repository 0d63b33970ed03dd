"""The admin site, where editors work."""

from django.contrib import admin

from articles.admin import authors, captures, deletions, feeds, fixity, reports, searches, sources, users
from articles.admin.articles import article_admin
from articles.admin.entities import entity_admin
from articles.admin.review import decision_admin, review_admin, sample_admin
from articles.admin.runs import queue_admin, run_admin

__all__ = [
    "article_admin",
    "authors",
    "captures",
    "decision_admin",
    "deletions",
    "entity_admin",
    "feeds",
    "fixity",
    "queue_admin",
    "reports",
    "review_admin",
    "run_admin",
    "sample_admin",
    "searches",
    "sources",
    "users",
]

admin.site.site_header = "News Archive"
admin.site.site_title = "News Archive"
admin.site.index_title = "Editing the archive"
# Shown for empty values.
admin.site.empty_value_display = "–"
