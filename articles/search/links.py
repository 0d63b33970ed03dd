"""The links around the results: chips, pages, orders."""

from articles.search.dates import parse_partial
from articles.search.facets import Directory
from articles.search.filters import Selection
from articles.search.request import FACETS, SearchRequest, Sort
from articles.search.results import Chip, PageItem, Pages, SortLink

_SORTS: dict[Sort, str] = {"relevance": "Relevance", "newest": "Newest", "oldest": "Oldest"}
_NEIGHBOURS = 2  # page links on either side of this page


def make_chips(selection: Selection, directory: Directory) -> list[Chip]:
    """One chip for each chosen value and one for the dates, each with the link that takes it off."""
    request = selection.request
    chips = [
        Chip(name, directory.name(name, pk, key), request.without(name, key).query_string())
        for name in FACETS
        for key, pk in zip(request.selected(name), selection.ids.get(name, ()), strict=True)
    ]
    if dates := _dates(request):
        chips.append(Chip("date", dates, request.without("dates").query_string()))
    return chips


def _dates(request: SearchRequest) -> str:
    first, last = parse_partial(request.after), parse_partial(request.before)
    if first and last:
        return first.label if first == last else f"{first.label} to {last.label}"
    if first:
        return f"From {first.label}"
    return f"Up to {last.label}" if last else ""


def trail(request: SearchRequest, place: int) -> str:
    """ "?q=…&at=12": where an article stands in the list, from 1, however long its pages are.

    "" for the whole archive, which is no list to return to.
    """
    return "" if request.is_empty else f"{request.query_string(page=1)}&at={place}"


def page_count(count: int, per_page: int) -> int:
    """How many pages there are: at least one."""
    return max(1, -(-count // per_page))


def make_pages(request: SearchRequest, number: int, count: int) -> Pages:
    """Links to the pages around page ``number`` of ``count`` hits, and to the first and the last."""
    total = page_count(count, request.per_page)
    near = {1, total, *range(number - _NEIGHBOURS, number + _NEIGHBOURS + 1)}
    items: list[PageItem] = []
    shown = 0
    for each in sorted(page for page in near if 1 <= page <= total):
        if each - shown == 2:  # a gap of one page is as long as its mark
            items.append(PageItem(each - 1, request.query_string(page=each - 1), current=False))
        elif each - shown > 2:
            items.append(PageItem(None, "", current=False))
        items.append(PageItem(each, request.query_string(page=each), current=each == number))
        shown = each
    return Pages(
        number=number,
        total=total,
        first=(number - 1) * request.per_page + 1 if count else 0,
        last=min(count, number * request.per_page),
        previous_url=request.query_string(page=number - 1) if number > 1 else None,
        next_url=request.query_string(page=number + 1) if number < total else None,
        items=items,
    )


def make_sorts(request: SearchRequest, current: Sort, *, ranked: bool) -> list[SortLink]:
    """The orders to choose from; relevance only where there are words to be relevant to."""
    return [
        SortLink(value, label, request.query_string(sort=value), value == current)
        for value, label in _SORTS.items()
        if ranked or value != "relevance"
    ]
