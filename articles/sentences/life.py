"""What the archive says about a person: roles by year, first sentences, lines of the concordance."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, Entity, Kind
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.sentences.concordance import ConcordanceLine, lines_of, without_repeats
from articles.sentences.marking import marked
from articles.sentences.passages import NamingArticle, may_introduce, naming_articles
from articles.sentences.roles import Career, GivenRole, Role, career_of, role_sentence
from articles.sentences.spread import Spread

_LINES = 10
_MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class RoleYear:
    """The articles that give a role in one year; ``lined``: whether a line runs through it.

    An office of the day has no line through years in which no article gives it; looking back has.
    """

    year: int
    count: int
    lined: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role of a person, with its years and its first sentence."""

    key: str
    name: str
    past: bool
    years: list[RoleYear]
    sentence: SafeString
    article: Article


@dataclass(frozen=True, slots=True)
class Life:
    """What the page of an entity says about it. Only people have roles.

    years: those of all roles. read: the number of ``total`` articles that were read for the roles.
    """

    roles: list[RoleRow]
    years: list[int]
    read: int
    total: int
    headline: Article | None
    introductions: list[Article]
    lines: list[ConcordanceLine]

    @classmethod
    def of(cls, entity: Entity, using: Counting) -> "Life":
        """Read the sentences of an entity, with a fixed number of queries."""
        selection = Selection(SearchRequest(within=((entity.kind, entity.pk),)))  # type: ignore[arg-type]
        career = career_of(entity, using) if entity.kind == Kind.PERSON else Career([], 0, 0)
        few = Spread.of(using, selection, _LINES, block=1)
        firsts = [role.places[0].article for role in career.roles]
        others = [*career.introductions, *([career.headline] if career.headline else [])]
        ids = list(dict.fromkeys([*few.ids, *firsts, *others]))
        found = {each.article.pk: each for each in naming_articles(ids, [entity.pk])}
        years = _span(career)
        return cls(
            roles=[
                _row(role, role.places[0], found[role.places[0].article], years)
                for role in career.roles
                if role.places[0].article in found
            ],
            years=years,
            read=career.read,
            total=career.total,
            headline=found[career.headline].article if career.headline in found else None,
            introductions=[found[pk].article for pk in career.introductions if pk in found],
            lines=_lines([found[pk] for pk in few.ids if pk in found]),
        )


def _span(career: Career) -> list[int]:
    years = [year for role in career.roles for year in role.years]
    return list(range(max(min(years), max(years) - _MOST_YEARS + 1), max(years) + 1)) if years else []


def _row(role: Role, first: GivenRole, naming: NamingArticle, years: list[int]) -> RoleRow:
    counts = role.years
    begin, end = min(counts, default=0), max(counts, default=0)
    return RoleRow(
        role.key,
        role_label(role),
        role.past,
        [
            RoleYear(year, counts.get(year, 0), year in counts or (role.past and begin < year < end))
            for year in years
        ],
        marked(role_sentence(naming, first), [(first.words.start, first.words.end)]),
        naming.article,
    )


def role_label(role: Role) -> str:
    """Return the name of a role for pages. Roles are English, as in the articles."""
    return _("Former %(role)s") % {"role": role.name} if role.past else role.name[:1].upper() + role.name[1:]


def _lines(articles: list[NamingArticle]) -> list[ConcordanceLine]:
    """Return the first line of each article, those of texts before headlines."""
    first = [
        next((line for line in lines if line.place.field != "headline"), lines[0])
        for each in articles
        if may_introduce(each.article) and (lines := lines_of([each]))
    ]
    return without_repeats(first)
