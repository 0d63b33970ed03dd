"""Saved searches: new articles, changes by their reader, and no access for others."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Alerts, Article, SavedSearch, Status, User
from articles.research import saved as saving
from articles.research.freezing import request_of
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory
from tests.html import Tag, parse
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def save(
    client: Client, search: str = "?q=referendum", name: str = "Votes", alerts: str = "none"
) -> SavedSearch:
    answer = client.post("/searches/save/", {"search": search, "name": name, "alerts": alerts})
    assert answer.status_code == 302, answer.content
    return SavedSearch.objects.latest("pk")


def fresh(page: Tag) -> list[str]:
    return [each.text for each in page.all("p", class_="fresh")]


def test_saving_from_the_results_page_asks_to_sign_in_first(
    client: Client, archive: dict[str, Article], reader: User, get: Getter
) -> None:
    reader.set_password("a long enough password")
    reader.save()
    page = get("/articles/?q=referendum&country=US")
    link = page.links()["Save this search"]
    answer = client.get(link)
    assert answer.status_code == 302
    form = get(answer.headers["Location"]).one("form", method="post")
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in form.all("input")}
    answer = client.post(
        "/accounts/login/", {**fields, "username": "ada", "password": "a long enough password"}
    )
    assert answer.headers["Location"] == link
    form = get(link).one("form", action="/searches/save/")
    values = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    assert (values["search"], values["name"]) == ("?q=referendum&country=US", "referendum · United States")


def test_what_enters_is_new_once_whatever_its_date(
    signed_in: Client, archive: dict[str, Article], get: Getter
) -> None:
    made = save(signed_in)
    assert fresh(get("/searches/")) == ["0 new"]
    ArticleFactory.create(headline="A referendum of long ago", published_on="1975-06-05")
    ArticleFactory.create(headline="Something else")
    Article.objects.filter(pk=archive["draft"].pk).update(status=Status.PUBLISHED)
    assert fresh(get("/searches/")) == ["2 new"]
    page = get(f"/searches/saved/{made.pk}/")
    assert [each.text for each in page.all("h2", dir="auto")] == [
        "A referendum of long ago",
        "Crimea holds a referendum",
    ]
    signed_in.post(f"/searches/saved/{made.pk}/seen/")
    assert fresh(get("/searches/")) == ["0 new"]
    # An article that disappears and comes back has been seen before.
    Article.objects.filter(pk=archive["draft"].pk).update(status=Status.WITHDRAWN)
    signed_in.post(f"/searches/saved/{made.pk}/seen/")
    Article.objects.filter(pk=archive["draft"].pk).update(status=Status.PUBLISHED)
    assert fresh(get("/searches/")) == ["0 new"]


def test_what_is_found_to_be_about_a_country_later_is_new_then(
    signed_in: Client, archive: dict[str, Article], get: Getter
) -> None:
    save(signed_in, "?country=UA")
    made = ArticleFactory.create(headline="Not yet read")
    assert fresh(get("/searches/")) == ["0 new"]
    Article.objects.filter(pk=made.pk).update(country_ids=archive["nato"].country_ids)
    assert fresh(get("/searches/")) == ["1 new"]


def test_renaming_alerts_renewing_and_deleting(
    signed_in: Client, archive: dict[str, Article], get: Getter
) -> None:
    made = save(signed_in)
    where = f"/searches/saved/{made.pk}"
    signed_in.post(f"{where}/settings/", {"name": "Выборы <b>", "alerts": "weekly"})
    made.refresh_from_db()
    assert (made.name, made.alerts) == ("Выборы <b>", Alerts.WEEKLY)
    assert get("/searches/").one("h2").text == "Выборы <b>"
    before = made.token
    signed_in.post(f"{where}/token/")
    made.refresh_from_db()
    assert made.token != before
    assert signed_in.get(f"/searches/feed/{before}.atom").status_code == 404
    signed_in.post(f"{where}/delete/")
    assert not SavedSearch.objects.exists()
    said = [each.text for each in get("/searches/").one("ul", class_="messages").all("li")]
    assert said[-1] == "“Выборы <b>” has been deleted."


def test_bad_forms_are_said_to_be_bad_and_change_nothing(
    signed_in: Client, archive: dict[str, Article]
) -> None:
    made = save(signed_in)
    for fields in (
        {"name": "", "alerts": "none"},
        {"name": "x", "alerts": "hourly"},
        {"name": "x" * 201},
        {},
    ):
        answer = signed_in.post(f"/searches/saved/{made.pk}/settings/", fields)
        assert answer.status_code == 200
        assert parse(answer.content.decode()).all("ul", class_="errorlist")
    answer = signed_in.post(f"/searches/saved/{made.pk}/settings/", {"name": "a\0b", "alerts": "none"})
    assert answer.status_code == 200
    made.refresh_from_db()
    assert made.name == "Votes"
    assert signed_in.post(f"/searches/saved/{made.pk}/explode/").status_code == 404


def test_alerts_need_an_email_address(signed_in: Client, archive: dict[str, Article], reader: User) -> None:
    reader.email = ""
    reader.save()
    answer = signed_in.post("/searches/save/", {"search": "", "name": "All", "alerts": "daily"})
    assert "Your account has no email address." in parse(answer.content.decode()).text
    assert not SavedSearch.objects.exists()


def test_there_is_a_most(
    signed_in: Client, archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST", 1)
    save(signed_in)
    answer = signed_in.post("/searches/save/", {"search": "", "name": "All", "alerts": "none"})
    assert (
        "You have 1 saved searches, the most allowed. Delete one first."
        in parse(answer.content.decode()).text
    )


def test_nobody_sees_or_changes_what_is_anothers(
    client: Client, archive: dict[str, Article], reader: User, other: User, get: Getter
) -> None:
    client.force_login(reader)
    made = save(client)
    client.force_login(other)
    assert fresh(get("/searches/")) == []
    assert client.get(f"/searches/saved/{made.pk}/").status_code == 404
    for action in ("seen", "settings", "token", "delete"):
        answer = client.post(f"/searches/saved/{made.pk}/{action}/", {"name": "Mine", "alerts": "daily"})
        assert answer.status_code == 404
    assert SavedSearch.objects.get().token == made.token
    client.logout()
    for path in ("/searches/", f"/searches/saved/{made.pk}/", "/searches/save/"):
        assert client.get(path).headers["Location"].startswith("/accounts/login/?next=")
    assert client.post(f"/searches/saved/{made.pk}/delete/").status_code == 302
    assert SavedSearch.objects.get().name == "Votes"


def test_changes_need_a_token_and_post(archive: dict[str, Article], reader: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)
    made = saving.save_search(reader, request_of("?q=oil"), "Oil", Alerts.NONE)
    for action in ("seen", "settings", "token", "delete"):
        assert strict.post(f"/searches/saved/{made.pk}/{action}/").status_code == 403
        assert strict.get(f"/searches/saved/{made.pk}/{action}/").status_code == 405
    assert strict.post("/searches/save/", {"search": "", "name": "All", "alerts": "none"}).status_code == 403


def test_the_feed_is_for_whoever_knows_its_address(
    signed_in: Client, archive: dict[str, Article], reader: User
) -> None:
    made = save(signed_in, name="Votes & more")
    new = ArticleFactory.create(headline="A referendum in Italy")
    stranger = Client()
    answer = stranger.get(f"/searches/feed/{made.token}.atom")
    text = answer.content.decode()
    assert "<title>Votes &amp; more</title>" in text
    assert f"<id>http://testserver/articles/{new.pk}/</id>" in text
    assert text.count("<entry") == 1
    assert f"<id>http://testserver/searches/saved/{made.pk}/</id>" in text
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex", "private")
    again = stranger.get(f"/searches/feed/{made.token}.atom", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert stranger.get(f"/searches/feed/{'x' * 40}.atom").status_code == 404
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert stranger.get(f"/searches/feed/{made.token}.atom").status_code == 404


def test_private_pages_are_kept_by_nobody(signed_in: Client, archive: dict[str, Article]) -> None:
    made = save(signed_in)
    for path in ("/searches/", f"/searches/saved/{made.pk}/", "/searches/save/"):
        assert "no-store" in signed_in.get(path)["Cache-Control"]


def test_the_list_asks_the_same_questions_for_each_search_and_reads_no_article(
    signed_in: Client, archive: dict[str, Article], count_queries: QueryCounter
) -> None:
    def cost() -> int:
        return count_queries(lambda: signed_in.get("/searches/"))

    save(signed_in, name="1")
    one = cost()
    save(signed_in, name="2")
    two = cost()
    save(signed_in, name="3")
    for _ in range(5):
        ArticleFactory.create(headline="Referendum")
    assert cost() - two == two - one


def test_the_admin_shows_searches_and_lets_nobody_change_them(
    admin_client: Client, signed_in: Client, archive: dict[str, Article]
) -> None:
    signed_in.post("/searches/freeze/", {"search": "?q=oil"})
    made = save(signed_in)
    for model in ("frozensearch", "savedsearch", "alertmail"):
        assert admin_client.get(f"/admin/articles/{model}/").status_code == 200
        assert admin_client.get(f"/admin/articles/{model}/add/").status_code == 403
    answer: Any = admin_client.get(f"/admin/articles/savedsearch/{made.pk}/change/")
    assert answer.status_code == 200
    assert made.token not in answer.content.decode()
    assert (
        admin_client.post(f"/admin/articles/savedsearch/{made.pk}/change/", {"name": "x"}).status_code == 403
    )
    assert admin_client.post(f"/admin/articles/savedsearch/{made.pk}/delete/").status_code == 403


def test_a_search_sent_twice_is_saved_once(
    signed_in: Client, archive: dict[str, Article], get: Getter
) -> None:
    form = get("/searches/save/?q=referendum").one("form", action="/searches/save/")
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in form.all("input")}
    answers = [signed_in.post("/searches/save/", fields | {"alerts": "none"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/searches/"] * 2
    saved = SavedSearch.objects.get()
    assert "submitted twice" in get("/searches/").text
    answers = [signed_in.post(f"/searches/saved/{saved.pk}/delete/", {"x": "y"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/searches/"] * 2


def test_several_people_mean_what_they_meant_when_they_were_saved(
    signed_in: Client, archive: dict[str, Article], get: Getter
) -> None:
    made = save(signed_in, "?person=bob-kerry&person=john-kerry&person_mode=any")
    SavedSearch.objects.update(query="?person=bob-kerry&person=john-kerry")  # as it was stored
    assert fresh(get("/searches/")) == ["0 new"]
    link = "/articles/?person=bob-kerry&person=john-kerry&person_mode=any"
    assert link in get(f"/searches/saved/{made.pk}/").links().values()
    both = save(signed_in, "?person=bob-kerry&person=john-kerry")
    assert request_of(both.query).person_mode == "all"
