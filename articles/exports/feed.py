"""A search as an Atom feed (RFC 4287), newest articles first, in pages (RFC 5005, section 3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urljoin

from django.db.models import prefetch_related_objects
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from articles.exports.article_rows import corrections_of
from articles.exports.characters import legal, line
from articles.exports.citations.citation import ARCHIVE, permanent_link, title_of
from articles.models import Article
from articles.search.request import PER_PAGE, SearchRequest
from articles.search.results import Hit, SearchResults

ENTRIES = 50  # per page, unless the request says otherwise
CONTENT_TYPE = Atom1Feed.content_type


class _Feed(Atom1Feed):
    """Django's Atom feed, with links to its pages, and with each entry's language and authors."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The metadata of a feed. pages: the URL of each page by its relation ("self", "next" …)."""

    title: str
    subtitle: str
    link: str
    guid: str
    pages: dict[str, str]


def atom(results: SearchResults, asked: SearchRequest, site: str) -> str:
    """Return the feed of a page of results.

    asked: the request as the reader wrote it, perhaps without order and page size; site: the base URL of the
    archive, as "https://news.example".
    """
    address = urljoin(site, "/articles.atom")
    numbers = page_numbers(results.pages.number, results.pages.total)
    chosen = ", ".join(filter(None, (asked.q, *(chip.label for chip in results.chips))))
    head = FeedHead(
        title=f"{ARCHIVE}: {chosen}" if chosen else ARCHIVE,
        subtitle=" ".join((_found(results), *results.problems)),
        link=urljoin(site, "/articles/") + asked.query_string(sort="", per_page=PER_PAGE),
        # All pages belong to the same feed.
        guid=address + asked.query_string(sort="", per_page=PER_PAGE),
        pages={name: address + asked.query_string(sort="", page=page) for name, page in numbers.items()},
    )
    return render(head, results.hits, site)


def _found(results: SearchResults) -> str:
    if results.request.collapse:
        return f"Articles found: {results.articles:,}, in {results.count:,} stories."
    return f"Articles found: {results.count:,}."


def render(head: FeedHead, hits: Iterable[Hit], site: str) -> str:
    """Return a feed of these articles.

    An entry's id is the article's permanent link; its "updated" is when the article last changed here. Its
    corrections follow the summary.
    """
    feed = _Feed(
        title=legal(head.title),
        link=head.link,
        description="",
        subtitle=legal(head.subtitle),
        author_name=ARCHIVE,
        feed_url=head.pages["self"],
        feed_guid=head.guid,
        pages={name: address for name, address in head.pages.items() if name != "self"},
    )
    shown = list(hits)
    prefetch_related_objects([hit.article for hit in shown], "corrections")
    for hit in shown:
        _add(feed, hit, site)
    return feed.writeString("utf-8")


def page_numbers(number: int, total: int) -> dict[str, int]:
    """Return the numbers of the pages that page ``number`` of ``total`` links to, by relation."""
    pages = {"self": number, "first": 1, "last": total}
    pages |= {"previous": number - 1} if number > 1 else {}
    return pages | ({"next": number + 1} if number < total else {})


def _add(feed: _Feed, hit: Hit, site: str) -> None:
    article = hit.article
    feed.add_item(
        title=title_of(article),
        link=site + article.get_absolute_url(),
        description=legal(hit.snippet + "".join(_corrections(article))),
        unique_id=permanent_link(article, site),
        pubdate=_moment(article),
        updateddate=article.modified_at,
        categories=[line(each.name) for each in (*hit.people, *hit.countries)],
        language=article.language,
        authors=[line(each.name) for each in hit.authors] or ([line(hit.source.name)] if hit.source else []),
    )


def _corrections(article: Article) -> Iterator[str]:
    """Yield a paragraph of HTML for each correction."""
    return (f"<p>Correction, {escape(each)}</p>" for each in corrections_of(article))


def _moment(article: Article) -> datetime | None:
    """Return when the article was published, or the start of the day if the time is unknown.

    Atom has no way to write a month or a year.
    """
    if article.published_at or not article.day:
        return article.published_at
    return datetime.combine(article.day, time(), UTC)
