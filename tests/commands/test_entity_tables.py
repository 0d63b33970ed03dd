"""export_entities and import_entities: the table out, corrected, and in again."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.bundle.tables import TABLES
from articles.models import Entity, EntityIdentifier, Status
from tests.bundle.archives import rows_of
from tests.factories import ArticleFactory, EntityFactory, country

pytestmark = pytest.mark.django_db
HEAD = "id,kind,name,other_names,description,identifiers\n"


@pytest.fixture
def adams() -> Entity:
    """A person in one published article and a draft."""
    adams = EntityFactory.create(name="Douglas Adams", description="=Writer, “The Guide”")
    adams.names.create(name="Adams; Douglas")
    adams.names.create(name="D. Adams")
    adams.identifiers.create(scheme="wikidata", value="Q42")
    for status in (Status.PUBLISHED, Status.DRAFT):
        ArticleFactory.create(entities=[adams], status=status)
    return adams


def exported(*kinds: str) -> str:
    output = StringIO()
    call_command("export_entities", kind=list(kinds), stdout=output, verbosity=0)
    return output.getvalue()


def imported(path: Path, text: str, **options: Any) -> tuple[str, str]:
    """Import a table, and return the summary and the problems."""
    path.write_text(text, encoding="utf-8", newline="")
    output, problems = StringIO(), StringIO()
    try:
        call_command("import_entities", str(path), stdout=output, stderr=problems, **options)
    except CommandError as error:
        problems.write(str(error))
    return output.getvalue().strip(), problems.getvalue()


def everything() -> list[list[dict[str, Any]]]:
    names = {"entity", "entityname", "entityidentifier", "formeraddress", "entitychange"}
    return [rows_of(table) for table in TABLES if table.name in names]


def test_the_table_says_what_each_entity_is(adams: Entity) -> None:
    (row,) = csv.DictReader(StringIO(exported("person").removeprefix("\ufeff")))
    assert row.pop("address").endswith("/people/douglas-adams/")
    assert row == {
        "id": str(adams.pk),
        "kind": "person",
        "name": "Douglas Adams",
        "other_names": "Adams; Douglas; D. Adams",
        "description": "'=Writer, “The Guide”",
        "identifiers": "wikidata:Q42",
        "articles": "1",
    }
    assert len(exported("person", "country").splitlines()) == Entity.objects.count() + 1


def test_importing_what_was_exported_changes_nothing(adams: Entity, tmp_path: Path) -> None:
    before, path = everything(), tmp_path / "table.csv"
    call_command("export_entities", output=str(path), verbosity=0)
    count = Entity.objects.count()
    said = imported(tmp_path / "again.csv", path.read_text(encoding="utf-8"))
    assert said == (f"0 created, 0 updated, {count} unchanged, 0 failed.", "")
    assert everything() == before


def test_rows_create_and_update_and_a_second_run_changes_nothing(adams: Entity, tmp_path: Path) -> None:
    text = (
        HEAD + f"{adams.pk},,Douglas N. Adams,DNA,,viaf:113230702\n"
        ",organisation,Deutsche Bank,Deutsche Bank AG; DB,A bank.,"
        "lei:7LTWFZYICNSX8D621K86; https://www.wikidata.org/wiki/Q66048\n"
        ",country,Ukraine,,,wikidata:Q212\n,,,,,\n"
    )
    dry = imported(tmp_path / "a.csv", text, dry_run=True)
    assert dry == ("Nothing was changed. It would be: 1 created, 2 updated, 0 unchanged, 0 failed.", "")
    assert not Entity.objects.filter(name="Deutsche Bank").exists()
    assert imported(tmp_path / "a.csv", text) == ("1 created, 2 updated, 0 unchanged, 0 failed.", "")
    adams.refresh_from_db()
    assert (adams.name, adams.description) == ("Douglas N. Adams", "=Writer, “The Guide”")
    assert {each.name for each in adams.names.all()} == {"Adams; Douglas", "D. Adams", "Douglas Adams", "DNA"}
    assert {each.value for each in adams.identifiers.all()} == {"Q42", "113230702"}
    bank = Entity.objects.get(kind="organisation")
    assert {each.name for each in bank.names.all()} == {"Deutsche Bank AG", "DB"}
    assert country("UA").identifiers.get().value == "Q212"
    after = everything()
    assert imported(tmp_path / "a.csv", text) == ("0 created, 0 updated, 3 unchanged, 0 failed.", "")
    assert everything() == after


def test_problems_name_the_line_and_leave_the_rest(adams: Entity, tmp_path: Path) -> None:
    EntityFactory.create(name="Jo Roe", slug="one")
    EntityFactory.create(name="Jo Roe", slug="two")
    text = (
        HEAD + '99999999,,X,,"two\nlines",\n,person,Ada,,,wikidata:Q42\n,alien,Zog,,,\n,person,Jo Roe,,,\n'
        f"{adams.pk},place,,,,\n,country,Atlantis,,,\n,person,Bob,Bobby,,isni:0000000121032684\n"
        ",person,,,,\nx,,,,,\n,person,Good,,,\n"
    )
    summary, problems = imported(tmp_path / "a.csv", text)
    assert summary == "1 created, 0 updated, 0 unchanged, 9 failed."
    for said in (
        "Line 2: There is no entity with the id 99999999.",
        f"Line 4: Wikidata item Q42 already belongs to Douglas Adams (person, id {adams.pk}).",
        "Line 5: “alien” is not a kind.",
        "Line 6: More than one person is called Jo Roe",
        f"Line 7: Douglas Adams (id {adams.pk}) is a person, not a place.",
        "Line 8: No country is called Atlantis.",
        "Line 9: “0000000121032684” is not valid (ISNI)",
        "Line 10: Give an id, or a kind and a name.",
        "Line 11: There is no entity with the id x.",
    ):
        assert said in problems
    assert not Entity.objects.filter(name__in=["Ada", "Bob"]).exists()
    assert EntityIdentifier.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no id, or no kind and name"),
        ("name,colour\nAda,red\n", "unknown columns: colour"),
        ('kind,name\nperson,"Ada', "is not a CSV file"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    assert problem in imported(tmp_path / "a.csv", text)[1]


def test_other_encodings_and_missing_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("kind,name\nperson,Ren\xe9\n".encode("latin-1"))
    with pytest.raises(CommandError, match="is not in UTF-8"):
        call_command("import_entities", str(path))
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_entities", str(tmp_path / "none.csv"))


def test_a_table_with_semicolons_is_read(tmp_path: Path) -> None:
    assert imported(tmp_path / "a.csv", "kind;name\nperson;Ada\n")[0].startswith("1 created")


def test_table_from_openrefine_brings_matched_identifiers(adams: Entity, tmp_path: Path) -> None:
    """The columns that OpenRefine adds: identifiers of this archive and of others, for some rows."""
    table = (
        "id,wikidata,viaf,isni\r\n"
        "person:douglas-adams,Q42,113230702,https://isni.org/isni/0000000121032683\r\n"
        "https://archive.example/reconcile/id/country%3AUA,http://www.wikidata.org/entity/Q212,,\r\n"
        "person:douglas-adams,,,\r\n"
    )
    said = imported(tmp_path / "refined.csv", table)
    assert said == ("0 created, 2 updated, 1 unchanged, 0 failed.", "")
    assert {each.scheme: each.value for each in adams.identifiers.all()} == {
        "isni": "0000000121032683",
        "viaf": "113230702",
        "wikidata": "Q42",
    }
    assert country("UA").identifiers.get().value == "Q212"
    assert imported(tmp_path / "again.csv", table)[0] == "0 created, 0 updated, 3 unchanged, 0 failed."


@pytest.mark.parametrize(
    "key", ["person:nobody", "fish:douglas-adams", "country:XX", "person:", ":", "x" * 500]
)
def test_unknown_identifiers_of_the_service_are_named(adams: Entity, tmp_path: Path, key: str) -> None:
    said, problems = imported(tmp_path / "t.csv", f"id,wikidata\n{key},Q1\nperson:douglas-adams,soon\n")
    assert said == "0 created, 0 updated, 0 unchanged, 2 failed."
    assert f"Line 2: There is no entity with the id {key[:40]}." in problems
    assert "Line 3: “soon” is not valid here (Wikidata item)." in problems


def test_former_identifiers_of_the_service_lead_to_where_they_went(adams: Entity, tmp_path: Path) -> None:
    adams.former_addresses.create(kind=adams.kind, slug="d-adams")
    assert imported(tmp_path / "t.csv", "id,gnd\nperson:d-adams,119033364\n")[0].startswith(
        "0 created, 1 upd"
    )
    assert adams.identifiers.get(scheme="gnd").value == "119033364"
