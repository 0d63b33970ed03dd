"""The review list: its items, its buttons, and its messages if someone else was faster."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client

from articles import editing
from articles.editing.names import candidates
from articles.editing.names.word_links import UnresolvedWords
from articles.extraction.annotations import ExtractedMention
from articles.extraction.store.annotate import annotate
from articles.models import Article, ArticleEntity, Decision, Entity, MentionDecision, User, WordsInDoubt
from articles.text import fold_name
from tests.admin.helpers import counting, editor, messages_of, signed_in
from tests.annotations import found
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

REVIEW = "/admin/articles/wordsindoubt/"
DECISIONS = "/admin/articles/mentiondecision/"
BODY = "John Tovask met Bob Tovask. Tovask spoke. Mr. Zelbeck wept."


def report(headline: str = "Two of one name", body: str = BODY, **values: Any) -> Article:
    """Create an article and extract its entities."""
    article = ArticleFactory.create(headline=headline, body=body, **values)
    editing.extract_again([article.pk])
    return article


def tovask_in(article: Article) -> str:
    return f"{article.pk}:person:tovask"


def items(page: Any) -> list[tuple[str, str]]:
    """Return the items of a page: the words, and their article."""
    return [(row["item"].surface, row["item"].article.headline) for row in page.context["rows"]]


def press(client: Client, **fields: Any) -> Any:
    return client.post(REVIEW, fields, follow=True)


def test_people_who_could_be_several_come_first_with_words_and_candidates(desk: Client) -> None:
    article = report(source=SourceFactory.create(name="Newswire"), published_on="2014-03-17")
    EntityFactory.create(name="Teresa Heinz Tovask")
    EntityFactory.create(kind="place", name="County Tovask")
    nobody = EntityFactory.create(name="Tovasking")
    page = desk.get(REVIEW)
    assert items(page) == [("Tovask", "Two of one name")]
    (row,) = page.context["rows"]
    named = [(each.entity.name, each.is_here) for each in row["item"].candidates]
    assert sorted(named[:2]) == [("Bob Tovask", True), ("John Tovask", True)]
    assert named[2:] == [("Teresa Heinz Tovask", False)]
    assert nobody.name not in {name for name, _ in named}
    text = page.content.decode()
    assert "met Bob Tovask. <mark>Tovask</mark> spoke. Mr. Zelbeck wept." in text
    assert "a surname shared by several people in this article" in text
    assert "2014-03-17 · Newswire" in text
    tabs = {tab["label"]: tab["number"] for tab in page.context["tabs"]}
    assert tabs == {"People, several matches": "1", "People, partial names": "1"}
    unknown = desk.get(REVIEW, {"kind": "person", "status": "unknown"})
    assert items(unknown) == [("Zelbeck", "Two of one name")]
    assert article.mentions.count() > 3


def test_one_click_decides_and_is_signed_and_logged(desk: Client, lena: User) -> None:
    article = report()
    tovask = Entity.objects.get(name="Bob Tovask")
    answer = press(desk, words=tovask_in(article), entity=tovask.pk, back="?kind=person&status=ambiguous")
    assert messages_of(answer) == "“Tovask” is Bob Tovask in “Two of one name”."
    assert items(answer) == []
    decision = MentionDecision.objects.get()
    assert (decision.entity, decision.decided_by, decision.surface) == (tovask, lena, "Tovask")
    link = ArticleEntity.objects.get(article=article, entity=tovask)
    assert (link.status, link.mention_count, link.decided_by) == (Decision.CONFIRMED, 2, lena)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (str(article.pk), "“Tovask” is Bob Tovask.")
    assert "Names that extraction cannot resolve will be listed here" in answer.content.decode()

    undone = press(desk, undo=decision.pk)
    assert messages_of(undone) == "Undone: “Tovask” is Bob Tovask. The text was processed again."
    assert items(undone) == [("Tovask", "Two of one name")]
    link.refresh_from_db()
    assert (link.status, link.mention_count) == (Decision.AUTOMATIC, 1)
    assert "already been undone" in messages_of(press(desk, undo=decision.pk))


def test_nobody_someone_else_and_someone_new(desk: Client) -> None:
    article = report(body="Mr. Tovask met Mr. Zelbeck, said Mr. Carney.")
    known = EntityFactory.create(name="James Carney")

    def doubt(name: str) -> str:
        return f"{article.pk}:person:{name}"

    assert "not an entity" in messages_of(press(desk, words=doubt("tovask"), nobody="1"))
    assert "James Carney" in messages_of(press(desk, words=doubt("carney"), choose="1", other=known.pk))
    made = press(desk, words=doubt("zelbeck"), make="person", name="Sergei Zelbeck")
    assert "Sergei Zelbeck" in messages_of(made)
    named = article.mentions.order_by("start").values_list("surface", "entity__name")
    assert list(named) == [("Zelbeck", "Sergei Zelbeck"), ("Carney", "James Carney")]
    assert not WordsInDoubt.objects.exclude(status="linked").exists()


def test_the_second_editor_is_told_and_nothing_is_overwritten(desk: Client) -> None:
    article = report()
    john, bob = (Entity.objects.get(name=name) for name in ("John Tovask", "Bob Tovask"))
    press(desk, words=tovask_in(article), entity=john.pk)
    max_ = signed_in(editor("max"))
    said = messages_of(press(max_, words=tovask_in(article), entity=bob.pk))
    assert "Already decided by lena" in said
    assert "“Tovask” is John Tovask" in said
    made = messages_of(press(max_, words=tovask_in(article), make="person", name="Will Tovask"))
    assert "Already decided by lena" in made
    assert not Entity.objects.filter(name="Will Tovask").exists()
    assert MentionDecision.objects.get().entity == john


def test_same_words_of_several_articles_are_decided_together(desk: Client) -> None:
    source = SourceFactory.create(name="Newswire")
    mine = [report(f"Report {n}", "Mr. Zelbeck wept.", source=source) for n in range(4)]
    other = report("Elsewhere", "Mr. Zelbeck wept.")
    zelbeck = EntityFactory.create(name="Sergei Zelbeck")
    first = desk.get(REVIEW, {"kind": "person", "status": "unknown"})
    assert "“Zelbeck” is unresolved in 4 other articles: decide them together" in first.content.decode()
    link = re.search(r'href="\?([^"]*source=\d+)">only in Newswire', first.content.decode())
    assert link
    address = "?" + link.group(1).replace("&amp;", "&")
    page = desk.get(REVIEW + address)
    assert [headline for _, headline in items(page)] == [f"Report {n}" for n in (3, 2, 1, 0)]
    assert [each.entity for each in page.context["candidates"]] == [zelbeck]
    ticked = [f"{article.pk}:person:zelbeck" for article in mine[1:]]
    answer = press(desk, words=ticked, entity=zelbeck.pk, back=address)
    assert messages_of(answer) == "“Zelbeck” is Sergei Zelbeck in 3 articles."
    assert items(answer) == [("Zelbeck", "Report 0")]
    assert ArticleEntity.objects.filter(entity=zelbeck, status="confirmed").count() == 3
    assert not other.article_entities.exists()
    assert "tick at least one" in messages_of(press(desk, entity=zelbeck.pk))


def test_more_other_articles_than_are_counted(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 1)
    for number in range(3):
        report(f"Report {number}", "Mr. Zelbeck wept.")
    page = desk.get(REVIEW, {"kind": "person", "status": "unknown"}).content.decode()
    assert "“Zelbeck” is unresolved in 1+ other articles: decide them together" in page


@pytest.mark.parametrize(
    ("narrowed", "headlines"),
    [
        ({"words": "TOVASK"}, ["B", "A"]),
        ({"words": "Továsk", "status": "ambiguous"}, ["A"]),
        ({"words": "nobody"}, []),
        ({"after": "2015-01-01", "status": "any"}, ["B"]),
        ({"before": "2014-12-31", "status": "any"}, ["A"]),
        ({"kind": "organisation"}, []),
        ({"kind": "nonsense", "status": "nonsense", "after": "x", "source": "x", "article": "x"}, ["B", "A"]),
    ],
)
def test_narrowing(desk: Client, narrowed: dict[str, str], headlines: list[str]) -> None:
    report("A", "John Tovask met Bob Tovask. Tovask spoke.", published_on="2014-03-17")
    report("B", "Mr. Tovask spoke.", published_on="2015-03-17")
    assert [headline for _, headline in items(desk.get(REVIEW, narrowed))] == headlines


def test_one_article_with_every_kind_of_doubt(desk: Client) -> None:
    article = report()
    report("Another")
    page = desk.get(REVIEW, {"article": str(article.pk)})
    assert sorted(items(page)) == [("Tovask", "Two of one name"), ("Zelbeck", "Two of one name")]


def many(count: int) -> None:
    """Create articles with one ambiguous family name each, without extracting them."""
    articles = Article.objects.bulk_create(
        Article(headline=f"Report {n}", body="Tovask spoke.") for n in range(count)
    )
    doubt = ExtractedMention("body", 0, 5, "Tovask", "person", "surname", 0.7, None, None, "ambiguous")
    annotate([(article, found(doubt)) for article in articles])


def test_pages_follow_each_other_without_a_gap_while_items_go(desk: Client) -> None:
    many(45)
    seen: list[str] = []
    address = REVIEW
    while True:
        page = desk.get(address)
        rows = page.context["rows"]
        seen += [row["item"].article.headline for row in rows]
        if not page.context["next"]:
            break
        press(desk, words=rows[0]["item"].key, nobody="1")
        address = REVIEW + page.context["next"]
    assert seen == [f"Report {n}" for n in range(44, -1, -1)]
    beyond = desk.get(REVIEW, {"from": "1:any:a"})
    assert "nothing more in the list" in beyond.content.decode()


def test_a_page_costs_the_same_for_many_times_the_items(desk: Client) -> None:
    many(25)
    desk.get(REVIEW)
    with counting() as first:
        desk.get(REVIEW)
        before = first()
    many(300)
    with counting() as second:
        desk.get(REVIEW)
        assert second() == before
    assert before < 25


def test_the_list_is_read_from_its_index(desk: Client) -> None:
    many(300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_mention")
        cursor.execute("SET LOCAL enable_seqscan = off")  # with 300 rows, a sequential scan would be cheaper
        cursor.execute(
            "EXPLAIN SELECT article_id, folded, kind, count(id) FROM articles_mention "
            "WHERE status <> 'linked' AND kind = 'person' AND status = 'ambiguous' AND article_id <= 99999 "
            "GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2 DESC, 3 LIMIT 21"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "mention_review" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"words": "x"},
        {"words": "1:person:tovask"},
        {"words": "99999999999999999999:person:tovask", "entity": "1"},
        {"words": "KEY", "entity": "0"},
        {"words": "KEY", "entity": "99999999999999999999999"},
        {"words": "KEY", "entity": "²"},
        {"words": "KEY", "choose": "1", "other": ""},
        {"words": "KEY", "make": "person", "name": ""},
        {"words": "KEY", "make": "country", "name": "Tovaskland"},
        {"words": "KEY", "make": "\0", "name": "x\0" * 300},
        {"words": "KEY", "enter": "1", "make": "person", "name": "New One"},
        {"words": "KEY\0", "nobody": "1"},
        {"words": "1:\0:tovask", "nobody": "1"},
        {"undo": "x"},
        {"undo": "9" * 18},
        {"undo": "²"},
        {"back": "https://evil.example/"},
        {"back": "?from=%00\n"},
    ],
)
def test_nothing_that_arrives_makes_it_fail(desk: Client, fields: dict[str, str]) -> None:
    article = report()
    sent = {name: value.replace("KEY", tovask_in(article)) for name, value in fields.items()}
    answer = press(desk, **sent)
    assert answer.status_code == 200
    assert messages_of(answer)
    assert answer.request["PATH_INFO"] == REVIEW
    assert not MentionDecision.objects.exists()
    assert not Entity.objects.filter(name__in=["New One", "Tovaskland"]).exists()


@pytest.mark.parametrize(
    "query", ["from=x", "from=1:a:\0", "article=0", f"article={'9' * 30}", "words=%00", f"words={'x' * 5000}"]
)
def test_odd_addresses_are_answered(desk: Client, query: str) -> None:
    assert desk.get(f"{REVIEW}?{query}").status_code == 200


def test_only_those_who_may_decide_see_it(client: Client, administrator: Client) -> None:
    assert client.get(REVIEW).status_code == 302
    reader = User.objects.create_user("reader", is_staff=True)
    assert signed_in(reader).get(REVIEW).status_code == 403
    assert signed_in(reader).post(REVIEW, {"undo": "1"}).status_code == 403
    assert signed_in(reader).get(DECISIONS).status_code == 403
    assert "Unresolved names" in administrator.get("/admin/").content.decode()


def test_decisions_are_listed_found_and_undone(desk: Client, lena: User) -> None:
    articles = [report(f"Report {n}") for n in range(3)]
    for article in articles:
        editing.decide_words([UnresolvedWords(article.pk, "person", "tovask")], None, lena)
    page = desk.get(DECISIONS, {"q": "TOVASK"})
    assert len(page.context["cl"].result_list) == 3
    assert "none, or not a name" in page.content.decode()
    assert len(desk.get(DECISIONS, {"q": str(articles[0].pk)}).context["cl"].result_list) == 1
    chosen = [str(pk) for pk in MentionDecision.objects.values_list("pk", flat=True)[:2]]
    answer = desk.post(DECISIONS, {"action": "undo", "_selected_action": chosen}, follow=True)
    assert messages_of(answer) == "Undone: 2 decisions. The text was processed again."
    assert MentionDecision.objects.count() == 1
    assert WordsInDoubt.objects.filter(folded=fold_name("Tovask"), status="ambiguous").count() == 2
    assert desk.get(f"{DECISIONS}{MentionDecision.objects.get().pk}/change/").status_code in {200, 302, 403}
