"""What templates need to show dates and timelines."""

from collections.abc import Iterator
from datetime import date

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article
from articles.search.results import Bar, Timeline

register = template.Library()
MAX_TICKS = 9
LONGEST_QUERY = 2_000  # characters that browsers and servers everywhere take in an address
# ISO 639 codes of languages, and ISO 15924 codes of scripts, that are written from right to left.
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])


@register.filter
def top(share: float) -> float:
    """Where a bar of this height (0 to 100) begins, counted from above."""
    return round(100 - share, 2)


@register.filter
def direction(language: str) -> str:
    """ "rtl" for a language, or a script named in its code, that runs from right to left; else "auto".

    Not "ltr": where the language was never given, the letters themselves say which way they run.
    """
    first, *more = language.lower().split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "auto"
    return "rtl" if first in _RIGHT_TO_LEFT else "auto"


@register.simple_tag
def in_language(language: str) -> SafeString:
    """The attributes of an element whose text is in this language."""
    return format_html('lang="{}" dir="{}"', language, direction(language))


@register.simple_tag
def interface_languages() -> list[tuple[str, str]]:
    """Code and name of each, the name in its own words: Django's tag translates it for who reads another."""
    return list(settings.LANGUAGES)


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Path and query of this page, for a link that leads back to it; an endless query is left out.

    The page for a fault is made without a request: "/".
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return "/"
    query = request.META.get("QUERY_STRING", "")
    return request.get_full_path() if len(query) <= LONGEST_QUERY else request.path


@register.filter
def web_address(url: str | None) -> str:
    """``url`` where a link to it leads to the web, else "": an imported one may be anything."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


@register.filter
def with_ticks(timeline: Timeline) -> Iterator[tuple[Bar, str, str]]:
    """Each bar with the text under it ("" for most) and that text's class.

    "last-tick" stands too near the edge to begin there; a narrow screen leaves out every "minor" one.
    """
    bars = timeline.bars
    steps = [1, 2, 5, 10, 20, 50] if timeline.level == "year" else [1, 2, 3, 6, 12, 24, 60]
    if timeline.level == "day":
        steps = [1, 2, 5, 10]
    step = next((step for step in steps if len(bars) / step <= MAX_TICKS), max(steps))
    ticked = [position for position, bar in enumerate(bars) if _stands_on(bar, timeline.level, step)]
    places = {
        position: "" if number % 2 == 0 else "minor" for number, position in enumerate(reversed(ticked))
    }
    if len(bars) > 9 and ticked and ticked[-1] > len(bars) - max(2, len(bars) // 20):
        places[ticked[-1]] = "last-tick"
    for position, bar in enumerate(bars):
        text = _tick(bar, timeline.level, first=position == ticked[0]) if position in places else ""
        yield bar, text, places.get(position, "")


def _stands_on(bar: Bar, level: str, step: int) -> bool:
    year, _, rest = bar.value.partition("-")
    if level == "year":
        return int(year) % step == 0
    if level == "month":
        return (int(year) * 12 + int(rest) - 1) % step == 0
    return int(rest.partition("-")[2]) % step == 0 or (step > 1 and rest.endswith("-01"))


def _tick(bar: Bar, level: str, *, first: bool) -> str:
    """The year, the month or the day; the first of some months also says of which year."""
    year = bar.value[:4]
    if level == "month" and not bar.value.endswith("-01"):
        month = formats.date_format(date(2000, int(bar.value[5:7]), 1), "M")
        return f"{month} {year}" if first else month
    if level == "month":
        return year
    return year if level == "year" else str(int(bar.value[8:]))


@register.simple_tag
def article_day(article: Article, style: str = "DATE_FORMAT") -> SafeString:
    """The day of publication as a <time>, in the order of the reader's language, or words that say it is not
    known. ``style`` is one of Django's named formats, or "l" for the day of the week before it."""
    if article.published_on is None:
        return format_html('<span class="day">{}</span>', _("Date unknown"))
    return format_html(
        '<time datetime="{}">{}</time>',
        article.published_on.isoformat(),
        _written(article.published_on, style),
    )


def _written(day: date, style: str) -> str:
    written = formats.date_format(day, "DATE_FORMAT" if style == "l" else style)
    return f"{formats.date_format(day, 'l')} {written}" if style == "l" else written
