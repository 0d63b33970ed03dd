"""What is needed to cite an article, whatever the style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse

from articles.exports.characters import line
from articles.exports.citations.authors import Author, read_authors
from articles.models import Article

ARCHIVE = "News Archive"


@dataclass(frozen=True, slots=True)
class Citation:
    """An article, or a set of them, as a reference. Texts are single lines; "" and None: nothing is known.

    kind: a set of articles is data, not news. note: what else one must know to check it.
    key: the same for the same article, whatever an editor corrects in it. address: the permanent link.
    keywords: the names of the people, countries, organisations and places that the article is about.
    """

    key: str
    title: str
    address: str
    authors: tuple[Author, ...] = ()
    source: str = ""
    published: date | None = None
    language: str = ""
    section: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    kind: Literal["news", "data"] = "news"
    note: str = ""

    @classmethod
    def of(cls, article: Article, site: str, keywords: Sequence[str] = ()) -> "Citation":
        """The reference to an article; ``site`` is the address of the archive, as "https://news.example"."""
        return cls(
            key=f"newsarchive-{article.pk}",
            title=line(article.headline),
            address=permanent_link(article, site),
            authors=read_authors(article.byline),
            source=line(article.source.name) if article.source else "",
            published=article.published_on,
            language=article.language,
            section=line(article.section),
            abstract=line(article.standfirst),
            keywords=tuple(map(line, keywords)),
        )


def permanent_link(article: Article, site: str) -> str:
    """The address that stays when the headline changes."""
    return f"{site}{reverse('article-id', args=[article.pk])}"
