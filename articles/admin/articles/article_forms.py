"""Forms of the article's admin page: the text and its entities."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import InlineFormSetOf, ModelFormOf
from articles.admin.common.text_forms import TextForm, plain_lines
from articles.importers.cleaning import partial_words, publication_dates
from articles.importers.cleaning.partial_words import says_more
from articles.models import Article, ArticleEntity, Correction, Kind, Status, WithdrawalKind
from articles.partial_dates import PartialDate, full_date
from articles.stored_texts import in_readers_language

NO_END = _("Say when the embargo ends.")
PAST_END = _("This moment has passed. To publish the article now, choose “Published”.")
NO_NOTICE = _("Write what readers see, or choose “Without a trace”.")
NOT_A_DATE = _("{reason}. Write a date such as 2014-03-17, March 2014, 2014, 1890s or about 1890.")
NOT_A_DAY = _("A time of publication needs a full date.")
FAR_APART = _("The date and the time of publication are more than a day apart; correct one of them.")


def _day() -> forms.DateInput:
    # The browser's own date field: day and month cannot be confused.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PublishedField(forms.Field):
    """A date as far as it is known: a day, a month, a year or a decade, perhaps with "about"."""

    def to_python(self, value: Any) -> PartialDate | None:
        """The date, or None. Raises ValidationError with examples."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return full_date(publication_dates.parse(text)[0])
        except (ValueError, OverflowError) as error:
            if found := partial_words.read(text):
                return found
            raise forms.ValidationError(NOT_A_DATE.format(reason=in_readers_language(str(error)))) from error


class MomentWidget(AdminSplitDateTime):
    """Date and time in the browser's own fields."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time = forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"})
        forms.MultiWidget.__init__(self, [_day(), time], attrs)


class ArticleForm(TextForm[Article]):
    """Form for an article's text and publication data."""

    tell_readers = forms.CharField(
        label=_("Tell readers"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 2, "class": "archive-wide"}),
        help_text=_(
            "If this change corrects a mistake: one sentence, such as “An earlier version misspelled a "
            "name.” Readers see it with the article, dated today."
        ),
    )

    class Meta:
        model = Article
        fields = ("headline", "standfirst", "body", "caption")  # the admin adds its own
        widgets = {
            "headline": AdminTextInputWidget(attrs={"class": "archive-wide", "autocomplete": "off"}),
            "standfirst": AdminTextareaWidget(attrs={"rows": 3, "class": "archive-wide"}),
            "caption": AdminTextareaWidget(attrs={"rows": 3, "class": "archive-wide"}),
            "published_on": AdminTextInputWidget(attrs={"autocomplete": "off", "maxlength": "60"}),
            "published_at": MomentWidget(),
            "embargoed_until": MomentWidget(),
            "notice": AdminTextareaWidget(attrs={"rows": 4, "class": "archive-wide"}),
            "body": AdminTextareaWidget(attrs={"rows": 28, "class": "archive-wide archive-body"}),
        }

        field_classes = {"published_on": PublishedField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published_on"] = editing.typed_date(self.instance)
        if self.instance.pk is None or self.instance.status != Status.PUBLISHED:
            del self.fields["tell_readers"]

    def clean(self) -> dict[str, Any]:
        """Take the date from the time of publication if only that is given; refuse dates far apart."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "status" in cleaned:
            self._check_embargo(cleaned)
            self._check_withdrawal(cleaned)
        if "published_on" not in cleaned:
            return cleaned
        is_new = "published_on" in self.changed_data
        date: Any = cleaned["published_on"] if is_new else self.instance.date
        moment = cleaned.get("published_at")
        if moment and not date:
            date = full_date(moment.date())
        elif moment and date and date.level != "day":
            self.add_error("published_at", NOT_A_DAY)
        elif moment and date and abs(moment.date() - date.first) > timedelta(days=1):
            self.add_error("published_at", FAR_APART)
        if is_new and "date_text" not in self.changed_data:  # else the editor has written other words
            words = self.data.get(self.add_prefix("published_on"), "").strip()
            cleaned["date_text"] = words if date and date.until and says_more(words) else ""
        self._date = date
        cleaned["published_on"] = date.first if date else None
        return cleaned

    def _check_embargo(self, cleaned: dict[str, Any]) -> None:
        """An embargo needs an end in the future."""
        if cleaned["status"] != Status.EMBARGOED or "embargoed_until" not in cleaned:
            return
        end: datetime | None = cleaned["embargoed_until"]
        if end is None:
            self.add_error("embargoed_until", NO_END)
        elif end <= timezone.now() and {"status", "embargoed_until"} & set(self.changed_data):
            self.add_error("embargoed_until", PAST_END)

    def _check_withdrawal(self, cleaned: dict[str, Any]) -> None:
        """A notice needs a text."""
        has_notice = cleaned.get("withdrawal") == WithdrawalKind.NOTICE
        if cleaned["status"] == Status.WITHDRAWN and has_notice and not cleaned.get("notice"):
            self.add_error("notice", NO_NOTICE)

    def _post_clean(self) -> None:
        # Not in clean(): the instance is compared there with what the editor saw.
        if "published_on" in self.cleaned_data:
            self.instance.date = self._date
        super()._post_clean()  # type: ignore[misc]


class CorrectionForm(TextForm[Correction]):
    """Row for a correction."""

    class Meta:
        model = Correction
        fields = ("day", "text")
        widgets = {"day": _day(), "text": AdminTextareaWidget(attrs={"rows": 2, "class": "archive-wide"})}


class WithdrawForm(forms.Form):
    """How the selected articles are withdrawn."""

    kind = forms.ChoiceField(
        label=_("What readers see at the address"),
        choices=WithdrawalKind.choices[:2],  # imports are undone elsewhere
        initial=WithdrawalKind.SILENT,
        widget=forms.RadioSelect,
    )
    notice = forms.CharField(
        label=_("Text of the notice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "archive-wide"}),
        help_text=_("Readers see it, with the date."),
    )
    shows_headline = forms.BooleanField(label=_("The notice names the headline"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "archive-wide"}),
        help_text=_("For the history of the article. Readers do not see it."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the text of a notice; leave it out if there is to be none."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["notice"] = plain_lines(cleaned.get("notice", ""))
        if cleaned.get("kind") == WithdrawalKind.SILENT:
            cleaned |= {"notice": "", "shows_headline": False}
        elif cleaned.get("kind") and not cleaned.get("notice"):
            self.add_error("notice", NO_NOTICE)
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
