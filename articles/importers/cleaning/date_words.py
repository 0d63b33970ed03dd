"""Dates in words, in the languages of news: "17 March 2014", "1er mai 2012", "1 мая 2012", "2012年5月1日"."""

import re
import unicodedata
from datetime import date

from articles.month_names import month_names, written_months
from articles.text import fold

_LANGUAGES = (
    "en",
    "de",
    "de-AT",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "ru",
    "uk",
    "sv",
    "da",
    "nb",
    "pl",
    "cs",
    "tr",
)
_MORE = {"sept": 9, "mrz": 3, "set": 9}  # usual, but not in the data
#: The months by name, folded; and any name, for use inside other regular expressions.
MONTHS = month_names(_LANGUAGES, short=True) | _MORE
MONTH = rf"(?:{'|'.join([*written_months(_LANGUAGES), *_MORE])})"
_ORDINAL = r"(?:st|nd|rd|th|er|re|\.?[oaºª°]|\.)?"
_OF = r"(?:\s*(?:[-,/]|\b(?:of|de|del|di|do)\b)\s*|\s+|\.\s*)+"
_DAY_FIRST = (
    rf"(?<![\d.,:/-])(?:(?P<day>\d{{1,2}}){_ORDINAL}{_OF}(?P<month>{MONTH})(?![^\W\d_])"
    rf"{_OF}(?P<year>\d{{4}})(?!\d))"
)
_MONTH_FIRST = (
    rf"(?<![^\W\d_])(?:(?P<month>{MONTH})\.?[\s-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:\s*,\s*|[\s-]+)(?P<year>\d{{4}})(?!\d))"
)
_YEAR_FIRST = (
    r"(?<!\d)(?:(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号號])"
)
_FORMS = [re.compile(each, re.IGNORECASE) for each in (_MONTH_FIRST, _DAY_FIRST, _YEAR_FIRST)]
#: A date in words, for use inside other regular expressions; without groups.
IN_WORDS = "(?:{})".format("|".join(re.sub(r"\?P<\w+>", "?:", form.pattern) for form in _FORMS))
_FOUR_DIGITS = re.compile(r"\d{4}")
# Years of Japanese reigns: the year before the first.
_REIGNS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_REIGN = re.compile(rf"({'|'.join(_REIGNS)})\s*(元|\d{{1,2}})\s*年")
_NUMERALS = "〇一二三四五六七八九"
_NUMERAL = re.compile(r"(?<=[年月])([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)(?=[月日])")
_YEAR = re.compile(rf"[{_NUMERALS}零○]{{4}}(?=年)")


def find_in_words(text: str) -> date | None:
    """Return the first date in words in a text, or None if there is none or it is invalid."""
    text = unicodedata.normalize("NFKC", text)
    if "年" in text:
        text = with_digits(text)
    if not _FOUR_DIGITS.search(text):
        return None
    found = [match for form in _FORMS if (match := form.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    month = first["month"]
    try:
        return date(
            int(first["year"]), int(month) if month.isdecimal() else MONTHS[fold(month)], int(first["day"])
        )
    except ValueError:
        return None


def with_digits(text: str) -> str:
    """Replace years of reigns and numbers in Chinese characters with digits: 平成二十四年 is 2012年."""
    text = _YEAR.sub(lambda found: _digits(found.group()), text)
    text = _REIGN.sub(
        lambda found: f"{_REIGNS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年", text
    )

    def number(found: re.Match[str]) -> str:
        tens, ten, ones = found.groups()
        if not found.group():
            return ""
        return f"{_digits(tens or '一') if ten else ''}{_digits(ones) or ('0' if ten else _digits(tens))}"

    return _NUMERAL.sub(number, text)


def _digits(numerals: str) -> str:
    return "".join(str(_NUMERALS.index("〇" if each in "零○" else each)) for each in numerals)
