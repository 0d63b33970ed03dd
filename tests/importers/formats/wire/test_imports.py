"""Imports of feeds and wire formats, from the file to the archive."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importers.formats import detect
from articles.importers.inputs import Origin
from articles.importers.record import ReadOptions, RecordError
from articles.importers.run import import_paths
from articles.models import Article, Capture
from tests.importers.formats.wire.test_feed import ATOM, RSS
from tests.importers.formats.wire.test_json_feed import FEED
from tests.importers.formats.wire.test_newsml import ITEM, NEWSML_1, TEXT
from tests.importers.formats.wire.test_ninjs import VERSION_1, VERSION_2, VERSION_3
from tests.importers.formats.wire.test_nitf import NITF
from tests.importers.support import counts, run


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.xml", RSS, "feed"),
        ("a.xml", f"<!-- a comment -->\n{RSS}", "feed"),
        ("a", ATOM, "feed"),
        ("a.xml", '<rdf:RDF xmlns:rdf="x">', "feed"),
        ("a.rss", "x", "feed"),
        ("a.atom", "x", "feed"),
        ("a.json", json.dumps(FEED, indent=1), "feed"),
        ("a.xml", NITF % "", "nitf"),
        ("a.xml", f"\ufeff{ITEM}", "newsml"),
        ("a.xml", "<nar:newsMessage>", "newsml"),
        ("a.xml", NEWSML_1, "newsml"),
        ("a.json", json.dumps(VERSION_1), "ninjs"),
        ("a.json", json.dumps([VERSION_2], indent=2), "ninjs"),
        ("a", json.dumps(VERSION_3), "ninjs"),
        ("a.xml", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("a.jsonl", json.dumps(VERSION_1), "jsonl"),
        ("a.json", '{"headline": "x", "url": "y"}\n{"headline": "z"}\n', "jsonl"),
    ],
)
def test_formats_are_told_by_content(name: str, text: str, expected: str) -> None:
    assert detect(Origin(Path(name), name), text.encode()) == expected


def test_feeds_in_utf_16_are_recognised() -> None:
    assert detect(Origin(Path("a.xml"), "a.xml"), RSS.encode("utf-16")) == "feed"


def test_other_xml_is_named() -> None:
    with pytest.raises(RecordError, match="its first element is <svg>"):
        detect(Origin(Path("a.xml"), "a.xml"), b'<?xml version="1.0"?><svg xmlns="x">')


@pytest.mark.django_db
def test_a_feed_again_and_with_changes(tmp_path: Path) -> None:
    (tmp_path / "monday.xml").write_text(RSS)
    assert counts(run(tmp_path / "monday.xml")) == (2, 0, 0, 0)
    assert counts(run(tmp_path / "monday.xml")) == (0, 0, 2, 0)
    (tmp_path / "tuesday.xml").write_text(RSS.replace("Crane &amp;amp; quay", "Crane lifted"))
    summary = run(tmp_path / "tuesday.xml")
    assert counts(summary) == (0, 1, 1, 0)
    assert (
        Article.objects.get(source__name="The Norby Courier", headline="Crane lifted").captures.count() == 2
    )


@pytest.mark.django_db
def test_every_format_is_kept_with_its_media_type(tmp_path: Path) -> None:
    texts = {"a.xml": ATOM % "", "b.xml": NITF % "", "c.xml": ITEM % TEXT, "d.xml": NEWSML_1 % "It fell."}
    texts |= {"e.json": json.dumps(VERSION_2), "f.json": json.dumps(FEED)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert counts(run(tmp_path)) == (7, 0, 0, 0)
    kept = Capture.objects.values_list("media_type", flat=True).order_by("media_type")
    assert list(kept) == [
        *("application/atom+xml", "application/feed+json", "application/feed+json", "application/json"),
        *("application/vnd.iptc.g2.newsitem+xml", "text/vnd.iptc.newsml", "text/vnd.iptc.nitf"),
    ]


@pytest.mark.django_db
def test_what_is_left_out_is_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text((ITEM % TEXT).replace("stat:usable", "stat:withheld"))
    (tmp_path / "b.xml").write_text(
        "<newsMessage><itemSet><knowledgeItem/><conceptItem/></itemSet></newsMessage>"
    )
    (tmp_path / "c.xml").write_text(ITEM % TEXT)
    out, err = StringIO(), StringIO()
    call_command("import_articles", str(tmp_path), stdout=out, stderr=err)
    assert "skipped            1 withheld by the publisher\n" in out.getvalue()
    assert "skipped            2 items of knowledge\n" in out.getvalue()
    assert f"{tmp_path}/a.xml: skipped, its publisher withholds it from publication." in err.getvalue()
    assert f"{tmp_path}/b.xml, item 2: skipped, it describes a concept, such as a person" in err.getvalue()
    assert Article.objects.count() == 1


@pytest.mark.corpora
@pytest.mark.django_db
@pytest.mark.parametrize(("folder", "least"), [("nitf", 2), ("newsml-g2", 5), ("ninjs", 5), ("feeds", 20)])
def test_real_samples(corpora: Path, folder: str, least: int) -> None:
    files = [str(path) for path in sorted((corpora / "formats" / folder).glob("*.*"))]
    summary = import_paths(files, ReadOptions(extract=False))
    assert summary.counts["created"] + summary.counts["updated"] >= least
    assert not [reason for _, reason in summary.failures if "could not be read" in reason]
