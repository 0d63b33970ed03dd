"""The action that changes source, section, language or date of many articles, with a preview."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.validators import RegexValidator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.article_forms import PublishedField
from articles.admin.common.bases import editor_of
from articles.admin.common.deferred import tell_deferred, tell_done
from articles.background import defer
from articles.editing import bulk
from articles.editing.names.candidates import number_in_words
from articles.importers.cleaning.partial_words import says_more
from articles.models import Article, BulkChange, ChangeState, Source
from articles.models.articles.articles import LANGUAGE
from articles.stored_texts import stored_language

SMALL = 200  # articles that are changed in the request: a second or two
SHOWN = 10  # articles and values
NOTHING = _("Choose at least one value to set or remove.")
BOTH = _("Give a value or remove it, not both.")
CHANGED = _("The list has changed since the preview. Look at the new one.")
REMOVABLE = [("source", _("Source")), ("section", _("Section")), ("date", _("Date"))]


class BulkForm(forms.Form):
    """What the selected articles get. An empty field changes nothing."""

    source = forms.ModelChoiceField(
        Source.objects.order_by("name"), label=_("Source"), required=False, empty_label=_("(leave as it is)")
    )
    section = forms.CharField(label=_("Section"), required=False, max_length=100)
    language = forms.CharField(
        label=_("Language"),
        required=False,
        max_length=20,
        validators=[RegexValidator(LANGUAGE, _("Enter a language code such as en, fr or pt-BR."))],
        help_text=_("A code such as en, fr or pt-BR."),
    )
    date = PublishedField(
        label=_("Date"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": "60"}),
        help_text=_("As far as known: 2014-03-17, March 2014, 2014, 1890s, about 1890. An exact time goes."),
    )
    remove = forms.MultipleChoiceField(
        label=_("Remove"), required=False, choices=REMOVABLE, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a form that changes nothing, and a value that is given and removed."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in cleaned.get("remove", ()):
            if cleaned.get(name):
                self.add_error(name, BOTH)
        if not self.errors and not any(cleaned.values()):
            self.add_error(None, NOTHING)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the columns to set, as JSON."""
        given, removed = self.cleaned_data, self.cleaned_data["remove"]
        found: dict[str, Any] = {}
        if given["source"] or "source" in removed:
            found["source_id"] = given["source"].pk if given["source"] else None
        found |= {name: given[name] for name in ("section", "language") if given[name]}
        if "section" in removed:
            found["section"] = ""
        if given["date"] or "date" in removed:
            words = self["date"].data.strip() if given["date"] else ""
            is_partial = given["date"] and given["date"].until
            found |= bulk.date_values(given["date"], words if is_partial and says_more(words) else "")
        return found

    def said(self) -> str:
        """Say what is set: “Section: World. Date: removed.”"""
        given = self.cleaned_data
        parts = []
        for name in bulk.GROUPS:
            value = self["date"].data.strip() if name == "date" and given["date"] else given[name]
            if value or name in given["remove"]:
                parts.append(f"{self.fields[name].label}: {value or gettext('removed')}.")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Current:
    """The values that a field has now: the most frequent with their counts; more: how many others."""

    label: str
    values: list[tuple[str, int]]
    more: int


@admin.action(description=_("Change source, section, language or date …"), permissions=["change"])
def change_fields(model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
    """Ask what to set, show what that would change, and once confirmed change it."""
    chosen = Article.objects.filter(pk__in=queryset.order_by().values("pk"))
    form = BulkForm(request.POST if {"preview", "apply"} & set(request.POST) else None)
    is_valid = form.is_valid()
    changing = bulk.differing(chosen, form.values()) if is_valid else chosen
    number = changing.count()
    if is_valid and "apply" in request.POST:
        if request.POST.get("expected") == str(number) and number:
            return _change(request, changing, form)
        messages.warning(request, CHANGED)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Change source, section, language or date"),
        "opts": Article._meta,
        "form": form,
        "said": form.said() if is_valid else "",
        "number": number,
        "same": chosen.count() - number,
        "current": _current(changing),
        "shown": changing.order_by("pk").only("pk", "headline")[:SHOWN],
        "more": max(0, number - SHOWN),
        "is_later": number > SMALL,
        "action": request.POST.get("action"),
        "across": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
    }
    return TemplateResponse(request, "admin/articles/article/bulk.html", context)


def _current(articles: QuerySet[Article]) -> list[Current]:
    return [
        _values_of(articles, gettext("Source"), "source__name"),
        _values_of(articles, gettext("Section"), "section"),
        _values_of(articles, gettext("Language"), "language"),
        _values_of(articles, gettext("Year"), "published_on__year"),
    ]


def _values_of(articles: QuerySet[Article], label: str, field: str) -> Current:
    counts = articles.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n", field)
    found = list(counts[: SHOWN + 1])
    values = [(gettext("none") if value in {None, ""} else str(value), n) for value, n in found[:SHOWN]]
    return Current(label, values, counts.count() - SHOWN if len(found) > SHOWN else 0)


def _change(request: HttpRequest, articles: QuerySet[Article], form: BulkForm) -> HttpResponse:
    with transaction.atomic():
        with stored_language():
            said = form.said()
        change = bulk.begin_bulk(articles, form.values(), said, editor_of(request))
        return work(request, change)


def work(request: HttpRequest, change: BulkChange) -> HttpResponseRedirect:
    """Begin or continue a change or its undo: a small one now, others in the background."""
    if change.total > SMALL:
        defer("change_many", lock="bulk", change_id=change.pk)
        tell_deferred(
            request,
            ngettext(
                "Changing %(number)s article takes a while and is done in the background.",
                "Changing %(number)s articles takes a while and is done in the background.",
                change.total,
            )
            % {"number": intcomma(change.total)},
        )
    else:
        with stored_language():
            bulk.carry_on(change)
        is_done = change.state == ChangeState.DONE
        undo = reverse("admin:articles_bulkchange_undo", args=[change.pk]) if is_done else ""
        tell_done(request, f"{change.get_state_display()}: {number_in_words(change.done)}.", undo)
    return HttpResponseRedirect(change.get_admin_url())
