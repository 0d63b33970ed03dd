"""The list of possible duplicates: merging, telling apart, and finding them again."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.editing.duplicates import refresh_proposals
from articles.models import DistinctEntities, DuplicateProposal, Entity, EntityChange, User
from tests.admin.helpers import counting, messages_of, signed_in
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/duplicateproposal/"


@pytest.fixture
def banks() -> list[Entity]:
    """Three spellings, the first with an article."""
    names = ("Bank of Tokyo-Mitsubishi", "Bank of Tokyo Mitsubishi", "The Bank of Tokyo Mitsubishi")
    made = [EntityFactory.create(kind="organisation", name=name) for name in names]
    ArticleFactory.create(headline="Rates rise", entities=[made[0]])
    refresh_proposals()
    return made


def decide(desk: Client, **fields: object) -> str:
    proposal = DuplicateProposal.objects.get()
    answer = desk.post(LIST, {"proposal": proposal.pk, "back": "?kind=organisation", **fields}, follow=True)
    assert answer.request["QUERY_STRING"] == "kind=organisation"
    return messages_of(answer)


def test_ticked_ones_are_merged_and_the_others_remembered(desk: Client, banks: list[Entity]) -> None:
    shown = desk.get(LIST).content.decode()
    assert "Rates rise" in shown
    assert all(bank.name in shown for bank in banks)
    said = decide(desk, member=[banks[0].pk, banks[1].pk], kept=banks[1].pk)
    assert "Merged Bank of Tokyo-Mitsubishi" in said
    assert "The Bank of Tokyo Mitsubishi: remembered as not the same" in said
    assert [each.name for each in Entity.objects.filter(kind="organisation")] == [
        "Bank of Tokyo Mitsubishi",
        "The Bank of Tokyo Mitsubishi",
    ]
    assert EntityChange.objects.get().made_by is not None
    pair = DistinctEntities.objects.get()
    assert (pair.first, pair.second) == (banks[1], banks[2])
    refresh_proposals()
    assert not DuplicateProposal.objects.exists()


def test_not_the_same_is_remembered_and_can_be_taken_back(desk: Client, banks: list[Entity]) -> None:
    assert "are not the same" in decide(desk, apart="1")
    assert DistinctEntities.objects.count() == 3
    refresh_proposals()
    assert not DuplicateProposal.objects.exists()
    assert "3 pairs said not to be the same" in desk.get(LIST).content.decode()
    first = DistinctEntities.objects.order_by("pk")[0]
    address = f"/admin/articles/distinctentities/{first.pk}/delete/"
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert refresh_proposals() == 1


def test_decisions_that_make_no_sense_change_nothing(desk: Client, banks: list[Entity]) -> None:
    assert "has to be ticked" in decide(desk, member=[banks[0].pk], kept=banks[1].pk)
    assert "at least two" in decide(desk, member=[banks[0].pk], kept=banks[0].pk)
    assert Entity.objects.filter(kind="organisation").count() == 3
    for odd in ("", "x", "0", "9" * 30):
        answer = desk.post(LIST, {"proposal": odd, "back": "//evil.example"}, follow=True)
        assert "already decided" in messages_of(answer)
        assert answer.request["PATH_INFO"] == LIST


def test_the_page_takes_the_same_queries_for_more_proposals(desk: Client, banks: list[Entity]) -> None:
    desk.get(LIST)
    with counting() as first:
        desk.get(LIST)
        before = first()
    for number in range(9):
        for end in ("", "s"):
            EntityFactory.create(name=f"Ann {'abcdefghi'[number] * 7}{end}")
    assert refresh_proposals() == 10
    with counting() as second:
        assert len(desk.get(LIST).context["clusters"]) == 10
        assert second() == before
    assert len(desk.get(LIST, {"kind": "person", "page": "x"}).context["clusters"]) == 9
    assert desk.get(LIST, {"kind": "person", "reason": "key"}).context["clusters"] == []
    assert desk.get(LIST, {"kind": "x", "reason": "\0"}).status_code == 200


def test_finding_them_again_is_queued_once(desk: Client) -> None:
    assert "No duplicates are proposed" in desk.get(LIST).content.decode()
    for _ in range(2):
        assert "Finding duplicates" in messages_of(desk.post(LIST, {"again": "1"}, follow=True))
    assert ProcrastinateJob.objects.get().task_name == "articles.tasks.propose_duplicates"
    assert "being compared now" in desk.get(LIST).content.decode()


def test_only_those_who_may_merge_see_the_list(static_files: None) -> None:
    guest = signed_in(User.objects.create_user("guest", is_staff=True))
    for address in (LIST, "/admin/articles/distinctentities/"):
        assert guest.get(address).status_code == 403
    assert guest.post(LIST, {"again": "1"}).status_code == 403
