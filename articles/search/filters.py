"""The parameters of a search: what each may be in a URL, and which articles it selects."""

from copy import copy
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.models import Article, ArticleQuerySet
from articles.partial_dates import DateRange, PartialDate
from articles.search.date_reader import LONGEST
from articles.search.facet_types import MULTIPLE
from articles.search.parameters import (
    ChoiceField,
    DateField,
    NumberField,
    ParameterField,
    QueryField,
    SwitchField,
    UnusableError,
    ValuesField,
)
from articles.search.query.selection import Selection
from articles.search.request import (
    DEFAULT_MODES,
    MAX_PAGE,
    MAX_PER_PAGE,
    PER_PAGE,
    SORTS,
    SearchRequest,
)


class ParameterForm(forms.Form):
    """Cleans parameters; it is never displayed. It drops bad values, keeps good ones and explains."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep the explanation, and the usable part of the value."""
        super().add_error(field, error)
        if field is not None and isinstance(error, UnusableError):
            self.cleaned_data[field] = error.kept

    def clean(self) -> None:
        """Drop modes without values, and say so if no day fits both dates."""
        cleaned = self.cleaned_data
        for name in MULTIPLE:
            if not cleaned[name]:
                cleaned[f"{name}_mode"] = DEFAULT_MODES[name]
        after, before = _ends(cleaned["after"], cleaned["before"])
        cleaned |= {"after": after, "before": before}
        if after and before and after.first > before.last:
            said = _("The date range %(first)s to %(last)s is empty.")
            raise forms.ValidationError(said % {"first": after.label, "last": before.label})


def _ends(after: DateRange | None, before: DateRange | None) -> tuple[PartialDate | None, PartialDate | None]:
    """Return the first and the last date: a range in one of the two fields sets both."""
    if before is None and after and after.first != after.last:
        before = after
    if after is None and before and before.first != before.last:
        after = before
    return after and after.first, before and before.last


class Parameter(django_filters.Filter):  # type: ignore[misc]
    """A parameter with its form field. Selection says which articles it selects."""

    def __init__(self, field_class: type[ParameterField], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_class = field_class

    def __deepcopy__(self, _memo: object) -> "Parameter":
        return copy(self)  # Only its FilterSet differs from one request to the next.

    @cached_property
    def field(self) -> ParameterField:
        """The form field, named like the parameter."""
        return self.field_class(label=self.field_name, **self.extra)

    def filter(self, articles: ArticleQuerySet, _value: object) -> ArticleQuerySet:
        """The articles that meet the condition of this parameter."""
        return articles.filter(self.parent.selection.condition(self.field_name))


class ArticleFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """A search, read from the parameters of a URL. It accepts anything and explains what it cannot use.

    Pages, files and the API run its ``search_request``. Its ``qs`` is the reference in plain SQL: the fast
    way must find the same articles.
    """

    country = Parameter(ValuesField)
    person = Parameter(ValuesField)
    organisation = Parameter(ValuesField)
    place = Parameter(ValuesField)
    author = Parameter(ValuesField)
    source = Parameter(ValuesField)
    not_country = Parameter(ValuesField)
    not_person = Parameter(ValuesField)
    not_organisation = Parameter(ValuesField)
    not_place = Parameter(ValuesField)
    not_author = Parameter(ValuesField)
    not_source = Parameter(ValuesField)
    q = Parameter(QueryField)
    country_mode = Parameter(ChoiceField, choices=("any", "all"), default=DEFAULT_MODES["country"])
    person_mode = Parameter(ChoiceField, choices=("any", "all"), default=DEFAULT_MODES["person"])
    organisation_mode = Parameter(ChoiceField, choices=("any", "all"), default=DEFAULT_MODES["organisation"])
    place_mode = Parameter(ChoiceField, choices=("any", "all"), default=DEFAULT_MODES["place"])
    author_mode = Parameter(ChoiceField, choices=("any", "all"), default=DEFAULT_MODES["author"])
    collapse = Parameter(SwitchField, default=False)
    sort = Parameter(ChoiceField, choices=SORTS)
    after = Parameter(DateField, default=None, most=LONGEST)
    before = Parameter(DateField, default=None, most=LONGEST)
    page = Parameter(NumberField, default=1, most=MAX_PAGE)
    per_page = Parameter(NumberField, default=PER_PAGE, most=MAX_PER_PAGE)

    class Meta:
        model = Article
        fields: list[str] = []
        form = ParameterForm

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, Article.objects.published())
        self.form.full_clean()

    @classmethod
    @cache  # It is the same for every request.
    def get_form_class(cls) -> type[forms.Form]:
        """The form that cleans the parameters."""
        fields = {name: parameter.field for name, parameter in cls.base_filters.items()}
        return type(f"{cls.__name__}Form", (cls._meta.form,), fields)

    @cached_property
    def search_request(self) -> SearchRequest:
        """The search that the parameters ask for, with sentences about the values that were ignored."""
        problems = tuple(str(said) for errors in self.errors.values() for said in errors)
        values = {name: self.form.cleaned_data[name] for name in ArticleFilterSet.base_filters}
        dates = {name: values[name].text if values[name] else "" for name in ("after", "before")}
        request = SearchRequest(**(values | dates), problems=problems)
        return replace(request, sort="") if request.sort == request.default_sort else request

    @cached_property
    def selection(self) -> Selection:
        """The search with its names looked up. This takes a few database queries."""
        return Selection(self.search_request)
