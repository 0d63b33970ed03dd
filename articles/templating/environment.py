"""The Jinja2 environment of the public pages."""

import re
from functools import partial
from typing import Any

from django.template.defaultfilters import date, truncatechars
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi
from jinja2 import Environment, select_autoescape
from jinja2.ext import Extension, InternationalizationExtension

from articles.charts.bar_chart import draw_bars
from articles.http import site_of
from articles.presentation.cleaning import cleaning_in_words
from articles.research.freezing import current_query
from articles.sentences.marking import marked
from articles.templating import functions, translating
from articles.templating.sentence import sentence
from articles.text import web_address

# Texts may be broken into lines; translators see one line.
POLICIES = {"ext.i18n.trimmed": True}
FUNCTIONS = {
    "article_day": functions.article_day,
    "canonical_url": functions.canonical_url,
    "cleaning_in_words": cleaning_in_words,
    "hit_coins": functions.hit_coins,
    "in_language": functions.in_language,
    "language": get_language,
    "is_right_to_left": get_language_bidi,
    "languages": functions.languages,
    "page_address": functions.page_address,
    "page_url": functions.page_url,
    "page_with": functions.page_with,
    "reader_of": functions.reader_of,
    "sends_mail": functions.sends_mail,
    "site_of": site_of,
    "static": static,
    "url": functions.url,
}
FILTERS = {
    "current_query": current_query,
    "date": date,
    "decimal": partial(number_format, decimal_pos=1),
    "draw_bars": draw_bars,
    "intcomma": translating.intcomma,
    "marked": marked,
    "sentence": sentence,
    "truncatechars": truncatechars,
    "web_address": web_address,
}


class Compact(Extension):
    """Replaces the indentation of templates with one space, which means the same to browsers."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return the template as it is compiled."""
        return re.sub(r"^[ \t]+", " ", source, flags=re.MULTILINE)


def environment(**options: Any) -> Environment:
    """Make the environment; a line with nothing but a tag leaves nothing in the page."""
    options.pop("autoescape")  # Django would escape plain text, too
    made = Environment(
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Compact, InternationalizationExtension],
        **options,
    )
    made.policies |= POLICIES
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translating.gettext,
        translating.ngettext,
        newstyle=True,
        pgettext=translating.pgettext,
        npgettext=translating.npgettext,
    )
    made.globals |= FUNCTIONS
    made.filters |= FILTERS
    return made
