"""Views that export searches and articles as files and feeds."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles.api.routes import article_answer, published_article
from articles.api.schemas import ArticleOut
from articles.exports import feed
from articles.exports.article_rows import ExportedArticle, read
from articles.exports.citations.references import bibtex, ris
from articles.exports.downloads import Download, TooManyDownloads
from articles.exports.formats import FILES, FORMATS, ExportFormat, ExportHeader, OriginalsFormat, pieces
from articles.exports.plain import plain_text
from articles.exports.wire.newsml import newsml
from articles.exports.wire.ninjs import ninjs
from articles.http import site_of
from articles.presentation.withdrawn import raise_missing
from articles.search.all_ids import MatchingIds
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.request import PER_PAGE, SearchRequest
from articles.text import make_slug

_NAME_CHARACTERS = 50
PATIENCE = 6  # a search for an export may take this many times SEARCH_TIMEOUT_MS


@require_safe
def export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Export all articles of a search: /articles.csv, .json, .jsonl, .ris, .bib, .zip, .wacz."""
    search = ArticleFilterSet(request.GET).search_request
    asked = search.changed(per_page=PER_PAGE)

    def find(patience: int) -> tuple[Sequence[int], ExportHeader]:
        everything = MatchingIds(search, patience=patience)
        return everything.ids, ExportHeader(asked.query_string(), len(everything.ids), everything.problems)

    return send_articles(request, find, FILES[suffix], f"{file_name(asked)}.{suffix}")


def send_articles(
    request: HttpRequest,
    find: Callable[[int], tuple[Sequence[int], ExportHeader]],
    written: ExportFormat | OriginalsFormat,
    name: str,
) -> HttpResponseBase:
    """Send the published ones of the articles found as a file called ``name``; for HEAD, only the headers.

    ``find`` takes a multiple of the search timeout: a download may take longer to begin than a page.
    """
    if request.method == "HEAD":
        return _counted(_file((), written.media_type, name), find(1)[1])
    try:
        download = Download()
    except TooManyDownloads:
        return busy(request)
    with ExitStack() as stack:
        stack.callback(download.close)
        ids, head = find(PATIENCE)
        download.pieces = written.stream(head, ids, site_of(request))
        stack.pop_all()
    return _counted(_file(download, written.media_type, name), head)


def send(request: HttpRequest, texts: Iterable[str], media_type: str, name: str) -> HttpResponseBase:
    """Send a long text as a file, or the "busy" page if too many downloads are in progress."""
    try:
        body = () if request.method == "HEAD" else Download(pieces(texts))
    except TooManyDownloads:
        return busy(request)
    return _file(body, media_type, name)


def _file(body: Iterable[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """Return a download response that search engines do not index."""
    response = StreamingHttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Robots-Tag"] = "noindex"
    return response


def _counted(response: StreamingHttpResponse, head: ExportHeader) -> StreamingHttpResponse:
    response["X-Total-Count"] = str(head.count)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """Return 503 while the maximum number of downloads is in progress."""
    response = render(request, "articles/busy.html", status=503)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def file_name(asked: SearchRequest, kind: str = "articles") -> str:
    """Return a file name that describes the search: "articles-crimea-vote-ua-2014"."""
    values = (asked.q, *chain.from_iterable(pair[1:] for pair in asked.without("q").parameters()))
    return "-".join(filter(None, (kind, make_slug(" ".join(values), "")[:_NAME_CHARACTERS].strip("-"))))


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """A search as an Atom feed, always newest first."""
    asked = ArticleFilterSet(request.GET).search_request
    size = asked.per_page if "per_page" in request.GET else feed.ENTRIES
    results = run(asked.changed(sort="newest", per_page=size, page=asked.page, problems=asked.problems))
    return HttpResponse(feed.atom(results, asked, site_of(request)), content_type=feed.CONTENT_TYPE)


@require_safe
def article_file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Export one published article: /articles/5.json (as in the API), .ninjs, .newsml, .ris, .bib, .txt."""
    kind = "inline" if suffix in {"json", "txt"} else "attachment"
    if suffix == "json":
        body = ArticleOut(**article_answer(request, published_article(pk))).model_dump_json()
        media_type = FORMATS["json"].media_type
    else:
        media_type, write = _ONE.get(suffix, ("", None))
        found = read([pk], site_of(request))
        if not found:
            raise_missing(pk)
        if write is None:
            raise Http404("There is no such format.")
        body = write(found[0])
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'{kind}; filename="article-{pk}.{suffix}"'
    response["X-Robots-Tag"] = "noindex"
    return response


_ONE: dict[str, tuple[str, Callable[[ExportedArticle], str]]] = {
    "ris": (FORMATS["ris"].media_type, lambda each: ris(each.citation)),
    "bib": (FORMATS["bib"].media_type, lambda each: bibtex(each.citation)),
    "ninjs": (FORMATS["ninjs"].media_type, lambda each: json.dumps(ninjs(each), ensure_ascii=False)),
    "newsml": (FORMATS["newsml"].media_type, lambda each: "".join(newsml([each]))),
    "txt": ("text/plain; charset=utf-8", plain_text),
}
