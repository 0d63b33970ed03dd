"""Base classes and helpers of the admin. Django's classes get type parameters, for mypy only."""

# ruff: noqa: ARG002  (Django defines these signatures)

from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import Model, Q, QuerySet, URLField
from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.paging import PagedChangeList, QuickPaginator
from articles.models import User

_Model = TypeVar("_Model", bound=Model)
_Parent = TypeVar("_Parent", bound=Model)
_Form = TypeVar("_Form", bound="forms.ModelForm[Any]")


class ActionForm(helpers.ActionForm):
    """Chooses an action, and whether it applies to all rows.

    Django treats any text but "0" as "all rows", even a NUL.
    """

    def clean_select_across(self) -> bool:
        """Accept only "", "0" and "1"."""
        if self.data.get("select_across", "") not in {"", "0", "1"}:
            raise forms.ValidationError(_("Choose whether to apply the action to all of them."))
        return bool(self.cleaned_data["select_across"])


if TYPE_CHECKING:

    class ModelAdminOf(admin.ModelAdmin[_Model]):
        """``ModelAdmin`` of a model."""

    class TabularInlineOf(admin.TabularInline[_Model, _Parent]):
        """``TabularInline`` of a model within its parent."""

    class ModelFormOf(forms.ModelForm[_Model]):
        """``ModelForm`` of a model."""

    class InlineFormSetOf(forms.BaseInlineFormSet[_Model, _Parent, _Form]):
        """``BaseInlineFormSet`` of a model within its parent, with its form."""

else:

    class ModelAdminOf(admin.ModelAdmin, Generic[_Model]):
        """``ModelAdmin`` of a model."""

        action_form = ActionForm
        paginator = QuickPaginator

        def get_changelist(self, request, **kwargs):
            """Take all rows from the paginator."""
            return PagedChangeList

    class TabularInlineOf(admin.TabularInline, Generic[_Model, _Parent]):
        """``TabularInline`` of a model within its parent."""

    class ModelFormOf(forms.ModelForm, Generic[_Model]):
        """``ModelForm`` of a model."""

    class InlineFormSetOf(forms.BaseInlineFormSet, Generic[_Model, _Parent, _Form]):
        """``BaseInlineFormSet`` of a model within its parent, with its form."""


class ViewableAdmin(ModelAdminOf[_Model]):
    """Appears on the index page for users who may view it, even if they have no permission on the model."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the user may view the list."""
        return self.has_view_permission(request)


class DecisionsAdmin(ViewableAdmin[_Model]):
    """For users who may decide on the entities of articles. Nothing is added or deleted here."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may read articles and change their entities."""
        user = request.user
        may_read = user.has_perm("articles.view_article") or user.has_perm("articles.change_article")
        return may_read and user.has_perm("articles.change_articleentity")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: extraction adds unresolved names, and the review list adds decisions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: names are resolved, and decisions are undone."""
        return False


#: For ``formfield_overrides``: a URL typed without a scheme gets https.
HTTPS_ADDRESSES: dict[Any, Any] = {URLField: {"assume_scheme": "https"}}


def editor_of(request: HttpRequest) -> User:
    """Return the signed-in user. The admin admits nobody else."""
    assert isinstance(request.user, User)
    return request.user


def find_originals(originals: QuerySet[Any], search_term: str) -> QuerySet[Any]:
    """Search by the beginning of a reference, by checksum or by article id; all are indexed."""
    term = search_term.replace("\0", "").strip()[:2000]
    if not term:
        return originals
    condition = Q(reference__startswith=term) | Q(sha256=term.lower())
    if term.isdecimal() and len(term) < 19:
        condition |= Q(article_id=int(term))
    return originals.filter(condition)


def page_name(request: HttpRequest) -> str:
    """Return the URL name of the admin page, such as "articles_article_changelist" or "autocomplete"."""
    match: Any = request.resolver_match
    return str(match.url_name) if match else ""


def percent(share: float) -> str:
    """Write a share of 1 in percent: "12%"."""
    return gettext("%(number)s%%") % {"number": floatformat(share * 100, 0)}


def undone_by(moment: datetime, editor: str) -> str:
    """Say when something was undone, in UTC, and by which editor."""
    return gettext("%(moment)s UTC by %(editor)s") % {
        "moment": date_format(moment, "DATETIME_FORMAT"),
        "editor": editor,
    }


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Format a number with its noun: "1 article", "1,234 articles"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
