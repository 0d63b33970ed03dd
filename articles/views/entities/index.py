"""Indexes of the people, countries, organisations, places, authors or sources of published articles."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.search.browse.name_directory import LETTERS, OTHER, NamePage, list_names
from articles.search.facet_types import BY_PLURAL
from articles.search.request import clean_text

PER_PAGE = 200
NAME_CHARACTERS = 100
MOST_PAGES = 9  # digits
TITLES = {
    "people": _("People"),
    "countries": _("Countries"),
    "organisations": _("Organisations"),
    "places": _("Places"),
    "authors": _("Authors"),
    "sources": _("Sources"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the index, with its number of names and the query string that shows them."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class IndexRequest:
    """The URL parameters of an index; invalid values are replaced by defaults."""

    name: str
    letter: str
    sort: str
    page: int

    @classmethod
    def of(cls, params: QueryDict) -> "IndexRequest":
        """Read URL parameters; never raises."""
        page = params.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) <= MOST_PAGES else 1
        letter = params.get("letter", "").strip().lower()[:10]
        sort = params.get("sort") or ("name" if letter else "count")
        name = clean_text(params.get("name", ""), NAME_CHARACTERS)
        return cls(name, letter, sort if sort in {"name", "count"} else "count", max(number, 1))

    def url(self, **changes: object) -> str:
        """Return the query string with changes, for the first page unless ``page`` is given."""
        values = {"name": self.name, "letter": self.letter, "sort": self.sort, **changes}
        query = QueryDict(mutable=True)
        usual = "name" if values["letter"] else "count"
        for key, value in values.items():
            if value and not (key == "sort" and value == usual):
                query[key] = str(value)
        return f"?{query.urlencode()}"


def entity_index(request: HttpRequest, plural: str) -> HttpResponse:
    """The names with their numbers of articles.

    ``?name=`` text in a name; ``?letter=`` a to z or other; ``?sort=`` count or name; ``?page=``.
    """
    asked = IndexRequest.of(request.GET)
    found = list_names(
        BY_PLURAL[plural],
        text=asked.name,
        letter=asked.letter,
        order=asked.sort,  # type: ignore[arg-type]
        page=asked.page,
        size=PER_PAGE,
    )
    context = {
        "here": plural,
        "plural": plural,
        "title": TITLES[plural],
        "asked": asked,
        "found": found,
        "first": (found.page - 1) * PER_PAGE + 1,
        "last": min(found.page * PER_PAGE, found.total),
        "letters": _letters(asked, found),
        "letter_known": asked.letter in {"", OTHER, *LETTERS},
        "by_count_url": asked.url(sort="count"),
        "by_name_url": asked.url(sort="name"),
        "all_letters_url": asked.url(letter="", sort="count" if asked.sort == "count" else "name"),
        "previous_url": asked.url(page=found.page - 1) if found.page > 1 else "",
        "next_url": asked.url(page=found.page + 1) if found.page < found.pages else "",
    }
    return render(request, "entities/index.html", context)


def _letters(asked: IndexRequest, found: NamePage) -> list[Letter]:
    """Return all letters of the alphabet, even without names, and OTHER if it has any."""
    counts = dict(found.letters)
    shown = [*LETTERS, *([OTHER] if counts.get(OTHER) else [])]
    return [
        Letter(
            each, each.upper(), counts.get(each, 0), asked.url(letter=each, sort="name"), each == asked.letter
        )
        for each in shown
    ]
