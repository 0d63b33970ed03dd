"""The form that uploads files for an import."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.importers.cleaning.number_dates import ORDERS
from articles.importers.field_mapping.mapping import Mapping as ColumnMapping
from articles.importers.formats import FORMATS
from articles.importers.inputs import InputError
from articles.importers.record import ReadOptions
from articles.importers.runs.options import read_since
from articles.importers.store.writer import valid_source

MAX_FILES = 100
MAX_NAME = 150  # bytes


class FilesInput(forms.FileInput):
    """Chooses several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[UploadedFile]:
        """Return all files."""
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class FilesField(forms.Field):
    """Several uploaded files, each with a name of its own."""

    widget = FilesInput

    def clean(self, value: Sequence[UploadedFile]) -> list[UploadedFile]:
        """Check the number of the files and their names."""
        if not value:
            raise forms.ValidationError(_("Choose at least one file."))
        if len(value) > MAX_FILES:
            raise forms.ValidationError(
                gettext("Choose at most %(most)s files, or pack them into a ZIP archive.")
                % {"most": MAX_FILES}
            )
        names = [plain_name(file) for file in value]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Two of the files have the same name."))
        return list(value)


def plain_name(file: UploadedFile) -> str:
    """Return the name under which a file is stored: not hidden, and not too long for a file system."""
    name = "".join(one for one in file.name or "" if one.isprintable()).lstrip(". ") or "file"
    while len(name.encode()) > MAX_NAME:
        name = name[1:]
    return name


class UploadForm(forms.Form):
    """Files, and how to read them. The same options as those of import_articles."""

    uploads = FilesField(
        label=_("Files"), help_text=_("Articles in any supported format, or ZIP archives of them.")
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("detect automatically")), *((name, name) for name in FORMATS)],
    )
    source = forms.CharField(
        label=_("Source"), required=False, help_text=_("The publication, for records that do not name one.")
    )
    columns = forms.CharField(
        label=_("Columns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which column holds which field, one FIELD=COLUMN per line, such as body=article."),
    )
    date_order = forms.ChoiceField(
        label=_("Date order"),
        required=False,
        choices=[("", _("detect automatically")), *((each, each) for each in ORDERS)],
        help_text=_("The order of day, month and year in dates such as 3/4/2012."),
    )
    encoding = forms.CharField(
        label=_("Encoding"),
        required=False,
        help_text=_("The character encoding, such as cp1250. Leave it empty to detect it."),
    )
    since = forms.CharField(
        label=_("Since"),
        required=False,
        help_text=_("Leave out articles with an earlier date, such as 2014-03-17."),
    )
    extract = forms.BooleanField(required=False, initial=True, label=_("Extract people and places"))

    def clean(self) -> dict[str, Any]:
        """Make the reading options, as ``options``."""
        cleaned: dict[str, Any] = super().clean() or {}
        maps = [line.strip() for line in cleaned.get("columns", "").splitlines() if line.strip()]
        try:
            reading = ColumnMapping().with_options(
                maps, cleaned.get("date_order", ""), cleaned.get("encoding", "").strip()
            )
            cleaned["options"] = ReadOptions(
                source=valid_source(cleaned.get("source", "")),
                extract=cleaned.get("extract", True),
                since=read_since(cleaned.get("since", "").strip()),
                columns=reading.columns,
                date_order=reading.date_order,
                encoding=reading.encoding,
            )
        except InputError as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned
