"""A surname that an article never gives in full means the person that the archive usually means by it."""

from datetime import date

import pytest

from articles import editing
from articles.extraction.store.annotate import annotate
from articles.extraction.store.surnames import FEWEST, link_surnames
from articles.models import Article, ArticleEntity, Entity, EntityName, User
from tests.annotations import arrays_of, found, person

pytestmark = pytest.mark.django_db

ALONE = "They waited for Mr. Zorvik. Mr. Zorvik came late."


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena")


def named(name: str, number: int = FEWEST, year: int = 2015) -> None:
    """Store articles of a year that give a person's full name."""
    made = [
        Article.objects.create(headline="x", published_on=date(year, 3, day + 1)) for day in range(number)
    ]
    annotate([(article, found(person(name))) for article in made])


def read(body: str = ALONE, year: int | None = 2015) -> Article:
    """Store and extract an article."""
    made = Article.objects.create(headline="x", body=body, published_on=date(year, 6, 1) if year else None)
    editing.extract_again([made.pk])
    return made


def people(article: Article) -> set[str]:
    """The names of the people on the article's page."""
    article.refresh_from_db()
    assert arrays_of(article)["person"] == list(
        article.article_entities.filter(entity__kind="person")
        .exclude(status="rejected")
        .order_by("-mention_count", "entity_id")
        .values_list("entity_id", flat=True)
    )
    return set(Entity.objects.filter(pk__in=article.person_ids).values_list("name", flat=True))


def test_surname_means_the_only_person_of_the_archive() -> None:
    named("Arno Zorvik")
    article = read()
    assert people(article) == set()
    assert link_surnames() == 2
    assert people(article) == {"Arno Zorvik"}
    assert set(article.mentions.values_list("evidence", "status", "score", "folded")) == {
        ("archive", "linked", 0.6, "")
    }
    assert ArticleEntity.objects.get(article=article).mention_count == 2


def test_second_run_changes_nothing() -> None:
    named("Arno Zorvik")
    read()
    link_surnames()
    assert link_surnames() == 0


@pytest.mark.parametrize("year", [2013, 2017])
def test_years_around_count(year: int) -> None:
    named("Arno Zorvik", year=year)
    article = read()
    link_surnames()
    assert people(article) == {"Arno Zorvik"}


@pytest.mark.parametrize("year", [2012, 2018])
def test_other_years_do_not_count(year: int) -> None:
    named("Arno Zorvik", year=year)
    read()
    assert link_surnames() == 0


def test_few_articles_are_too_few() -> None:
    named("Arno Zorvik", number=FEWEST - 1)
    read()
    assert link_surnames() == 0


def test_two_people_leave_the_surname_open() -> None:
    named("Arno Zorvik", number=18)
    named("Mirela Zorvik", number=2)
    read()
    assert link_surnames() == 0


def test_a_rare_namesake_does_not_matter() -> None:
    named("Arno Zorvik", number=20)
    named("Mirela Zorvik", number=1)
    article = read()
    link_surnames()
    assert people(article) == {"Arno Zorvik"}


def test_frequent_surname_stays_open() -> None:
    named("Arno Miller", number=20)
    read("They waited for Mr. Miller.")
    assert link_surnames() == 0


def test_mrs_is_nobody_with_a_mans_name() -> None:
    named("Robert Zorvik")
    read("They waited for Mrs. Zorvik.")
    assert link_surnames() == 0


def test_relative_in_the_text_comes_first() -> None:
    named("Arno Zorvik")
    article = read("Mirela Zorvik spoke. They waited for Ms. Zorvik.")
    assert link_surnames() == 0
    assert people(article) == {"Mirela Zorvik"}


def test_other_names_count_for_the_person() -> None:
    named("Arno Belkan")
    EntityName.objects.create(entity=Entity.objects.get(name="Arno Belkan"), name="Arno Zorvik")
    article = read()
    link_surnames()
    assert people(article) == {"Arno Belkan"}


def test_article_without_a_date_is_decided_by_all_years() -> None:
    named("Arno Zorvik", year=1998)
    article = read(year=None)
    link_surnames()
    assert people(article) == {"Arno Zorvik"}


def test_links_by_surname_are_no_ground_for_more() -> None:
    named("Arno Zorvik", year=2013)
    read(year=2015)
    link_surnames()
    later = read(year=2017)
    assert link_surnames() == 0
    assert people(later) == set()


def test_extraction_keeps_the_link() -> None:
    named("Arno Zorvik")
    article = read()
    link_surnames()
    editing.extract_again([article.pk])
    assert people(article) == {"Arno Zorvik"}
    assert link_surnames() == 0


def test_link_goes_if_the_text_gives_another_full_name() -> None:
    named("Arno Zorvik")
    article = read()
    link_surnames()
    Article.objects.filter(pk=article.pk).update(body=f"Mirela Zorvik spoke. {ALONE}")
    editing.extract_again([article.pk])
    assert "Arno Zorvik" not in people(article)


def test_editor_rejects_one_link(lena: User) -> None:
    named("Arno Zorvik")
    article, other = read(), read()
    link_surnames()
    editing.reject(article, Entity.objects.get(name="Arno Zorvik"), lena)
    editing.extract_again([article.pk, other.pk])
    link_surnames()
    assert (people(article), people(other)) == (set(), {"Arno Zorvik"})


def test_editor_rejects_them_all_and_no_more_come(lena: User) -> None:
    named("Arno Zorvik")
    article = read()
    link_surnames()
    assert editing.reject_by_surname(Entity.objects.get(name="Arno Zorvik"), lena) == 1
    later = read()
    assert link_surnames() == 0
    assert (people(article), people(later)) == (set(), set())
    assert ArticleEntity.objects.filter(status="automatic").count() == FEWEST


def test_rejecting_all_is_for_office_holders_too(lena: User) -> None:
    body = "Mr. Obama spoke. They heard Mr. Obama."
    article = read(body)
    assert people(article) == {"Barack Obama"}
    editing.reject_by_surname(Entity.objects.get(name="Barack Obama"), lena)
    later = read(body)
    assert (people(article), people(later)) == (set(), set())
    assert set(later.mentions.values_list("status", "evidence")) == {("unknown", "surname")}


def test_full_names_are_not_rejected_with_them(lena: User) -> None:
    named("Arno Zorvik")
    assert editing.reject_by_surname(Entity.objects.get(name="Arno Zorvik"), lena) == 0


def test_empty_archive_has_nothing_to_link() -> None:
    assert link_surnames() == 0
