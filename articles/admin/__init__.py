"""The editors' desk: Django's admin, set up for a news archive."""

from django.contrib import admin

from articles.admin import (
    articles,
    captures,
    decisions,
    deletions,
    entities,
    review,
    searches,
    sources,
    users,
)

__all__ = [
    "articles",
    "captures",
    "decisions",
    "deletions",
    "entities",
    "review",
    "searches",
    "sources",
    "users",
]

admin.site.site_header = "News Archive"
admin.site.site_title = "News Archive"
admin.site.index_title = "Editing the archive"
# Sorting by an empty value is of no use to editors, a dash says that nothing is there.
admin.site.empty_value_display = "–"
