"""Django's admin classes with their models as type parameters, which at run time they do not take."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import Model, Q, QuerySet, URLField
from django.http import HttpRequest

from articles.models import User

_Model = TypeVar("_Model", bound=Model)
_Parent = TypeVar("_Parent", bound=Model)
_Form = TypeVar("_Form", bound="forms.ModelForm[Any]")


class ActionForm(helpers.ActionForm):
    """Which action to run, and whether on everything.

    Django takes any text but "0" for "on everything", even a NUL.
    """

    def clean_select_across(self) -> bool:
        """True or False; anything else makes the form invalid, so that nothing is done."""
        if self.data.get("select_across", "") not in {"", "0", "1"}:
            raise forms.ValidationError("Choose whether to apply the action to all of them.")
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

    class TabularInlineOf(admin.TabularInline, Generic[_Model, _Parent]):
        """``TabularInline`` of a model within its parent."""

    class ModelFormOf(forms.ModelForm, Generic[_Model]):
        """``ModelForm`` of a model."""

    class InlineFormSetOf(forms.BaseInlineFormSet, Generic[_Model, _Parent, _Form]):
        """``BaseInlineFormSet`` of a model within its parent, with its form."""


#: For ``formfield_overrides``: an address typed without a scheme is one of the web of today.
HTTPS_ADDRESSES: dict[Any, Any] = {URLField: {"assume_scheme": "https"}}


def editor_of(request: HttpRequest) -> User:
    """The signed-in user; the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def may_decide(request: HttpRequest) -> bool:
    """Whether the user may decide on the entities of articles; that needs the right to read them too."""
    user = request.user
    may_read = user.has_perm("articles.view_article") or user.has_perm("articles.change_article")
    return may_read and user.has_perm("articles.change_articleentity")


def find_originals(originals: QuerySet[Any], search_term: str) -> QuerySet[Any]:
    """Find by the beginning of a reference, a checksum or an article's id: all of them have an index."""
    term = search_term.replace("\0", "").strip()[:2000]
    if not term:
        return originals
    condition = Q(reference__startswith=term) | Q(sha256=term.lower())
    if term.isdecimal() and len(term) < 19:
        condition |= Q(article_id=int(term))
    return originals.filter(condition)


def page_name(request: HttpRequest) -> str:
    """The name of the admin page asked for, such as "articles_article_changelist" or "autocomplete"."""
    match: Any = request.resolver_match
    return str(match.url_name) if match else ""


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """ "1 article", "1,234 articles"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
