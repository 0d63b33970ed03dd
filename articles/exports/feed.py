"""A search as an Atom feed (RFC 4287), its newest articles first, page by page (RFC 5005, section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urljoin

from django.utils.feedgenerator import Atom1Feed

from articles.exports.characters import legal, line
from articles.exports.citations.authors import read_authors
from articles.exports.citations.citation import ARCHIVE, permanent_link
from articles.models import Article
from articles.search.request import PER_PAGE, SearchRequest
from articles.search.results import Hit, SearchResults

ENTRIES = 50  # of a page where the request does not say
CONTENT_TYPE = Atom1Feed.content_type


class _Feed(Atom1Feed):
    """Django's feed, with links to its pages, and entries with their language and all authors."""

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
    """What a feed says of itself. pages: the address of each page by its relation ("self", "next" …)."""

    title: str
    subtitle: str
    link: str
    guid: str
    pages: dict[str, str]


def atom(results: SearchResults, asked: SearchRequest, site: str) -> str:
    """The feed of a page of results; ``asked``: what the reader wrote, who may have left out order and size.
    ``site`` is the address of the archive, as "https://news.example".
    """
    address = urljoin(site, "/articles.atom")
    numbers = page_numbers(results.pages.number, results.pages.total)
    chosen = ", ".join(filter(None, (asked.q, *(chip.label for chip in results.chips))))
    head = FeedHead(
        title=f"{ARCHIVE}: {chosen}" if chosen else ARCHIVE,
        subtitle=" ".join((f"Articles found: {results.count:,}.", *results.problems)),
        link=urljoin(site, "/articles/") + asked.query_string(sort="", per_page=PER_PAGE),
        # The same feed whatever page of it this is.
        guid=address + asked.query_string(sort="", per_page=PER_PAGE),
        pages={name: address + asked.query_string(sort="", page=page) for name, page in numbers.items()},
    )
    return written(head, results.hits, site)


def written(head: FeedHead, hits: Iterable[Hit], site: str) -> str:
    """A feed of these articles.

    An entry's id is its article's permanent link, and it is updated when the article was changed here.
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
    for hit in hits:
        _add(feed, hit, site)
    return feed.writeString("utf-8")


def page_numbers(number: int, total: int) -> dict[str, int]:
    """The pages that page ``number`` of ``total`` leads to, by relation."""
    pages = {"self": number, "first": 1, "last": total}
    pages |= {"previous": number - 1} if number > 1 else {}
    return pages | ({"next": number + 1} if number < total else {})


def _add(feed: _Feed, hit: Hit, site: str) -> None:
    article = hit.article
    feed.add_item(
        title=line(article.headline),
        link=site + article.get_absolute_url(),
        description=legal(hit.snippet),
        unique_id=permanent_link(article, site),
        pubdate=_moment(article),
        updateddate=article.modified_at,
        categories=[line(each.name) for each in (*hit.people, *hit.countries)],
        language=article.language,
        authors=[line(each.straight) for each in read_authors(article.byline)]
        or ([line(hit.source.name)] if hit.source else []),
    )


def _moment(article: Article) -> datetime | None:
    """When it was published; the beginning of the day where no more is known."""
    if article.published_at or not article.published_on:
        return article.published_at
    return datetime.combine(article.published_on, time(), UTC)
