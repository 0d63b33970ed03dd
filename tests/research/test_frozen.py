"""Frozen searches: creating and citing them, and showing what has changed since."""

import hashlib
import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from articles import editing
from articles.models import Article, FrozenSearch, Status, User
from articles.research import freezing
from articles.views.readers import frozen as views
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory
from tests.html import parse
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def freeze(client: Client, search: str = "?q=referendum", **headers: Any) -> str:
    """The address of the frozen search."""
    answer = client.post("/searches/freeze/", {"search": search}, **headers)
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def row(address: str) -> FrozenSearch:
    return FrozenSearch.objects.get(pk=address.split("/")[2])


def summed(*ids: int) -> str:
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(ids)).encode()).hexdigest()


def test_the_button_on_the_results_page_freezes_without_signing_in(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    page = get("/articles/?q=referendum&after=2014-03&sort=newest&page=1")
    form = page.one("form", action="/searches/freeze/")
    assert form.one("button").text == "Cite this search"
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    address = client.post("/searches/freeze/", fields).headers["Location"]
    assert re.fullmatch(r"/searches/[2-9b-z]{10}/", address)
    found = [archive[name].pk for name in ("vote", "talks", "scotland")]
    made = row(address)
    assert (made.query, made.count, made.checksum) == ("?q=referendum&after=2014-03", 3, summed(*found))
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    assert made.software == f"News Archive {project['version']}"


def test_its_page_says_how_it_was_read_counts_and_checksums(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    address = freeze(client, "?q=referendum&country=US&after=2014")
    page = get(address)
    assert page.one("h1").text == "“referendum” · United States · From 2014"
    made = row(address)
    assert [each.text for each in page.all("td")][1:] == ["2", "2"]
    check = page.one("details", class_="check")
    assert [each.text for each in check.all("code")][1:3] == [made.checksum, made.checksum]
    found = page.one("section", id="found")
    assert [each.text for each in found.one("ol").all("a")] == [
        "US rejects Crimea vote",
        "Kerry meets Lavrov in London",
    ]
    assert "The search still finds the same articles." in page.text
    assert "containing referendum" in page.text
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    answer = client.get(address)
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_same_search_on_the_same_day_is_one_record(client: Client, archive: dict[str, Article]) -> None:
    first = freeze(client, "?q=referendum&country=US&country=UA")
    assert freeze(client, "?country=ua&country=US&q=referendum&sort=oldest&page=3&per_page=5") == first
    assert FrozenSearch.objects.count() == 1
    ArticleFactory.create(headline="Another referendum in Ukraine", entities=[], body="")
    assert freeze(client, "?q=referendum") != first


def test_another_day_is_another_record(
    client: Client, archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(days=1)

    first = freeze(client)
    monkeypatch.setattr(freezing, "datetime", Tomorrow)
    second = freeze(client)
    assert second != first
    assert row(second).checksum == row(first).checksum


def test_a_key_that_another_search_has_is_not_given_away(client: Client, archive: dict[str, Article]) -> None:
    first = row(freeze(client))
    FrozenSearch.objects.filter(pk=first.pk).update(query="?q=something+else")
    second = row(freeze(client))
    assert second.pk != first.pk
    assert second.query == "?q=referendum"
    assert row(freeze(client)).pk == second.pk


def test_what_has_changed_is_told_and_withdrawn_articles_stay_secret(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    address = freeze(client)
    ids = {name: archive[name].pk for name in archive}
    Article.objects.filter(pk=ids["vote"]).update(status=Status.WITHDRAWN)
    Article.objects.filter(pk=ids["scotland"]).update(body="Nothing of note.")
    fresh = ArticleFactory.create(headline="A referendum in Italy")
    archive["undated"].delete()
    page = get(address)
    assert [each.text for each in page.all("td")][1:] == [
        "4",
        "2",
    ]
    assert [each.text for each in page.one("details", class_="check").all("code")][1:3] == [
        summed(ids["vote"], ids["talks"], ids["scotland"], ids["undated"]),
        summed(ids["talks"], fresh.pk),
    ]
    sections = {each.one("h2").text: each for each in page.all("section", class_="changes")}
    found = sections.pop("Articles found then 4")
    assert [each.text for each in found.one("ol").all("a")] == [
        "Scotland votes on independence",
        "Kerry meets Lavrov in London",
    ]
    assert list(sections) == [
        "Matches now, did not match then 1",
        "Matched then, no longer matches 1",
        "Matched then, no longer public 2",
    ]
    assert sections["Matches now, did not match then 1"].one("li").one("a").text == "A referendum in Italy"
    assert (
        sections["Matched then, no longer matches 1"].one("li").one("a").text
        == "Scotland votes on independence"
    )
    gone = sections["Matched then, no longer public 2"]
    assert not gone.all("li")
    assert gone.one("p").text == "2 articles have been withdrawn or deleted."
    assert "US rejects" not in page.text


def test_articles_withdrawn_with_a_notice_are_listed_with_it(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    address = freeze(client)
    editing.withdraw([archive["vote"].pk], editing.Withdrawal("notice", "The source was forged."))
    editing.withdraw([archive["talks"].pk], editing.Withdrawal("notice", "A libel.", shows_headline=True))
    gone = get(address).one("section", **{"aria-labelledby": "list-gone"})
    for listed in (gone.one("ol"), get(f"{address}gone/").one("ol", class_="news")):
        number, named = listed.all("a")
        assert number.text == f"Article {archive['vote'].pk}"
        assert number.attributes["href"] == f"/articles/{archive['vote'].pk}/"
        assert named.text == "Kerry meets Lavrov in London"
        assert "The source was forged." in listed.text
    assert "US rejects" not in get(address).text


def test_long_lists_are_paged(
    client: Client, archive: dict[str, Article], get: Getter, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = freeze(client)
    for number in range(7):
        ArticleFactory.create(headline=f"Referendum number {number}")
    monkeypatch.setattr(views, "PER_PAGE", 3)
    page = get(address)
    added = page.one("section", **{"aria-labelledby": "list-added"})
    assert len(added.one("ol", class_="news").all("li")) == 5
    assert page.one("a", class_="more").attributes["href"] == f"{address}added/"
    titles: list[str] = []
    for number in (1, 2, 3):
        titles += [
            each.text for each in get(f"{address}added/?page={number}").one("ol", class_="news").all("a")
        ]
    assert titles == [f"Referendum number {number}" for number in range(7)]
    assert get(f"{address}gone/").one("div", class_="empty").text.startswith("There are no articles here.")
    get(f"{address}added/?page=nonsense")
    get(f"{address}others/", status=404)


def test_files_hold_the_frozen_articles_that_are_still_public(
    client: Client, archive: dict[str, Article]
) -> None:
    address = freeze(client)
    archive["vote"].delete()
    ArticleFactory.create(headline="A referendum in Italy")
    kept = sorted(archive[name].pk for name in ("talks", "scotland", "undated"))
    answer: Any = client.get(f"{address[:-1]}.jsonl")
    assert [json.loads(line)["id"] for line in answer.getvalue().splitlines()] == kept
    assert answer["X-Robots-Tag"] == "noindex"
    for suffix in ("csv", "ris", "bib"):
        answer = client.get(f"{address[:-1]}.{suffix}")
        assert answer.status_code == 200
        assert b"Scotland votes" in answer.getvalue()
    assert client.get(f"{address[:-1]}.xml").status_code == 404
    assert client.head(f"{address[:-1]}.csv").status_code == 200


def test_the_record_as_json_has_all_ids_and_its_checksum_can_be_recomputed(
    client: Client, archive: dict[str, Article]
) -> None:
    address = freeze(client)
    gone = archive["vote"].pk
    archive["vote"].delete()
    answer: Any = client.get(f"{address[:-1]}.json")
    told = json.loads(answer.getvalue())
    assert told["checksum"] == f"sha256:{summed(*told['ids'])}"
    assert told["count"] == len(told["ids"]) == 4
    assert (told["gone"], told["added"], told["changed"]) == ([gone], [], [])
    assert told["now"]["count"] == 3
    assert told["now"]["checksum"] == f"sha256:{summed(*(each for each in told['ids'] if each != gone))}"
    assert told["search_url"] == "http://testserver/articles/?q=referendum"


def test_it_can_be_cited_in_six_ways(client: Client, archive: dict[str, Article], get: Getter) -> None:
    address = freeze(client)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    cite = get(address).one("section", id="cite")
    styles = [each.text for each in cite.all("span", class_="text")]
    assert styles[0].startswith("Search of a news archive: “referendum” (4 articles). (2")
    assert styles[0].endswith(f"News Archive. http://testserver{address}")
    assert "“Search of a news archive: ‘referendum’ (4 articles).”" in styles[1]
    bib, ris, item = (each.raw_text for each in cite.all("pre"))
    checksum = row(address).checksum
    assert bib.startswith(f"@misc{{newsarchive-search-{address.split('/')[2]},")
    assert f"SHA-256 {checksum}" in bib
    assert ris.startswith("TY  - DATA")
    assert f"DA  - {day.replace('-', '/')}/" in ris
    csl = json.loads(item)[0]
    assert (csl["type"], csl["URL"]) == ("dataset", f"http://testserver{address}")


def test_unicode_and_hostile_queries_are_text(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    address = freeze(client, "?q=%D7%A9%D7%9C%D7%95%D7%9D+%3Cscript%3E%22%26&place=nowhere")
    page = get(address)
    assert page.one("h1").text.startswith('“שלום <script>"&”')
    assert row(address).count == 0
    get(freeze(client, ""))
    get(freeze(client, "no parameters at all"))


def test_a_search_that_cannot_be_used_whole_says_so_for_ever(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    page = get(freeze(client, "?q=referendum&person=nobody-known"))
    assert page.one("ul", class_="notes").all("li")


def test_only_post_from_a_page_of_the_archive_freezes(archive: dict[str, Article]) -> None:
    strict = Client(enforce_csrf_checks=True)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert strict.post("/searches/freeze/", {"search": "?q=oil"}, headers=elsewhere).status_code == 403
    assert strict.get("/searches/freeze/").status_code == 405
    assert not FrozenSearch.objects.exists()


def test_a_reader_who_freezes_too_much_is_told_to_wait(
    client: Client, archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "MOST_PER_HOUR", 2)
    first = freeze(client, "?q=oil", REMOTE_ADDR="192.0.2.1")
    freeze(client, "?q=vote", REMOTE_ADDR="192.0.2.1")
    answer = client.post("/searches/freeze/", {"search": "?q=crimea"}, REMOTE_ADDR="192.0.2.1")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert parse(answer.content.decode()).one("h1").text == "Too many searches have been cited"
    # An existing frozen search costs nothing, and other readers are not affected.
    assert freeze(client, "?q=oil", REMOTE_ADDR="192.0.2.1") == first
    freeze(client, "?q=crimea", REMOTE_ADDR="192.0.2.2")
    assert not FrozenSearch.objects.filter(asker__contains="192").exists()


def test_all_readers_together_are_limited_too(
    client: Client, archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "MOST_PER_DAY", 1)
    freeze(client, "?q=oil", REMOTE_ADDR="192.0.2.1")
    answer = client.post("/searches/freeze/", {"search": "?q=crimea"}, REMOTE_ADDR="192.0.2.2")
    assert answer.status_code == 429


def test_unknown_keys_are_not_found(client: Client, db: None) -> None:
    for path in (
        "bcdfghjkmn/",
        "bcdfghjkmn.csv",
        "bcdfghjkmn.json",
        "bcdfghjkmn/added/",
        "short/",
        "a" * 11 + "/",
    ):
        assert client.get(f"/searches/{path}").status_code == 404


def test_the_number_of_queries_does_not_grow(
    client: Client, archive: dict[str, Article], count_queries: QueryCounter
) -> None:
    address = freeze(client)
    ArticleFactory.create(headline="Referendum")
    client.get(address)
    before = count_queries(lambda: client.get(address))
    for _ in range(8):
        ArticleFactory.create(headline="Referendum")
    assert count_queries(lambda: client.get(address)) <= before


@pytest.mark.django_db(transaction=True)
def test_a_search_frozen_by_several_clicks_at_once_is_one_record(static_files: None) -> None:
    ArticleFactory.create(headline="A referendum")

    def freeze(_: int) -> str:
        try:
            return Client().post("/searches/freeze/", {"search": "?q=referendum"}).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(freeze, range(4)))) == 1
    assert FrozenSearch.objects.count() == 1


def test_the_articles_found_then_are_listed_newest_first_with_pages(
    client: Client, archive: dict[str, Article], get: Getter, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = freeze(client)
    monkeypatch.setattr(views, "PER_PAGE", 3)

    def titles(number: int) -> list[str]:
        return [
            each.text
            for each in get(f"{address}?page={number}").one("section", id="found").one("ol").all("a")
        ]

    names = ("scotland", "vote", "talks", "undated")
    by_date = sorted(names, key=lambda name: str(archive[name].published_on or ""), reverse=True)
    assert [*titles(1), *titles(2)] == [archive[name].headline for name in by_date]
    monkeypatch.setattr(views, "MOST_BY_DATE", 2)
    by_id = sorted(names, key=lambda name: -archive[name].pk)
    assert [*titles(1), *titles(2)] == [archive[name].headline for name in by_id]


def test_a_signed_in_reader_finds_a_cited_search_again(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    ada, eve = (User.objects.create_user(name) for name in ("ada", "eve"))
    client.force_login(ada)
    address = freeze(client)
    assert freeze(client) == address
    section = get("/searches/").one("section", **{"aria-labelledby": "cited"})
    assert section.links() == {"“referendum”": address}
    form = section.one("form")
    client.force_login(eve)
    assert "“referendum”" not in get("/searches/").text
    client.post(form.attributes["action"])
    assert ada.cited_searches.count() == 1
    client.force_login(ada)
    answer = client.post(form.attributes["action"], follow=True)
    assert "The search has been removed from your list." in answer.content.decode()
    assert not ada.cited_searches.exists()
    assert client.get(address).status_code == 200


def test_a_reader_who_is_not_signed_in_cannot_change_a_list(
    client: Client, archive: dict[str, Article]
) -> None:
    address = freeze(client)
    assert client.post(f"{address}forget/").headers["Location"].startswith("/accounts/login/")
    assert client.get(f"{address}forget/").status_code == 405
    assert not row(address).readers.exists()


def test_several_people_stored_before_people_narrowed_still_mean_any_of_them(
    client: Client, archive: dict[str, Article], get: Getter
) -> None:
    address = freeze(client, "?person=john-kerry&person=bob-kerry&person_mode=any")
    FrozenSearch.objects.update(query="?person=bob-kerry&person=john-kerry")  # as it was stored
    page = get(address)
    assert "The search still finds the same articles." in page.text
    again = page.links()["Search again"]
    assert again == "/articles/?person=bob-kerry&person=john-kerry&person_mode=any"
    assert get(again).one("h1").text == "3 articles"
    told = json.loads(client.get(f"{address[:-1]}.json").getvalue())
    assert told["search_url"] == f"http://testserver{again}"


def test_several_people_are_stored_with_their_mode(client: Client, archive: dict[str, Article]) -> None:
    together = "?person=john-kerry&person=sergei-lavrov"
    made = row(freeze(client, together))
    assert (made.query, made.count) == (f"{together}&person_mode=all", 2)
    assert freezing.current_query(made.query) == together
