"""The roles of a person: which are shown, by year, from articles that may supply them."""

from datetime import date

import pytest

from articles.models import Entity
from articles.search.counting.sql import SQLCounting
from articles.sentences.roles import Career, career_of
from tests.factories import EntityFactory
from tests.sentences.support import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerry() -> Entity:
    return EntityFactory.create(name="John Kerry")


def write(kerry: Entity, body: str, year: int, times: int = 1, **fields: object) -> None:
    for _ in range(times):
        day = date(year, 3, 17)
        article(body, {"John Kerry": kerry, "Kerry": kerry}, published_on=day, **fields)


def career(kerry: Entity) -> Career:
    return career_of(kerry, SQLCounting())


def told(kerry: Entity) -> list[tuple[str, bool, dict[int, int]]]:
    return [(each.name, each.past, each.years) for each in career(kerry).roles]


def test_roles_in_order_of_time_with_the_articles_of_each_year(kerry: Entity) -> None:
    write(kerry, "Former Secretary of State [John Kerry] spoke. Former Sen. [Kerry] left.", 2018, 2)
    write(kerry, "Secretary of State [John Kerry] met Secretary of State [John Kerry].", 2013, 3)
    write(kerry, "Secretary of State [John Kerry] spoke.", 2014)
    write(kerry, "Sen. [John Kerry] spoke.", 2009, 2)
    assert told(kerry) == [
        ("senator", False, {2009: 2}),
        ("secretary of state", False, {2013: 3, 2014: 1}),
        ("secretary of state", True, {2018: 2}),
    ]
    assert [each.key for each in career(kerry).roles][-1] == "former-secretary-of-state"


def test_what_the_role_is_of_is_part_of_its_name_if_many_say_so(kerry: Entity) -> None:
    write(kerry, "U.S. Secretary of State [John Kerry] spoke.", 2013, 2)
    write(kerry, "Secretary of State [John Kerry] spoke.", 2013)
    assert [name for name, _, _ in told(kerry)] == ["U.S. secretary of state"]


def test_a_role_in_one_article_only_is_not_shown(kerry: Entity) -> None:
    write(kerry, "Mayor [John Kerry] spoke.", 2013)
    assert told(kerry) == []


def test_a_role_in_a_small_share_of_the_articles_is_not_shown(kerry: Entity) -> None:
    write(kerry, "Sen. [John Kerry] spoke.", 2013, 60)
    write(kerry, "Mayor [John Kerry] spoke.", 2013, 2)
    assert [name for name, _, _ in told(kerry)] == ["senator"]


def test_the_family_name_alone_gives_no_role(kerry: Entity) -> None:
    """It may be a relative's: “President Clinton” in an article about Hillary Clinton."""
    write(kerry, "President [Kerry] spoke.", 2013, 5)
    assert told(kerry) == []


def test_vague_roles_are_not_shown(kerry: Entity) -> None:
    write(kerry, "The chief, [John Kerry], spoke.", 2013, 3)
    assert told(kerry) == []
    write(kerry, "OECD chief [John Kerry] spoke.", 2013, 3)
    assert [name for name, _, _ in told(kerry)] == ["OECD head"]


def test_samples_and_texts_in_other_languages_give_no_roles(kerry: Entity) -> None:
    write(kerry, "Senator [John Kerry] sprach.", 2013, 3, language="de")
    write(kerry, "Senator [John Kerry] spoke.", 2013, 3, is_sample=True, headline="[John Kerry] speaks")
    found = career(kerry)
    assert found.roles == []
    assert found.headline is None
    assert (found.read, found.total) == (6, 6)


def test_first_headline_and_introductions(kerry: Entity) -> None:
    names = {"Kerry": kerry, "John Kerry": kerry}
    write(kerry, "Sen. [John Kerry] spoke.", 2009, 3)
    first = article("He spoke.", names, headline="[Kerry] speaks", published_on=date(2010, 1, 1))
    second = article(
        "Senator [John Kerry] spoke.", names, headline="[Kerry] speaks again", published_on=date(2011, 1, 1)
    )
    found = career(kerry)
    assert found.headline == first.pk
    assert found.introductions == (second.pk,)


def test_of_many_articles_some_are_read_from_all_times(
    kerry: Entity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.sentences.roles.MOST_READ", 40)
    for year in (2009, 2010, 2011, 2012):
        write(kerry, "Sen. [John Kerry] spoke.", year, 30)
    found = career(kerry)
    assert (found.read, found.total) == (40, 120)
    assert list(found.roles[0].years) == [2009, 2010, 2011, 2012]
    assert sum(found.roles[0].years.values()) == 40
