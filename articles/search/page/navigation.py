"""The links around the results: filter chips, pages, sort orders."""

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.search.facet_types import FACETS
from articles.search.page.facets import Directory
from articles.search.query.entity_lookup import facet_of
from articles.search.query.selection import Selection
from articles.search.request import VALUES, SearchRequest, Sort
from articles.search.results import Chip, PageItem, Pages, SortLink

_SORTS: dict[Sort, str] = {
    "relevance": gettext_noop("Relevance"),
    "newest": gettext_noop("Newest"),
    "oldest": gettext_noop("Oldest"),
}
_NEIGHBOURS = 2  # page links on either side of this page


def make_chips(selection: Selection, directory: Directory) -> list[Chip]:
    """Return a chip for each chosen or excluded value and one for the dates, with links that remove them."""
    request = selection.request
    chips = [
        _chip(request, name, key, directory.name(facet_of(name), pk, key))
        for name in VALUES
        for key, pk in zip(request.selected(name), selection.ids.get(name, ()), strict=True)
    ]
    if dates := _dates(request):
        chips.append(Chip("date", dates, request.without("dates").query_string()))
    return chips


def filters_in_words(selection: Selection) -> tuple[str, ...]:
    """Return the labels of a search's filters: "Ukraine", "not Russia", "From 2014"."""
    return tuple(chip.label for chip in chips_of(selection))


def chips_of(selection: Selection) -> list[Chip]:
    """Return the chips of a search that is shown without facets; this looks up the names."""
    return make_chips(selection, Directory({name: selection.named(name) for name in FACETS}))


def _chip(request: SearchRequest, name: str, key: str, label: str) -> Chip:
    facet = facet_of(name)
    excluded = name != facet
    said = _("not %(name)s") % {"name": label} if excluded else label
    return Chip(facet, said, request.without(name, key).query_string(), excluded)


def _dates(request: SearchRequest) -> str:
    first, last = request.dates
    if first and last:
        labels = {"first": first.label, "last": last.label}
        return first.label if first == last else _("%(first)s to %(last)s") % labels
    if first:
        return _("From %(day)s") % {"day": first.label}
    return _("Up to %(day)s") % {"day": last.label} if last else ""


def trail(request: SearchRequest, place: int) -> str:
    """Return "?q=…&at=12": the search and an article's position in it, from 1, whatever the page size.

    "" for the whole archive, since there is no list to return to.
    """
    return "" if request.is_empty else f"{request.query_string(page=1)}&at={place}"


def page_of(request: SearchRequest, count: int) -> Page[int]:
    """Return the requested page of ``count`` hits, as positions in the list; the last one if it is beyond."""
    return Paginator(range(count), request.per_page).get_page(request.page)


def make_pages(request: SearchRequest, page: Page[int]) -> Pages:
    """Return links to the pages around this one, and to the first and the last."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=_NEIGHBOURS, on_ends=1)
    return Pages(
        number=page.number,
        total=page.paginator.num_pages,
        first=page.start_index(),
        last=page.end_index(),
        previous_url=request.query_string(page=page.number - 1) if page.has_previous() else None,
        next_url=request.query_string(page=page.number + 1) if page.has_next() else None,
        items=[
            PageItem(each, request.query_string(page=each), current=each == page.number)
            if isinstance(each, int)
            else PageItem(None, "", current=False)
            for each in numbers
        ],
    )


def make_sorts(request: SearchRequest, current: Sort, *, ranked: bool) -> list[SortLink]:
    """Return the available sort orders; relevance only if the query has words."""
    return [
        SortLink(value, _(label), request.query_string(sort=value), value == current)
        for value, label in _SORTS.items()
        if ranked or value != "relevance"
    ]
