"""Rejecting all links of a person that rest on a surname alone."""

from django.test import Client

from articles import editing
from articles.models import Article, ArticleEntity, Entity
from tests.admin.helpers import act, messages_of
from tests.factories import EntityFactory


def test_all_links_by_surname_alone_are_rejected_and_counted(desk: Client) -> None:
    made = [
        Article.objects.create(headline="x", body=body, published_on="2013-05-01")
        for body in ("Mr. Obama spoke.", "They heard Obama.", "Barack Obama spoke.")
    ]
    editing.extract_again([article.pk for article in made])
    obama = Entity.objects.get(name="Barack Obama")
    told = messages_of(act(desk, "reject_by_surname_action", [obama]))
    assert told.startswith("Rejected Barack Obama in 2 articles, which give the surname alone.")
    links = dict(ArticleEntity.objects.filter(entity=obama).values_list("article", "status"))
    assert links == {made[0].pk: "rejected", made[1].pk: "rejected", made[2].pk: "automatic"}
    again = messages_of(act(desk, "reject_by_surname_action", [obama]))
    assert "No automatic link of Barack Obama rests on the surname alone." in again


def test_places_are_left_alone(desk: Client) -> None:
    place = EntityFactory.create(kind="place", name="Quandel")
    assert messages_of(act(desk, "reject_by_surname_action", [place])) == ""
