"""The forms of the article page: its text, what it names, and what an editor adds to that."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget

from articles.admin.common.bases import InlineFormSetOf, ModelFormOf
from articles.admin.common.text_forms import TextForm
from articles.models import Article, ArticleEntity, Kind

FAR_APART = "The date and the time of publication are more than a day apart; correct one of them."


def _day() -> forms.DateInput:
    # The browser's own field: it never leaves open which number is the month.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MomentWidget(AdminSplitDateTime):
    """A day and a time of day, in the browser's own fields."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time = forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"})
        forms.MultiWidget.__init__(self, [_day(), time], attrs)


class ArticleForm(TextForm[Article]):
    """An article as an editor enters it."""

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
        """Take the day from the moment if only the moment is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        day, moment = cleaned.get("published_on"), cleaned.get("published_at")
        if moment and not day and "published_on" in cleaned:
            cleaned["published_on"] = moment.date()
        elif moment and day and abs(moment.date() - day) > timedelta(days=1):
            self.add_error("published_at", FAR_APART)
        return cleaned


class LinkForm(ModelFormOf[ArticleEntity]):
    """A row of an entity in an article: which two it joins stands fast, only what is said of them changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reported_from" in self.fields and self.instance.pk and self.instance.entity.kind != Kind.COUNTRY:
            self.fields["reported_from"].disabled = True  # the dateline's country, not its town

    def _get_validation_exclusions(self) -> set[str]:
        # The choices of the field are the constraint; Django would ask the database about it row by row.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"status"}


class FoundFormSet(InlineFormSetOf[ArticleEntity, Article, ModelFormOf[ArticleEntity]]):
    """What the article names.

    Rows are matched with those of the article by id alone, without a query for each; one that extraction
    took away after the page was opened is passed over.
    """

    def add_fields(self, form: ModelFormOf[ArticleEntity], index: int | None) -> None:
        """The id of the row, as a plain number."""
        super().add_fields(form, index)
        form.fields["id"] = forms.IntegerField(
            required=False, initial=form.instance.pk, widget=forms.HiddenInput
        )
