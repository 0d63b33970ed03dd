"""Sentences that the database keeps, in English, and that editors read in their own language.

Histories and summaries are read by other people than those who caused them, and also years later. So they are
stored as English sentences, and compared with the patterns here when they are shown.
"""

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.translation import gettext, gettext_noop, ngettext

_GAP = re.compile(r"%\((\w+)\)s")
#: With gaps; the first that fits is taken. A gap called "what" is such a sentence itself.
_SENTENCES = (
    gettext_noop("Published."),
    gettext_noop("Processed again."),
    gettext_noop("Kept apart from similar articles."),
    gettext_noop("Compared with similar articles."),
    gettext_noop("Added from a page."),
    gettext_noop("Two-step sign-in turned off."),
    gettext_noop("Withdrawn with a public notice."),
    gettext_noop("Withdrawn without a trace."),
    gettext_noop("Withdrawn with a public notice. Reason: %(reason)s"),
    gettext_noop("Withdrawn without a trace. Reason: %(reason)s"),
    gettext_noop("Withdrawn: import run %(number)s was undone."),
    gettext_noop("Withdrawn: import run %(number)s was undone on the command line."),
    gettext_noop("Undone: %(what)s"),
    gettext_noop("Merged %(others)s into %(name)s."),
    gettext_noop("Split %(name)s from %(former)s (id %(id)s)."),
    gettext_noop(
        "Renamed %(former)s (id %(id)s) to %(name)s, and changed the address of %(whose)s from %(old)s to "
        "%(new)s."
    ),
    gettext_noop("Renamed %(former)s (id %(id)s) to %(name)s."),
    gettext_noop("Changed the address of %(name)s from %(former)s to %(slug)s."),
    gettext_noop("“%(words)s” is not an entity."),
    gettext_noop("“%(words)s” is %(entity)s."),
    gettext_noop("The source has been deleted, so nothing more was changed."),
    # Why a date cannot be read: processes that import say so, which have no translations.
    gettext_noop("the year of “%(text)s” is not between %(first)s and %(last)s"),
    gettext_noop("“%(text)s” is not a full date, such as 2014-03-17"),
    gettext_noop("“%(text)s” is not a date: %(what)s"),
    gettext_noop("the day and month are ambiguous; write it like 2014-03-17"),
    gettext_noop("month must be in 1..12"),
    gettext_noop("day is out of range for month"),
)
#: What of a change of many articles stands before each value.
_PARTS = {
    "Source": lambda: gettext("Source"),
    "Section": lambda: gettext("Section"),
    "Language": lambda: gettext("Language"),
    "Date": lambda: gettext("Date"),
}
_PART = re.compile(rf"(?:^|(?<=\. ))({'|'.join(_PARTS)}): (removed(?=\.(?: |$)))?")


def stored_language() -> translation.override:
    """Return a context manager for texts that are stored: they are in English, whoever causes them."""
    return translation.override(settings.LANGUAGE_CODE)


def in_readers_language(text: str) -> str:
    """Translate a stored sentence. What fits no pattern stays as it is."""
    for sentence in _SENTENCES:
        if found := _pattern(sentence).fullmatch(text):
            given = found.groupdict()
            if "what" in given:
                given["what"] = in_readers_language(given["what"])
            return gettext(sentence) % given if given else gettext(sentence)
    if found := re.match(
        r"([\d,]+) articles? (?:was|were) changed since\.( What was changed there stays\.)?$", text
    ):
        return _changed_since(int(found[1].replace(",", "")), stays=bool(found[2]))
    return _PART.sub(_part, text)


def _changed_since(number: int, *, stays: bool) -> str:
    text = ngettext(
        "%(number)s article was changed since.", "%(number)s articles were changed since.", number
    )
    if stays:
        text = ngettext(
            "%(number)s article was changed since. What was changed there stays.",
            "%(number)s articles were changed since. What was changed there stays.",
            number,
        )
    return text % {"number": intcomma(number)}


def _part(found: re.Match[str]) -> str:
    name: Callable[[], str] = _PARTS[found[1]]
    return f"{name()}: {gettext('removed') if found[2] else ''}"


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return the pattern of a sentence: its gaps hold anything."""
    parts = _GAP.split(sentence)
    pieces = (f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(pieces), re.DOTALL)
