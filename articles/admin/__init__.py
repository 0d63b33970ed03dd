"""The editors' desk: Django's admin, set up for a news archive."""

from django.contrib import admin

from articles.admin import captures, deletions, searches, sources, users
from articles.admin.articles import article_admin
from articles.admin.entities import entity_admin
from articles.admin.review import decision_admin, review_admin

__all__ = [
    "article_admin",
    "captures",
    "decision_admin",
    "deletions",
    "entity_admin",
    "review_admin",
    "searches",
    "sources",
    "users",
]

admin.site.site_header = "News Archive"
admin.site.site_title = "News Archive"
admin.site.index_title = "Editing the archive"
# Sorting by an empty value is of no use to editors, a dash says that nothing is there.
admin.site.empty_value_display = "–"
