"""A concordance: every place with a name or a word, one line each, with the words on either side."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from articles.models import Article
from articles.search.counting.interface import Counting
from articles.search.query.ast import Text
from articles.search.query.selection import Selection
from articles.sentences.passages import (
    FIELDS,
    NamedPlace,
    NamingArticle,
    articles_with_words,
    naming_articles,
)
from articles.sentences.spread import Spread

Order = Literal["oldest", "newest", "before", "after", "source"]
ORDERS: tuple[Order, ...] = get_args(Order)
ARTICLES_PER_PAGE = 20  # in order of date
LINES_PER_PAGE = 50  # in any other order
MOST_SORTED = 200  # articles that are read for any other order
MOST_PLACES = 100  # of one article on a page: a search for many words can match all of a long text
_LEFT, _RIGHT = 110, 130  # characters shown on either side
_ALIKE = 60  # characters on either side by which repeated sentences are recognised
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

#: Reads articles with the places to list.
Read = Callable[[Sequence[int]], list[NamingArticle]]


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """A place with the rest of its sentence. ``others``: other articles with the same sentence."""

    article: Article
    place: NamedPlace
    left: str
    name: str
    right: str
    others: int = 0

    @property
    def shown_left(self) -> str:
        """The end of the words before, as they fit on a line."""
        if len(self.left) <= _LEFT:
            return self.left
        return "… " + self.left[-_LEFT:].partition(" ")[2]

    @property
    def shown_right(self) -> str:
        """The beginning of the words after."""
        if len(self.right) <= _RIGHT:
            return self.right
        return self.right[:_RIGHT].rpartition(" ")[0] + " …"

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return f"{self.left}{self.name}{self.right}"


@dataclass(frozen=True, slots=True)
class Concordance:
    """One page of a concordance.

    articles: how many the whole concordance has, or with ``read`` less than that, how many were read to sort
    the lines. first and last: the numbers of the articles or lines shown, out of ``total``.
    """

    lines: list[ConcordanceLine]
    articles: int
    read: int
    page: int
    pages: int
    first: int
    last: int
    total: int


def concordance(using: Counting, selection: Selection, read: Read, order: Order, page: int) -> Concordance:
    """Return a page of the places in a selection of articles."""
    make = by_date if order in {"oldest", "newest"} else by_words
    return make(using, selection, read, order, page)


def by_date(using: Counting, selection: Selection, read: Read, order: Order, page: int) -> Concordance:
    """Return a page of articles in order of date, with all of their lines."""
    total = using.total(selection)
    pages = max(1, -(-total // ARTICLES_PER_PAGE))
    page = min(page, pages)
    begin = (page - 1) * ARTICLES_PER_PAGE
    ids = using.ids(selection, "oldest" if order == "oldest" else "newest", begin, ARTICLES_PER_PAGE)
    lines = without_repeats(lines_of(read(ids)))
    return Concordance(lines, total, total, page, pages, min(begin + 1, total), begin + len(ids), total)


def by_words(using: Counting, selection: Selection, read: Read, order: Order, page: int) -> Concordance:
    """Return a page of lines in order of the words beside the name, or of the source."""
    chosen = Spread.of(using, selection, MOST_SORTED)
    lines = sorted(without_repeats(lines_of(read(chosen.ids))), key=lambda line: _key(line, order))
    return page_of(lines, page, len(chosen.ids), chosen.total)


def page_of(lines: list[ConcordanceLine], page: int, read: int, articles: int) -> Concordance:
    """Return one page of sorted lines."""
    pages = max(1, -(-len(lines) // LINES_PER_PAGE))
    page = min(page, pages)
    begin = (page - 1) * LINES_PER_PAGE
    shown = lines[begin : begin + LINES_PER_PAGE]
    total = len(lines)
    return Concordance(shown, articles, read, page, pages, min(begin + 1, total), begin + len(shown), total)


def naming(entities: Sequence[int]) -> Read:
    """Return a function that reads the places that name any of the entities."""
    return lambda ids: naming_articles(ids, entities)


def containing(terms: Sequence[Text], most: int | None = None) -> Read:
    """Return a function that reads the places with the words of a search, at most so many of one article."""
    return lambda ids: articles_with_words(ids, terms, most)


def only(places: Collection[tuple[int, str, int]], entity: int) -> Read:
    """Return a function that reads certain places only, each given as (article, field, start)."""

    def read(ids: Sequence[int]) -> list[NamingArticle]:
        return [
            replace(
                each, places=[at for at in each.places if (each.article.pk, at.field, at.start) in places]
            )
            for each in naming_articles(ids, [entity])
        ]

    return read


def lines_of(articles: Iterable[NamingArticle]) -> list[ConcordanceLine]:
    """Return a line for every place, in order."""
    return [_line(each, place) for each in articles for place in each.places]


def _line(naming: NamingArticle, place: NamedPlace) -> ConcordanceLine:
    text = naming.text(place.field)
    start, end = naming.sentence(place)

    def flat(one: int, other: int) -> str:
        return " ".join(text[one:other].split())

    left, right = flat(start, place.start), flat(place.end, end)
    left += " " if text[place.start - 1 : place.start].isspace() and left else ""
    right = " " + right if text[place.end : place.end + 1].isspace() and right else right
    return ConcordanceLine(naming.article, place, left, flat(place.start, place.end), right)


def without_repeats(lines: Iterable[ConcordanceLine]) -> list[ConcordanceLine]:
    """Keep the first of the lines with the same sentence, with the number of the other articles."""
    first: dict[tuple[str, str, str], ConcordanceLine] = {}
    articles: dict[tuple[str, str, str], set[int]] = {}
    for number, line in enumerate(lines):
        key = line.left[-_ALIKE:].casefold(), line.name, line.right[:_ALIKE].casefold()
        if not line.left.strip() and not line.right.strip(" .,"):
            key = (str(number), *key[1:])  # a name alone is not a sentence
        first.setdefault(key, line)
        articles.setdefault(key, set()).add(line.article.pk)
    return [replace(line, others=len(articles[key]) - 1) for key, line in first.items()]


def _key(line: ConcordanceLine, order: Order) -> tuple[object, ...]:
    day = line.article.published_on
    place = (FIELDS.index(line.place.field), line.place.start)
    when = (day is None, day.toordinal() if day else 0, line.article.pk, *place)
    if order == "source":
        source = line.article.source
        return (source is None, source.name.casefold() if source else "", *when)
    text = line.left if order == "before" else line.right
    words = [word.casefold() for word in _WORD.findall(text)]
    beside = words[::-1] if order == "before" else words
    return (not beside, beside[:8], *when)
