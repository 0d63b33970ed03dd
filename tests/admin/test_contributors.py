"""Contributors see and change their own drafts, until an editor publishes them, and nothing else."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles import editing
from articles.models import Article, Contribution, Status, User
from articles.seed import ARCHIVISTS, CONTRIBUTORS
from tests.admin.helpers import (
    NO_ENTITIES,
    act,
    change_address,
    form_of,
    list_address,
    member,
    save,
    signed_in,
)
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


@pytest.fixture
def cleo(db: None) -> User:
    """A contributor."""
    return member("cleo", CONTRIBUTORS)


@pytest.fixture
def own(cleo: User, static_files: None) -> Client:
    """A client signed in as the contributor."""
    return signed_in(cleo)


@pytest.fixture
def draft(cleo: User) -> Article:
    """A draft of hers."""
    made: Article = ArticleFactory.create(headline="Harbour reopens", body="It did.", status=Status.DRAFT)
    Contribution.objects.create(article=made, author=cleo)
    return made


def add(client: Client, **fields: str) -> Article:
    sent = form_of(client, ADD, "article_form") | {"headline": "Harbour reopens", **fields}
    assert client.post(ADD, sent).status_code == 302
    return Article.objects.latest("pk")


def test_what_a_contributor_adds_is_a_draft_whatever_is_sent(own: Client, cleo: User) -> None:
    made = add(own, status="published", embargoed_until_0="2030-01-01", embargoed_until_1="00:00")
    assert (made.status, made.embargoed_until) == (Status.DRAFT, None)
    assert made.contribution.author == cleo
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert save(own, made, headline="Harbour reopens today").status_code == 302
    made.refresh_from_db()
    assert (made.headline, made.status) == ("Harbour reopens today", Status.DRAFT)


def test_a_draft_cannot_be_published_by_the_form_or_the_list(own: Client, draft: Article) -> None:
    sent = form_of(own, change_address(draft), "article_form")
    assert "status" not in sent
    assert own.post(change_address(draft), sent | {"status": "published"}).status_code == 302
    for action in ("publish", "withdraw", "extract_again", "keep_apart"):
        act(own, action, [draft], post="yes", kind="silent")
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


@pytest.mark.parametrize("status", ["draft", "published", "withdrawn"])
def test_articles_of_others_do_not_exist_for_her(own: Client, lena: User, status: str) -> None:
    other = ArticleFactory.create(headline="Zebrafish minister resigns", status=status)
    Contribution.objects.create(article=other, author=lena)
    page = own.get(list_address(Article))
    assert (page.status_code, b"Zebrafish" in page.content) == (200, False)
    for name in ("change", "history", "delete"):
        for method in (own.get, own.post):
            answer = method(change_address(other).replace("change", name), follow=True)
            assert answer.status_code in {200, 403, 404, 410}
            assert b"Zebrafish" not in answer.content
    assert b"Zebrafish" not in own.get(list_address(Article), {"q": str(other.pk)}).content
    sent = {"headline": "Mine now", "language": "en", **NO_ENTITIES}
    own.post(change_address(other), sent)
    act(own, "withdraw", [other], post="yes", kind="silent")
    other.refresh_from_db()
    assert (other.headline, other.status) == ("Zebrafish minister resigns", status)


def test_the_list_names_no_people_or_sources_of_others(own: Client, draft: Article) -> None:
    ArticleFactory.create(source=SourceFactory.create(name="Unseen Gazette"))
    page = own.get(list_address(Article)).content.decode()
    assert "Harbour reopens" in page
    assert "Unseen Gazette" not in page


def test_once_published_it_belongs_to_the_editors(own: Client, draft: Article, desk: Client) -> None:
    sent = form_of(own, change_address(draft), "article_form") | {"body": "A later paragraph."}
    act(desk, "publish", [draft])
    answer = own.post(change_address(draft), sent)
    assert answer.status_code == 410
    assert "An editor published or deleted this draft" in answer.content.decode()
    assert "A later paragraph." in answer.content.decode()
    assert Client().get(draft.get_absolute_url()).status_code == 200
    assert b"Harbour reopens" not in own.get(list_address(Article)).content


def test_editors_find_the_drafts_of_each(desk: Client, draft: Article, cleo: User) -> None:
    ArticleFactory.create(headline="Someone else’s draft", status=Status.DRAFT)
    page = desk.get(list_address(Article), {"draft_by": cleo.pk}).content.decode()
    assert "Harbour reopens" in page
    assert "Someone else’s draft" not in page
    assert desk.get(list_address(Article), {"draft_by": "x"}).status_code == 200


def test_who_is_also_an_archivist_still_cannot_publish_a_draft(draft: Article, static_files: None) -> None:
    both = member("bo", CONTRIBUTORS, ARCHIVISTS)
    Contribution.objects.filter(article=draft).update(author=both)
    other = ArticleFactory.create(headline="Published")
    client = signed_in(both)
    assert client.post(change_address(other), {"headline": "Mine now"}).status_code == 403
    sent = form_of(client, change_address(draft), "article_form")
    client.post(change_address(draft), sent | {"status": "published", "headline": "Harbour closes"})
    draft.refresh_from_db()
    assert (draft.headline, draft.status) == ("Harbour closes", Status.DRAFT)


def test_archivists_withdraw_without_changing(stacks: Client, static_files: None) -> None:
    article = ArticleFactory.create()
    assert "Withdraw …" in stacks.get(change_address(article)).content.decode()
    act(stacks, "withdraw", [article], post="yes", kind="silent", reason="A duplicate")
    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN
    assert "A duplicate" in LogEntry.objects.latest("pk").get_change_message()
    assert "Publish again" not in stacks.get(change_address(article)).content.decode()
    act(stacks, "publish", [article])
    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN


def test_the_author_of_an_article_may_be_deleted(draft: Article, cleo: User) -> None:
    cleo.delete()
    assert Contribution.objects.get(article=draft).author is None
    editing.publish([draft.pk])
