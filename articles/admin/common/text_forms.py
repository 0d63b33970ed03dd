"""Forms that do not count line endings and trailing spaces as changes."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model
from django.forms import Textarea
from django.utils.functional import cached_property

from articles.admin.common.bases import ModelFormOf

_Model = TypeVar("_Model", bound=Model)


def plain_lines(text: str) -> str:
    """Normalise line endings, and strip spaces at line ends and around the text."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


class TextForm(ModelFormOf[_Model]):
    """A form for texts. Browsers send CR LF, and drop line breaks from one-line fields."""

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields whose text was really changed."""
        return [name for name in super().changed_data if not self._is_same_text(name)]

    def _is_same_text(self, name: str) -> bool:
        field = self.fields[name]
        before = self.get_initial_for_field(field, name)
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        if not isinstance(before, str) or not isinstance(sent, str):
            return False
        before, sent = plain_lines(before), plain_lines(sent)
        if not isinstance(field.widget, Textarea):
            before, sent = before.replace("\n", ""), sent.replace("\n", "")
        return before == sent

    def _clean_form(self) -> None:
        # Before clean(): unchanged fields keep their stored value, to the last space and microsecond.
        for name, value in self.cleaned_data.items():
            before = self.initial.get(name)
            if name not in self.changed_data and isinstance(before, str | datetime):
                self.cleaned_data[name] = before
            elif isinstance(value, str):
                self.cleaned_data[name] = plain_lines(value)
        super()._clean_form()  # type: ignore[misc]
