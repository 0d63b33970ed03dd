"""Match explanations: words and their positions, names and their entities, chosen values."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Kind
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.results import MatchExplanation, MatchReason
from tests.factories import ArticleFactory, EntityFactory


def search(query: str) -> dict[int, MatchExplanation]:
    return {hit.article.pk: hit.why for hit in run(ArticleFilterSet(QueryDict(query)).search_request).hits}


@pytest.mark.parametrize(
    ("query", "name", "reasons"),
    [
        ("q=referendum", "vote", [("referendum", "in the text")]),
        ("q=Lavrov+agreements", "talks", [
            ("Lavrov", "in the headline", "in the name Sergei Lavrov"),
            ("agreements", "in the text"),
        ]),
        # Only the names contain it.
        ("q=kerry", "vote", [("kerry", "in the name John Kerry")]),
        ("q=%22john+kerry%22", "vote", [("“john kerry”", "in the name John Kerry")]),
        ("q=%22oil+prices%22", "vote", [("“oil prices”", "in the text")]),
        # A word within a phrase is a word too.
        ("q=oil+%22oil+prices%22", "oil", [
            ("oil", "in the headline", "in the text"), ("“oil prices”", "in the headline"),
        ]),
        ("q=referend*", "scotland", [("referend*", "in the text")]),
        ("q=%22oil+pri*%22", "oil", [("“oil pri*”", "in the headline")]),
        ("q=oil+NEAR+price", "talks", [("oil … price", "in the text")]),
        ("q=headline:oil", "oil", [("oil", "in the headline")]),
        ("q=oil+-referendum", "oil", [("oil", "in the headline", "in the text")]),
        ("q=zyzzyva+OR+alliance", "nato", [("alliance", "in the text")]),
        ("q=person:lavrov", "talks", [("lavrov", "in the name Sergei Lavrov")]),
        ("q=person:%22Sergey+Lavrov%22", "talks", [
            ("Sergey Lavrov", "in Sergey Lavrov, another name for Sergei Lavrov"),
        ]),
        ("q=person:kerry", "oil", [("kerry", "in the name Bob Kerry")]),
        ("q=country:UA", "nato", [("UA", "as Ukraine")]),
        ("q=source:daily", "oil", [("daily", "in the name The Daily Record")]),
        ("q=oil+OR+place:crimea", "vote", [("oil", "in the text"), ("crimea", "in the name Crimea")]),
        ("q=-person:kerry", "nato", []),
        ("q=after:2014", "nato", []),
        ("q=the", "nato", []),
        ("", "nato", []),
    ],
)  # fmt: skip
def test_words_and_names(
    archive: dict[str, Article], query: str, name: str, reasons: list[tuple[str, ...]]
) -> None:
    why = search(query)[archive[name].pk]
    assert why == MatchExplanation(tuple(MatchReason(asked, tuple(places)) for asked, *places in reasons))
    assert bool(why) == bool(reasons)


def test_chosen_values_that_an_article_has(archive: dict[str, Article]) -> None:
    found = search("country=UA&country=RU&source=newswire&not_person=bob-kerry&after=2014")
    assert found[archive["vote"].pk].chosen == ("Russia", "Ukraine", "Newswire")
    assert found[archive["talks"].pk].chosen == ("Russia", "Newswire")
    assert found[archive["nato"].pk].chosen == ("Ukraine", "Newswire")
    assert search("organisation=nato&place=crimea&organisation=nobody") == {}
    [why] = search("organisation=nato&organisation=nobody&organisation_mode=any").values()
    assert why.chosen == ("NATO",)


def test_words_above_the_text(db: None) -> None:
    article = ArticleFactory.create(
        standfirst="Ships wait.", caption="A harbour with ships", body="At anchor."
    )
    [reason] = search("q=ship")[article.pk].reasons
    assert reason == MatchReason("ship", ("in the standfirst", "in the caption"))


def test_words_of_another_language(db: None) -> None:
    article = ArticleFactory.create(
        language="fr",
        headline="Les écoles ferment",
        body="Une école ferme.",
        entities=[EntityFactory.create(kind=Kind.ORGANISATION, name="École polytechnique")],
    )
    with CaptureQueriesContext(connection) as asked:
        [reason] = search("q=ecole")[article.pk].reasons
    assert reason.places == ("in the headline", "in the text", "in the name École polytechnique")
    assert sum("articles_vector" in each["sql"] and "unnest" in each["sql"] for each in asked) <= 2


def test_only_an_unusual_name_is_asked_for(archive: dict[str, Article]) -> None:
    for number in range(12):
        person = EntityFactory.create(name=f"Someone {number}")
        person.names.create(name=f"Agent Smith {number}")
        ArticleFactory.create(entities=[person])

    def questions(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(search(query)) == 12
        ordered = 'ORDER BY "articles_entityname"."id" ASC LIMIT 500'
        return sum(each["sql"].endswith(ordered) for each in asked)

    assert questions("q=person:someone") == 0
    assert questions("q=person:smith") == 1
    for why in search("q=person:smith").values():
        [place] = why.reasons[0].places
        assert place.startswith("in Agent Smith ")
        assert ", another name for Someone " in place
