"""What cleaning did to an original, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models import Capture

_PAGE = "page"  # no note: every web page is reduced to its article
_PAGES = {"text/html", "multipart/related"}
_REMOVED = {
    _PAGE: _("the rest of the page, such as menus and advertisements"),
    "archive banner": _("a line with the date of the page"),
    "doubled headline": _("the repeated headline"),
    "name of the source": _("the name of the source above the text"),
    "repeated byline": _("the repeated byline"),
    "attachments": _("attachments"),
    "agency": _("the name of the agency before the text"),
    "control characters": _("control characters"),
    "invisible characters": _("invisible characters"),
    "url that is not a web address": _("an address that does not lead to the web"),
    "url too long": _("an address that is too long"),
    "language that is not a language code": _("an unknown language code"),
}
_MOVED = {
    "byline": _("the byline"),
    "caption": _("the picture’s caption"),
    "date": _("the date"),
    "dateline": _("the dateline"),
    "header lines": _("the lines above the text, such as byline and date"),
    "standfirst": _("the standfirst"),
}
_CHANGED = {
    "HTML entities": _("HTML codes, replaced by the characters they stand for"),
    "invalid characters": _("invalid characters, replaced by a sign for them"),
    "XML that is not well-formed": _("faulty XML, read as far as possible"),
    "headline made of the first words": _("the headline, made of the first words"),
    "headline shortened": _("the headline, shortened"),
    "byline shortened": _("the byline, shortened"),
    "dateline shortened": _("the dateline, shortened"),
    "section shortened": _("the section, shortened"),
    "site shortened": _("the name of the website, shortened"),
    "source shortened": _("the name of the source, shortened"),
}
_GROUPS = ((_("Removed:"), _REMOVED), (_("Moved out of the text:"), _MOVED), (_("Changed:"), _CHANGED))


@dataclass(frozen=True, slots=True)
class CleaningGroup:
    """Steps of one kind: "Removed:", and what was removed."""

    label: str
    steps: tuple[str, ...]


def in_words(note: str) -> str:
    """Return a step in words, as editors read them: "Removed: the repeated byline"."""
    known = next(((label, group[note]) for label, group in _GROUPS if note in group), None)
    return f"{known[0]} {known[1]}" if known else note


def cleaning_in_words(capture: Capture) -> list[CleaningGroup]:
    """Return what was done to an original. Notes of other versions of the software are shown as they are."""
    notes = [_PAGE, *capture.cleaning] if capture.media_type in _PAGES else capture.cleaning
    groups = [
        CleaningGroup(str(label), tuple(str(known[note]) for note in notes if note in known))
        for label, known in _GROUPS
    ]
    unknown = tuple(note for note in notes if not any(note in known for _label, known in _GROUPS))
    return [group for group in (*groups, CleaningGroup(str(_("Other steps:")), unknown)) if group.steps]
