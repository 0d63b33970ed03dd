"""Header lines without names: the headline, the byline and the date above a text, in any order."""

import re
from functools import cache

from babel import Locale

from articles.extraction.lexicon.data import read_lines
from articles.importers.cleaning import number_dates, partial_words
from articles.importers.cleaning.clean import is_banner
from articles.importers.cleaning.date_words import IN_WORDS, find_in_words
from articles.importers.formats.text_files.headers import field_of
from articles.text import fold

_LOOKED_AT = 12  # lines
_LONGEST_DATE = 70
_HEADLINE_LENGTH = 300
_HEADLINE_LINES = 3
_LONGEST_SOURCE = 60
_NAME_WORDS = 4
_BY = r"(?:by|von|vom|par|por|door|di|af|av|text|story)"
_PARTICLE = (
    r"(?:and|und|et|y|e|en|og|och|de|da|di|du|del|della|der|den|van|von|la|le|al|el|bin|ibn|zu|of|for|the|in"
    r"|für|,|&)"
)
_NAME = r"[^\W\d_a-z][\w.'’-]*,?"
_BYLINE = re.compile(rf"(?i:{_BY})(?::\s*|\s+)(?P<who>{_NAME}(?:\s+(?:{_NAME}|{_PARTICLE}))*)$")
_CAPITALISED = re.compile(rf"(?:The\s+)?{_NAME}(?:\s+(?:{_NAME}|{_PARTICLE}))*$")
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
def _given_names() -> frozenset[str]:
    """Return the given names of people, read when they are first needed."""
    return frozenset(read_lines("given_names.txt"))


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
        if not line.strip():
            continue
        fields = _fields_at(lines, at, found, is_first=not headline)
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
        elif len(headline) == 1 and _headline_below(lines, at, found):
            found["source"], headline = headline[0], [line.strip()]
        else:
            break
    else:
        at = len(lines)
    if not is_header or not headline:
        return {}, text
    return found | {"headline": " ".join(headline)}, "\n".join(lines[at:])


def _fields_at(lines: list[str], at: int, found: dict[str, str], *, is_first: bool) -> dict[str, str]:
    fields = fields_of(lines[at].strip(), is_first=is_first)
    if fields or is_first:
        return fields
    return _source(lines, at) if "byline" in found else _person(lines, at)


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
        parts = [line[: split.start()].strip(), line[split.end() :].strip()]
        dates = [part for part in parts if _is_date(part)]
        people = [who["who"] for part in parts if (who := _BYLINE.match(part))]
        if len(dates) == len(people) == 1:
            return {"byline": people[0], "date": dates[0]}
    return {}


def _person(lines: list[str], at: int) -> dict[str, str]:
    """Return the byline that a line below the headline is: a name alone, with a date below it."""
    words = lines[at].split()
    if not 2 <= len(words) <= _NAME_WORDS or not _CAPITALISED.match(lines[at].strip()):
        return {}
    following = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
    is_known = words[0].title() in _given_names() and _is_date(following)
    return {"byline": " ".join(words)} if is_known else {}


def _source(lines: list[str], at: int) -> dict[str, str]:
    """Return the source that a short line between byline and date is."""
    line = lines[at].strip()
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    is_name = len(line) <= _LONGEST_SOURCE and _CAPITALISED.match(line)
    return {"source": line} if is_name and _is_date(following) else {}


def _headline_below(lines: list[str], at: int, found: dict[str, str]) -> bool:
    """Whether the headline comes only now, as a byline follows it: the line above the date is the source."""
    following = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
    is_short = len(lines[at]) <= _HEADLINE_LENGTH and not lines[at].rstrip().endswith(
        (".", "!", "?", "”", '"')
    )
    return "byline" not in found and "source" not in found and is_short and "byline" in fields_of(following)


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
        return partial_words.says_more(line) and partial_words.read(line) is not None
    rest = _DATE_WORDS.sub(" ", line, count=1)
    return all(fold(word) in _AROUND_DATES or fold(word) in _weekdays() for word in _WORD.findall(rest))
