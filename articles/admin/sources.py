"""Admin pages for sources."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import HTTPS_ADDRESSES, ModelAdminOf
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.admin.common.history.recording import RecordedAdmin
from articles.admin.common.numbers import NUMBER, NumberedAdmin
from articles.admin.common.text_forms import TextForm
from articles.models import Source


class SourceForm(TextForm[Source]):
    """Form for a source."""


@admin.register(Source)
class SourceAdmin(NumberedAdmin, GuardedAdmin, RecordedAdmin, ModelAdminOf[Source]):
    """Sources. One that has articles cannot be deleted."""

    form = SourceForm
    formfield_overrides = HTTPS_ADDRESSES
    list_display = ("name", "number", "homepage")
    search_fields = ("name",)
    search_help_text = _("Part of the name")
    fields = ("name", "slug", "homepage", "description")

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

    @admin.display(description=_("published articles"), ordering=NUMBER)
    def number(self, source: Source) -> str:
        """Number of published articles."""
        return intcomma(getattr(source, NUMBER, 0))

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
