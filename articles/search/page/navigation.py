"""The links around the results: chips, pages, orders."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.search.page.facets import Directory
from articles.search.partial_dates import parse_partial
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
    """One chip for each value chosen or left out and one for the dates, with the links that take them off."""
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
    """What narrows a search besides its query: "Ukraine", "not Russia", "From 2014"."""
    ids: dict[bool, list[int]] = {True: [], False: []}
    for name, chosen in selection.ids.items():
        ids[facet_of(name) == "source"] += chosen
    directory = Directory(entity_ids=ids[False], source_ids=ids[True])
    return tuple(chip.label for chip in make_chips(selection, directory))


def _chip(request: SearchRequest, name: str, key: str, label: str) -> Chip:
    facet = facet_of(name)
    excluded = name != facet
    said = _("not %(name)s") % {"name": label} if excluded else label
    return Chip(facet, said, request.without(name, key).query_string(), excluded)


def _dates(request: SearchRequest) -> str:
    first, last = parse_partial(request.after), parse_partial(request.before)
    if first and last:
        labels = {"first": first.label, "last": last.label}
        return first.label if first == last else _("%(first)s to %(last)s") % labels
    if first:
        return _("From %(day)s") % {"day": first.label}
    return _("Up to %(day)s") % {"day": last.label} if last else ""


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
        SortLink(value, _(label), request.query_string(sort=value), value == current)
        for value, label in _SORTS.items()
        if ranked or value != "relevance"
    ]
