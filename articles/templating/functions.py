"""Functions that templates call: addresses, dates, languages, and metadata."""

from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.discovery.canonical import canonical
from articles.discovery.described import coins
from articles.exports.citations.citation import Citation
from articles.models import Article
from articles.partial_dates import PartialDate
from articles.search.request import SearchRequest
from articles.search.results import Hit
from articles.templating.translating import cached

_CONSOLE = "django.core.mail.backends.console.EmailBackend"
LONGEST_QUERY = 2_000  # characters; all browsers and servers accept this many
# Right-to-left languages (ISO 639 codes) and scripts (ISO 15924 codes).
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])


@lru_cache(maxsize=1_000)  # every page has the same few dozen
def url(name: str, *args: object) -> str:
    """Return the address of a named URL."""
    return reverse(name, args=args)


def languages() -> list[tuple[str, str]]:
    """Return (code, name) pairs of the interface's languages, each name in its own language."""
    return list(settings.LANGUAGES)


def reader_of(request: HttpRequest | None) -> AbstractBaseUser | None:
    """Return who is signed in, or None. Without a session cookie, no session is read.

    Error pages are rendered without a request, or before one has a user.
    """
    if not request or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def sends_mail() -> bool:
    """Whether this archive sends email; without a mail server, emails only go to the console."""
    return str(settings.EMAIL_BACKEND) != _CONSOLE


def page_address(request: HttpRequest | None) -> str:
    """Return this page's path and query, for a link back to it; a query that is too long is left out.

    Error pages are rendered without a request: for them, return "/".
    """
    if not request:
        return "/"
    query = request.META.get("QUERY_STRING", "")
    return request.get_full_path() if len(query) <= LONGEST_QUERY else request.path


def page_url(request: HttpRequest, number: int, parameter: str = "page") -> str:
    """Return the query string of another page of the same list."""
    query = request.GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


def page_with(request: HttpRequest, **values: str) -> str:
    """Return the query string of this page with other values; an empty value leaves a parameter out."""
    query = request.GET.copy()
    for name, value in values.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def canonical_url(request: HttpRequest | None, search: SearchRequest | None = None) -> str:
    """Return the page's canonical URL, or "" without a request (as on the page for error 500)."""
    return canonical(request, search) if request else ""


def direction(language: str) -> str:
    """Return "rtl" for a right-to-left language or script, else "auto".

    Never "ltr": if the language is unknown, the browser determines the direction from the letters.
    """
    first, *more = language.lower().split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "auto"
    return "rtl" if first in _RIGHT_TO_LEFT else "auto"


@lru_cache(maxsize=100)
def in_language(language: str) -> SafeString:
    """Return the lang and dir attributes of an element with text in this language."""
    return format_html('lang="{}" dir="{}"', language, direction(language))


def article_day(article: Article, style: str = "DATE_FORMAT") -> SafeString:
    """Return the publication date as a <time> element, or "Date unknown".

    A partial date is shown as such. For full ones, ``style`` is one of Django's named formats, or "l"
    for the full date with the day of the week.
    """
    return mark_safe(_day(article.date, style))  # noqa: S308  (made by format_html)


@cached
def _day(date: PartialDate | None, style: str) -> SafeString:
    if date is None:
        return format_html('<span class="day">{}</span>', _("Date unknown"))
    if not date.iso:
        return format_html('<span class="day">{}</span>', date.label)
    return format_html('<time datetime="{}">{}</time>', date.iso, _written(date, style))


def _written(date: PartialDate, style: str) -> str:
    written = date.written("DATE_FORMAT" if style == "l" else style)
    if style != "l" or date.level != "day":
        return written
    return _("%(weekday)s %(date)s") % {"weekday": formats.date_format(date.first, "l"), "date": written}


def hit_coins(hit: Hit, site: str) -> SafeString:
    """Render an article in a list as COinS, which reference managers read. Makes no database query."""
    hit.article.source = hit.source  # avoids a query for each hit
    return coins(Citation.of(hit.article, site, hit.authors))
