"""The citation of a cited search."""

from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.exports.article_citations import Citing
from articles.exports.characters import line
from articles.exports.citations.citation import Citation
from articles.models import FrozenSearch
from articles.partial_dates import full_date
from articles.research.freezing import SearchReading, request_of
from articles.research.titles import title_of


def citation_of(frozen: FrozenSearch, site: str) -> Citation:
    """Return the citation of a cited search as a dataset; ``site``: the base URL of the archive."""
    title = title_of(request_of(frozen.query), SearchReading.stored(frozen.reading))
    number = ngettext("%(count)s article", "%(count)s articles", frozen.count) % {
        "count": intcomma(frozen.count)
    }
    told = _("Search of a news archive: %(search)s (%(number)s)")
    return Citation(
        key=f"newsarchive-search-{frozen.pk}",
        title=line(told % {"search": title, "number": number}),
        address=f"{site}{frozen.get_absolute_url()}",
        published=full_date(frozen.frozen_at.date()),
        kind="data",
        note=f"SHA-256 {frozen.checksum}; {frozen.software}",
    )


def citing(frozen: FrozenSearch, site: str, today: date) -> Citing:
    """Return the citation in every style and format; ``today``: the date of access."""
    return Citing.from_citation(citation_of(frozen, site), today)
