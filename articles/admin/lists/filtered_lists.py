"""The lists of the admin by the label of what they list, and the filters that an address asks for."""

from functools import cached_property

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from articles.admin.common.bases import editor_of, page_name
from articles.models import SavedFilter

SHARE = "articles.share_savedfilter"
MAX_QUERY = 2000  # characters
#: Parameters that say nothing about what is listed.
PASSING = {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_POPUP_VAR, TO_FIELD_VAR, "_facets"}


def lists_of(request: HttpRequest) -> dict[str, str]:
    """Return the lists that the user may see: their names by the label of the model."""
    return {
        model._meta.label_lower: capfirst(str(model._meta.verbose_name_plural))
        for model, each in admin.site._registry.items()
        if model is not SavedFilter and each.has_view_permission(request)
    }


def name_of_list(label: str) -> str:
    """Return the name of a list, or the label if this version no longer has it."""
    names = {model._meta.label_lower: model._meta.verbose_name_plural for model in admin.site._registry}
    return capfirst(str(names.get(label, label)))


def address_of_list(label: str) -> str:
    """Return the address of a list, "" if this version no longer has it."""
    try:
        return reverse(f"admin:{label.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return ""


def plain_query(query: str) -> str:
    """Return the filters, search and order of an address, sorted; "" if it has none, or is too long."""
    if len(query) > MAX_QUERY or "\0" in query:
        return ""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        if values := [each for each in given.getlist(name) if each and name not in PASSING]:
            kept.setlist(name, sorted(values))
    plain = kept.urlencode()
    return plain if len(plain) <= MAX_QUERY else ""


def visible_to(request: HttpRequest) -> QuerySet[SavedFilter]:
    """Return the user's own filters and the shared ones, of the lists that the user may see."""
    own = Q(owner=editor_of(request)) | Q(is_shared=True)
    return SavedFilter.objects.filter(own, model__in=lists_of(request)).select_related("owner")


def changes(request: HttpRequest, filter_: SavedFilter) -> bool:
    """Whether a filter is the user's own, or it is shared and the user may share filters."""
    return filter_.owner_id == request.user.pk or (filter_.is_shared and request.user.has_perm(SHARE))


class FiltersOfList:
    """What stands above a list: its saved filters, and whether the present one can be saved."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.model = page_name(request).removesuffix("_changelist").replace("_", ".", 1)
        self.query = plain_query(request.GET.urlencode())
        #: Whether Django has left out filters that the list does not have.
        self.is_refused = ERROR_FLAG in request.GET

        self.may_share = request.user.has_perm(SHARE)

    @cached_property
    def found(self) -> list[SavedFilter]:
        """The filters of the list that the user sees."""
        return list(visible_to(self._request).filter(model=self.model))

    @property
    def chosen(self) -> SavedFilter | None:
        """The saved filter whose rows the list shows; the user's own if several are the same."""
        same = [each for each in self.found if each.query == self.query]
        return max(same, key=lambda each: each.owner_id == self._request.user.pk, default=None)

    @property
    def may_change(self) -> bool:
        """Whether the user may rename and delete the chosen filter."""
        return bool(self.chosen and changes(self._request, self.chosen))
