"""How to cite a frozen search."""

from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.exports.article_citations import Citing
from articles.exports.characters import line
from articles.exports.citations.citation import Citation
from articles.models import FrozenSearch
from articles.research.freezing import Reading, request_of
from articles.research.titles import title_of


def citation_of(frozen: FrozenSearch, site: str) -> Citation:
    """The frozen search as a reference to data; ``site`` is the address of the archive."""
    title = title_of(request_of(frozen.query), Reading.stored(frozen.reading))
    number = ngettext("%(count)s article", "%(count)s articles", frozen.count) % {
        "count": intcomma(frozen.count)
    }
    told = _("Search of a news archive: %(search)s (%(number)s)")
    return Citation(
        key=f"newsarchive-search-{frozen.pk}",
        title=line(told % {"search": title, "number": number}),
        address=f"{site}{frozen.get_absolute_url()}",
        published=frozen.frozen_at.date(),
        kind="data",
        note=f"SHA-256 {frozen.checksum}; {frozen.software}",
    )


def citing(frozen: FrozenSearch, site: str, today: date) -> Citing:
    """The citation in every style and format; ``today``: the day of access."""
    return Citing.as_cited(citation_of(frozen, site), today)
