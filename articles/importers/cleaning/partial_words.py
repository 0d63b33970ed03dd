"""Dates that are not full ones, in many languages: "May 2012", "2012-05", "1890s", "c. 1890"."""

import re
import unicodedata

from articles.importers.cleaning.date_words import MONTH, MONTHS, with_digits
from articles.importers.cleaning.publication_dates import YEARS
from articles.partial_dates import PartialDate, decade, parse_edtf, partial_date
from articles.text import fold

_LONGEST = 60  # characters
_YEAR = r"(?P<year>\d{4})"
_OF = r"(?:\s+(?:of|de|del|di|do))?\s+"
_TEN = r"(?P<ten>\d{3})0"
# 1890s, 1890er Jahre, 1890-е, 1890-talet, 1890年代; années 1890
_DECADE_AFTER = (
    r"(?:['’]?s|er(?:[\s-]jahren?)?|-?talet|-?tallet|-?erne|\s*年代|\s?-?[ех](?:\s+(?:годы|роки))?)"
)
_DECADE_BEFORE = (
    r"(?:(?:les|los|gli|os|de)\s+)?(?:années|annees|década de|decada de|años|anni|anos|jaren|lata)"
)
_EDTF = re.compile(r"[\dXx-]+~?$")
_MONTH_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}",
        rf"{_YEAR}(?P<number>0[1-9]|1[0-2])",  # 201205
        rf"{_YEAR}\s?[-/.]\s?{_MONTH_NUMBER}(?:-00)?",  # 2012-05-00, as some databases write it
        rf"{_YEAR}-00-00",
        rf"{_MONTH_NUMBER}\s?[-/.]\s?{_YEAR}",
        rf"(?P<month>{MONTH})(?:\.?,?\s*[-/]?\s*|\.?{_OF}){_YEAR}",
        rf"{_YEAR},?\s+(?P<month>{MONTH})\.?",
        rf"{_YEAR}\s*[年년]\s*(?:{_MONTH_NUMBER}\s*[月월])?",
        rf"(?:the\s+)?{_TEN}{_DECADE_AFTER}",
        rf"{_DECADE_BEFORE}\s+{_TEN}",
    )
]
#: A part of a year, which is kept as its words.
_PART = re.compile(
    r"(?:spring|summer|autumn|fall|winter|early|mid|late|frühjahr|frühling|sommer|herbst|anfang|mitte|ende"
    r"|printemps|été|automne|hiver|début|fin|primavera|verano|otoño|invierno|estate|autunno|inverno"
    r"|verão|outono|lente|voorjaar|zomer|herfst|najaar|весна|лето|осень|зима|vår|våren|höst|wiosna|lato|jesień|zima"
    r"|q[1-4])(?:[\s-]+|,\s*|\s+(?:of|de|del|di)\s+)(?P<rest>\S.*)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:ca?\.\s*|c(?=\d)|(?:c|ca|cca|circa|about|around|approx\.|approximately|um|etwa|gegen|vers|environ"
    r"|hacia|alrededor de|cerca de|ongeveer|omstreeks|rond|около|ок\.|близько|omkring|kring|około|ok\."
    r"|kolem|asi|yaklaşık)\s+|約\s*)"
    r"(?P<rest>\S.*)",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"(?P<rest>.*?\d\w?)\s*(?:\(\?\)|\?|\(ca?\.\)|\((?:circa|approx\.?|approximately)\))")


def read(words: str) -> PartialDate | None:
    """Return the month, year or decade that the words are, None if they are anything else."""
    text = " ".join(unicodedata.normalize("NFKC", words).split())
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    if "年" in text:
        text = with_digits(text)
    found = _read(text.strip("[]., "))
    return found if found and found.first.year in YEARS else None


def _read(text: str) -> PartialDate | None:
    if about := (_ABOUT.fullmatch(text) or _UNSURE.fullmatch(text)):
        found = _read(about["rest"].strip("[]., "))
        return found.about() if found and not found.is_approximate else found
    if _EDTF.match(text) and (found := parse_edtf(text)) and found.level != "day":
        return found
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _date(match.groupdict())
    part = _PART.fullmatch(text)
    found = _read(part["rest"]) if part else None
    return found if found and found.level in ("year", "decade") else None


def _date(parts: dict[str, str | None]) -> PartialDate | None:
    if parts.get("ten"):
        return decade(int(f"{parts['ten']}0"))
    month = parts.get("month")
    number = MONTHS[fold(month)] if month else parts.get("number")
    return partial_date(int(parts["year"] or 0), int(number) if number else None)


def says_more(words: str) -> bool:
    """Whether a date's words have more than numbers, so that they are worth keeping."""
    return any(char.isalpha() or char in "?[(" for char in words.strip("Xx"))
