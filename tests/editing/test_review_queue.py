"""The review queue: its order, decisions in all articles, second opinions, and undoing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import editing
from articles.editing import queue
from articles.editing.names.decisions import decide_at
from articles.editing.queue.agreement import agreement_of, for_second_opinion
from articles.models import Article, ArticleEntity, Decision, Entity, MentionDecision, NameInDoubt, User
from tests.factories import ArticleFactory, EntityFactory

KERRY = "John Kerry met Bob Kerry. Kerry spoke."
LAVROV = "Mr. Lavrov wept."

pytestmark = pytest.mark.django_db


def report(body: str, number: int = 1) -> list[Article]:
    """Create articles with the same text and extract their entities."""
    made = [ArticleFactory.create(headline=f"Report {each}", body=body) for each in range(number)]
    editing.extract_again([article.pk for article in made])
    return made


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena")


@pytest.fixture
def ben() -> User:
    return User.objects.create_user("ben")


def names() -> list[tuple[str, int]]:
    rows = NameInDoubt.objects.select_related("entity").order_by("-weight", "pk")
    return [(each.folded or str(each.entity), each.articles) for each in rows]


def test_names_in_doubt_in_most_articles_come_first(lena: User) -> None:
    report(KERRY)
    report(LAVROV, 3)
    assert queue.rank_names() == 2
    assert names() == [("lavrov", 3), ("kerry", 1)]
    for each in NameInDoubt.objects.all():
        assert each.weight == pytest.approx(each.doubt * each.articles)
        assert 0 < each.doubt < 1
    turn = queue.next_turn(lena, 0, [], [])
    assert turn
    assert (turn.surface, len(turn.items), turn.others) == ("Lavrov", 3, 0)
    skipped = queue.next_turn(lena, 0, [turn.name.pk], [])
    assert skipped
    assert [each.entity.name for each in skipped.candidates] == ["Bob Kerry", "John Kerry"] or [
        each.entity.name for each in skipped.candidates
    ] == ["John Kerry", "Bob Kerry"]


def test_names_resolved_since_the_ranking_are_passed_over(lena: User) -> None:
    (article,) = report(LAVROV)
    queue.rank_names()
    article.delete()
    assert queue.next_turn(lena, 0, [], []) is None
    assert names() == []


def test_uncertain_links_are_confirmed_or_rejected_and_undone(lena: User) -> None:
    (article,) = report("John Kerry spoke.")
    kerry = Entity.objects.get(name="John Kerry")
    article.mentions.filter(entity=kerry).update(score=0.6)
    queue.rank_names()
    turn = queue.next_turn(lena, 0, [], [])
    assert turn
    assert (turn.entity, turn.surface) == (kerry, "John Kerry")
    at = timezone.now()
    assert queue.decide_link(turn.name, [article.pk], Decision.REJECTED, lena, at) == 1
    link = ArticleEntity.objects.get(article=article, entity=kerry)
    assert (link.status, link.decided_by, link.decided_at) == (Decision.REJECTED, lena, at)
    article.refresh_from_db()
    assert kerry.pk not in article.person_ids
    assert queue.next_turn(lena, 0, [], []) is None
    assert queue.undo_batch(lena, at, kerry.pk) == 1
    link.refresh_from_db()
    article.refresh_from_db()
    assert (link.status, link.decided_by) == (Decision.AUTOMATIC, None)
    assert kerry.pk in article.person_ids


def test_a_decision_in_all_articles_can_be_run_again_and_undone_at_once(
    lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.editing.queue.everywhere.BATCH", 2)
    made = report(LAVROV, 5)
    lavrov, at = EntityFactory.create(name="Sergei Lavrov"), timezone.now()

    class KilledError(Exception):
        pass

    def kill() -> None:
        raise KilledError

    with pytest.raises(KilledError):
        queue.decide_everywhere("person", "lavrov", lavrov, lena, at, kill)
    assert MentionDecision.objects.count() == 2
    assert queue.decide_everywhere("person", "lavrov", lavrov, lena, at) == 3
    assert set(MentionDecision.objects.values_list("decided_at", flat=True)) == {at}
    assert ArticleEntity.objects.filter(entity=lavrov, status=Decision.CONFIRMED).count() == len(made)
    assert queue.undo_batch(lena, at, None) == 5
    assert not ArticleEntity.objects.filter(entity=lavrov).exists()
    assert not MentionDecision.objects.exists()
    queue.rank_names()
    assert names() == [("lavrov", 5)]


def test_undoing_leaves_decisions_of_others_and_of_other_moments(lena: User, ben: User) -> None:
    first, second, third = report(LAVROV, 3)
    at = timezone.now()
    for article, editor, moment in ((first, lena, at), (second, ben, at), (third, lena, at - timedelta(1))):
        words = editing.UnresolvedWords(article.pk, "person", "lavrov")
        editing.decide_words([words], None, editor, at=moment)
    assert queue.undo_batch(lena, at, None) == 1
    left = MentionDecision.objects.order_by("article").values_list("article", flat=True)
    assert list(left) == [second.pk, third.pk]


def test_every_tenth_turn_is_a_second_opinion_on_somebody_else(lena: User, ben: User) -> None:
    (article,) = report(LAVROV)
    lavrov = EntityFactory.create(name="Sergei Lavrov")
    words = editing.UnresolvedWords(article.pk, "person", "lavrov")
    editing.decide_words([words], lavrov, lena)
    decision = MentionDecision.objects.get()
    assert queue.next_turn(ben, 8, [], []) is None
    assert for_second_opinion(lena) is None
    turn = queue.next_turn(ben, 9, [], [])
    assert turn
    assert turn.second == decision
    assert turn.items[0].places[0].words == "Lavrov"
    assert lavrov in {each.entity for each in turn.candidates}
    assert queue.next_turn(ben, 9, [], [decision.pk]) is None  # skipped
    assert not queue.give_second_opinion(decision, None, ben)
    assert for_second_opinion(ben) is None
    assert (queue.agreement().pairs, queue.agreement().same) == (1, 0)
    assert [each.decision for each in queue.disagreements()] == [decision]
    assert queue.give_second_opinion(decision, lavrov, ben)
    assert (queue.agreement().pairs, queue.agreement().share) == (1, 1)
    assert not queue.disagreements()


def test_a_word_that_is_no_name_can_be_given_a_second_opinion(lena: User, ben: User) -> None:
    (article,) = report(LAVROV)
    editing.decide_words([editing.UnresolvedWords(article.pk, "person", "lavrov")], None, lena)
    turn = queue.next_turn(ben, 9, [], [])
    assert turn
    assert turn.second
    assert queue.give_second_opinion(turn.second, None, ben)


def test_kappa_is_the_agreement_beyond_chance() -> None:
    # Cohen's own arithmetic: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no gives 0.7 observed, 0.5 expected.
    pairs = [(1, 1)] * 20 + [(1, None)] * 5 + [(None, 1)] * 10 + [(None, None)] * 15
    found = agreement_of(pairs)
    assert (found.pairs, found.same) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    assert agreement_of([]).kappa is None
    assert agreement_of([(1, 1)]).kappa is None


def test_progress_counts_names_and_articles_of_today(lena: User, ben: User) -> None:
    first, second, third = report(LAVROV, 3)
    queue.rank_names()
    at = timezone.now()
    words = [editing.UnresolvedWords(each.pk, "person", "lavrov") for each in (first, second)]
    editing.decide_words(words, None, lena, at=at)
    old = editing.UnresolvedWords(third.pk, "person", "lavrov")
    editing.decide_words([old], None, ben, at=at - timedelta(days=2))
    assert queue.progress(lena) == queue.Progress(1, 2, 1)
    assert queue.progress(ben) == queue.Progress(0, 0, 1)


def test_progress_counts_uncertain_entities_once(lena: User) -> None:
    first, second = report("John Kerry met Sergei Lavrov.", 2)
    kerry, lavrov = (Entity.objects.get(name=name) for name in ("John Kerry", "Sergei Lavrov"))
    before = queue.progress(lena)
    decide_at([first.pk, second.pk], kerry.pk, Decision.CONFIRMED, lena, timezone.now())
    decide_at([first.pk], lavrov.pk, Decision.REJECTED, lena, timezone.now())
    after = queue.progress(lena)
    assert (after.names - before.names, after.articles - before.articles) == (2, 3)
    (third,) = report(LAVROV)
    editing.decide_words([editing.UnresolvedWords(third.pk, "person", "lavrov")], lavrov, lena)
    decided = ArticleEntity.objects.get(article=third, entity=lavrov)
    assert decided.decided_by == lena
    assert (queue.progress(lena).names, queue.progress(lena).articles) == (
        after.names + 1,
        after.articles + 1,
    )
