"""What the archive holds, in words."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.overview.coverage import Coverage

_LEAST_TO_NAME = 0.3  # share of the articles from which the largest source is named


def in_words(coverage: Coverage) -> str:
    """Return "in 12,001 articles, mostly from 2007 to 2020, two thirds of them from Reuters"; "" if empty."""
    if not coverage.articles:
        return ""
    n = coverage.articles
    if coverage.samples.alone:
        counted = ngettext("in %(n)s sample article", "in %(n)s sample articles", n)
    else:
        counted = ngettext("in %(n)s article", "in %(n)s articles", n)
    parts = [counted % {"n": intcomma(n)}, _years(coverage), _source(coverage)]
    return ", ".join(part for part in parts if part)


def _years(coverage: Coverage) -> str:
    if not coverage.core:
        return ""
    first, last = coverage.core
    whole = [*coverage.years]
    if first == last:
        return (
            _("from %(year)s") % {"year": first}
            if len(whole) == 1
            else _("mostly from %(year)s") % {"year": first}
        )
    words = {"first": first, "last": last}
    if (first, last) == (whole[0], whole[-1]):
        return _("from %(first)s to %(last)s") % words
    return _("mostly from %(first)s to %(last)s") % words


def _source(coverage: Coverage) -> str:
    if coverage.source is None or coverage.samples.alone:
        return ""
    _slug, name, articles = coverage.source
    share = articles / coverage.articles
    if share < _LEAST_TO_NAME:
        return ""
    if share == 1:
        return _("all from %(source)s") % {"source": name}
    words = {
        1 / 3: _("a third of them from %(source)s"),
        1 / 2: _("half of them from %(source)s"),
        2 / 3: _("two thirds of them from %(source)s"),
        3 / 4: _("three quarters of them from %(source)s"),
        0.95: _("nearly all of them from %(source)s"),
    }
    return words[min(words, key=lambda part: abs(part - share))] % {"source": name}
