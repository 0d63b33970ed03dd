"""Identifiers of entities in the admin: entered, checked, recorded, moved by merging."""

from django.test import Client

from articles import editing
from articles.models import ArchiveChange, EntityIdentifier
from tests.admin.helpers import archivist, change_address, form_of, save, signed_in
from tests.factories import EntityFactory

FIRST = {"identifiers-0-scheme": "wikidata"}


def test_an_identifier_is_entered_as_an_address_and_recorded(desk: Client) -> None:
    adams = EntityFactory.create(name="Douglas Adams")
    saved = save(desk, adams, **FIRST, **{"identifiers-0-value": "https://www.wikidata.org/wiki/Q42"})
    assert saved.status_code == 302
    identifier = adams.identifiers.get()
    assert (identifier.scheme, identifier.value) == ("wikidata", "Q42")
    assert ArchiveChange.objects.get().after == {
        "Identifiers": [{"said": "Wikidata item Q42", "scheme": "wikidata", "value": "Q42"}]
    }
    fields = form_of(desk, change_address(adams), "entity_form")
    assert fields["identifiers-0-value"] == "Q42"
    assert desk.post(change_address(adams), fields | {"identifiers-0-DELETE": "on"}).status_code == 302
    assert not adams.identifiers.exists()


def test_a_wrong_identifier_is_refused_and_stays_in_the_field(desk: Client) -> None:
    adams = EntityFactory.create(name="Douglas Adams")
    fields = {"identifiers-0-scheme": "isni", "identifiers-0-value": "0000 0001 2103 2684"}
    page = save(desk, adams, **fields).content.decode()
    assert "its check digit does not match" in page
    assert 'value="0000 0001 2103 2684"' in page
    assert not EntityIdentifier.objects.exists()


def test_a_clash_names_the_other_entity(desk: Client) -> None:
    adams, double = EntityFactory.create(name="Douglas Adams"), EntityFactory.create(name="D. Adams")
    adams.identifiers.create(scheme="wikidata", value="Q42")
    page = save(desk, double, **FIRST, **{"identifiers-0-value": "q42"}).content.decode()
    assert f"Wikidata item Q42 already belongs to Douglas Adams (person, id {adams.pk})." in page
    assert not double.identifiers.exists()


def test_the_same_identifier_twice_in_a_form_is_refused(desk: Client) -> None:
    adams = EntityFactory.create(name="Douglas Adams")
    fields = form_of(desk, change_address(adams), "entity_form")
    fields |= {
        "identifiers-TOTAL_FORMS": "2",
        **FIRST,
        "identifiers-0-value": "Q42",
        "identifiers-1-scheme": "wikidata",
        "identifiers-1-value": "https://www.wikidata.org/wiki/Q42",
        "identifiers-1-id": "",
        "identifiers-1-entity": str(adams.pk),
    }
    answer = desk.post(change_address(adams), fields)
    assert "Please correct the duplicate" in answer.content.decode()
    assert not EntityIdentifier.objects.exists()


def test_an_identifier_added_meanwhile_is_not_overwritten_in_silence(desk: Client) -> None:
    adams = EntityFactory.create(name="Douglas Adams")
    fields = form_of(desk, change_address(adams), "entity_form")
    adams.identifiers.create(scheme="wikidata", value="Q42")
    page = desk.post(change_address(adams), fields | {"description": "Writer."}).content.decode()
    assert "Someone else saved this entity after you opened it" in page


def test_an_archivist_sees_identifiers_but_cannot_change_them(db: None, static_files: None) -> None:
    adams = EntityFactory.create(name="Douglas Adams")
    adams.identifiers.create(scheme="wikidata", value="Q42")
    page = signed_in(archivist()).get(change_address(adams)).content.decode()
    assert "Q42" in page
    assert "identifiers-0-value" not in page


def test_merging_moves_identifiers_and_undoing_restores_them(db: None) -> None:
    kept, double = EntityFactory.create(name="Douglas Adams"), EntityFactory.create(name="D. Adams")
    kept.identifiers.create(scheme="wikidata", value="Q42")
    double.identifiers.create(scheme="viaf", value="113230702")
    rows = list(EntityIdentifier.objects.order_by("pk").values_list())
    change = editing.begin_merge(kept, [double])
    editing.carry_on(change)
    assert {each.value for each in kept.identifiers.all()} == {"Q42", "113230702"}
    editing.begin_undo(change, None)
    editing.carry_on(change)
    assert list(EntityIdentifier.objects.order_by("pk").values_list()) == rows
