"""The list of articles: columns, search, filters, actions and number of queries."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import editing
from articles.admin.articles.years import years
from articles.models import Article, ArticleEntity, Decision, Kind, Mention, MentionStatus, Status
from tests.admin.helpers import act, counting, list_address, messages_of, signed_in
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

LIST = "/admin/articles/article/"
HOSTILE = [
    "\0",
    "a\0b",
    "-" * 33,
    '"' * 100_000,
    "word " * 200_000,
    "((((((",
    "OR OR OR",
    "a:* & ! |",
    "'; DROP TABLE articles_article; --",
    "\u202e\ud7ff\uffff",
    "9" * 400,
    "person:",
    "after:0000 before:99999",
    "%",
    "\\",
]


def headlines(answer: object) -> list[str]:
    rows = answer.context["cl"].result_list  # type: ignore[attr-defined]
    return [article.headline for article in rows]


def listed(client: Client, **parameters: str) -> list[str]:
    answer = client.get(LIST, parameters)
    assert answer.status_code == 200, answer
    return headlines(answer)


def test_it_shows_what_an_editor_looks_for(desk: Client) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    ArticleFactory.create(
        headline="Vote rejected",
        published_on=date(2014, 3, 17),
        source=SourceFactory.create(name="Daily Record"),
        status=Status.DRAFT,
        entities=[kerry, country("UA"), country("RU")],
    )
    page = desk.get(LIST).content.decode()
    for shown in ("Vote rejected", "2014-03-17", "Daily Record", "Draft"):
        assert shown in page
    assert '<td class="field-people">1</td>' in page
    assert '<td class="field-countries">2</td>' in page


def test_twice_the_rows_cost_the_same_queries(desk: Client) -> None:
    def grow(start: int) -> None:
        for number in range(start, start + 10):
            ArticleFactory.create(
                source=SourceFactory.create(name=f"Paper {number}"),
                published_on=date(2014, 3, 17),
                entities=[EntityFactory.create(name=f"Person {number}"), country("UA")],
            )

    grow(0)
    desk.get(LIST)  # content types and the like are cached by the first request
    with counting() as first:
        desk.get(LIST)
        before = first()
    grow(10)
    with counting() as second:
        desk.get(LIST)
        assert second() == before
    assert before < 25


def test_the_long_columns_are_not_fetched(desk: Client) -> None:
    ArticleFactory.create(body="long " * 1000)
    row = desk.get(LIST).context["cl"].result_list[0]
    assert {"body", "search", "entity_names", "standfirst"} <= row.get_deferred_fields()


def test_search_finds_words_of_the_body_and_names(desk: Client) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    ArticleFactory.create(headline="First", body="The referendum was held.")
    ArticleFactory.create(headline="Second", body="Nothing.", entities=[kerry])
    assert listed(desk, q="referendums") == ["First"]
    assert listed(desk, q="kerry") == ["Second"]
    assert listed(desk, q="person:Kerry -referendum") == ["Second"]
    assert listed(desk, q="nowhere") == []


def test_search_finds_beginnings_of_words_and_ids(desk: Client) -> None:
    article = ArticleFactory.create(headline="Referendum in Crimea")
    other = ArticleFactory.create(headline="Other")
    assert listed(desk, q="refere crim") == ["Referendum in Crimea"]
    assert listed(desk, q=str(other.pk)) == ["Other"]
    assert listed(desk, q=f"{article.pk}000000") == []


@pytest.mark.parametrize("term", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_searches_are_answered(desk: Client, term: str) -> None:
    ArticleFactory.create()
    assert desk.get(LIST, {"q": term}).status_code == 200
    assert desk.get(LIST, {"person": term[:5000], "country": term[:5000]}).status_code == 200


def test_filters(desk: Client) -> None:
    kerry, lavrov = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Sergei Lavrov")
    paper = SourceFactory.create(name="Daily Record")
    ArticleFactory.create(headline="A", source=paper, entities=[kerry, country("UA")])
    ArticleFactory.create(headline="B", status=Status.DRAFT, entities=[lavrov, country("RU")])
    assert listed(desk, person=str(kerry.pk)) == ["A"]
    assert listed(desk, country=str(country("RU").pk)) == ["B"]
    assert listed(desk, source=str(paper.pk)) == ["A"]
    assert listed(desk, status__exact="draft") == ["B"]
    assert listed(desk, person=str(kerry.pk), country=str(country("RU").pk)) == []


def test_filters_take_a_name_that_is_typed(desk: Client) -> None:
    kerry, bob = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Bob Kerrey")
    ArticleFactory.create(
        headline="A", source=SourceFactory.create(name="Daily Record"), entities=[kerry, country("US")]
    )
    ArticleFactory.create(headline="B", entities=[bob])
    assert listed(desk, person="john KERRY") == ["A"]
    assert sorted(listed(desk, person="kerr")) == ["A", "B"]
    assert listed(desk, country="USA") == ["A"]
    assert listed(desk, source="record") == ["A"]
    assert listed(desk, person="nobody at all") == []


def test_rejected_entities_do_not_filter(desk: Client) -> None:
    kerry = EntityFactory.create()
    article = ArticleFactory.create(entities=[kerry])
    ArticleEntity.objects.filter(article=article).update(status=Decision.REJECTED)
    assert listed(desk, person=str(kerry.pk)) == []


def test_filters_stay_short(desk: Client) -> None:
    people = [EntityFactory.create(name=f"Person {number:03}") for number in range(60)]
    ArticleFactory.create(published_on=date(2014, 3, 17), entities=people)
    answer = desk.get(LIST, {"person": str(people[59].pk)})
    specs = {spec.title: spec for spec in answer.context["cl"].filter_specs}
    choices = list(specs["person"].choices(answer.context["cl"]))
    assert len(choices) == 1 + 1 + 20 + 1  # the box, all, the most frequent, the chosen one
    assert [choice["display"] for choice in choices[1:] if choice["selected"]] == ["Person 059"]


def test_typing_a_name_keeps_the_other_filters(desk: Client) -> None:
    page = desk.get(LIST, {"q": "vote", "status__exact": "draft", "person": "Kerry"}).content.decode()
    assert '<input type="hidden" name="status__exact" value="draft">' in page
    assert '<input type="hidden" name="q" value="vote">' in page
    assert 'name="person" value="Kerry"' in page


def test_words_to_review(desk: Client) -> None:
    article = ArticleFactory.create(headline="A", body="Kerry spoke.")
    ArticleFactory.create(headline="B")
    Mention.objects.create(
        article=article,
        field="body",
        start=0,
        end=5,
        surface="Kerry",
        kind=Kind.PERSON,
        evidence="surname",
        status=MentionStatus.AMBIGUOUS,
        origin="test",
    )
    assert listed(desk, review="ambiguous") == ["A"]
    assert listed(desk, review="unknown") == []
    page = desk.get(f"{LIST}{article.pk}/change/").content.decode()
    assert "Unresolved" in page
    assert f"wordsindoubt/?article={article.pk}" in page


def test_dates_can_be_walked_through(desk: Client) -> None:
    ArticleFactory.create(headline="A", published_on=date(2014, 3, 17))
    ArticleFactory.create(headline="B", published_on=date(2015, 3, 17))
    page = desk.get(LIST).content.decode()
    assert "published_on__year=2014" in page
    assert "published_on__year=2015" in page
    assert listed(desk, published_on__year="2014") == ["A"]
    page = desk.get(LIST, {"published_on__year": "2014"}).content.decode()
    assert "published_on__month=3" in page


def test_the_list_of_years_does_not_read_all_articles(desk: Client) -> None:
    for year in (1890, 2014, 2014, 2025):
        ArticleFactory.create(published_on=date(year, 12, 31))
    ArticleFactory.create(published_on=None)
    assert years() == [1890, 2014, 2025]
    Article.objects.all().delete()
    assert years() == []
    with CaptureQueriesContext(connection) as asked:
        desk.get(LIST, {"q": "nowhere"})
    statements = " ".join(each["sql"] for each in asked.captured_queries)
    assert "DATE_TRUNC('year', " not in statements
    assert "MIN(" not in statements
    assert "?o=1" not in desk.get(LIST).content.decode(), "headlines have no index to sort by"


def test_publish_and_withdraw(desk: Client) -> None:
    draft = ArticleFactory.create(status=Status.DRAFT)
    public = ArticleFactory.create(status=Status.PUBLISHED)
    told = messages_of(act(desk, "publish", [draft, public]))
    assert "1 article published." in told
    assert Article.objects.published().count() == 2
    assert LogEntry.objects.get().object_id == str(draft.pk)
    act(desk, "withdraw", [draft, public], post="yes", kind="silent")
    assert Article.objects.published().count() == 0
    told = messages_of(act(desk, "withdraw", [draft]))
    assert "No changes were needed." in told


def test_withdrawing_a_page_that_an_editor_has_open_is_noticed(desk: Client) -> None:
    article = ArticleFactory.create()
    before = article.modified_at
    editing.withdraw([article.pk])
    article.refresh_from_db()
    assert article.modified_at > before


def test_extract_again(desk: Client) -> None:
    article = ArticleFactory.create(headline="Talks", body="John Kerry met Angela Merkel in Berlin, Germany.")
    told = messages_of(act(desk, "extract_again", [article]))
    assert "1 article processed again." in told
    article.refresh_from_db()
    assert len(article.person_ids) == 2
    assert article.extractor


def test_extracting_a_whole_archive_is_left_to_the_command(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.articles.article_admin.MAX_AGAIN", 1)
    told = messages_of(act(desk, "extract_again", [ArticleFactory.create(), ArticleFactory.create()]))
    assert "extract_entities" in told


def test_many_articles_cannot_be_deleted_at_once(administrator: Client) -> None:
    article = ArticleFactory.create()
    act(administrator, "delete_selected", [article])
    assert Article.objects.count() == 1


def test_one_article_can_be_deleted_with_all_that_hangs_on_it(administrator: Client, desk: Client) -> None:
    article = ArticleFactory.create(body="John Kerry spoke.", entities=[EntityFactory.create()])
    editing.extract_again([article.pk])
    address = f"{LIST}{article.pk}/delete/"
    assert desk.get(address).status_code == 403
    page = administrator.get(address)
    assert page.status_code == 200
    assert "Mentions" in page.content.decode()
    administrator.post(address, {"post": "yes"})
    assert not Article.objects.exists()


def test_who_may_only_look_is_offered_no_action(db: None, static_files: None) -> None:
    from django.contrib.auth.models import Permission

    from articles.models import User

    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_article"))
    client = signed_in(guest)
    article = ArticleFactory.create(status=Status.DRAFT)
    assert client.get(list_address(Article)).status_code == 200
    act(client, "publish", [article])
    article.refresh_from_db()
    assert article.status == Status.DRAFT


@pytest.mark.parametrize("across", ["\0", "yes", "2", "true"])
def test_garbage_does_not_count_as_all_articles(admin_client: Client, across: str) -> None:
    articles = [ArticleFactory.create() for _ in range(3)]
    confirmed = {"post": "yes", "kind": "silent"}
    fields = {
        **confirmed,
        "action": "withdraw",
        "_selected_action": [str(articles[0].pk)],
        "select_across": across,
    }
    answer = admin_client.post("/admin/articles/article/", fields)
    assert answer.status_code < 500
    assert Article.objects.filter(status=Status.PUBLISHED).count() == 3
    del fields["select_across"]
    assert admin_client.post("/admin/articles/article/", fields).status_code == 302
    assert Article.objects.filter(status=Status.PUBLISHED).count() == 2
