"""The page of the review queue: one name at a time, each decided with one button."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.editing import queue
from articles.models import ArticleEntity, Decision, Entity, MentionDecision, NameInDoubt, User
from tests.admin.helpers import editor, messages_of, signed_in
from tests.admin.test_review import report
from tests.factories import EntityFactory

QUEUE = "/admin/articles/wordsindoubt/queue/"
AGREEMENT = "/admin/articles/wordsindoubt/agreement/"
ZELBECK = "Mr. Zelbeck wept."


def press(client: Client, **fields: Any) -> Any:
    """Press a button of the page as it is now, with its boxes as they are ticked."""
    turn = client.get(QUEUE).context["turn"]
    hidden = {"second": turn.second.pk} if turn.second else {"queued": turn.name.pk}
    words = [item.key for item in turn.items]
    return client.post(QUEUE, {**hidden, "words": words, **fields}, follow=True)


def test_the_page_shows_the_name_with_most_weight_and_its_keys(desk: Client) -> None:
    report(body=ZELBECK)
    report(headline="Again", body=ZELBECK)
    report()
    EntityFactory.create(name="Sergei Zelbeck")
    assert "The queue was updated: 2 names." in messages_of(desk.post(QUEUE, {"rank": "1"}, follow=True))
    page = desk.get(QUEUE)
    text = page.content.decode()
    assert page.context["turn"].surface == "Zelbeck"
    assert 'data-key="1"' in text
    assert "<mark>Zelbeck</mark>" in text
    assert "Today: 0 names in 0 articles" in " ".join(text.split())
    assert page.context["done"].left == 2


def test_a_decision_is_logged_and_undone_with_all_its_articles(desk: Client, lena: User) -> None:
    report(body=ZELBECK)
    report(headline="Again", body=ZELBECK)
    zelbeck = EntityFactory.create(name="Sergei Zelbeck")
    queue.rank_names()
    answer = press(desk, entity=zelbeck.pk)
    assert messages_of(answer) == "“Zelbeck” is Sergei Zelbeck in 2 articles."
    assert answer.context["turn"] is None
    assert answer.context["done"].names == 1
    assert LogEntry.objects.count() == 2
    assert ArticleEntity.objects.filter(entity=zelbeck, decided_by=lena).count() == 2
    undone = desk.post(QUEUE, {"undo": "1"}, follow=True)
    assert "Undone in 2 articles: “Zelbeck” is Sergei Zelbeck" in messages_of(undone)
    assert undone.context["turn"].surface == "Zelbeck"
    assert not MentionDecision.objects.exists()
    assert "nothing to undo" in messages_of(desk.post(QUEUE, {"undo": "1"}, follow=True))


def test_unticked_articles_stay_in_the_queue(desk: Client) -> None:
    first, second = report(body=ZELBECK), report(headline="Again", body=ZELBECK)
    queue.rank_names()
    answer = press(desk, words=f"{first.pk}:person:zelbeck", nobody="1")
    assert "is not an entity" in messages_of(answer)
    assert [item.article for item in answer.context["turn"].items] == [second]
    assert NameInDoubt.objects.get().articles == 1
    assert "tick at least one" in messages_of(press(desk, words=[], nobody="1"))


def test_the_other_articles_follow_in_the_background(
    desk: Client, lena: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    for number in range(queue.SHOWN + 2):
        report(headline=f"Report {number}", body=ZELBECK)
    queue.rank_names()
    answer = press(desk, nobody="1", everywhere="1")
    assert "follow in the background" in messages_of(answer)
    job = ProcrastinateJob.objects.get()
    given = job.args | {"at": "x"}
    assert given == {"kind": "person", "folded": "zelbeck", "entity_id": None, "user_id": lena.pk, "at": "x"}
    assert "Being undone" in messages_of(desk.post(QUEUE, {"undo": "1"}, follow=True))
    assert ProcrastinateJob.objects.count() == 2


def test_uncertain_links_have_yes_and_no(desk: Client) -> None:
    article = report(body="John Kerry spoke.")
    kerry = Entity.objects.get(name="John Kerry")
    article.mentions.update(score=0.6)
    queue.rank_names()
    page = desk.get(QUEUE)
    assert "Yes, John Kerry" in page.content.decode()
    assert "press one of the buttons" in messages_of(press(desk, nobody="1"))
    assert "John Kerry is rejected in 1 article." in messages_of(press(desk, reject="1"))
    assert ArticleEntity.objects.get(entity=kerry).status == Decision.REJECTED
    desk.post(QUEUE, {"undo": "1"})
    assert ArticleEntity.objects.get(entity=kerry).status == Decision.AUTOMATIC


def test_skipped_names_come_back_on_request(desk: Client) -> None:
    report(body=ZELBECK)
    report()
    queue.rank_names()
    first = desk.get(QUEUE).context["turn"].surface
    second = press(desk, skip="1")
    assert second.context["turn"].surface != first
    end = press(desk, skip="1")
    assert end.context["turn"] is None
    assert "Show 2 skipped again" in end.content.decode()
    assert desk.post(QUEUE, {"again": "1"}, follow=True).context["turn"].surface == first


def test_a_new_entity_and_a_name_that_is_gone(desk: Client) -> None:
    report(body=ZELBECK)
    queue.rank_names()
    row = NameInDoubt.objects.get()
    answer = press(desk, make="person", name="Sergei Zelbeck")
    assert "is Sergei Zelbeck" in messages_of(answer)
    late = desk.post(QUEUE, {"queued": row.pk, "words": "1:person:zelbeck", "nobody": "1"}, follow=True)
    assert "The queue has been updated. Nothing was changed." in messages_of(late)
    for odd in ("", "x", "9" * 30, "\0"):
        assert desk.post(QUEUE, {"queued": odd, "nobody": "1"}, follow=True).status_code == 200


def test_second_opinions_are_blind_and_compared(desk: Client, lena: User) -> None:
    report(body=ZELBECK)
    zelbeck = EntityFactory.create(name="Sergei Zelbeck")
    queue.rank_names()
    other = signed_in(editor("ben"))
    press(other, entity=zelbeck.pk)
    for number in range(9):
        report(
            headline=f"Plain {number}",
            body=f"Mr. Velling{number}x wept." if number > 8 else "Mr. Velling wept.",
        )
    queue.rank_names()
    MentionDecision.objects.bulk_create(
        MentionDecision(
            article_id=MentionDecision.objects.first().article_id,  # type: ignore[union-attr]
            kind="person", folded=f"name {number}", surface=f"Name {number}", decided_by=lena,
            decided_at=MentionDecision.objects.first().decided_at,  # type: ignore[union-attr]
        )
        for number in range(9)
    )  # fmt: skip
    page = desk.get(QUEUE)
    assert page.context["turn"].second.decided_by.username == "ben"
    assert "you decide without seeing the answer" in " ".join(page.content.decode().split())
    assert "Decided otherwise by ben: “Zelbeck” is Sergei Zelbeck." in messages_of(press(desk, nobody="1"))
    text = desk.get(AGREEMENT).content.decode()
    assert "agreed on 0 of 1 name" in " ".join(text.split())
    assert "lena: not an entity" in " ".join(text.split())


def test_empty_pages_say_so_and_rights_are_needed(desk: Client, administrator: Client) -> None:
    assert "No names wait for a decision." in administrator.get(QUEUE).content.decode()
    assert "Nobody has given a second opinion yet." in desk.get(AGREEMENT).content.decode()
    assert desk.post(AGREEMENT).status_code == 405
    nobody = signed_in(User.objects.create_user("guest", is_staff=True))
    assert nobody.get(QUEUE).status_code == 403
    assert nobody.post(QUEUE, {"undo": "1"}).status_code == 403
    assert nobody.get(AGREEMENT).status_code == 403
