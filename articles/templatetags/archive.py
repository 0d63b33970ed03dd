"""Template tags and filters for dates, languages and timelines."""

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
LONGEST_QUERY = 2_000  # characters; all browsers and servers accept this many
# Right-to-left languages (ISO 639 codes) and scripts (ISO 15924 codes).
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])


@register.filter
def top(share: float) -> float:
    """Return the distance from the top to a bar of this height; both are percentages."""
    return round(100 - share, 2)


@register.filter
def direction(language: str) -> str:
    """Return "rtl" for a right-to-left language or script, else "auto".

    Never "ltr": if the language is unknown, the browser determines the direction from the letters.
    """
    first, *more = language.lower().split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "auto"
    return "rtl" if first in _RIGHT_TO_LEFT else "auto"


@register.simple_tag
def in_language(language: str) -> SafeString:
    """Return the lang and dir attributes of an element with text in this language."""
    return format_html('lang="{}" dir="{}"', language, direction(language))


@register.simple_tag
def interface_languages() -> list[tuple[str, str]]:
    """Return (code, name) pairs, each name in its own language; Django's own tag translates them."""
    return list(settings.LANGUAGES)


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Return this page's path and query, for a link back to it; a query that is too long is left out.

    Error pages are rendered without a request: for them, return "/".
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return "/"
    query = request.META.get("QUERY_STRING", "")
    return request.get_full_path() if len(query) <= LONGEST_QUERY else request.path


@register.simple_tag
def article_day(article: Article, style: str = "DATE_FORMAT") -> SafeString:
    """Return the publication date as a <time> element, or "Date unknown".

    ``style`` is one of Django's named formats, or "l" for the full date with the day of the week."""
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
