"""Random archives, random changes to them and random searches, with everything that is awkward to count."""

import random
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from hypothesis import strategies as st

from articles.editing.merging import merge
from articles.models import Article, ArticleEntity, Decision, Entity, EntityName, Kind, Source, Status
from articles.search.request import MODES, SearchRequest
from tests.factories import EntityFactory, SourceFactory, country

CODES = ("UA", "RU", "US", "FR", "DE")
WORDS = ("referendum", "oil", "price", "vote", "treaty", "storm", "oil price")
DAYS = [
    *(date(2014, month, day) for month in (1, 2, 3) for day in (1, 2, 28)),
    *(date(1, 1, 1), date(1999, 12, 31), date(2000, 1, 1), date(2012, 2, 29), date(9999, 12, 31)),
]
DATES = ["", "0001", "1999", "2000-01", "2014", "2014-01", "2014-02-28", "2014-03", "9999", "9999-12-31"]
QUERIES = [
    *("", "", "oil", "vote -oil", "-storm", "treaty price", '"oil price"', "vot* OR storm", "headline:oil"),
    *("person:person-1", "oil OR person:person-2", "-(oil OR country:UA)", "after:2014 vote", "-after:2014"),
    *("-before:2014-02 -source:paper-0", "oil (country:UA OR -place:place-1)", "country:ua OR before:2000"),
    *("person:nobody OR oil", "-person:nobody", "headline:vote OR oil", "the", "zzzz"),
    *("oil OR vote", "oil -vote -storm", "report -(oil OR treaty)", "(oil OR price) (vote OR treaty)"),
    *('oil "oil price" vote', "report oil*", 'treaty OR -"oil price"', "report oil headline:vote"),
]


@dataclass
class Archive:
    """What may be changed and searched for."""

    chance: random.Random
    entities: dict[str, list[Entity]]
    sources: list[Source]


def make_archive(seed: int) -> Archive:
    """Articles with few values of everything, so that they meet often; some empty, some not public."""
    chance = random.Random(seed)
    entities: dict[str, list[Entity]] = {
        "country": [country(code) for code in CODES],
        **{
            kind: [EntityFactory.create(kind=kind, name=f"{kind} {number}") for number in range(12)]
            for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
        },
    }
    EntityName.objects.create(entity=entities["person"][3], name="Ms Łódź")
    archive = Archive(chance, entities, [SourceFactory.create(name=f"Paper {each}") for each in range(3)])
    add_articles(archive, chance.randint(0, 30))
    return archive


def add_articles(archive: Archive, number: int) -> None:
    """New articles, with rows for the entities their arrays name."""
    made = Article.objects.bulk_create(_article(archive) for _ in range(number))
    ArticleEntity.objects.bulk_create(
        ArticleEntity(article=article, entity_id=pk, status=Decision.AUTOMATIC, mention_count=1)
        for article in made
        for ids in (article.country_ids, article.person_ids, article.organisation_ids, article.place_ids)
        for pk in ids
    )


def _article(archive: Archive) -> Article:
    chance = archive.chance
    ids = {
        f"{kind}_ids": [each.pk for each in chance.sample(every, chance.choice([0, 1, 1, 2, 4]))]
        for kind, every in archive.entities.items()
    }
    return Article(
        headline=" ".join(["Report", *chance.sample(WORDS, chance.choice([0, 0, 1, 2]))]),
        body=" ".join(chance.sample(WORDS, chance.randint(0, 4))),
        published_on=chance.choice([None, chance.choice(DAYS), chance.choice(DAYS)]),
        source=chance.choice([None, *archive.sources]),
        status=chance.choice([Status.PUBLISHED] * 5 + [Status.DRAFT, Status.WITHDRAWN]),
        **ids,
    )


def change(archive: Archive) -> None:
    """Some of everything that editors and imports do."""
    chance = archive.chance
    for _ in range(chance.randint(0, 8)):
        articles = list(Article.objects.all())
        what = chance.randrange(7)
        some = chance.sample(articles, min(len(articles), 3))
        if what == 0 or not some:
            add_articles(archive, chance.randint(1, 5))
        elif what == 1:
            Article.objects.filter(pk__in=[each.pk for each in some]).update(
                status=chance.choice(Status.values)
            )
        elif what == 2:
            ArticleEntity.objects.filter(article__in=some).delete()
            Article.objects.filter(pk__in=[each.pk for each in some]).delete()
        elif what == 3:
            some[0].published_on = chance.choice([None, *DAYS])
            some[0].body = chance.choice(WORDS)
            some[0].save()
        elif what == 4:
            Article.objects.filter(pk=some[0].pk).update(
                source=chance.choice([None, *archive.sources]), person_ids=[], place_ids=some[0].place_ids * 2
            )
        elif what == 5 and len(archive.entities["person"]) > 4:
            merge(archive.entities["person"][0], [archive.entities["person"].pop()])
        else:
            Article.objects.filter(pk=some[0].pk).update(byline="Somebody")  # nothing that is counted


def frequent(archive: Archive) -> list[str]:
    """Lexemes to keep lists of: not always the same ones, and some that no article has."""
    lexemes = ["referendum", "oil", "price", "vote", "storm", "report", "it's", "back\\slash", "łodz"]
    return archive.chance.sample(lexemes, archive.chance.randint(0, len(lexemes)))


def _slugs(kind: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*(f"{kind}-{number}" for number in range(12)), "nobody"]), max_size=3)


_VALUES = {
    "country": st.lists(st.sampled_from([*CODES, "GB", "ZZ"]), max_size=3),
    **{kind: _slugs(kind) for kind in ("person", "organisation", "place")},
    "source": st.lists(st.sampled_from(["paper-0", "paper-1", "paper-9"]), max_size=2),
}
values = st.fixed_dictionaries(
    {
        "q": st.sampled_from(QUERIES).map(lambda value: [value]),
        **_VALUES,
        **{f"not_{name}": strategy for name, strategy in _VALUES.items()},
        **{name: st.sampled_from([["any"], ["all"]]) for name in MODES},
        "after": st.sampled_from(DATES).map(lambda value: [value]),
        "before": st.sampled_from(DATES).map(lambda value: [value]),
    }
).flatmap(
    lambda every: st.sets(st.sampled_from(sorted(every)), max_size=5).map(
        lambda kept: {name: value for name, value in every.items() if name in kept or name == "q"}
    )
)


def request_of(parameters: dict[str, list[str]]) -> SearchRequest:
    """The search of these parameters."""
    query = QueryDict(mutable=True)
    for name, value in parameters.items():
        query.setlist(name, value)
    return SearchRequest.from_params(query)
