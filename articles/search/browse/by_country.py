"""How many of the articles found are about each country."""

from dataclasses import dataclass

from django.urls import reverse

from articles.models import Entity, Kind
from articles.models.entities import PATHS
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class CountryCount:
    """A country by its ISO code, and in how many articles it is."""

    code: str
    name: str
    count: int

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("entity", args=[PATHS[Kind.COUNTRY], self.code.lower()])


def articles_by_country(request: SearchRequest, using: Counting) -> list[CountryCount]:
    """Every country that matching articles are about, most articles first.

    Like ``using`` itself it belongs into a transaction that limited() guards.
    """
    counted = using.every(Selection(request), "country")
    known = Entity.objects.filter(kind=Kind.COUNTRY).values_list("pk", "code", "name")
    names = {pk: (code, name) for pk, code, name in known}
    return [CountryCount(*names[pk], count) for pk, count in counted if pk in names]
