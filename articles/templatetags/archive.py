"""What templates need to show dates and timelines."""

from datetime import date

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.charts.ticks import with_ticks
from articles.models import Article
from articles.text import web_address

register = template.Library()
register.filter(web_address)
register.filter(with_ticks)
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
