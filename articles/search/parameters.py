"""Form fields for the parameters of a search: they return typed values and explain what they cannot use."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from articles.partial_dates import DateRange
from articles.search.date_reader import NotADateError, read_dates
from articles.search.request import MAX_QUERY, MAX_VALUES, clean_text
from articles.text import quoted

_SLUG = re.compile(r"[\w-]{1,110}")
_CODE = re.compile(r"[A-Za-z]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")


class UnusableError(forms.ValidationError):
    """A value, or part of it, cannot be used. ``kept`` is used instead."""

    def __init__(self, *sentences: str, kept: object) -> None:
        super().__init__(list(sentences))
        self.kept = kept


class ParameterField(forms.Field):
    """A parameter whose value is any text.

    label: its name in the URL. default: the value if none is given or it cannot be used.
    most: the largest number, or the most characters or values that are used.
    """

    widget = forms.HiddenInput
    most = 0

    def __init__(self, *, default: Any = "", most: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.default = default
        self.most = most or self.most

    def __deepcopy__(self, _memo: object) -> "ParameterField":
        # Forms copy their fields, in case one is changed. Ours never change, and copying takes time.
        return self

    def to_python(self, value: str | None) -> Any:
        """The typed value, or the default if there is none. Raises UnusableError."""
        text = (value or "").strip()
        return self.read(text) if text else self.default

    def read(self, text: str) -> Any:
        """The typed value of a text that is not empty. Raises UnusableError."""
        return text


class TextField(ParameterField):
    """Words typed by a reader."""

    def read(self, text: str) -> str:
        """The text without control characters, cut if it is too long."""
        return clean_text(text, self.most)


class QueryField(TextField):
    """A search query. The reader is told if it was cut."""

    most = MAX_QUERY

    def read(self, text: str) -> str:
        """The query without control characters. Raises UnusableError if it was too long."""
        query = super().read(text)
        # The length after cleaning would be fairer, but a megabyte is not worth cleaning to say so.
        if len(text) > self.most:
            said = _("The query is too long; only the first %(most)d characters were used.")
            raise UnusableError(said % {"most": self.most}, kept=query)
        return query


class ValuesField(ParameterField):
    """Any number of values of a facet: ISO codes of countries, slugs of everything else."""

    widget = forms.MultipleHiddenInput
    most = MAX_VALUES

    def to_python(self, value: Sequence[str]) -> tuple[str, ...]:  # type: ignore[override]
        """The good values, sorted and without repeats."""
        given = [text for each in value[: 2 * self.most] if (text := each.strip())]
        if not given:
            return ()
        facet = str(self.label).removeprefix("not_")
        pattern = _CODE if facet == "country" else _SLUG
        good = {each for each in given if pattern.fullmatch(each)}
        values = sorted({each.upper() for each in good} if facet == "country" else good)
        problems = [_not_a_value(facet) % {"value": _shown(each)} for each in given if each not in good][:1]
        if len(values) > self.most:
            said = _("Only the first %(most)d values of %(name)s were used.")
            problems.append(said % {"most": self.most, "name": self.label})
        if problems:
            raise UnusableError(*problems, kept=tuple(values[: self.most]))
        return tuple(values)


def _not_a_value(facet: str) -> str:
    return {
        "country": _("%(value)s is not a country code (such as UA) and was ignored."),
        "person": _("No person has the address %(value)s; it was ignored."),
        "organisation": _("No organisation has the address %(value)s; it was ignored."),
        "place": _("No place has the address %(value)s; it was ignored."),
        "author": _("No author has the address %(value)s; it was ignored."),
        "source": _("No source has the address %(value)s; it was ignored."),
    }[facet]


class ChoiceField(ParameterField):
    """One of a few words: the mode of a facet, or the order of the list."""

    def __init__(self, *, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices

    def read(self, text: str) -> str:
        """The word. Raises UnusableError."""
        if text not in self.choices:
            said = _("%(value)s is not a valid value for %(name)s. Choose from: %(choices)s.")
            words = {"value": _shown(text), "name": self.label, "choices": ", ".join(self.choices)}
            raise UnusableError(said % words, kept=self.default)
        return text


class SwitchField(ParameterField):
    """Something that is either on (1) or off."""

    def read(self, text: str) -> bool:
        """Whether it is on. Raises UnusableError."""
        if text not in ("0", "1"):
            said = _("%(value)s is not a valid value for %(name)s. Choose from: %(choices)s.")
            words = {"value": _shown(text), "name": self.label, "choices": "0, 1"}
            raise UnusableError(said % words, kept=self.default)
        return text == "1"


class DateField(ParameterField):
    """A year, a month, a day, or a range of them, as people write them."""

    def read(self, text: str) -> DateRange:
        """The dates. Raises UnusableError."""
        try:
            return read_dates(clean_text(text, self.most))
        except NotADateError as error:
            raise UnusableError(str(error), kept=self.default) from error


class NumberField(ParameterField):
    """A whole number from 1 to ``most``."""

    def read(self, text: str) -> int:
        """The number. Raises UnusableError."""
        if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= self.most:
            said = _("%(value)s is not a valid value for %(name)s; %(default)d was used instead.")
            name = str(self.label).replace("_", " ")
            words = {"value": _shown(text), "name": name, "default": self.default}
            raise UnusableError(said % words, kept=self.default)
        return int(text)


def _shown(value: str) -> str:
    text = clean_text(value, 41)
    return quoted(f"{text[:40]}…" if len(text) > 40 else text)
