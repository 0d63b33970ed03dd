"""The roles that articles give a person, by year, with the first sentence for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from articles.models import Entity
from articles.search.columns.cache.lru import ByteLRU
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.sentences.passages import NamedPlace, NamingArticle, Sentence, may_introduce, naming_articles
from articles.sentences.role_words import RoleWords, role_of
from articles.sentences.spread import Spread

MOST_READ = 250  # articles
_MOST_ROLES = 7
_LEAST_ARTICLES = 2  # that give a role
_LEAST_SHARE = 0.04  # of the articles that give any role
_LEAST_OF = 0.4  # share of the mentions of a role that say what it is of
_VAGUE = frozenset({"head", "leader", "minister", "partner"})  # without what they are of
_EARLY = 500  # characters
_INTRODUCTIONS = 3
_KEPT_BYTES = 8_000_000
_ROLE_BYTES = 12_000  # estimate for one person


@dataclass(frozen=True, slots=True)
class GivenRole:
    """A place where an article gives the person a role. ``full``: with more than the family name."""

    article: int
    year: int | None
    place: NamedPlace
    words: RoleWords
    full: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its places, in order of time.

    name: in English, as in the articles ("Federal Reserve chairman"). past: the words look back ("former").
    """

    name: str
    past: bool
    places: list[GivenRole] = field(repr=False)

    @property
    def key(self) -> str:
        """The role in URLs: "former-secretary-of-state"."""
        words = self.places[0].words.role.replace(" ", "-").lower()
        return f"former-{words}" if self.past else words

    @property
    def articles(self) -> list[int]:
        """The articles that give it, each once."""
        return list(dict.fromkeys(each.article for each in self.places))

    @property
    def years(self) -> dict[int, int]:
        """The number of articles by year."""
        pairs = {(each.article, each.year) for each in self.places if each.year is not None}
        return dict(sorted(Counter(year for _, year in pairs).items()))


@dataclass(frozen=True, slots=True)
class Career:
    """The roles of a person, in order of time; read of total: how many articles were read.

    headline: the first article read with the person in its headline, or None. introductions: the articles
    that say most clearly who the person is, the oldest first.
    """

    roles: list[Role]
    read: int
    total: int
    headline: int | None = None
    introductions: tuple[int, ...] = ()

    def role(self, key: str) -> Role | None:
        """Return the role with this key in URLs."""
        return next((each for each in self.roles if each.key == key), None)


_kept: ByteLRU[tuple[int, int], Career] = ByteLRU(_KEPT_BYTES)


def career_of(person: Entity, using: Counting) -> Career:
    """Return the roles that all articles give the person, cached until an article changes."""
    revision = using.snapshot.revision if isinstance(using, ColumnCounting) else None
    known = _kept.get((revision, person.pk)) if revision is not None else None
    if known is not None:
        return known
    chosen = Spread.of(using, Selection(SearchRequest(within=(("person", person.pk),))), MOST_READ)
    articles = [each for each in naming_articles(chosen.ids, [person.pk]) if may_introduce(each.article)]
    roles = _roles(given for each in articles for given in _given_in(each))
    titled = [each for each in articles if each.places and each.places[0].field == "headline"]
    headline = titled[0].article.pk if titled else None
    made = Career(roles, len(chosen.ids), chosen.total, headline, _introductions(titled, roles))
    if revision is not None:
        _kept.put((revision, person.pk), made, _ROLE_BYTES)
    return made


def _introductions(titled: Iterable[NamingArticle], roles: Iterable[Role]) -> tuple[int, ...]:
    """Return articles with the person in the headline, and the full name with a role early in the text."""
    early = {
        given.article
        for role in roles
        for given in role.places
        if given.full and given.place.field == "body" and given.place.start < _EARLY
    }
    found = [each for each in titled if each.article.pk in early]
    best = {each.article.pk for each in sorted(found, key=lambda each: -len(each.places))[:_INTRODUCTIONS]}
    return tuple(each.article.pk for each in found if each.article.pk in best)


def _given_in(naming: NamingArticle) -> Iterator[GivenRole]:
    article = naming.article
    if not article.language.startswith("en"):
        return
    known = article.date
    year = known.first.year if known and known.level != "decade" else None
    for place in naming.places:
        text = naming.text(place.field)
        words = role_of(text, place.start, place.end, year)
        if words:
            yield GivenRole(article.pk, year, place, words, " " in text[place.start : place.end])


def _roles(given: Iterable[GivenRole]) -> list[Role]:
    """Group the places by role. Those that may be chance or a mistake are left out."""
    found: dict[tuple[str, bool], list[GivenRole]] = defaultdict(list)
    for each in given:
        found[each.words.role, each.words.past].append(each)
    least = max(_LEAST_ARTICLES, _LEAST_SHARE * len(_articles(chain.from_iterable(found.values()))))
    certain = {role for (role, _), places in found.items() if len(_articles(places, full=True)) >= least}
    chosen = [
        Role(_name(role, places), past, places)
        for (role, past), places in found.items()
        if role in certain and len(_articles(places, full=True)) >= _LEAST_ARTICLES
    ]
    chosen = [each for each in chosen if each.name not in _VAGUE]
    chosen = sorted(chosen, key=lambda each: -len(each.articles))[:_MOST_ROLES]
    return sorted(chosen, key=_middle)


def _articles(places: Iterable[GivenRole], *, full: bool = False) -> set[int]:
    """Return the articles of the places, or only those with the ``full`` name: a family name alone is often a
    relative's."""
    return {each.article for each in places if each.full or not full}


def _name(role: str, places: Sequence[GivenRole]) -> str:
    """Return the role with what it is of, if many of the places name that."""
    named = Counter(each.words.of for each in places if each.words.of)
    for of, n in named.most_common(1):
        if n >= _LEAST_OF * len(places):
            return f"{of} {role}"
    return role


def _middle(role: Role) -> tuple[float, bool]:
    years = sorted(each.year for each in role.places if each.year is not None)
    return (years[len(years) // 2] if years else 0), role.past


def role_sentence(naming: NamingArticle, given: GivenRole) -> Sentence:
    """Return the sentence with the name and the role."""
    start, end = naming.sentence(given.place)
    start, end = min(start, given.words.start), max(end, given.words.end)
    return Sentence(given.place.field, start, naming.text(given.place.field)[start:end], (given.place,))
