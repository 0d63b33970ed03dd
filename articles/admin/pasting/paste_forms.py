"""The forms of pages in progress: what is pasted, and the fields that were found in it."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.article_forms import ArticleForm
from articles.importers.pasted import name_of
from articles.importers.web.addresses import parse_address
from articles.importers.web.answers import FetchError
from articles.models import Article, Source
from articles.text import make_slug

_RECENT = 2000  # articles, whose sources are suggested
MAX_BYTES = 5_000_000  # of a page: somebody waits for it to be read
_MOST = {"most": MAX_BYTES // 1_000_000}
ONE_OF_THEM = _("Paste a text or a page, or give an address or a file.")
ONLY_ONE = _("Give only one of them: a pasted text, an address or a file.")
TOO_LARGE = _("This is larger than %(most)s MB. Import it under “Import runs” instead.")
UNKNOWN_SOURCE = _(
    "There is no source of this name. Choose one that exists, or leave it empty and tell an editor its name."
)


class PasteForm(forms.Form):
    """A text, an address or a file. After ``is_valid()``, ``name`` and ``raw`` are what was given."""

    text = forms.CharField(
        label=_("Text or page source"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 14, "class": "archive-wide", "autofocus": True}),
        help_text=_("Paste a whole page, its HTML, or plain text."),
    )
    address = forms.CharField(
        label=_("or an address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "archive-wide", "inputmode": "url", "autocomplete": "off"}),
        help_text=_("The page is fetched once, as robots.txt permits."),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("A saved page, a text, an email …"),
    )

    def clean_address(self) -> str:
        """Add https if there is no scheme; refuse addresses that would never be fetched."""
        address: str = self.cleaned_data["address"].strip()
        if not address:
            return ""
        address = address if "://" in address else f"https://{address}"
        try:
            parse_address(address)
        except FetchError as error:
            raise forms.ValidationError(
                gettext("This address cannot be used: %(reason)s.") % {"reason": error}
            ) from error
        return address

    def clean(self) -> dict[str, Any]:
        """Require exactly one of the three."""
        cleaned: dict[str, Any] = super().clean() or {}
        text, file = cleaned.get("text", ""), cleaned.get("file")
        given = [bool(text.strip()), bool(cleaned.get("address")), bool(file)]
        if self.errors:
            return cleaned
        if sum(given) != 1:
            raise forms.ValidationError(ONLY_ONE if any(given) else ONE_OF_THEM)
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError({"file": TOO_LARGE % _MOST})
        self.raw: bytes = file.read() if file else text.encode("utf-8", "surrogatepass")
        self.name: str = (file.name or "file")[-200:] if file else name_of(text)
        if len(self.raw) > MAX_BYTES:
            raise forms.ValidationError({"text": TOO_LARGE % _MOST})
        return cleaned


class PastedForm(ArticleForm):
    """The fields of the article. Its initial values are what was read; ``typed`` are corrections so far."""

    class Meta(ArticleForm.Meta):
        model = Article
        fields: tuple[str, ...] = (  # type: ignore[assignment]  # the form above has fewer
            "headline", "standfirst", "body", "published_on", "published_at", "date_text", "byline",
            "dateline", "section", "language", "url", "caption",
        )  # fmt: skip

    url = forms.URLField(
        label=_("Original URL"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    source_name = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "source-names", "autocomplete": "off"}),
        help_text=_("The publication it appeared in."),
    )
    field_order = ("headline", "source_name", "published_on", "byline", "dateline", "standfirst", "body")

    def __init__(
        self,
        *args: Any,
        source: str = "",
        typed: dict[str, str] | None = None,
        adds_sources: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["source_name"] = source
        self._adds_sources = adds_sources
        for name, value in (typed or {}).items():
            if name in self.fields:
                self.initial[name] = value
        self.fields["published_at"].widget = forms.TextInput(attrs={"placeholder": "2014-03-17 10:30"})
        self.fields["published_at"].help_text = gettext("If the exact time is known, in UTC.")

    def source_names(self) -> list[str]:
        """Return sources to choose from, those of the newest articles."""
        newest = Article.objects.order_by("-pk").values("source")[:_RECENT]
        return list(
            Source.objects.filter(pk__in=newest).order_by("name").values_list("name", flat=True)[:200]
        )

    def clean_source_name(self) -> str:
        """Refuse a new source if the user may not add one."""
        name: str = " ".join(self.cleaned_data["source_name"].split())
        self._source = _source_called(name) if name else None
        if name and self._source is None and not self._adds_sources:
            raise forms.ValidationError(UNKNOWN_SOURCE)
        return name

    def source(self) -> Source | None:
        """Return the source of a valid form, made if it is new."""
        name = self.cleaned_data["source_name"]
        if name and self._source is None:
            self._source = Source.objects.create(name=name, slug=make_slug(name, "source"))
        return self._source


def _source_called(name: str) -> Source | None:
    """Return the source with a name, or with one that differs only in case and accents."""
    exact = Source.objects.filter(name=name).first()
    return exact or Source.objects.filter(slug=make_slug(name, "source")).first()
