"""Names, slugs and URLs of entities and articles; the list of countries."""

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.lexicon.countries import COUNTRIES
from articles.models import Article, Entity, EntityName, Kind, Source, Status
from articles.text import fold, fold_name, make_slug, without_accents
from tests.factories import ArticleFactory, EntityFactory, country


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  Łódź  ", "lodz"),
        ("José\tÁngel  Gurría", "jose angel gurria"),
        ("George W. Bush", "george w bush"),
        ("U.S.", "us"),
        ("O’Brien", "o'brien"),
        ("Straße", "strasse"),
        ("Søren Ærø", "soren aero"),
        ("İstanbul", "istanbul"),
        ("習近平", "習近平"),
        ("Ａｎｇｅｌａ", "angela"),
        ("", ""),
        (" . ", ""),
    ],
)
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=250))
def test_a_slug_always_stands_in_an_address(name: str) -> None:
    slug = make_slug(name, "person")
    assert 1 <= len(slug) <= 100
    assert resolve(f"/people/{slug}/").kwargs["slug"] == slug
    assert resolve(f"/articles/7/{slug}/").kwargs["slug"] == slug


def test_accents_are_taken_off() -> None:
    assert without_accents("Zürich, Málaga, Þórshöfn") == "Zurich, Malaga, Thorshofn"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sergei Lavrov", "sergei-lavrov"),
        ("Đặng Văn Ø", "dang-van-o"),
        ("習近平", "習近平"),
        ("!!!", "person"),
        ("x" * 99 + " y", "x" * 99),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert make_slug(name, "person") == slug


@pytest.mark.django_db
def test_entities_of_one_name_get_slugs_in_turn() -> None:
    made = [Entity.objects.create(kind="person", name="John Smith") for _ in range(3)]
    assert [each.slug for each in made] == ["john-smith", "john-smith-2", "john-smith-3"]
    assert Entity.objects.create(kind="place", name="John Smith").slug == "john-smith"
    made[1].delete()
    assert Entity.objects.create(kind="person", name="John Smith").slug == "john-smith-2"
    made[0].save()
    assert made[0].slug == "john-smith"


@pytest.mark.django_db
def test_longest_names_get_slugs_in_turn() -> None:
    made = [Entity.objects.create(kind="person", name="n" * 200) for _ in range(12)]
    assert len({each.slug for each in made}) == 12
    assert max(len(each.slug) for each in made) <= 110


@pytest.mark.django_db
def test_names_are_looked_up_folded() -> None:
    entity = Entity.objects.create(kind="person", name="Lech Wałęsa")
    other = EntityName.objects.create(entity=entity, name="L. Wałęsa")
    assert (entity.folded, other.folded) == ("lech walesa", "l walesa")
    entity.name = "Lech Wałęsa Jr."
    entity.save()
    entity.refresh_from_db()
    assert (entity.folded, entity.slug) == ("lech walesa jr", "lech-walesa")


@pytest.mark.django_db
def test_longest_name_that_grows_when_folded_is_taken() -> None:
    """A letter may fold to several: ß to ss, ﷺ to eighteen."""
    for name in ("ß" * 200, "\ufdfa" * 200):
        entity = Entity.objects.create(kind="person", name=name)
        EntityName.objects.create(entity=entity, name=name)
        assert Entity.objects.get(folded=fold_name(name)) == entity


@pytest.mark.django_db
def test_addresses() -> None:
    person = Entity.objects.create(kind="person", name="Angela Merkel")
    assert (person.key, person.get_absolute_url()) == ("angela-merkel", "/people/angela-merkel/")
    country = Entity.objects.get(kind="country", code="UA")
    assert (country.key, country.get_absolute_url()) == ("UA", "/countries/ua/")
    place = Entity.objects.create(kind="place", name="Kyiv", code="UA")
    assert place.get_absolute_url() == "/places/kyiv/"
    source = Source.objects.create(name="Le Monde")
    assert source.get_absolute_url() == "/sources/le-monde/"
    article = Article.objects.create(headline="Crimea votes: “Yes”")
    assert article.get_absolute_url() == f"/articles/{article.pk}/crimea-votes-yes/"


@pytest.mark.django_db
def test_countries_of_the_world_are_there() -> None:
    countries = {each.code: each for each in Entity.objects.filter(kind="country")}
    assert len(countries) == len(COUNTRIES) >= 195
    assert {"UA", "RU", "US", "GB", "CI", "XK", "SU", "YU"} <= set(countries)
    assert countries["UA"].name == "Ukraine"
    for each in countries.values():
        assert each.folded == fold(each.name)
        assert resolve(each.get_absolute_url())
    names = set(countries["US"].names.values_list("folded", flat=True))
    assert "united states of america" in names


@pytest.mark.django_db
def test_public_is_what_a_published_article_names_and_every_country() -> None:
    known, hidden, former, rejected, _unnamed = (EntityFactory.create() for _ in range(5))
    ArticleFactory.create(entities=[known, rejected])
    ArticleFactory.create(status=Status.DRAFT, entities=[known, hidden, country("UG")])
    ArticleFactory.create(status=Status.WITHDRAWN, entities=[former])
    rejected.article_entities.update(status="rejected")
    assert list(Entity.objects.public().exclude(kind=Kind.COUNTRY)) == [known]
    assert set(Entity.objects.filter(kind=Kind.COUNTRY)) < set(Entity.objects.public())
