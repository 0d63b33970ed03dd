"""How often extraction is right, from links that were drawn at random and checked."""

import json
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles import editing
from articles.editing.sampling import DAILY, MOST_WAITING, draw, draw_daily
from articles.extraction.annotations import Document, ExtractedMention, Extraction
from articles.extraction.evaluation.gold import read_gold
from articles.extraction.evaluation.scoring import evaluate
from articles.models import Article, ArticleEntity, Decision, EntitySample, Kind, User
from articles.overview.precision import LEAST_CHECKED, Precision, precision_by, shown_precision
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("ed")


def archive(number: int) -> None:
    """Articles that each name a person, an organisation, a place and a country."""
    france = country("FR")
    for _ in range(number):
        named = [EntityFactory.create(kind=kind) for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)]
        ArticleFactory.create(entities=[*named, france], full=True)


def checked(right: int, wrong: int, editor: User, kind: Kind = Kind.PERSON) -> None:
    """Draw so many links of the kind and judge them."""
    for number in range(right + wrong):
        article = ArticleFactory.create(entities=[EntityFactory.create(kind=kind)], full=True)
        sample = EntitySample.objects.create(
            article=article, entity=article.article_entities.get().entity, evidence="name"
        )
        editing.judge([sample], editor, right=number < right)


def test_each_kind_is_drawn_as_often_and_no_link_twice() -> None:
    archive(12)
    assert draw(8, Random(1)) == 8
    kinds = list(EntitySample.objects.order_by("entity__kind").values_list("entity__kind", flat=True))
    assert kinds == sorted(kind for kind in Kind.values for _ in range(2))
    assert draw(100, Random(2)) == 12 * 4 - 8, "all that are left, then no more"
    assert draw(1, Random(3)) == 0


def test_a_day_has_ten_and_a_second_run_none() -> None:
    archive(12)
    assert draw_daily(Random(1)) == DAILY
    assert draw_daily(Random(1)) == 0


def test_no_more_are_drawn_while_many_wait() -> None:
    archive(30)
    draw(MOST_WAITING, Random(1))
    EntitySample.objects.update(drawn_at="2020-01-01T00:00Z")
    assert draw_daily(Random(2)) == 0


def test_only_what_extraction_says_of_published_articles_is_drawn(editor: User) -> None:
    person = EntityFactory.create()
    decided, draft, passing = (ArticleFactory.create(entities=[person]) for _ in range(3))
    editing.confirm(decided, person, editor)
    Article.objects.filter(pk=draft.pk).update(status="draft")
    passing.article_entities.update(is_about=False)
    assert draw(5, Random(1)) == 0
    ArticleFactory.create(entities=[person])
    assert draw(5, Random(1)) == 1


def test_an_empty_archive_has_nothing_to_draw_or_to_tell() -> None:
    assert draw_daily(Random(1)) == 0
    assert precision_by("kind") == shown_precision() == {}


def test_links_that_extraction_dropped_are_forgotten() -> None:
    archive(1)
    draw(4, Random(1))
    ArticleEntity.objects.filter(entity__kind=Kind.PERSON).delete()
    draw_daily(Random(1))
    assert EntitySample.objects.count() == 3


def test_judging_decides_on_the_article(editor: User) -> None:
    checked(1, 1, editor)
    assert sorted(ArticleEntity.objects.values_list("status", flat=True)) == ["confirmed", "rejected"]
    assert set(ArticleEntity.objects.values_list("decided_by", flat=True)) == {editor.pk}
    assert not editing.undecided().exists()


def test_a_merge_keeps_what_was_drawn(editor: User) -> None:
    checked(2, 0, editor)
    one, other = (sample.entity for sample in EntitySample.objects.order_by("pk"))
    editing.merge(one, [other])
    assert set(EntitySample.objects.values_list("entity", flat=True)) == {one.pk}
    assert precision_by("kind") == {"person": Precision(2, 2)}


def test_the_figures_by_kind_source_year_and_evidence(editor: User) -> None:
    checked(3, 1, editor)
    checked(1, 0, editor, Kind.PLACE)
    undated = ArticleFactory.create(
        entities=[EntityFactory.create()], source=SourceFactory.create(name="Post")
    )
    sample = EntitySample.objects.create(article=undated, entity=undated.article_entities.get().entity)
    editing.judge([sample], editor, right=False)
    assert precision_by("kind") == {"person": Precision(3, 5), "place": Precision(1, 1)}
    assert precision_by("source") == {"Newswire": Precision(4, 5), "Post": Precision(0, 1)}
    assert precision_by("year") == {"2014": Precision(4, 5), "": Precision(0, 1)}
    assert precision_by("evidence") == {"name": Precision(4, 5), "": Precision(0, 1)}


def test_a_country_named_in_passing_is_not_right(editor: User) -> None:
    article = ArticleFactory.create(entities=[country("FR")])
    sample = EntitySample.objects.create(article=article, entity=country("FR"))
    editing.decide(article, sample.entity, Decision.CONFIRMED, editor, is_about=False)
    assert precision_by("kind") == {"country": Precision(0, 1)}


@pytest.mark.parametrize(
    ("right", "checked", "interval"),
    # By hand, from the formula; and the edges of the interval.
    [(96, 100, (90, 98)), (8, 10, (49, 94)), (0, 20, (0, 16)), (20, 20, (84, 100)), (0, 0, (0, 100))],
)
def test_wilson_intervals(right: int, checked: int, interval: tuple[int, int]) -> None:
    assert Precision(right, checked).interval == interval


def test_readers_see_the_figure_once_enough_were_checked(client: Client, editor: User) -> None:
    checked(LEAST_CHECKED - 2, 1, editor)
    page = EntitySample.objects.order_by("pk")[0].entity.get_absolute_url()
    assert "drawn at random, a few" not in client.get(reverse("about")).content.decode()
    assert "How often is this right?" not in client.get(page).content.decode()
    checked(1, 0, editor)
    assert "People: about 95 % right (76 to 99 %" in client.get(reverse("about")).content.decode()
    shown = client.get(page).content.decode()
    assert "How often is this right?" in shown
    assert "About 95 % of such names are right (76 to 99 %)" in shown


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("check_precision", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_prints_tables(editor: User) -> None:
    assert "No name has been checked yet" in printed()
    checked(3, 1, editor)
    lines = printed("--by", "kind", "year").splitlines()
    assert [line.split() for line in lines if line.startswith(("person", "2014"))] == [
        ["person", "3", "4", "75", "30–95"],
        ["2014", "3", "4", "75", "30–95"],
    ]
    assert json.loads(printed("--json"))["kind"]["person"] == {
        "right": 3, "checked": 4, "percent": 75, "interval": [30, 95]
    }  # fmt: skip


def test_the_command_draws(editor: User) -> None:
    archive(1)
    assert "4 more are waiting" not in printed()
    checked(1, 0, editor)
    assert "4 more are waiting for an editor." in printed("--draw")


def test_decisions_are_gold(editor: User, tmp_path: Path) -> None:
    article = ArticleFactory.create(body="Ann Lee met no Bo Diaz in Oslo.")
    for name, right in (("Ann Lee", True), ("Bo Diaz", False)):
        editing.decide(
            article,
            EntityFactory.create(name=name),
            Decision.CONFIRMED if right else Decision.REJECTED,
            editor,
        )
    file = tmp_path / "gold.jsonl"
    printed("--export", str(file))
    (gold,) = read_gold(file)
    assert gold.document == Document(headline=article.headline, body=article.body)

    def found(document: Document) -> Extraction:
        mentions = (
            ExtractedMention("body", 0, 7, name, "person", "name", 1.0, name, None, "linked")
            for name in ("Ann Lee", "Bo Diaz")
        )
        return Extraction(tuple(mentions), ())

    counts = evaluate([gold], found).kinds["decided person"]
    assert (counts.right, counts.found, counts.gold) == (1, 2, 1)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        printed("--export", str(tmp_path / "absent" / "gold.jsonl"))
