"""Functions that templates call: addresses, days, languages, and what a page tells programs."""

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.discovery.canonical import canonical
from articles.discovery.described import coins
from articles.exports.citations.citation import Citation
from articles.models import Article
from articles.search.results import Hit

LONGEST_QUERY = 2_000  # characters that browsers and servers everywhere take in an address
# ISO 639 codes of languages, and ISO 15924 codes of scripts, that are written from right to left.
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])


@lru_cache(maxsize=1_000)  # every page has the same few dozen
def url(name: str, *args: object) -> str:
    """The address that a name of ``urls.py`` has with these arguments."""
    return reverse(name, args=args)


def languages() -> list[tuple[str, str]]:
    """Code and name of each language of the interface, the name in its own words."""
    return list(settings.LANGUAGES)


def page_address(request: HttpRequest | None) -> str:
    """Path and query of this page, for a link that leads back to it; an endless query is left out.

    The page for a fault is made without a request: "/".
    """
    if not request:
        return "/"
    query = request.META.get("QUERY_STRING", "")
    return request.get_full_path() if len(query) <= LONGEST_QUERY else request.path


def page_url(request: HttpRequest, number: int) -> str:
    """The query string of another page of the same list."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def canonical_url(request: HttpRequest | None) -> str:
    """The one address of the page; "" where there is no request (as when everything broke)."""
    return canonical(request) if request else ""


def direction(language: str) -> str:
    """ "rtl" for a language, or a script named in its code, that runs from right to left; else "auto".

    Not "ltr": where the language was never given, the letters themselves say which way they run.
    """
    first, *more = language.lower().split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "auto"
    return "rtl" if first in _RIGHT_TO_LEFT else "auto"


@lru_cache(maxsize=100)
def in_language(language: str) -> SafeString:
    """The attributes of an element whose text is in this language."""
    return format_html('lang="{}" dir="{}"', language, direction(language))


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


def hit_coins(hit: Hit, site: str) -> SafeString:
    """An article of a list as COinS, which reference managers read. Costs no query."""
    hit.article.source = hit.source  # so that it is not looked up for each
    return coins(Citation.of(hit.article, site))
