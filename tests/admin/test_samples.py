"""The admin list of names that were drawn to be checked."""

import pytest
from django.test import Client

from articles.models import ArticleEntity, EntitySample, Mention
from tests.admin.helpers import act, list_address, messages_of
from tests.factories import ArticleFactory, EntityFactory


@pytest.fixture
def samples(db: None) -> list[EntitySample]:
    person = EntityFactory.create(name="Ann Lee")
    made = []
    for body in ("It was Ann <b> Lee who won.", "Ann Lee again."):
        article = ArticleFactory.create(body=body, entities=[person])
        start = body.index("Ann")
        Mention.objects.create(
            article=article, entity=person, field="body", start=start, end=start + 3, surface="Ann",
            kind="person", evidence="name", origin="test",
        )  # fmt: skip
        made.append(EntitySample.objects.create(article=article, entity=person, evidence="name"))
    return made


def test_names_are_shown_in_their_text(desk: Client, samples: list[EntitySample]) -> None:
    page = desk.get(list_address(EntitySample)).content.decode()
    assert "…It was <strong>Ann</strong> &lt;b&gt; Lee who won." in page
    assert "Person: is it meant here?" in page


def test_answers_are_decisions_and_leave_the_list(desk: Client, samples: list[EntitySample]) -> None:
    assert "1 name confirmed." in messages_of(act(desk, "right", samples[:1]))
    assert "1 name rejected." in messages_of(act(desk, "wrong", samples[1:]))
    assert list(ArticleEntity.objects.order_by("pk").values_list("status", flat=True)) == [
        "confirmed",
        "rejected",
    ]
    assert "Ann Lee" not in desk.get(list_address(EntitySample)).content.decode()


def test_who_may_not_decide_sees_nothing(client: Client, samples: list[EntitySample]) -> None:
    assert client.get(list_address(EntitySample)).status_code == 302, "to the sign-in page"
