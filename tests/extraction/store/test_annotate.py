"""What extraction stores: mentions, entities and counts; and what it never changes."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import reject
from articles.extraction import extract, extractor
from articles.extraction.annotations import Document, ExtractedMention, Extraction
from articles.extraction.store.annotate import annotate
from articles.models import Article, ArticleEntity, Decision, Entity, EntityName, User
from tests.annotations import arrays_of, found, person, reference_article

pytestmark = pytest.mark.django_db


def read(article: Article) -> None:
    """Run and store a real extraction, then read it back from the database."""
    annotate([(article, extract(Document.of(article)))])
    article.refresh_from_db()
    assert arrays_of(article) == arrays_from_rows(article)


def arrays_from_rows(article: Article) -> dict[str, list[int]]:
    """The expected arrays, most frequent first."""
    rows = article.article_entities.filter(is_about=True).exclude(status=Decision.REJECTED)
    ordered = rows.order_by("-mention_count", "entity_id")
    kinds = ("country", "person", "organisation", "place")
    return {
        kind: list(ordered.filter(entity__kind=kind).values_list("entity_id", flat=True)) for kind in kinds
    }


def names(article: Article, kind: str) -> set[str]:
    return set(
        article.article_entities.filter(entity__kind=kind, is_about=True).values_list(
            "entity__name", flat=True
        )
    )


def test_same_words_twice_are_one_entity_and_two_mentions() -> None:
    article = Article.objects.create(headline="Ada Lovelace", body="Ada Lovelace again")
    annotate([(article, found(person("Ada Lovelace", field="headline"), person("Ada Lovelace")))])
    entity = Entity.objects.get(kind="person")
    link = ArticleEntity.objects.get()
    assert (link.entity, link.status, link.mention_count, link.is_about) == (entity, "automatic", 2, True)
    mentions = list(article.mentions.order_by("field"))
    assert [(each.field, each.start, each.end, each.surface) for each in mentions] == [
        ("body", 0, 12, "Ada Lovelace"),
        ("headline", 0, 12, "Ada Lovelace"),
    ]
    assert {each.entity for each in mentions} == {entity}
    assert {each.origin for each in mentions} == {extractor()}
    article.refresh_from_db()
    assert (article.person_ids, article.entity_names) == ([entity.pk], "Ada Lovelace")
    assert article.extractor == extractor()


def test_objects_given_are_brought_up_to_date() -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, found(person("Ada Lovelace")))])
    assert article.extractor == extractor()
    assert article.person_ids == [Entity.objects.get(kind="person").pk]
    article.save()  # must not write stale values
    assert Article.objects.get().person_ids == article.person_ids


def test_country_counts_what_points_to_it_and_is_listed_only_where_the_article_is_about_it() -> None:
    article = Article.objects.create(headline="x")
    place = ExtractedMention("body", 0, 6, "Crimea", "place", "name", 0.9, "Crimea", "UA", "linked")
    word = ExtractedMention("body", 10, 19, "Ukrainian", "country", "demonym", 0.9, "Ukraine", "UA", "linked")
    passing = ExtractedMention("body", 30, 36, "French", "country", "demonym", 0.9, "France", "FR", "linked")
    annotate([(article, Extraction((place, word, passing), ("UA",)))])
    rows = {row.entity.name: (row.mention_count, row.is_about) for row in article.article_entities.all()}
    assert rows == {"Ukraine": (2, True), "Crimea": (1, True), "France": (1, False)}
    article.refresh_from_db()
    assert article.country_ids == [Entity.objects.get(kind="country", code="UA").pk]
    assert set(article.entity_names.split("\n")) == {"Ukraine", "Crimea"}


def test_country_judged_without_a_mention_is_listed_with_none() -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, Extraction((), ("FR",)))])
    assert list(article.article_entities.values_list("entity__code", "mention_count")) == [("FR", 0)]


def test_country_code_that_nobody_knows_is_no_fault() -> None:
    article = Article.objects.create(headline="x")
    word = ExtractedMention("body", 0, 2, "Qq", "country", "name", 0.9, "Qq", "QQ", "linked")
    annotate([(article, Extraction((word,), ("QQ",)))])
    assert not article.article_entities.exists()
    assert article.mentions.get().status == "ambiguous"


def test_known_entity_is_found_by_its_name_in_any_spelling_and_by_its_other_names() -> None:
    entity = Entity.objects.create(kind="person", name="Sergei Lavrov")
    EntityName.objects.create(entity=entity, name="Sergey Lavrov")
    article = Article.objects.create(headline="x")
    annotate([(article, found(*map(person, ["Sergei LAVROV", "Sergey Lavrov", "Sérgei Lavrov"])))])
    assert set(article.mentions.values_list("entity_id", flat=True)) == {entity.pk}
    assert Entity.objects.filter(kind="person").count() == 1


def test_other_name_of_another_kind_is_not_meant() -> None:
    Entity.objects.create(kind="organisation", name="Mercedes")
    article = Article.objects.create(headline="x")
    annotate([(article, found(person("Mercedes")))])
    assert article.mentions.get().entity == Entity.objects.get(kind="person", name="Mercedes")


def test_name_that_two_bear_is_ambiguous_and_kept_for_an_editor() -> None:
    for _ in range(2):
        Entity.objects.create(kind="person", name="John Smith")
    article = Article.objects.create(headline="x")
    annotate([(article, found(person("John Smith")))])
    mention = article.mentions.get()
    assert (mention.status, mention.entity, mention.surface) == ("ambiguous", None, "John Smith")
    assert not article.article_entities.exists()
    assert Entity.objects.filter(kind="person").count() == 2


def test_ambiguous_and_unknown_words_are_kept_with_their_status() -> None:
    article = Article.objects.create(headline="x")
    unsure = [
        ExtractedMention("body", 0, 5, "Smith", "person", "surname", 0.4, None, None, "ambiguous"),
        ExtractedMention("body", 9, 14, "Jones", "person", "surname", 0.4, None, None, "unknown"),
    ]
    annotate([(article, found(*unsure))])
    assert list(article.mentions.order_by("start").values_list("surface", "status")) == [
        ("Smith", "ambiguous"),
        ("Jones", "unknown"),
    ]
    assert not article.mentions.filter(entity__isnull=False).exists()


def test_places_of_one_name_in_two_countries_are_two() -> None:
    article = Article.objects.create(headline="x")
    places = [
        ExtractedMention("body", at, at + 8, "Victoria", "place", "name", 0.9, "Victoria", code, "linked")
        for at, code in ((0, "AU"), (20, "CA"))
    ]
    annotate([(article, found(*places))])
    made = Entity.objects.filter(kind="place").order_by("code")
    assert [(each.name, each.code) for each in made] == [("Victoria", "AU"), ("Victoria", "CA")]
    assert {each.slug for each in made} == {"victoria", "victoria-2"}
    again = Article.objects.create(headline="y")
    annotate([(again, found(places[1]))])
    assert again.article_entities.get(entity__kind="place").entity.code == "CA"
    assert Entity.objects.filter(kind="place").count() == 2


def test_editors_word_survives_a_changed_text() -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, found(*map(person, ["Ann Kept", "Bob Wrong", "Cy Gone", "Di Stays"])))])
    rows = {row.entity.name: row for row in article.article_entities.select_related("entity")}
    for name, decision in (("Ann Kept", Decision.CONFIRMED), ("Bob Wrong", Decision.REJECTED)):
        rows[name].status = decision
        rows[name].is_about = False
        rows[name].save()

    annotate([(article, found(*map(person, ["Bob Wrong", "Bob Wrong", "Di Stays", "Di Stays", "Ed New"])))])

    after = {row.entity.name: row for row in article.article_entities.select_related("entity")}
    assert set(after) == {"Ann Kept", "Bob Wrong", "Di Stays", "Ed New"}
    for name, count in (("Ann Kept", 0), ("Bob Wrong", 2)):
        assert after[name].pk == rows[name].pk
        assert after[name].status == rows[name].status
        assert (after[name].is_about, after[name].mention_count) == (False, count)
    assert after["Di Stays"].pk == rows["Di Stays"].pk
    assert after["Di Stays"].mention_count == 2
    article.refresh_from_db()
    assert sorted(article.person_ids) == sorted(after[name].entity_id for name in ("Di Stays", "Ed New"))
    assert article.entity_names.split("\n") == ["Di Stays", "Ed New"]


def test_nothing_found_any_more_leaves_editors_rows_alone() -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, found(person("Ann Kept"), person("Cy Gone")))])
    ArticleEntity.objects.filter(entity__name="Ann Kept").update(status=Decision.CONFIRMED)
    annotate([(article, found())])
    assert list(article.article_entities.values_list("entity__name", flat=True)) == ["Ann Kept"]
    assert not article.mentions.exists()
    article.refresh_from_db()
    assert arrays_of(article) == arrays_from_rows(article)
    annotate([])


def test_other_articles_are_not_touched() -> None:
    one, other = (Article.objects.create(headline=name) for name in "ab")
    annotate([(one, found(person("Ann One"))), (other, found(person("Ann One"), person("Bob Two")))])
    before = list(ArticleEntity.objects.filter(article=other).values())
    modified = Article.objects.get(pk=other.pk).modified_at
    annotate([(one, found())])
    assert list(ArticleEntity.objects.filter(article=other).values()) == before
    assert other.mentions.count() == 2
    assert Article.objects.get(pk=other.pk).modified_at == modified


@pytest.mark.parametrize("name", ["ß" * 200, "x" * 5000, "\u202eevil", "<b>&amp;</b>", "!!!", "a\tb\\N\nc"])
def test_any_name_can_be_stored(name: str) -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, found(person(name), person("Ann One")))])
    annotate([(article, found(person(name), person("Ann One")))])
    entity_ids = set(article.mentions.values_list("entity_id", flat=True))
    assert len(entity_ids) == 2
    assert Entity.objects.filter(kind="person").count() == 2
    assert article.mentions.exclude(surface="Ann One").get().surface == name[:300]


@pytest.mark.parametrize("name", [" ", ".", "\u0301"])
def test_name_of_which_nothing_is_left_is_no_entity(name: str) -> None:
    article = Article.objects.create(headline="x")
    annotate([(article, found(person(name)))])
    assert not article.article_entities.exists()
    assert article.mentions.get().status == "ambiguous"


def test_offsets_count_characters_of_the_stored_text() -> None:
    article = Article.objects.create(
        headline="\N{PILE OF POO} “Zürich” – Angela Merkel visits France",
        body="e\u0301\u00e9 日本 \N{GRINNING FACE} Angela Merkel said on Tuesday she would go to Germany.",
    )
    read(article)
    mentions = list(article.mentions.all())
    assert {"Angela Merkel", "Germany"} <= {each.surface for each in mentions}
    for each in mentions:
        assert getattr(article, each.field)[each.start : each.end] == each.surface


def test_number_of_queries_does_not_grow_with_articles() -> None:
    counts = []
    for number in (2, 40):
        pairs = [
            (Article.objects.create(headline="x"), found(person(f"Ann {number} {each}"), person("Bob Both")))
            for each in range(number)
        ]
        with CaptureQueriesContext(connection) as queries:
            annotate(pairs)
        counts.append(len(queries))
    assert counts[0] >= counts[1]


REFERENCE = {
    "person": {"John Kerry", "Sergei Lavrov", "Jay Carney"},
    "country": {"United States", "Ukraine", "Russia"},
    "place": {"Crimea", "Simferopol", "Moscow", "Kherson Oblast", "Washington"},
    "organisation": {"White House", "State Department"},
}


@pytest.fixture
def reference(corpora: Path) -> Article:
    """The design's reference article, as readers see it."""
    return reference_article(corpora)


@pytest.mark.corpora
def test_reference_article_yields_its_entities(reference: Article) -> None:
    read(reference)
    assert {kind: names(reference, kind) for kind in REFERENCE} == REFERENCE
    surnames = {
        (each.surface, each.entity.name if each.entity else "")
        for each in reference.mentions.filter(surface__in=["Kerry", "Lavrov", "Carney"])
    }
    assert surnames == {("Kerry", "John Kerry"), ("Lavrov", "Sergei Lavrov"), ("Carney", "Jay Carney")}
    assert not reference.mentions.exclude(status="linked").filter(surface="Kerry").exists()


@pytest.mark.corpora
def test_reference_article_read_again_changes_nothing_but_mention_ids(reference: Article) -> None:
    read(reference)
    before = list(reference.article_entities.order_by("pk").values())
    read(reference)
    assert list(reference.article_entities.order_by("pk").values()) == before


@pytest.mark.corpora
def test_rejected_and_confirmed_survive_reading_the_reference_again(reference: Article) -> None:
    read(reference)
    kerry = reference.article_entities.get(entity__name="John Kerry")
    kerry.status = Decision.REJECTED
    kerry.save()
    reference.headline = "Kerry and Lavrov talk"
    reference.body = "John Kerry met Sergei Lavrov in Moscow on Sunday. Kerry said it went well."
    reference.save()
    read(reference)
    assert kerry.entity_id not in reference.person_ids
    assert reference.article_entities.get(pk=kerry.pk).status == "rejected"
    assert "Lavrov" in reference.entity_names
    assert "Kerry" not in reference.entity_names


def test_searches_learn_of_a_country_that_is_named_in_passing_once() -> None:
    def logged() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_articlechange RETURNING article_id")
            return [pk for (pk,) in cursor.fetchall()]

    article = Article.objects.create(headline="Rain", body="It rained in Ukraine.", status="published")
    country = ExtractedMention("body", 13, 20, "Ukraine", "country", "name", 1.0, "Ukraine", "UA", "linked")
    annotate([(article, found(country))])
    assert not ArticleEntity.objects.get().is_about
    logged()
    annotate([(article, found(country))])
    assert logged() == []
    annotate([(article, found())])
    assert logged() == [article.pk]
    annotate([(article, found(country))])
    assert logged() == [article.pk]
    ukraine = Entity.objects.get(kind="country", code="UA")
    reject(article, ukraine, User.objects.create_user("ed"))
    assert logged() == [article.pk]
