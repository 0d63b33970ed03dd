"""Random archives and random changes to them, with every edge case of counting."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils import timezone

from articles.authorship.store import set_authors
from articles.editing import delete_entities, merge, rename
from articles.extraction.store.annotate import refresh_arrays
from articles.models import Article, ArticleEntity, Author, Decision, Entity, EntityName, Kind, Source, Status
from articles.partial_dates import PartialDate, parse_edtf
from articles.text import fold_name, make_slug

AUTHORS = ("ann-berg", "mark-roe", "bo-li")
BYLINES = ("", "", "Ann Berg", "Mark Roe and Ann Berg", "Bo Li", "Reuters")
CODES = ("UA", "RU", "US", "FR", "DE")
NAMED = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
NAMES, SOURCES = 12, 3
#: The first are in most articles, the last in hardly any.
WORDS = ("oil", "price", "vote", "referendum", "the", "treaty", "storm", "café", "heron")
OFTEN = (12, 8, 5, 3, 3, 2, 2, 1, 1)
DAYS = [
    *(f"2014-0{month}-{day}" for month in (1, 2, 3) for day in ("01", "02", "28")),
    *("0001-01-01", "1999-12-31", "2000-01-01", "2012-02-29", "9999-12-31"),
]
PARTIAL = [
    "0001",
    "2014",
    "2014~",
    "2014-01",
    "2014-02",
    "2012-02~",
    "199X",
    "201X",
    "9999-12",
    "9998",
    "9999",
]


@dataclass
class Archive:
    """The data to change, as in the database: the ids of entities by kind, and of sources.

    far_apart: whether new articles get ids too sparse for a table from id to row.
    """

    chance: random.Random
    entities: dict[str, list[int]]
    sources: list[int]
    far_apart: bool = False

    @classmethod
    def read(cls, chance: random.Random) -> "Archive":
        """Read the current archive."""
        entities: dict[str, list[int]] = {kind: [] for kind in Kind.values}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, id FROM articles_entity WHERE kind <> 'country' OR code = ANY(%s) ORDER BY id",
                [list(CODES)],
            )
            for kind, pk in cursor.fetchall():
                entities[kind].append(pk)
            cursor.execute("SELECT id FROM articles_source ORDER BY id")
            return cls(chance, entities, [pk for (pk,) in cursor.fetchall()])

    def some(self, most: int = 3) -> list[int]:
        """Return the ids of a few articles."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM articles_article ORDER BY id")
            ids = [pk for (pk,) in cursor.fetchall()]
        return self.chance.sample(ids, min(len(ids), self.chance.randint(1, most)))

    def named(self, kind: str) -> list[Entity]:
        """Return a few entities of one kind, none if there are few."""
        every = self.entities[kind]
        ids = self.chance.sample(every, self.chance.randint(2, 3)) if len(every) > 4 else []
        return list(Entity.objects.filter(pk__in=ids).order_by("pk"))


def make_names() -> None:
    """Create people, organisations, places, sources and authors: few of each, so that they often coincide."""
    names = [(kind, f"{kind} {number}") for kind in NAMED for number in range(NAMES)]
    Entity.objects.bulk_create(
        Entity(kind=kind, name=name, folded=fold_name(name), slug=make_slug(name, kind))
        for kind, name in names
    )
    for number in range(SOURCES):
        Source.objects.create(name=f"Paper {number}")
    # Otherwise their ids would go with the articles of a rolled-back transaction.
    set_authors([Article(byline=byline) for byline in (*BYLINES, "Somebody")])
    EntityName.objects.create(entity=Entity.objects.get(slug="person-3"), name="Ms Łódź")


def make_archive(seed: int) -> Archive:
    """Create names, and some articles with them."""
    make_names()
    archive = Archive.read(random.Random(seed))
    add_articles(archive, archive.chance.randint(0, 30))
    return archive


def add_articles(archive: Archive, number: int) -> None:
    """Create articles, with rows for the entities in their arrays, and for countries named in passing."""
    made = [_article(archive) for _ in range(number)]
    set_authors(made)
    Article.objects.bulk_create(made)
    _tell_stories(archive, made)
    _name_in_passing(archive, made)
    ArticleEntity.objects.bulk_create(
        ArticleEntity(article=article, entity_id=pk, status=Decision.AUTOMATIC, mention_count=1)
        for article in made
        for kind in Kind.values
        for pk in getattr(article, f"{kind}_ids")
    )


def _tell_stories(archive: Archive, articles: list[Article]) -> None:
    """Let some articles belong to the story of one of them, or of another article."""
    if not articles:
        return
    for article in articles:
        if archive.chance.random() < 0.4:
            article.story_id = archive.chance.choice(articles[:3]).pk
    Article.objects.bulk_update(articles, ["story_id"])


def _tell_others(archive: Archive) -> None:
    story = archive.chance.choice([None, *archive.some(2)])
    Article.objects.filter(pk__in=archive.some(4)).update(story_id=story)


def _name_in_passing(archive: Archive, articles: list[Article]) -> None:
    """Link each article to a country that it is not about."""
    countries = [archive.chance.choice(archive.entities["country"]) for _ in articles]
    links = (
        ArticleEntity(article=article, entity_id=pk, status=Decision.AUTOMATIC, is_about=False)
        for article, pk in zip(articles, countries, strict=True)
        if pk not in article.country_ids
    )
    ArticleEntity.objects.bulk_create(links, ignore_conflicts=True)


def _article(archive: Archive) -> Article:
    chance = archive.chance
    ids = {
        f"{kind}_ids": chance.sample(every, min(len(every), chance.choice([0, 1, 1, 4])))
        for kind, every in archive.entities.items()
    }
    article = Article(
        pk=chance.randrange(2**39) if archive.far_apart else None,
        headline=f"Report {_words(chance, 2)}",
        body=_words(chance, 6),
        language=chance.choice(["en", "en", "en", "fr", "xx"]),
        byline=chance.choice(BYLINES),
        section=chance.choice(["", "World", "World news", "Sport"]),
        source_id=chance.choice([None, *archive.sources]),
        status=chance.choice([Status.PUBLISHED] * 5 + [Status.DRAFT, Status.WITHDRAWN]),
        **ids,
    )
    article.date = _date(chance)
    return article


def _words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices(WORDS, OFTEN, k=chance.randint(0, most)))


def _date(chance: random.Random) -> PartialDate | None:
    dates = PARTIAL if chance.random() < 0.3 else DAYS
    return parse_edtf(chance.choice(["", chance.choice(dates), chance.choice(dates)]))


def _add(archive: Archive) -> None:
    add_articles(archive, archive.chance.randint(1, 5))


def _publish_or_withdraw(archive: Archive) -> None:
    status = archive.chance.choice(Status.values)
    until = timezone.now() if status == Status.EMBARGOED else None
    Article.objects.filter(pk__in=archive.some()).update(status=status, embargoed_until=until)


def _know_less_of_the_date(archive: Archive) -> None:
    """Change the last day alone."""
    Article.objects.filter(pk__in=archive.some(), published_on=date(2014, 1, 1)).update(
        published_until=archive.chance.choice([None, date(2014, 1, 31), date(2014, 12, 31)])
    )


def _move_to_another_section(archive: Archive) -> None:
    Article.objects.filter(pk__in=archive.some()).update(section=archive.chance.choice(["", "World"]))


def _delete(archive: Archive) -> None:
    some = archive.some()
    if archive.chance.random() < 0.5:
        Article.objects.filter(pk__in=some).delete()
    else:
        ArticleEntity.objects.filter(article__in=some).delete()
        Article.objects.filter(pk__in=some)._raw_delete("default")


def _write(archive: Archive) -> None:
    for article in Article.objects.filter(pk__in=archive.some(4)):
        article.date = _date(archive.chance)
        article.headline, article.body = f"Note {_words(archive.chance, 2)}", _words(archive.chance, 6)
        article.save()


def _rewrite_arrays(archive: Archive) -> None:
    """Write arrays that the archive itself never writes: empty, duplicated, or different from the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET source_id = %s, person_ids = '{}',"
            " place_ids = place_ids || place_ids, author_ids = author_ids || author_ids WHERE id = ANY(%s)",
            [archive.chance.choice([None, *archive.sources]), archive.some()],
        )


def _merge(archive: Archive) -> None:
    if some := archive.named(archive.chance.choice(NAMED)):
        merge(some[0], some[1:])


def _reject_or_confirm(archive: Archive) -> None:
    some = archive.some()
    links = ArticleEntity.objects.filter(article__in=some)
    links.update(status=archive.chance.choice([Decision.REJECTED, Decision.CONFIRMED]))
    refresh_arrays(some)


def _name_others_in_passing(archive: Archive) -> None:
    some = archive.some()
    ArticleEntity.objects.filter(article__in=some, is_about=False).delete()
    _name_in_passing(archive, list(Article.objects.filter(pk__in=some)))
    refresh_arrays(some)


def _rename(archive: Archive) -> None:
    for entity in archive.named(archive.chance.choice(NAMED))[:1]:
        rename(entity, f"{archive.chance.choice('AZÉ')} {entity.name}"[:200])


def _delete_entity(archive: Archive) -> None:
    delete_entities(each.pk for each in archive.named(archive.chance.choice(NAMED))[:1])


def _name_again(archive: Archive) -> None:
    for entity in archive.named(Kind.PERSON)[:1]:
        EntityName.objects.get_or_create(entity=entity, name=f"Łódź {archive.chance.randrange(99)}")


def _rename_source(archive: Archive) -> None:
    source = archive.chance.choice(archive.sources)
    Source.objects.filter(pk=source).update(name=f"{archive.chance.choice('AZÉ')} paper {source}")


def _sign(archive: Archive) -> None:
    articles = list(Article.objects.filter(pk__in=archive.some()))
    for article in articles:
        article.byline = archive.chance.choice(BYLINES)
    set_authors(articles)
    Article.objects.bulk_update(articles, ["byline", "author_ids"])


def _rename_author(archive: Archive) -> None:
    if every := list(Author.objects.order_by("pk").values_list("pk", flat=True)):
        pk = archive.chance.choice(every)
        Author.objects.filter(pk=pk).update(folded=f"{archive.chance.choice('az')} author {pk}")


def _nothing_that_is_counted(archive: Archive) -> None:
    Article.objects.filter(pk__in=archive.some()).update(byline="Somebody")


Change = Callable[[Archive], None]
#: What editors and imports do, and how often. Name changes are rare, or soon every name would be gone.
CHANGES: dict[Change, int] = {
    **dict.fromkeys((_add, _publish_or_withdraw, _delete, _write), 4),
    **dict.fromkeys((_know_less_of_the_date, _move_to_another_section, _sign, _rename_author), 1),
    **dict.fromkeys((_tell_others, _rewrite_arrays, _merge, _reject_or_confirm, _name_others_in_passing), 2),
    **dict.fromkeys((_rename, _delete_entity, _name_again, _rename_source, _nothing_that_is_counted), 1),
}


def change(archive: Archive) -> Archive:
    """Make one change as editors or imports do, and return the archive after it."""
    (what,) = archive.chance.choices(list(CHANGES), list(CHANGES.values()))
    what(archive)
    if what in (_merge, _delete_entity):
        return replace(Archive.read(archive.chance), far_apart=archive.far_apart)
    return archive


def frequent(chance: random.Random) -> list[str]:
    """Return lexemes for the postings: different ones each time, and some that no article has."""
    lexemes = ["oil", "price", "vote", "referendum", "storm", "cafe", "report", "it's", "back\\slash", "zzzz"]
    return chance.sample(lexemes, chance.randint(0, len(lexemes)))
