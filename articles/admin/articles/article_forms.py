"""Forms of the article's admin page: the text and its entities."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget

from articles.admin.common.bases import InlineFormSetOf, ModelFormOf
from articles.admin.common.text_forms import TextForm
from articles.models import Article, ArticleEntity, Kind

FAR_APART = "The date and the time of publication are more than a day apart; correct one of them."


def _day() -> forms.DateInput:
    # The browser's own date field: day and month cannot be confused.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MomentWidget(AdminSplitDateTime):
    """Date and time in the browser's own fields."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time = forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"})
        forms.MultiWidget.__init__(self, [_day(), time], attrs)


class ArticleForm(TextForm[Article]):
    """Form for an article's text and publication data."""

    class Meta:
        model = Article
        fields = ("headline", "standfirst", "body", "caption")  # the admin adds its own
        widgets = {
            "headline": AdminTextInputWidget(attrs={"class": "archive-wide", "autocomplete": "off"}),
            "standfirst": AdminTextareaWidget(attrs={"rows": 3, "class": "archive-wide"}),
            "caption": AdminTextareaWidget(attrs={"rows": 3, "class": "archive-wide"}),
            "published_on": _day(),
            "published_at": MomentWidget(),
            "body": AdminTextareaWidget(attrs={"rows": 28, "class": "archive-wide archive-body"}),
        }

    def clean(self) -> dict[str, Any]:
        """Take the date from the time of publication if only that is given; refuse dates far apart."""
        cleaned: dict[str, Any] = super().clean() or {}
        day, moment = cleaned.get("published_on"), cleaned.get("published_at")
        if moment and not day and "published_on" in cleaned:
            cleaned["published_on"] = moment.date()
        elif moment and day and abs(moment.date() - day) > timedelta(days=1):
            self.add_error("published_at", FAR_APART)
        return cleaned


class LinkForm(ModelFormOf[ArticleEntity]):
    """Row for an entity of an article. The link itself is fixed; its status and flags can change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reported_from" in self.fields and self.instance.pk and self.instance.entity.kind != Kind.COUNTRY:
            self.fields["reported_from"].disabled = True  # only a country can be reported from

    def _get_validation_exclusions(self) -> set[str]:
        # The field's choices cover the constraint; Django would check it with a query for each row.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"status"}


class FoundFormSet(InlineFormSetOf[ArticleEntity, Article, ModelFormOf[ArticleEntity]]):
    """The rows of an article's entities.

    Rows are matched by id, without a query for each. A row that extraction has removed since the page was
    opened is skipped.
    """

    def add_fields(self, form: ModelFormOf[ArticleEntity], index: int | None) -> None:
        """Add the row's id as a plain integer."""
        super().add_fields(form, index)
        form.fields["id"] = forms.IntegerField(
            required=False, initial=form.instance.pk, widget=forms.HiddenInput
        )
