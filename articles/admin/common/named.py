"""What the admin pages of entities and authors share: their other names, search and numbers of articles."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.admin.common.history.recording import RecordedAdmin
from articles.admin.common.history.rows import RowList
from articles.admin.common.numbers import NUMBER, NumberedAdmin
from articles.locking import lock_archive_exclusively
from articles.models import AuthorName, EntityName
from articles.text import fold

MAX_TERM = 200  # characters, as long as a name
OTHER_NAMES = RowList("Other names", "names", ("name",), lambda obj: obj.names.order_by("pk"))

_Model = TypeVar("_Model", bound=Model)


class NamedAdmin(NumberedAdmin, GuardedAdmin, RecordedAdmin, ModelAdminOf[_Model]):
    """Things with other names, in rows of ``other_names`` that refer to them by the field ``owner``."""

    other_names: type[EntityName] | type[AuthorName]
    owner: str
    row_lists: tuple[RowList, ...] = (OTHER_NAMES,)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name",)  # shows the search box; see get_search_results
    search_help_text = _(
        "Part of a name or other name; accents, capital letters and full stops do not matter"
    )

    def lock(self) -> None:
        """Block imports and other edits while a row is renamed or deleted."""
        lock_archive_exclusively()

    def stamped_rows(self, obj: Any) -> list[Any]:
        """Stamp the other names."""
        return list(obj.names.order_by("pk").values_list("pk", "name"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search folded names and other names."""
        folded = folded_term(search_term)
        if folded:
            owned = {self.owner: OuterRef("pk"), "folded__contains": folded}
            others = Exists(self.other_names.objects.filter(**owned))
            queryset = queryset.filter(Q(folded__contains=folded) | others)
        return queryset, False

    @admin.display(description=_("published articles"), ordering=NUMBER)
    def number(self, obj: _Model) -> str:
        """Number of published articles."""
        return intcomma(getattr(obj, NUMBER, 0))


def folded_term(term: str) -> str:
    """Return what is looked for in folded names."""
    return fold(term.replace("\0", "")[:MAX_TERM])
