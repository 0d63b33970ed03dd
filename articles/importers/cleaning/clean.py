"""Cleaning shared by all formats: move what scraping left in the text to the right fields.

Nothing is lost: the capture keeps the raw bytes, and every step leaves a note for editors.
"""

import re
from collections.abc import Mapping
from datetime import date

from articles.importers.cleaning import datelines
from articles.importers.cleaning.date_words import IN_WORDS, find_in_words
from articles.importers.cleaning.languages import language_code
from articles.importers.cleaning.normalise import normalise_text, paragraphs, shorten
from articles.text import fold, one_line

LIMITS = {"headline": 500, "byline": 500, "dateline": 200, "section": 100, "source": 200, "site": 200}
MAX_URL = 2000
_ONE_LINE = ("headline", "byline", "dateline", "section", "source", "site", "url", "language")
_BANNER = re.compile(
    rf"""(?:this\s+(?:article|story|page|post)\s+(?:is|dates|was(?:\s+(?:first|originally))?(?:\s+published)?)
        \s+(?:from|on|in)
      | (?:(?:first|originally)\s+)?(?:published|posted)(?:\s+on)?:? | (?:last\s+)?updated(?:\s+on)?:?)
    \s*(?:[a-z]+day,?\s+)?{IN_WORDS}[^\n]{{0,40}}$""",
    re.VERBOSE | re.IGNORECASE,
)
_OLD = re.compile(
    r"(?:this (?:article|story) is more than )?\d+ (?:year|month|week|day)s? (?:old|ago)\.?$", re.IGNORECASE
)
_BY = re.compile(r"^by[:\s]\s*", re.IGNORECASE)
_NO_CAPTION = re.compile(r"\W|by\s|(?:updated?|published|posted|corrections?|editor.s note)\b", re.IGNORECASE)
_PICTURE = re.compile(r"\b(?:photo|photograph|picture|image|pictured|file pic|credit|getty)\b", re.IGNORECASE)
_CAPTION_LENGTH = 300  # characters at most
_CAPTION_WORDS = 5  # at least
_DATELINES = 2  # some texts repeat their dateline
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
#: The steps, by their notes, that can be left out: each takes something away that may belong to the text.
OPTIONAL = frozenset(
    {
        "HTML entities",
        "agency",
        "archive banner",
        "byline",
        "caption",
        "date",
        "dateline",
        "doubled headline",
        "header lines",
        "name of the source",
        "repeated byline",
        "standfirst",
    }
)


class Draft:
    """An article being cleaned: its fields, the paragraphs of its body, and notes on the steps taken.

    kept: the notes of steps that are left out, from OPTIONAL.
    """

    def __init__(self, fields: Mapping[str, str], kept: frozenset[str] = frozenset()) -> None:
        self.notes: list[str] = []
        self.kept = kept
        normalised = {name: self._normalised(text) for name, text in fields.items() if text}
        self.body = paragraphs(normalised.pop("body", ""))
        self.fields = {
            name: one_line(text) if name in _ONE_LINE else "\n\n".join(paragraphs(text))
            for name, text in normalised.items()
        }
        self.published_on: date | None = None
        self.agency = ""

    def _normalised(self, text: str) -> str:
        text, done = normalise_text(text, keep_entities="HTML entities" in self.kept)
        for what in done:
            self.note(what)
        return text

    def note(self, what: str) -> None:
        """Add a note, unless it is already there."""
        if what not in self.notes:
            self.notes.append(what)

    def get(self, name: str) -> str:
        """Return a field's text, or ""."""
        return self.fields.get(name, "")


def clean(draft: Draft) -> None:
    """Run all cleaning steps, in the order in which the parts appear on a page."""
    take_banner(draft)
    take_repeated_headline(draft)
    _take_credits(draft)
    _take_line_above_dateline(draft)
    _take_dateline(draft)
    _tidy_byline(draft)
    _tidy_url(draft)
    _tidy_language(draft)
    for name, limit in LIMITS.items():
        if len(draft.get(name)) > limit:
            draft.fields[name] = shorten(draft.fields[name], limit)
            draft.note(f"{name} shortened")


def is_banner(line: str) -> bool:
    """Whether a line only states when the page was published or how old it is."""
    return bool(_BANNER.match(line) or _OLD.match(line))


def take_banner(draft: Draft) -> None:
    """Remove leading lines such as "This Article is From Mar 17, 2014", keeping the date."""
    while draft.body and "archive banner" not in draft.kept:
        if found := _BANNER.match(draft.body[0]):
            draft.published_on = draft.published_on or find_in_words(found.group())
            if draft.published_on is None:
                return
        elif not _OLD.match(draft.body[0]):
            return
        del draft.body[0]
        draft.note("archive banner")


def take_repeated_headline(draft: Draft) -> None:
    """Remove all copies of the headline from the top of the body."""
    headline = fold(draft.get("headline"))
    copies = 0
    while headline and copies < len(draft.body) - 1 and fold(draft.body[copies]) == headline:
        copies += 1
    if copies and "doubled headline" not in draft.kept:
        del draft.body[:copies]
        draft.note("doubled headline")


def _take_credits(draft: Draft) -> None:
    """Remove lines above the text that hold only the publication's or the author's name."""
    known = {
        fold(draft.get("source")): "name of the source",
        fold(_BY.sub("", draft.get("byline"), count=1)): "repeated byline",
    }
    while len(draft.body) > 1 and (what := known.get(fold(_BY.sub("", draft.body[0], count=1)))):
        if what in draft.kept:
            return
        del draft.body[0]
        draft.note(what)


def _take_line_above_dateline(draft: Draft) -> None:
    """Take a short paragraph above the dateline's as the caption or the standfirst.

    If it looks like neither, as "(Corrects name in paragraph 3)", it stays in the body.
    """
    if len(draft.body) < 2 or len(draft.body[0]) > _CAPTION_LENGTH:
        return
    above, below = draft.body[:2]
    if datelines.find(above) or not datelines.find(below, draft.get("dateline")):
        return
    is_sentence = above.rstrip("\"'”’").endswith((".", "!", "?"))
    name = "caption" if _PICTURE.search(above) or not is_sentence else "standfirst"
    if (
        name in draft.kept
        or draft.get(name)
        or len(above.split()) < _CAPTION_WORDS
        or _NO_CAPTION.match(above)
    ):
        return
    draft.fields[name] = above
    del draft.body[0]
    draft.note(name)


def _take_dateline(draft: Draft) -> None:
    given = draft.get("dateline")
    if given:
        given, draft.agency = datelines.tidy(given)
        draft.fields["dateline"] = given
    for _ in range(_DATELINES):
        found = datelines.find(draft.body[0], given) if draft.body else None
        if found is None:
            return
        if given and found.place and fold(found.place) != fold(given) and not found.agency:
            return
        if ("dateline" if found.place else "agency") in draft.kept:
            return
        draft.body[0] = draft.body[0][found.end :]
        draft.agency = draft.agency or found.agency
        if found.place and not given:
            given = draft.fields["dateline"] = found.place
        draft.note("dateline" if found.place else "agency")


def _tidy_byline(draft: Draft) -> None:
    byline = draft.get("byline")
    if found := _BY.match(byline):
        draft.fields["byline"] = byline[found.end() :]


def _tidy_url(draft: Draft) -> None:
    url = draft.get("url")
    if not url:
        return
    if not url.lower().startswith(("http://", "https://")) or " " in url:
        draft.note("url that is not a web address")
    elif len(url) > MAX_URL:
        draft.note("url too long")
    else:
        return
    del draft.fields["url"]


def _tidy_language(draft: Draft) -> None:
    """Normalise the language (German becomes de, en_US en-US) and drop an invalid one."""
    stated = draft.get("language")
    if not stated:
        return
    language = (language_code(stated) if len(stated) > 2 else "") or stated.replace("_", "-")
    first, hyphen, rest = language.partition("-")
    language = first.lower() + hyphen + rest
    if _LANGUAGE.match(language) and len(language) <= 20:
        draft.fields["language"] = language
    else:
        del draft.fields["language"]
        draft.note("language that is not a language code")
