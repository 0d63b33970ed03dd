"""The admin site, where editors work."""

from articles.admin import (
    authors,
    captures,
    changes,
    deletions,
    feeds,
    fixity,
    reports,
    searches,
    sources,
    users,
)
from articles.admin.articles import article_admin, bulk_admin
from articles.admin.entities import change_admin, duplicate_admin, entity_admin
from articles.admin.lists import saved_filters
from articles.admin.pasting import paste_admin
from articles.admin.review import decision_admin, review_admin, sample_admin
from articles.admin.runs import queue_admin, run_admin

__all__ = [
    "article_admin",
    "authors",
    "bulk_admin",
    "captures",
    "change_admin",
    "changes",
    "decision_admin",
    "deletions",
    "duplicate_admin",
    "entity_admin",
    "feeds",
    "fixity",
    "paste_admin",
    "queue_admin",
    "reports",
    "review_admin",
    "run_admin",
    "sample_admin",
    "saved_filters",
    "searches",
    "sources",
    "users",
]
