"""Read-only admin pages for originals."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf, find_originals, page_name
from articles.admin.common.panels import address_of
from articles.models import Capture, FixityCheck

SHOWN_BYTES = 50_000


def as_text(raw: bytes) -> tuple[str, bool]:
    """Return the beginning of an original as text, and whether that is all of it."""
    shown = raw[:SHOWN_BYTES].decode("utf-8", errors="replace").replace("\0", "\ufffd")
    return shown, len(raw) <= SHOWN_BYTES


@admin.register(Capture)
class CaptureAdmin(ModelAdminOf[Capture]):
    """Captures, which are immutable."""

    list_display = ("reference", "article_link", "captured_at", "media_type", "parser")
    list_select_related = ("article",)
    list_per_page = 50
    ordering = ("-id",)
    sortable_by = ("reference",)  # only this has an index
    show_full_result_count = False
    search_fields = ("reference",)
    search_help_text = _("The beginning of a reference, a full SHA-256, or an article ID")
    fields = (
        "article_link",
        "reference",
        "captured_at",
        "http_headers",
        "media_type",
        "parser",
        "cleaning",
        "sha256",
        "size",
        "last_verified",
        "original",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        """Load neither the bytes nor the article's texts, except on the page of one original."""
        captures = super().get_queryset(request)
        if page_name(request).endswith("_change"):
            return captures.select_related("article").defer("article__search", "article__body")
        return captures.only(
            "reference", "captured_at", "media_type", "parser", "article_id", "article__headline"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return find_originals(queryset, search_term), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: only imports and the article form create captures."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        """Return False: a capture is deleted only with its article."""
        return False

    @admin.display(description=pgettext_lazy("label", "article"), ordering="article")
    def article_link(self, capture: Capture) -> SafeString:
        """The article made from it, linked."""
        address = reverse("admin:articles_article_change", args=[capture.article_id])
        return format_html('<a href="{}">{}</a>', address, capture.article.headline)

    @admin.display(description=_("bytes"))
    def size(self, capture: Capture) -> str:
        return intcomma(len(capture.raw))

    @admin.display(description=_("last verified"))
    def last_verified(self, capture: Capture) -> SafeString | str:
        """When verify_fixity last compared it with its checksum, marked if it is damaged."""
        check = FixityCheck.objects.filter(capture=capture.pk).first()
        if check is None:
            return gettext("never")
        moment = localize(localtime(check.verified_at))
        return (
            format_html("{} <strong>{}</strong>", moment, gettext("damaged")) if check.is_damaged else moment
        )

    @admin.display(description=_("original"))
    def original(self, capture: Capture) -> SafeString:
        """The beginning as text, with a link to the unchanged bytes."""
        text, whole = as_text(bytes(capture.raw))
        return format_html(
            '<pre class="archive-original">{}</pre>{}<p><a href="{}">{}</a></p>',
            text,
            ""
            if whole
            else format_html(
                "<p>{}</p>",
                gettext("Only the first %(number)s bytes are shown.") % {"number": intcomma(SHOWN_BYTES)},
            ),
            address_of(capture),
            gettext("Download the original"),
        )
