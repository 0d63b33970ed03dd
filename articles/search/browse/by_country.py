"""The number of matching articles about each country."""

from dataclasses import dataclass

from django.urls import reverse

from articles.country_names import country_name
from articles.models import Entity, Kind
from articles.models.entities.entities import PATHS
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class CountryCount:
    """A country: its ISO code, its name in the reader's language, and the number of articles about it."""

    code: str
    name: str
    count: int

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The URL of its page."""
        return reverse("entity", args=[PATHS[Kind.COUNTRY], self.code.lower()])


def articles_by_country(request: SearchRequest, using: Counting) -> list[CountryCount]:
    """Return every country that matching articles are about, most articles first.

    Call it in the transaction of ``using``, under limited().
    """
    counted = using.every(Selection(request), "country")
    known = Entity.objects.filter(kind=Kind.COUNTRY).values_list("pk", "code", "name")
    names = {pk: (code, country_name(code, name)) for pk, code, name in known}
    return [CountryCount(*names[pk], count) for pk, count in counted if pk in names]
