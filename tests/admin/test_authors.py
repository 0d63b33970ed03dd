"""Correcting authors in the admin."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.models import Article, Author, AuthorName
from tests.admin.helpers import change_address, form_of, list_address, messages_of, save
from tests.factories import ArticleFactory


def authors(article: Article) -> list[str]:
    article.refresh_from_db()
    found = Author.objects.in_bulk(article.author_ids)
    return [found[pk].name for pk in article.author_ids]


def test_editing_the_byline_changes_the_authors(desk: Client) -> None:
    article = ArticleFactory.create(byline="Ann Berg")
    assert save(desk, article, byline="Mark Roe; Ann Berg").status_code == 302
    assert authors(article) == ["Mark Roe", "Ann Berg"]


def test_a_renamed_author_keeps_articles_address_and_former_name(desk: Client) -> None:
    article = ArticleFactory.create(byline="An Berg")
    author = Author.objects.get()
    assert save(desk, author, name="Ann Berg").status_code == 302
    author.refresh_from_db()
    assert (author.name, author.sort_name, author.slug) == ("Ann Berg", "Berg, Ann", "an-berg")
    assert [each.name for each in author.names.all()] == ["An Berg"]
    assert authors(article) == ["Ann Berg"]


def test_an_institution_taken_for_a_person_is_corrected(desk: Client) -> None:
    ArticleFactory.create(byline="Norby Today")
    author = Author.objects.get()
    assert author.sort_name == "Today, Norby"
    save(desk, author, kind="organisation")
    author.refresh_from_db()
    assert (author.kind, author.sort_name) == ("organisation", "Norby Today")


def test_another_name_brings_two_authors_together(desk: Client) -> None:
    both = [ArticleFactory.create(byline="Ann Berg"), ArticleFactory.create(byline="A. Berg")]
    author = Author.objects.get(name="Ann Berg")
    assert save(desk, author, **{"names-0-name": "A. Berg"}).status_code == 302
    assert [authors(each) for each in both] == [["Ann Berg"], ["Ann Berg"]]
    assert Author.objects.count() == 1
    moved = desk.get("/authors/a-berg/")
    assert (moved.status_code, moved["Location"]) == (302, "/authors/ann-berg/")


def test_another_name_of_an_author_of_many_articles_is_queued(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.authors.AT_ONCE", 1)
    both = [ArticleFactory.create(byline="Ann Berg"), ArticleFactory.create(byline="A. Berg")]
    author = Author.objects.get(name="Ann Berg")
    assert save(desk, author, **{"names-0-name": "A. Berg"}).status_code == 302
    assert Author.objects.count() == 2
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("articles.tasks.read_bylines", {"author_id": author.pk})
    said = messages_of(desk.get(list_address(Author)))
    assert "Reading the bylines of 2 articles again takes a while and is done in the background." in said
    for _ in range(2):  # the second time, as after a kill
        editing.names_changed(author)
    assert [authors(each) for each in both] == [["Ann Berg"], ["Ann Berg"]]


def test_a_name_that_someone_else_has_is_refused_with_a_way_out(desk: Client) -> None:
    ArticleFactory.create(byline="Ann Berg and Anne Berg and Mark Roe")
    ann, anne = Author.objects.get(name="Ann Berg"), Author.objects.get(name="Anne Berg")
    refused = save(desk, anne, name="ANN BERG")
    assert "If both are the same author, add one as another name." in str(refused.context["errors"])
    AuthorName.objects.create(author=ann, name="A. Berg")
    refused = save(desk, anne, **{"names-0-name": "A Berg"})
    assert "This is already another name of Ann Berg." in str(refused.context["errors"])
    assert Author.objects.count() == 3


def test_the_list_counts_articles_and_finds_other_names(desk: Client) -> None:
    for _ in range(2):
        ArticleFactory.create(byline="José Pérez")
    ArticleFactory.create(byline="Mark Roe")
    AuthorName.objects.create(author=Author.objects.get(name="José Pérez"), name="Pepe")
    for term in ("PEREZ", "pepe"):
        shown = desk.get(list_address(Author), {"q": term}).context["cl"].result_list
        assert [(each.name, each.number) for each in shown] == [("José Pérez", 2)]


def test_an_author_with_articles_is_not_deleted(administrator: Client) -> None:
    ArticleFactory.create(byline="Ann Berg")
    alone = Author.objects.create(name="Bo Li")
    author = Author.objects.get(name="Ann Berg")
    for each in (author, alone):
        administrator.post(change_address(each).replace("change", "delete"), {"post": "yes"})
    assert list(Author.objects.all()) == [author]


def test_a_new_author_needs_only_a_name(desk: Client) -> None:
    address = "/admin/articles/author/add/"
    fields = form_of(desk, address, "author_form") | {"name": "Ann Berg"}
    assert desk.post(address, fields).status_code == 302
    author = Author.objects.get()
    assert (author.sort_name, author.slug) == ("Berg, Ann", "ann-berg")
