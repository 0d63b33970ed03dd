"""Who may open and use which address of the admin: every address, by role, for own objects and others."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.background import defer
from articles.models import (
    AlertMail,
    Article,
    Author,
    Contribution,
    ErrorReport,
    FixityCheck,
    FrozenSearch,
    ImportRun,
    RunState,
    SavedSearch,
    SourceFeed,
    Status,
    User,
)
from articles.seed import ARCHIVISTS, CONTRIBUTORS, EDITORS
from tests.admin.helpers import member, signed_in
from tests.admin.test_pages import capture_of
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db

C, E, A, R = "contributor", "editor", "archivist", "administrator"
NOBODY: set[str] = set()
STAFF, ADMINISTRATORS = {C, E, A, R, "staff"}, {R}
READERS, EDITING, IMPORTING = {E, A, R}, {E, R}, {A, R}
NAMES = ("article", "author", "capture", "entity")

# Roles that may GET and POST a page, by the name of its address. "own" is a draft of the user's own.
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "index": (STAFF, STAFF),
    "app_list articles": ({C, E, A, R}, {C, E, A, R}),
    "app_list auth": (ADMINISTRATORS, ADMINISTRATORS),
    "app_list procrastinate": (ADMINISTRATORS, ADMINISTRATORS),
    "jsi18n": (STAFF, STAFF),
    "password_change": (STAFF, STAFF),
    "password_change_done": (STAFF, STAFF),
    "view_on_site": (READERS, READERS),
    "auth_group": (ADMINISTRATORS, ADMINISTRATORS),
    "articles_user": (ADMINISTRATORS, ADMINISTRATORS),
    "articles_user_password_change": (ADMINISTRATORS, ADMINISTRATORS),
    "procrastinate_procrastinatejob": (ADMINISTRATORS, NOBODY),
    "articles_savedsearch": (ADMINISTRATORS, NOBODY),
    "articles_alertmail": (ADMINISTRATORS, NOBODY),
    "articles_frozensearch": (ADMINISTRATORS, NOBODY),
    "articles_article_changelist": ({C, E, A, R}, {C, E, A, R}),
    "articles_article_add": ({C, E, R}, {C, E, R}),
    "articles_article_change": (READERS, EDITING),
    "articles_article_change own": ({C, E, A, R}, {C, E, R}),
    "articles_article_history": (READERS, READERS),
    "articles_article_history own": ({C, E, A, R}, {C, E, A, R}),
    "articles_article_delete": (ADMINISTRATORS, ADMINISTRATORS),
    "articles_article_delete own": (ADMINISTRATORS, ADMINISTRATORS),
    "articles_author": (READERS, EDITING),
    "articles_author_add": (EDITING, EDITING),
    "articles_author_delete": (EDITING, EDITING),
    "articles_entity": (READERS, EDITING),
    "articles_entity_add": (EDITING, EDITING),
    "articles_entity_delete": (EDITING, EDITING),
    "articles_source": ({C, E, A, R}, IMPORTING),
    "articles_source_add": ({E, A, R}, {E, A, R}),
    "articles_source_delete": (IMPORTING, IMPORTING),
    "articles_sourcefeed": (READERS, IMPORTING),
    "articles_sourcefeed_add": (IMPORTING, IMPORTING),
    "articles_sourcefeed_delete": (IMPORTING, IMPORTING),
    "articles_sourcefeed_try": (NOBODY, IMPORTING),
    "articles_capture": (READERS, NOBODY),
    "articles_fixitycheck": (READERS, NOBODY),
    "articles_importrun": (READERS, NOBODY),
    "articles_importrun_add": (IMPORTING, IMPORTING),
    "articles_importrun_undo": (IMPORTING, IMPORTING),
    "articles_importrun_continue": (NOBODY, IMPORTING),
    "articles_importrun_failures": (READERS, READERS),
    "articles_deletedoriginal": (IMPORTING, NOBODY),
    "articles_errorreport": (EDITING, EDITING),
    "articles_errorreport_delete": (ADMINISTRATORS, ADMINISTRATORS),
    "articles_wordsindoubt_changelist": (EDITING, EDITING),
    "articles_mentiondecision": (EDITING, NOBODY),
}
"""


def draft():
    ...
"""
