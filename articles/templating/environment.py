"""The Jinja2 environment of the public pages."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import date, truncatechars
from django.templatetags.static import static
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment

from articles.charts.ticks import with_ticks
from articles.discovery.views import site_of
from articles.templating import functions
from articles.templating.sentence import sentence
from articles.text import web_address

EXTENSIONS = ["jinja2.ext.i18n"]
#: A text in a template may be broken into lines; what is translated is one line.
POLICIES = {"ext.i18n.trimmed": True}
FUNCTIONS = {
    "article_day": functions.article_day,
    "canonical_url": functions.canonical_url,
    "hit_coins": functions.hit_coins,
    "in_language": functions.in_language,
    "language": get_language,
    "is_right_to_left": get_language_bidi,
    "languages": functions.languages,
    "page_address": functions.page_address,
    "page_url": functions.page_url,
    "site_of": site_of,
    "static": static,
    "url": functions.url,
}
FILTERS = {
    "date": date,
    "intcomma": intcomma,
    "sentence": sentence,
    "truncatechars": truncatechars,
    "web_address": web_address,
    "with_ticks": with_ticks,
}


def environment(**options: Any) -> Environment:
    """An environment in which a line that holds nothing but a tag leaves nothing in the page."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, extensions=EXTENSIONS, **options)
    made.policies |= POLICIES
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= FUNCTIONS
    made.filters |= FILTERS
    return made
