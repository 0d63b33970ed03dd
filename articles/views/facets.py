"""The page with all values of one facet."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.search.facet_types import FACETS
from articles.search.filters import ArticleFilterSet, Parameter
from articles.search.page.facets import all_values
from articles.search.parameters import ParameterField, TextField

PER_PAGE = 200
BESIDE = 12  # values found in the list beside the results
NAME_CHARACTERS = 100


class FacetFilterSet(ArticleFilterSet):
    """A search, with ``name`` (text to find in the names of values) and ``part`` ("list": that alone)."""

    name = Parameter(TextField, most=NAME_CHARACTERS)
    part = Parameter(ParameterField)


def facet_values(request: HttpRequest, name: str) -> HttpResponse:
    """All values of a facet for a search; ``?name=`` keeps those that contain the text.

    ``?part=list`` returns only the first of them, as an HTML fragment for the list beside the results.
    """
    if name not in FACETS:
        raise Http404("There is no such facet.")
    filters = FacetFilterSet(request.GET)
    search, text = filters.search_request, filters.form.cleaned_data["name"]
    beside = filters.form.cleaned_data["part"] == "list"
    limit = BESIDE if beside else PER_PAGE
    facet = all_values(search, name, text=text, offset=(search.page - 1) * limit, limit=limit)  # type: ignore[arg-type]
    context = {
        "here": "articles",
        "base": "/articles/",
        "facet": facet,
        "title": title_of(name),
        "counted": counted(name, facet.total, text),
        "name": text,
        "search": search,
        "kept": [pair for pair in search.parameters() if pair[0] != "page"],
        "back_url": search.changed().query_string(),
        "previous_page": search.page - 1,
        "next_page": search.page + 1 if search.page * limit < facet.total else 0,
    }
    response = render(request, "parts/facets/found.html" if beside else "articles/facet.html", context)
    if beside:
        response["X-Robots-Tag"] = "noindex"
    return response


def title_of(name: str) -> str:
    return {
        "country": _("Filter by country"),
        "person": _("Filter by person"),
        "organisation": _("Filter by organisation"),
        "place": _("Filter by place"),
        "author": _("Filter by author"),
        "source": _("Filter by source"),
    }[name]


def counted(name: str, total: int, text: str) -> SafeString:
    """Describe the number of values in HTML, and the ``text`` they were filtered by."""
    number = format_html("<b>{}</b>", intcomma(total))
    sentence = (_counted_with_text if text else _counted)(name, total)
    return format_html(sentence, n=number, text=text)


def _counted(name: str, n: int) -> str:
    return {
        "country": ngettext("{n} country in the articles found", "{n} countries in the articles found", n),
        "person": ngettext("{n} person in the articles found", "{n} people in the articles found", n),
        "organisation": ngettext(
            "{n} organisation in the articles found", "{n} organisations in the articles found", n
        ),
        "place": ngettext("{n} place in the articles found", "{n} places in the articles found", n),
        "author": ngettext("{n} author of the articles found", "{n} authors of the articles found", n),
        "source": ngettext("{n} source in the articles found", "{n} sources in the articles found", n),
    }[name]


def _counted_with_text(name: str, n: int) -> str:
    return {
        "country": ngettext(
            "{n} country in the articles found, with “{text}” in the name",
            "{n} countries in the articles found, with “{text}” in the name",
            n,
        ),
        "person": ngettext(
            "{n} person in the articles found, with “{text}” in the name",
            "{n} people in the articles found, with “{text}” in the name",
            n,
        ),
        "organisation": ngettext(
            "{n} organisation in the articles found, with “{text}” in the name",
            "{n} organisations in the articles found, with “{text}” in the name",
            n,
        ),
        "place": ngettext(
            "{n} place in the articles found, with “{text}” in the name",
            "{n} places in the articles found, with “{text}” in the name",
            n,
        ),
        "author": ngettext(
            "{n} author of the articles found, with “{text}” in the name",
            "{n} authors of the articles found, with “{text}” in the name",
            n,
        ),
        "source": ngettext(
            "{n} source in the articles found, with “{text}” in the name",
            "{n} sources in the articles found, with “{text}” in the name",
            n,
        ),
    }[name]
