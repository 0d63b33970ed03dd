"""From the manifest to data extension, as OpenRefine goes."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from articles.editing.changes import carry_on
from articles.editing.changes.merging import begin_merge
from articles.models import Article, ArticleEntity, Entity, Kind
from articles.reconciliation import register
from tests.factories import ArticleFactory, EntityFactory, country
from tests.html import parse
from tests.reconciliation.openrefine import SITE, OpenRefine

pytestmark = pytest.mark.django_db


def test_manifest_leads_to_everything(refine: OpenRefine) -> None:
    kerry = Entity.objects.get(slug="john-kerry")
    kerry.identifiers.create(scheme="wikidata", value="Q22316")
    types = {each.id for each in refine.manifest.default_types}
    assert types == {"person", "country", "organisation", "place"}

    found = refine.reconcile(
        {
            "q0": {"query": "John Kerry", "type": "person", "limit": 3},
            "q1": {"query": "Crimea", "type": ["place"], "type_strict": "any"},
            "q2": {"query": "Nobody At All"},
        }
    )
    best = found["q0"].result[0]
    assert (best.id, best.name, best.score, best.match) == ("person:john-kerry", "John Kerry", 100, True)
    assert best.feature("articles") == 2
    assert best.feature("same_name") is True
    assert [each.id for each in found["q0"].result] == ["person:john-kerry", "person:bob-kerry"]
    crimea = found["q1"].result[0]
    assert (crimea.id, crimea.description) == ("place:crimea", "Place in Ukraine, 1 article")
    assert found["q2"].result == []

    assert refine.view(best.id)["Location"] == "/people/john-kerry/"
    answer, page = refine.preview(best.id)
    assert answer.status_code == 200
    assert page.one("h1").text == "John Kerry"
    assert page.one("dl").text == "Wikidata Q22316"
    assert "2 articles, 2014" in page.text

    assert [each.id for each in refine.suggest("entity", "ker")] == ["person:john-kerry", "person:bob-kerry"]
    assert [each.id for each in refine.suggest("type", "per")] == ["person"]
    assert [each.id for each in refine.suggest("property", "wiki")] == ["wikidata"]
    assert "John Kerry" in refine.flyout("entity", best.id)
    assert "ISO 3166" in refine.flyout("property", "code")
    assert "Person" in refine.flyout("type", "person")

    proposed = refine.propose("person")
    assert {"wikidata", "other_names", "articles", "first_year"} <= set(proposed)
    assert {"code", "country", "lei"}.isdisjoint(proposed)
    rows = refine.extend(
        [best.id, crimea.id, "person:nobody"], "wikidata", "country", "articles", "last_year"
    )
    assert rows == {
        best.id: {"wikidata": ["Q22316"], "country": [], "articles": [2], "last_year": [2014]},
        crimea.id: {"wikidata": [], "country": ["country:UA"], "articles": [1], "last_year": [2014]},
        "person:nobody": {"wikidata": [], "country": [], "articles": [], "last_year": []},
    }


def test_batches_by_get_and_with_a_slash_are_the_same(refine: OpenRefine, client: Client) -> None:
    queries = {"queries": json.dumps({"q": {"query": "NATO"}})}
    posted = client.post("/reconcile", queries).json()
    assert posted["q"]["result"][0]["id"] == "organisation:nato"
    assert client.get("/reconcile", queries).json() == client.post("/reconcile/", queries).json() == posted
    assert client.get("/reconcile/").json() == client.get("/reconcile").json()
    extend = {"extend": json.dumps({"ids": ["country:UA"], "properties": [{"id": "code"}]})}
    assert client.get("/reconcile", extend).json() == client.post("/reconcile", extend).json()


def test_uri_of_a_record_is_its_identifier_in_the_identifier_space(refine: OpenRefine) -> None:
    space = refine.manifest.identifier_space
    assert space == f"{SITE}/reconcile/id/"
    assert refine.get(f"{space}country:UA")["Location"] == "/countries/ua/"
    assert refine.get(f"{space}person:nobody").status_code == 404


def test_documentation_is_a_page_that_names_the_service(refine: OpenRefine) -> None:
    page = parse(refine.get(refine.manifest.documentation.partition("#")[0]).content.decode())
    (section,) = [each for each in page.all("section") if each.all("h2", id="ways-out")]
    assert f"{SITE}/reconcile" in section.text


def test_only_what_is_public_is_told(refine: OpenRefine) -> None:
    EntityFactory.create(name="Secretive One").identifiers.create(scheme="wikidata", value="Q1")
    hidden = EntityFactory.create(name="Secretive Two")
    ArticleFactory.create(status="draft", entities=[hidden])
    for key in ("person:secretive-one", "person:secretive-two"):
        assert refine.one(key) == []
        assert refine.preview(key)[0].status_code == 404
        assert refine.view(key).status_code == 404
        assert refine.extend([key], "name", "wikidata") == {key: {"name": [], "wikidata": []}}
    assert refine.one("Secretive") == refine.one("Secretive One") == refine.one("Q1") == []
    assert refine.suggest("entity", "secre") == refine.suggest("entity", "Q1") == []
    ArticleFactory.create(entities=[hidden])
    assert refine.match("Secretive Two") == "person:secretive-two"


def test_hidden_namesakes_do_not_show_by_what_is_clear(refine: OpenRefine) -> None:
    EntityFactory.create(name="John Kerry", slug="john-kerry-2")
    assert refine.match("John Kerry") == "person:john-kerry"


def test_countries_are_known_without_articles_and_in_other_languages(refine: OpenRefine) -> None:
    assert refine.match("France") == refine.match("Frankreich") == refine.match("Francia") == "country:FR"
    assert refine.match("Deutschland", type="country") == "country:DE"
    assert refine.match("Deutschland", type="person") == ""
    assert [each.id for each in refine.suggest("entity", "franc", type="country")] == ["country:FR"]


def test_merged_and_renamed_entities_lead_to_where_they_went(refine: OpenRefine) -> None:
    kept = Entity.objects.get(slug="john-kerry")
    absorbed = EntityFactory.create(name="J. F. Kerry")
    ArticleFactory.create(entities=[absorbed])
    assert refine.match("person:j-f-kerry") == "person:j-f-kerry"
    carry_on(begin_merge(kept, [absorbed]))
    old = "person:j-f-kerry"
    assert refine.match(old) == refine.match("J. F. Kerry") == "person:john-kerry"
    assert refine.view(old)["Location"] == "/people/john-kerry/"
    rows = refine.extend([old], "current", "name", "articles")
    assert rows == {old: {"current": ["person:john-kerry"], "name": ["John Kerry"], "articles": [3]}}
    assert f"Formerly {old}: it was merged or renamed." in refine.preview(old)[1].text
    assert "Formerly" not in refine.preview("person:john-kerry")[1].text
    assert [each.id for each in refine.suggest("entity", old)] == ["person:john-kerry"]


def test_values_of_many_kinds(refine: OpenRefine) -> None:
    lavrov = Entity.objects.get(slug="sergei-lavrov")
    lavrov.description = "A foreign minister."
    lavrov.save()
    lavrov.identifiers.create(scheme="isni", value="0000000121032683")
    lavrov.names.create(name="S. Lavrov")
    nato = Entity.objects.get(kind=Kind.ORGANISATION)
    nato.identifiers.create(scheme="company", value="GB-00445790")
    key = "person:sergei-lavrov"
    assert refine.extend([key], "other_names", "description", "address", "first_year", "isni", "lei") == {
        key: {
            "other_names": ["S. Lavrov", "Sergey Lavrov"],
            "description": ["A foreign minister."],
            "address": [f"{SITE}/people/sergei-lavrov/"],
            "first_year": [2014],
            "isni": ["0000000121032683"],
            "lei": [],
        }
    }
    assert len(refine.extend([key], "other_names", limit=1)[key]["other_names"]) == 1
    assert len(refine.extend([key], "other_names", limit=0)[key]["other_names"]) == 2
    addresses = refine.extend([key, "organisation:nato"], "isni", "company", addresses=True)
    assert addresses[key]["isni"] == ["https://isni.org/isni/0000000121032683"]
    assert addresses["organisation:nato"]["company"][0].startswith("https://find-and-update.company-info")
    assert refine.extend(["country:UA"], "code", "country") == {"country:UA": {"code": ["UA"], "country": []}}
    assert refine.extend([], "name") == {}


@pytest.mark.parametrize("limit", [1, "1", 1.0, "0", "", None, "x", -1, True, [], 1e300, "9" * 5000])
def test_settings_come_as_texts_of_a_form(refine: OpenRefine, limit: Any) -> None:
    ukraine = country("UA")
    ukraine.identifiers.create(scheme="wikidata", value="Q212")
    for name in ("First other name", "Second other name"):
        ukraine.names.create(name=name)
    rows = refine.extend(["country:UA"], "other_names", "wikidata", limit=limit, addresses="on")["country:UA"]
    assert (len(rows["other_names"]) == 1) == (limit in (1, "1"))
    assert rows["wikidata"] == ["https://www.wikidata.org/entity/Q212"]
    assert refine.extend(["country:UA"], "wikidata", addresses="off")["country:UA"]["wikidata"] == ["Q212"]


@pytest.mark.parametrize("few", [0, 200])
def test_years_are_those_of_published_articles(
    refine: OpenRefine, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Counted for each entity, or read for all that have few articles."""
    monkeypatch.setattr(register, "FEW", few)
    one, other = EntityFactory.create(name="Ada Lovelace"), EntityFactory.create(name="Grace Hopper")
    nobody = EntityFactory.create(name="Undated One")
    for first, last in ((date(1843, 1, 1), date(1843, 12, 31)), (date(1850, 1, 1), date(1859, 12, 31))):
        ArticleFactory.create(entities=[one], published_on=first, published_until=last)
    ArticleFactory.create(entities=[other, one], published_on=date(1852, 3, 4))
    ArticleFactory.create(entities=[other], published_on=date(1999, 1, 1), status="draft")
    rejected = ArticleFactory.create(entities=[], published_on=date(1700, 1, 1))
    ArticleEntity.objects.create(article=rejected, entity=other, status="rejected", is_about=False)
    ArticleFactory.create(entities=[nobody], published_on=None)
    ids = ["person:ada-lovelace", "person:grace-hopper", "person:undated-one"]
    rows = refine.extend(ids, "first_year", "last_year")
    assert [(*row["first_year"], *row["last_year"]) for row in rows.values()] == [
        (1843, 1859),
        (1852, 1852),
        (),
    ]


def test_entities_with_many_values_are_cut(refine: OpenRefine) -> None:
    for number in range(210):
        country("UA").names.create(name=f"Name {number}")
    assert len(refine.extend(["country:UA"], "other_names")["country:UA"]["other_names"]) == 200


def test_suggestions_have_pages_and_types(refine: OpenRefine) -> None:
    entities = [EntityFactory.create(kind=Kind.PLACE, name=f"Newtown {number:02}") for number in range(45)]
    ArticleFactory.create(entities=entities)
    pages = [refine.suggest("entity", "newt", cursor=str(skipped)) for skipped in (0, 20, 40, 60)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({each.id for page in pages for each in page}) == 45
    assert refine.suggest("entity", "newt", type="person") == []
    assert len(refine.suggest("entity", "newt", type="/type/object")) == 20
    assert refine.suggest("entity", "") == refine.suggest("entity", "\0") == []
    assert len(refine.suggest("property", "")) == 16
    assert len(refine.suggest("type", "")) == 4
    assert refine.suggest("type", "", cursor="3")[0].id == "place"


def test_archive_without_articles_has_an_answer(client: Client, db: None) -> None:
    empty = OpenRefine.add_service(client, f"{SITE}/reconcile")
    assert empty.one("John Kerry") == []
    assert empty.match("Ukraine") == "country:UA"
    assert empty.suggest("entity", "john") == []
    assert empty.preview("country:UA")[0].status_code == 200
    assert not Article.objects.exists()
