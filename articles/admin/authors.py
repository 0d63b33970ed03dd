"""Admin pages for authors: their names, other names and merging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import TabularInlineOf
from articles.admin.common.deferred import tell_deferred
from articles.admin.common.named import NamedAdmin
from articles.admin.common.text_forms import TextForm
from articles.background import AT_ONCE, defer
from articles.models import Article, Author, AuthorName
from articles.text import fold_name


class AuthorForm(TextForm[Author]):
    """Form for an author. No other author may have the same name."""

    class Meta:
        model = Author
        fields = ("kind", "name", "sort_name", "slug", "description")

    def clean_name(self) -> str:
        """Refuse a name that another author has."""
        name: str = self.cleaned_data["name"]
        folded = fold_name(name)
        others = Author.objects.filter(Q(folded=folded) | Q(names__folded=folded)).exclude(
            pk=self.instance.pk
        )
        if other := others.first():
            said = gettext(
                "%(name)s already has this name. If both are the same author, add one as another name."
            ) % {"name": other.name}
            raise forms.ValidationError(said)
        return name


class AuthorNameForm(TextForm[AuthorName]):
    """Form for another name."""

    def clean_name(self) -> str:
        """Refuse another name of another author; the main name of one is taken over."""
        name: str = self.cleaned_data["name"]
        others = AuthorName.objects.filter(folded=fold_name(name)).exclude(pk=self.instance.pk)
        if other := others.exclude(author=self.instance.author_id).select_related("author").first():
            raise forms.ValidationError(
                gettext("This is already another name of %(name)s.") % {"name": other.author.name}
            )
        return name


class AuthorNameInline(TabularInlineOf[AuthorName, Author]):
    """Other names of the author."""

    model = AuthorName
    form = AuthorNameForm
    fields = ("name",)
    extra = 1
    verbose_name = _("other name")
    verbose_name_plural = _("Other names in bylines. An author of this name becomes one with this author")


@admin.register(Author)
class AuthorAdmin(NamedAdmin[Author]):
    """Authors. They come from bylines; one that has articles cannot be deleted."""

    form = AuthorForm
    other_names = AuthorName
    owner = "author"
    list_display = ("name", "sort_name", "kind", "number")
    list_filter = ("kind",)
    fields = ("kind", "name", "sort_name", "slug", "description")
    inlines = (AuthorNameInline,)

    def save_model(self, request: HttpRequest, obj: Author, form: ModelForm[Author], change: bool) -> None:
        """Save the author. After a rename, keep the former name, which bylines still have."""
        if not obj.sort_name or (
            {"name", "kind"} & {*form.changed_data} and "sort_name" not in form.changed_data
        ):
            obj.sort_name = editing.sort_name_of(obj)
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            editing.former_author_name_kept(obj, form.initial["name"])

    def save_related(
        self, request: HttpRequest, form: ModelForm[Author], formsets: Any, change: bool
    ) -> None:
        """Save the other names, then take over the authors that have one of them."""
        super().save_related(request, form, formsets, change)
        if not any(formset.has_changed() for formset in formsets):
            return
        number = editing.bylines_to_read(form.instance).count()
        if number > AT_ONCE:
            defer("read_bylines", lock="authors", author_id=form.instance.pk)
            tell_deferred(
                request,
                ngettext(
                    "Reading the bylines of %(number)s article again takes a while and is done in the "
                    "background.",
                    "Reading the bylines of %(number)s articles again takes a while and is done in the "
                    "background.",
                    number,
                )
                % {"number": intcomma(number)},
            )
            return
        for other in editing.names_changed(form.instance):
            self.message_user(
                request,
                gettext("The articles of %(former)s now belong to %(name)s.")
                % {"former": other.name, "name": form.instance.name},
            )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count the articles that prevent deletion: their bylines would bring the author back."""
        authors = list(objs)
        lacking = set() if self.has_delete_permission(request) else {"author"}
        protected = [
            ngettext(
                "%(name)s has %(number)s article. Correct its byline first.",
                "%(name)s has %(number)s articles. Correct their bylines first.",
                number,
            )
            % {"number": intcomma(number), "name": author.name}
            for author in authors
            if (number := Article.objects.filter(author_ids__contains=[author.pk]).count())
        ]
        return [str(author) for author in authors], {"authors": len(authors)}, lacking, protected
