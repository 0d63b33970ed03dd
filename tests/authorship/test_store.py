"""Authors of articles: read at import, kept at edits and corrections, filled in after an upgrade."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import editing
from articles.authorship.store import fill, find_authors, set_authors
from articles.models import Article, Author, AuthorName
from tests.factories import ArticleFactory, SourceFactory
from tests.importers.support import run, write_jsonl

pytestmark = pytest.mark.django_db


def names(article: Article) -> list[str]:
    """Return the names of the stored authors, in order."""
    article.refresh_from_db()
    found = Author.objects.in_bulk(article.author_ids)
    return [found[pk].name for pk in article.author_ids]


def imported(folder: Path, *records: dict[str, object]) -> list[Article]:
    """Import records as JSONL and return all articles."""
    run(write_jsonl(folder / "news.jsonl", [{"body": "Rain.", **record} for record in records]))
    return list(Article.objects.order_by("pk"))


def correct(author: Author, *other: str, name: str = "") -> list[Author]:
    """Correct an author as the admin does: rename it, add other names."""
    if name:
        former, author.name = author.name, name
        author.sort_name = editing.sort_name_of(author)
        author.save()
        editing.former_author_name_kept(author, former)
    for each in other:
        AuthorName.objects.create(author=author, name=each)
    return editing.names_changed(author)


def test_an_import_stores_the_authors_in_the_order_of_the_byline(tmp_path: Path) -> None:
    one, other = imported(
        tmp_path,
        {"id": 1, "headline": "One", "byline": "Mark Roe and Ann Berg, The Record", "source": "The Record"},
        {"id": 2, "headline": "Other", "byline": "BERG, ANN; World Health Organization"},
    )
    assert names(one) == ["Mark Roe", "Ann Berg"]
    assert names(other) == ["Ann Berg", "World Health Organization"]
    stored = {each.name: (each.sort_name, each.slug, each.kind) for each in Author.objects.all()}
    assert stored["Ann Berg"] == ("Berg, Ann", "ann-berg", "person")
    assert stored["World Health Organization"][2] == "organisation"


def test_another_byline_in_a_later_import_changes_the_authors(tmp_path: Path) -> None:
    imported(tmp_path, {"id": 1, "headline": "One", "byline": "Ann Berg"})
    (article,) = imported(tmp_path, {"id": 1, "headline": "One", "byline": "Mark Roe"})
    assert names(article) == ["Mark Roe"]


def test_case_accents_and_full_stops_make_no_other_author_but_initials_do() -> None:
    first = ArticleFactory.create(byline="José B. Pérez")
    assert names(ArticleFactory.create(byline="JOSE B PEREZ")) == names(first)
    assert names(ArticleFactory.create(byline="J. Pérez")) == ["J. Pérez"]


def test_authors_with_the_same_slug_are_both_stored() -> None:
    assert names(ArticleFactory.create(byline="Ann O'Neil and Ann ONeil")) == ["Ann O'Neil", "Ann ONeil"]
    assert sorted(Author.objects.values_list("slug", flat=True)) == ["ann-oneil", "ann-oneil-2"]
    assert find_authors([]) == {}


def test_a_renamed_author_keeps_the_former_name_for_later_imports(tmp_path: Path) -> None:
    (article,) = imported(tmp_path, {"id": 1, "headline": "One", "byline": "An Berg"})
    correct(Author.objects.get(), name="Ann Berg")
    assert names(article) == ["Ann Berg"]
    article, other = imported(
        tmp_path,
        {"id": 1, "headline": "One", "body": "Snow.", "byline": "An Berg"},
        {"id": 2, "headline": "Other", "byline": "AN BERG"},
    )
    assert names(article) == names(other) == ["Ann Berg"]
    assert Author.objects.get().sort_name == "Berg, Ann"


def test_an_author_with_another_name_takes_over_who_has_it_until_it_is_removed() -> None:
    both = [ArticleFactory.create(byline="Ann Berg"), ArticleFactory.create(byline="A. Berg and Mark Roe")]
    ann = Author.objects.get(name="Ann Berg")
    assert [each.name for each in correct(ann, "A. Berg")] == ["A. Berg"]
    assert [names(each) for each in both] == [["Ann Berg"], ["Ann Berg", "Mark Roe"]]
    assert names(ArticleFactory.create(byline="Berg, A.")) == ["Ann Berg"]
    ann.names.all().delete()
    editing.names_changed(ann)
    assert [names(each) for each in both] == [["Ann Berg"], ["A. Berg", "Mark Roe"]]


def test_an_upgrade_reads_all_bylines_and_does_nothing_the_second_time() -> None:
    source = SourceFactory.create(name="The Record")
    read = ArticleFactory.create(byline="Ann Berg and The Record", source=source)
    nobody, none = ArticleFactory.create(byline="Special to The Record"), ArticleFactory.create(byline="")
    Article.objects.update(author_ids=[])
    said: list[str] = []
    assert fill(said.append) == 1
    assert (names(read), names(nobody), names(none)) == (["Ann Berg"], [], [])
    assert said == ["Reading bylines: 2 of 2 articles ..."]
    with CaptureQueriesContext(connection) as queries:
        assert fill(said.append) == 0
    assert not any(each["sql"].lstrip().startswith("UPDATE") for each in queries)
    assert len(said) == 1


def test_a_batch_of_articles_takes_a_fixed_number_of_queries() -> None:
    def queries(number: int) -> int:
        articles = [Article(headline="x", byline=f"Ann{'abcdefgh'[each]} Berg") for each in range(number)]
        with CaptureQueriesContext(connection) as found:
            set_authors(articles)
        return len(found)

    assert queries(2) == queries(8)
