"""Admin pages for sources."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import HTTPS_ADDRESSES, ModelAdminOf
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.admin.common.history.recording import RecordedAdmin
from articles.admin.common.text_forms import TextForm
from articles.models import Article, Source


class SourceForm(TextForm[Source]):
    """Form for a source."""


class SourceChangeList(ChangeList):
    """The change list, with each source's number of articles."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        """Count in a subquery, which runs only for the rows of the page."""
        articles = Article.objects.filter(source=OuterRef("pk")).order_by().values("source")
        number = Subquery(articles.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        found: QuerySet[Any] = super().get_queryset(request, *args, **kwargs)
        counted_too: QuerySet[Any] = found.annotate(number=Coalesce(number, 0))
        return counted_too


@admin.register(Source)
class SourceAdmin(GuardedAdmin, RecordedAdmin, ModelAdminOf[Source]):
    """Sources. One that has articles cannot be deleted."""

    form = SourceForm
    formfield_overrides = HTTPS_ADDRESSES
    list_display = ("name", "number", "homepage")
    search_fields = ("name",)
    search_help_text = _("Part of the name")
    fields = ("name", "slug", "homepage", "description")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SourceChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search names, cut to the length of a name."""
        return super().get_search_results(request, queryset, search_term.replace("\0", "")[:200])

    def get_form(
        self, request: HttpRequest, obj: Source | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Make the slug optional: if empty, it is made from the name."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
        return form

    @admin.display(description=_("articles"))
    def number(self, source: Source) -> str:
        """Number of articles of any status."""
        return intcomma(getattr(source, "number", 0))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count the articles that prevent deletion instead of listing them: there can be a million."""
        sources = list(objs)
        lacking = set() if self.has_delete_permission(request) else {"source"}
        protected = [
            ngettext(
                "%(name)s has %(number)s article. Give it another source first.",
                "%(name)s has %(number)s articles. Give them another source first.",
                articles,
            )
            % {"number": intcomma(articles), "name": source.name}
            for source in sources
            if (articles := source.articles.count())
        ]
        return [str(source) for source in sources], {gettext("sources"): len(sources)}, lacking, protected
