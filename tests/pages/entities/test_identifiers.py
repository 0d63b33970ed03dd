"""Identifiers in public registers on the page of an entity, in its structured data and in its network."""

import json
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.models import Article, Entity
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]
PAGE = "/people/john-kerry/"


@pytest.fixture
def kerry(archive: Archive) -> Entity:
    """A person with identifiers, one of them without an address."""
    kerry = Entity.objects.get(slug="john-kerry")
    for scheme, value in (("wikidata", "Q22316"), ("company", "DE-HRB1"), ("company", "GB-00445790")):
        kerry.identifiers.create(scheme=scheme, value=value)
    return kerry


def test_a_page_links_to_the_registers(get: Getter, kerry: Entity) -> None:
    shown = get(PAGE).one("dl", class_="identifiers")
    assert [each.text for each in shown.all("dt")] == ["Company number", "Company number", "Wikidata"]
    assert [each.text.strip() for each in shown.all("dd")] == ["DE-HRB1", "GB-00445790", "Q22316"]
    assert shown.links() == {
        "GB-00445790": "https://find-and-update.company-information.service.gov.uk/company/00445790",
        "Q22316": "https://www.wikidata.org/entity/Q22316",
    }
    assert not get("/people/sergei-lavrov/").all("dl", class_="identifiers")


def test_structured_data_says_what_is_the_same(client: Client, kerry: Entity) -> None:
    Entity.objects.filter(pk=kerry.pk).update(description="</script> & more")
    page = client.get(PAGE).content.decode()
    _, _, rest = page.partition('<script type="application/ld+json">')
    described = json.loads(rest.partition("</script>")[0])
    assert described["@type"] == "Person"
    assert described["name"] == "John Kerry"
    assert described["description"] == "</script> & more"
    assert described["sameAs"] == [each.address for each in kerry.identifiers.all() if each.address]
    assert described["identifier"][2] == {
        "@type": "PropertyValue",
        "propertyID": "wikidata",
        "value": "Q22316",
    }


@pytest.mark.parametrize("suffix", ["gexf", "graphml"])
def test_a_network_has_the_addresses_of_each_name(client: Client, kerry: Entity, suffix: str) -> None:
    root = ElementTree.fromstring(client.get(f"{PAGE}network.{suffix}").content)
    texts = {each.get("value") or each.text for each in root.iter()}
    assert " ".join(each.address for each in kerry.identifiers.all() if each.address) in texts


def test_a_readers_copy_is_out_of_date_once_there_is_an_identifier(client: Client, archive: Archive) -> None:
    copy = client.get(PAGE)
    Entity.objects.get(slug="john-kerry").identifiers.create(scheme="wikidata", value="Q22316")
    again = client.get(PAGE, headers={"if-none-match": copy.headers.get("etag", '"none"')})
    assert again.status_code == 200
    assert "Q22316" in again.content.decode()
