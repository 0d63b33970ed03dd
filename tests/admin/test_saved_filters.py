"""Saved filters: above the lists, their own page, and who may do what with them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles.models import SavedFilter, Source, User
from articles.seed import ARCHIVISTS, CONTRIBUTORS, EDITORS
from tests.admin.helpers import change_address, list_address, member, messages_of, save, signed_in
from tests.factories import ArticleFactory, SourceFactory

ADD = "/admin/articles/savedfilter/add/"
ARTICLES = "/admin/articles/article/"
DRAFTS = "status__exact=draft"


def keep(client: Client, name: str, query: str = DRAFTS, **more: str) -> str:
    """Save a filter of the list of articles, and return the page that follows."""
    sent = {"model": "articles.article", "query": query, "name": name, **more}
    return str(client.post(ADD, sent, follow=True).content.decode())


def names(client: Client, address: str = ARTICLES) -> list[str]:
    """Return the saved filters above a list."""
    return [each.name for each in client.get(address).context["saved"].found]


def test_a_filter_is_saved_and_found_above_its_list(desk: Client) -> None:
    ArticleFactory.create(headline="A draft", status="draft")
    ArticleFactory.create(headline="Published, too")
    page = desk.get(f"{ARTICLES}?o=-2&p=1&{DRAFTS}").content.decode()
    assert "Save this filter" in page
    page = keep(desk, "Drafts", f"o=-2&p=7&e=1&{DRAFTS}&q=")
    assert "Saved as “Drafts”." in page
    assert "A draft" in page
    assert "Published, too" not in page
    made = SavedFilter.objects.get()
    assert made.query == f"o=-2&{DRAFTS}", "neither the page nor what is empty"
    assert f'<a href="?o=-2&amp;{DRAFTS}" aria-current="true">Drafts</a>' in page
    assert "Save this filter" not in page, "it is saved already"
    assert names(desk) == ["Drafts"]
    assert names(desk, list_address(Source)) == [], "it belongs to another list"
    assert LogEntry.objects.get().object_repr == "Drafts"


def test_there_is_nothing_to_save_without_a_filter(desk: Client) -> None:
    assert "Save this filter" not in desk.get(ARTICLES).content.decode()
    assert "choose a filter" in keep(desk, "Everything", "p=2")
    assert "choose a filter" in keep(desk, "Too long", "q=" + "x" * 3000)
    assert desk.get(ADD).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b"])
def test_a_name_that_does_not_do_is_refused(desk: Client, name: str) -> None:
    page = keep(desk, name)
    assert 'class="errorlist"' in page
    assert f'value="{DRAFTS}"' in page, "the filter is still there"
    assert not SavedFilter.objects.exists()


def test_a_name_is_given_once_unless_it_replaces(desk: Client, lena: User) -> None:
    keep(desk, "Mine")
    page = keep(desk, "Mine", "q=crimea")
    assert "already a filter named “Mine”" in page
    assert "Replace the filter of this name" in page
    assert SavedFilter.objects.get().query == DRAFTS
    assert "Saved as" in keep(desk, "Mine", "q=crimea", replace="on")
    assert SavedFilter.objects.get().query == "q=crimea"
    other = member("olga", EDITORS)
    assert "Saved as" in keep(signed_in(other), "Mine"), "names of others are free"
    assert SavedFilter.objects.count() == 2


def test_only_shared_filters_are_seen_by_others(desk: Client) -> None:
    keep(desk, "Mine")
    keep(desk, "Ours", "q=crimea", is_shared="on")
    assert names(desk) == ["Mine", "Ours"]
    for role in (EDITORS, ARCHIVISTS, CONTRIBUTORS):
        assert names(signed_in(member(f"one of {role}", role))) == ["Ours"]
    assert names(signed_in(User.objects.create_superuser("root"))) == ["Ours"]


@pytest.mark.parametrize("role", [ARCHIVISTS, CONTRIBUTORS])
def test_who_may_not_share_keeps_filters_alone(role: str, db: None, static_files: None) -> None:
    client = signed_in(member("arno", role))
    page = client.get(f"{ARTICLES}?q=crimea").content.decode()
    assert "Save this filter" in page
    assert "is_shared" not in page
    keep(client, "Crimea", "q=crimea", is_shared="on")
    made = SavedFilter.objects.get()
    assert not made.is_shared
    client.post(change_address(made), {"name": "Krim", "is_shared": "on"})
    made.refresh_from_db()
    assert (made.name, made.is_shared) == ("Krim", False)


def test_it_is_renamed_shared_and_deleted(desk: Client) -> None:
    keep(desk, "Drafts")
    keep(desk, "Crimea", "q=crimea")
    made = SavedFilter.objects.get(name="Drafts")
    page = desk.get(f"{ARTICLES}?{DRAFTS}").content.decode()
    assert change_address(made) in page
    assert "another name" in save(desk, made, name="Crimea").content.decode()
    assert save(desk, made, name="To publish").status_code == 302
    desk.post(change_address(made), {"name": "To publish", "is_shared": "on"})
    made.refresh_from_db()
    assert (made.name, made.is_shared, made.query) == ("To publish", True, DRAFTS)
    desk.post(change_address(made).replace("change/", "delete/"), {"post": "yes"})
    assert names(desk) == ["Crimea"]


def test_filters_of_others_stay_as_they_are(desk: Client, lena: User) -> None:
    own = SavedFilter.objects.create(owner=lena, model="articles.article", name="A", query="q=a")
    shared = SavedFilter.objects.create(
        owner=lena, model="articles.article", name="B", query="q=b", is_shared=True
    )
    for role, may in ((EDITORS, True), (ARCHIVISTS, False), (CONTRIBUTORS, False)):
        client = signed_in(member(f"one of {role}", role))
        client.post(change_address(own), {"name": "taken"})
        client.post(change_address(own).replace("change/", "delete/"), {"post": "yes"})
        client.post(change_address(shared), {"name": role, "is_shared": "on"})
        own.refresh_from_db()
        shared.refresh_from_db()
        assert (own.name, shared.name == role) == ("A", may)
        listed = client.get(list_address(SavedFilter)).content.decode()
        assert "?q=b" in listed
        assert "?q=a" not in listed


@pytest.mark.parametrize("model", ["articles.user", "articles.nothing", "", "x", "auth.group"])
def test_only_lists_that_one_may_see_can_be_saved(desk: Client, model: str) -> None:
    assert "does not exist, or you may not see it" in keep(desk, "Users", "q=a", model=model)
    assert not SavedFilter.objects.exists()
    SavedFilter.objects.create(model=model or "y", name="Of others", query="q=a", is_shared=True)
    assert "Of others" not in desk.get(list_address(SavedFilter)).content.decode()


def test_filters_of_lists_that_are_gone_do_not_break_the_page(administrator: Client) -> None:
    root = User.objects.get(username="root")
    SavedFilter.objects.create(owner=root, model="articles.former", name="Old", query="q=a")
    assert administrator.get(list_address(SavedFilter)).status_code == 200


def test_a_filter_that_the_list_no_longer_has_is_reported(desk: Client) -> None:
    ArticleFactory.create(headline="Still listed")
    keep(desk, "Former", "published_on__gte=never")
    page = desk.get(f"{ARTICLES}?published_on__gte=never", follow=True).content.decode()
    assert "does not have the filters that the address asks for" in page
    assert "Still listed" in page
    assert "Former" in page


def test_shared_filters_outlive_the_account_and_others_do_not(desk: Client, lena: User) -> None:
    keep(desk, "Mine")
    keep(desk, "Ours", "q=crimea", is_shared="on")
    lena.delete()
    assert [(each.name, each.owner) for each in SavedFilter.objects.all()] == [("Ours", None)]
    other = signed_in(member("olga", EDITORS))
    assert names(other) == ["Ours"]
    assert save(other, SavedFilter.objects.get(), name="Theirs").status_code == 302


def test_it_works_for_other_lists_too(stacks: Client) -> None:
    SourceFactory.create(name="Daily Record")
    answer = stacks.post(ADD, {"model": "articles.source", "query": "q=rec", "name": "Records"}, follow=True)
    assert "Saved as “Records”." in messages_of(answer)
    assert names(stacks, list_address(Source)) == ["Records"]
