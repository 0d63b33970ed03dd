"""Header lines without names: the headline, the byline and the date above a text, in any order."""

import re
from functools import cache

from babel import Locale

from articles.importers.cleaning import number_dates
from articles.importers.cleaning.clean import is_banner
from articles.importers.cleaning.date_words import IN_WORDS, find_in_words
from articles.importers.formats.text_files.headers import field_of
from articles.text import fold

_LOOKED_AT = 12  # lines
_LONGEST_DATE = 70
_HEADLINE_LENGTH = 300
_HEADLINE_LINES = 3
_BY = r"(?:by|von|vom|par|por|door|di|af|av|text|story)"
_PARTICLE = (
    r"(?:and|und|et|y|e|en|og|och|de|da|di|du|del|della|der|den|van|von|la|le|al|el|bin|ibn|zu|of|for|the|in"
    r"|für|,|&)"
)
_NAME = r"[^\W\d_a-z][\w.'’-]*,?"
_BYLINE = re.compile(rf"(?i:{_BY})(?::\s*|\s+)(?P<who>{_NAME}(?:\s+(?:{_NAME}|{_PARTICLE}))*)$")
_PARTS = re.compile(r"\s+[|·•–—-]\s+|,\s+(?=\d|[^\W\d_]+\s+\d)")
_HEADING = re.compile(r"#{1,6}[ \t]+|[ \t]#+[ \t]*$")
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,})[ \t]*$")
_DATE_WORDS = re.compile(IN_WORDS, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_AROUND_DATES = frozenset([
    "published", "posted", "updated", "first", "date", "dated", "datum", "fecha", "data", "publie", "le",
    "el", "am", "on", "at", "um", "uhr", "pm", "gmt", "utc", "est", "edt", "cet", "bst", "pst", "pdt", "h",
    "a", "the", "den", "vom", "of",
])  # fmt: skip
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "sv", "da", "nb", "pl")


@cache
def _weekdays() -> frozenset[str]:
    names = (
        name
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for name in Locale(language).days["format"][width].values()
    )
    return frozenset(word for name in names for word in fold(name).split("-"))


def take_header_lines(text: str) -> tuple[dict[str, str], str]:
    """Return the fields in the lines above the text, and the text. None if no line is certainly a header."""
    lines = text.split("\n")
    found: dict[str, str] = {}
    headline: list[str] = []
    is_header = False
    at = 0
    for at, line in enumerate(lines):
        fields = fields_of(line.strip(), is_first=not headline)
        if not line.strip():
            continue
        if at > _LOOKED_AT:
            break
        if is_banner(line.strip()) and not headline:
            return {}, text  # cleaning reads what scraping left at the top
        if headline and _UNDERLINE.match(line):
            is_header = True
        elif fields and not fields.keys() & found.keys():
            found |= fields
            is_header = True
        elif _continues(lines, at, headline, is_header=is_header and bool(headline)):
            is_header |= bool(_HEADING.match(line))
            headline.append(_HEADING.sub("", line).strip("*_ \t"))
        else:
            break
    else:
        at = len(lines)
    if not is_header or not headline:
        return {}, text
    return found | {"headline": " ".join(headline)}, "\n".join(lines[at:])


def _continues(lines: list[str], at: int, headline: list[str], *, is_header: bool) -> bool:
    """Whether a line without a field belongs to the headline."""
    if not headline:
        return len(lines[at]) <= _HEADLINE_LENGTH
    if is_header or not lines[at - 1].strip() or len(headline) == _HEADLINE_LINES:
        return False
    return sum(map(len, headline)) + len(lines[at]) <= _HEADLINE_LENGTH


def fields_of(line: str, *, is_first: bool = False) -> dict[str, str]:
    """Return the fields that a header line states: a byline, a date, both, or one that is named."""
    line = line.strip("*_ \t")
    name, value = field_of(line)
    if name and value and not is_first and name not in {"headline", "body"}:
        return {name: value}
    if _is_date(line):
        return {"date": line}
    if byline := _BYLINE.match(line):
        return {"byline": byline["who"]}
    for split in _PARTS.finditer(line):
        before, after = line[: split.start()].strip(), line[split.end() :].strip()
        if _is_date(after) and (who := _BYLINE.match(before)):
            return {"byline": who["who"], "date": after}
    return {}


def _is_date(line: str) -> bool:
    """Whether a line is a date, perhaps with the day of the week, the time and "Published"."""
    if not line or len(line) > _LONGEST_DATE or not any(char.isdigit() for char in line):
        return False
    try:
        if number_dates.find(line.rpartition(": ")[2]) is not None:
            return True
    except ValueError:
        return False
    if find_in_words(line) is None:
        return False
    rest = _DATE_WORDS.sub(" ", line, count=1)
    return all(fold(word) in _AROUND_DATES or fold(word) in _weekdays() for word in _WORD.findall(rest))
