"""Parameters and forms of the review list. They tolerate any input."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.common.entity_select import EntitySelect
from articles.editing.names.review import ReviewPosition, ReviewSelection, read_key
from articles.models import Article, ArticleEntity, Entity, Kind, Source
from articles.text import fold_name

MAX_ID = 2**63 - 1
PLURALS = {
    "person": _("People"),
    "country": _("Countries"),
    "organisation": _("Organisations"),
    "place": _("Places"),
}
STATUSES = [("ambiguous", _("Several matches")), ("unknown", _("Unknown")), ("any", _("Any"))]


class FilterForm(forms.Form):
    """Filters of the review list; all are optional."""

    kind = forms.ChoiceField(required=False, choices=list(PLURALS.items()), label=_("Kind"))
    status = forms.ChoiceField(required=False, choices=STATUSES, label=_("Reason"))
    words = forms.CharField(required=False, max_length=300, label=_("Name"))
    source = forms.ModelChoiceField(Source.objects.all(), required=False, label=_("Source"))
    after = forms.DateField(
        required=False, label=pgettext_lazy("filter", "After"), widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.DateField(
        required=False,
        label=pgettext_lazy("filter", "Before"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    article = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s")
        source = Article._meta.get_field("source")
        _use(self.fields["source"], AutocompleteSelect(source, admin.site, attrs={"data-width": "16rem"}))

    def wanted(self) -> ReviewSelection:
        """Return the selection. Invalid values are ignored, and their fields show why."""
        self.is_valid()
        given = self.cleaned_data
        return ReviewSelection(
            kind=given.get("kind") or "",
            status="" if given.get("status") == "any" else given.get("status") or "",
            words=fold_name(given.get("words") or ""),
            source=given.get("source"),
            article_id=given.get("article"),
            after=given.get("after"),
            before=given.get("before"),
        )


class OtherForm(forms.Form):
    """Choice of an entity that is not among the candidates: by autocomplete, or a new one."""

    other = forms.ModelChoiceField(Entity.objects.all(), required=False)
    name = forms.CharField(required=False, max_length=200)

    def __init__(self, number: int, surface: str) -> None:
        super().__init__(auto_id=f"item{number}-%s", initial={"name": surface})
        field = ArticleEntity._meta.get_field("entity")
        _use(self.fields["other"], EntitySelect(field, admin.site, attrs={"data-width": "100%"}))
        self.fields["name"].widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 200})


def _use(field: Any, widget: forms.Select) -> None:
    """Replace the widget by one that loads only the chosen value."""
    widget.choices = field.choices
    field.widget = widget


@dataclass(frozen=True, slots=True)
class ReviewParameters:
    """URL parameters of the review list: the filters as given, and where the page begins."""

    given: dict[str, str]
    start: ReviewPosition | None

    @classmethod
    def read(cls, parameters: QueryDict) -> "ReviewParameters":
        """Read URL parameters. The default is ambiguous people."""
        names = ("kind", "status", "words", "source", "article", "after", "before")
        cleaned = {name: parameters.get(name, "").replace("\0", "").strip() for name in names}
        given = {name: value for name, value in cleaned.items() if value}
        if given.get("kind") not in Kind.values and not given.get("article"):
            given["kind"] = Kind.PERSON
        if "status" not in given:
            given["status"] = "any" if given.keys() & {"words", "article"} else "ambiguous"
        key = read_key(parameters.get("from", ""))
        return cls(given, ReviewPosition(key.article_id, key.folded) if key else None)

    def query(self, **changes: str) -> str:
        """Return the query string with changes; "" removes a parameter."""
        merged = {name: value for name, value in (self.given | changes).items() if value}
        return "?" + urlencode(merged)

    def at(self, start: ReviewPosition | None) -> str:
        """Return the query string of the page that begins at ``start``."""
        return self.query(**{"from": f"{start.article_id}:any:{start.folded}"} if start else {})
