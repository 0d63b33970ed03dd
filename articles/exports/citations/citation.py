"""The data of a citation, independent of its style."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from articles.authorship.parsed import ParsedAuthor
from articles.exports.characters import line
from articles.models import Article, Author
from articles.partial_dates import PartialDate

ARCHIVE = "News Archive"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of an article or a set of articles. Texts are single lines; "" and None mean unknown.

    kind: a set of articles is data, not news. note: further details, such as a checksum.
    key: stays the same for an article when it is edited. address: the permanent link.
    keywords: the names of the people, countries, organisations and places that the article is about.
    """

    key: str
    title: str
    address: str
    authors: tuple[ParsedAuthor, ...] = ()
    source: str = ""
    published: PartialDate | None = None
    language: str = ""
    section: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    kind: Literal["news", "data"] = "news"
    note: str = ""

    @classmethod
    def of(
        cls, article: Article, site: str, authors: Iterable[Author] = (), keywords: Sequence[str] = ()
    ) -> "Citation":
        """Return the citation of an article; ``site``: the archive's base URL, as "https://news.example"."""
        return cls(
            key=f"newsarchive-{article.pk}",
            title=title_of(article),
            address=permanent_link(article, site),
            authors=tuple(map(cited, authors)),
            source=line(article.source.name) if article.source else "",
            published=article.date,
            language=article.language,
            section=line(article.section),
            abstract=line(article.standfirst),
            keywords=tuple(map(line, keywords)),
        )


def cited(author: Author) -> ParsedAuthor:
    """Return an author's name in its parts."""
    return ParsedAuthor.of_names(line(author.name), line(author.sort_name), author.kind)


def title_of(article: Article) -> str:
    """Return the headline on one line. That of a sample says so, so that nobody cites it as journalism."""
    return line(f"{article.headline} [sample article]" if article.is_sample else article.headline)


def permanent_link(article: Article, site: str) -> str:
    """Return the URL by id, which does not change with the headline."""
    return f"{site}{reverse('article-id', args=[article.pk])}"


def year_of(date: PartialDate) -> str:
    """Return the year as bibliographies write it: 1890, 1890s or ca. 1890."""
    year = f"{date.first.year}s" if date.level == "decade" else str(date.first.year)
    return f"ca. {year}" if date.is_approximate else year
