"""Header lines, front matter, Markdown, broken words and files with many documents."""

from datetime import date
from pathlib import Path

import pytest

from articles.importers.formats import parse
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions
from articles.importers.tasks import records
from tests.importers.support import raw_record

BODY = "The bridge over the Lune was closed on Friday.\n\nDrivers had to turn back."
DAY = date(1998, 11, 6)


def read(text: str, **options: str) -> ArticleRecord:
    return parse(raw_record("text", text.encode()), ReadOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    [
        "Bridge closed\nBy Tom Hale\n6 November 1998",
        "Bridge closed\n6 November 1998\nBy Tom Hale",
        "6 November 1998\nBridge closed\nBy Tom Hale",
        "By Tom Hale\n6 November 1998\n\nBridge closed",
        "Bridge closed\n\nBy Tom Hale\n\nFriday, November 6, 1998",
        "Bridge closed\nBY TOM HALE\nFriday 6 November 1998 10:15 GMT",
        "Bridge closed\nBy Tom Hale, 6 November 1998",
        "Bridge closed\nBy Tom Hale | 1998-11-06",
        "Bridge closed\nby Tom Hale\nPublished: 6 November 1998",
        "Bridge closed\nAuthor: Tom Hale\nDate: 1998-11-06",
        "Title: Bridge closed\nAuthor: Tom Hale\nDate: 06.11.1998\nTags: roads",
        "From: Tom Hale <t@a.example>\nTo: b@a.ex\nSubject: Bridge closed\nDate: 6 Nov 1998 10:15 +0000",
        '---\ntitle: "Bridge closed"\nauthor: [Tom Hale]\ndate: 1998-11-06\n---',
        "---\ntitle: Bridge closed\nauthors:\n  - Tom Hale\ndate: 1998-11-06T10:15:00Z\ntags: [a, b]\n---",
        '+++\ntitle = "Bridge closed"\nauthor = "Tom Hale"\ndate = "1998-11-06"\n+++',
        '+++\ntitle = "Bridge closed"\nauthor = "Tom Hale"\ndate = 1998-11-06T10:15:00Z\n+++',
        "---\nauthor: Tom Hale\ndate: 1998-11-06\n---\n\n# Bridge closed",
        "# Bridge closed\n\n*By Tom Hale*\n\n**6 November 1998**",
        "Bridge closed\n=============\n\nBy Tom Hale\n6 November 1998",
        "Bridge closed\nVon Tom Hale\nFreitag, 6. November 1998",
        "Bridge closed\nPar Tom Hale\nvendredi 6 novembre 1998",
        "Bridge closed\nPor Tom Hale\n6 de noviembre de 1998",
    ],
)
def test_headline_byline_and_date(header: str) -> None:
    record = read(f"{header}\n\n{BODY}\n", **({"date_order": "dmy"} if "06.11" in header else {}))
    assert record.headline == "Bridge closed"
    assert record.byline.casefold() == "tom hale"
    assert record.published_on == DAY
    assert record.body == BODY


@pytest.mark.parametrize(
    "header",
    [
        "Bridge closed\n\nBy Tom Hale\nThe Lune Observer\n6 November 1998",
        "The Lune Observer\n6 November 1998\n\nBridge closed\n\nBy Tom Hale",
        "Title: Bridge closed\nNewspaper: The Lune Observer\nAuthor: Tom Hale\nDate: 1998-11-06",
    ],
)
def test_the_source_in_a_header(header: str) -> None:
    record = read(f"{header}\n\n{BODY}")
    assert (record.headline, record.byline, record.published_on) == ("Bridge closed", "Tom Hale", DAY)
    assert (record.source, record.body) == ("The Lune Observer", BODY)


def test_a_name_above_the_date_is_the_byline() -> None:
    record = read(f"Bridge closed\nThomas Hale\n6 November 1998\n\n{BODY}")
    assert (record.headline, record.byline, record.published_on) == ("Bridge closed", "Thomas Hale", DAY)


def test_lines_that_only_look_like_headers_stay() -> None:
    record = read("Bridge closed\n\nBy the sea it rained, and the wind was strong.\n\n1998 was wet.")
    assert record.body.startswith("By the sea it rained")
    assert (record.byline, record.published_on) == ("", None)
    record = read("Media: watchdog fines station\n\nThe station broke the rules.")
    assert record.headline == "Media: watchdog fines station"
    record = read("By George, they did it\n\nThe team won at last.")
    assert record.headline == "By George, they did it"


def test_the_words_of_an_ambiguous_date_are_kept() -> None:
    text = f"Bridge closed\nBy Tom Hale\n3/4/1998\n\n{BODY}"
    record = read(text)
    assert (record.published_on, record.date_text) == (None, "3/4/1998")
    assert read(text, date_order="mdy").published_on == date(1998, 3, 4)


def test_unused_lines_of_a_header_are_named() -> None:
    record = read(f"---\ntitle: Bridge closed\nmood: grim\n---\n{BODY}")
    assert record.columns.unused == {"mood": True}


def test_markdown_becomes_plain_text() -> None:
    record = read(
        "# Bridge closed\n\nThe **bridge** over the\n[Lune](https://lune.example) is *shut*.\n\n- One\n- Two"
    )
    assert record.headline == "Bridge closed"
    assert record.body == "The bridge over the Lune is shut.\n\nOne\n\nTwo"


def test_words_broken_at_line_ends_are_joined_and_hyphens_kept() -> None:
    record = read(
        "Bridge closed\n\n"
        "The old iron bridge that spans the ri-\n"
        "ver Lune near the town of Carlow, a well-\n"
        "known sight, was closed by its two-\n"
        "and three-man crews on a Friday in Novem-\n"
        "ber, as the self-\n"
        "made owner of the Anglo-\n"
        "Irish Bridge Company said in a long let-\n"
        "ter to the people of the whole county.\n"
    )
    assert record.body == (
        "The old iron bridge that spans the river Lune near the town of Carlow, a well-known sight, was "
        "closed by its two- and three-man crews on a Friday in November, as the self-made owner of the "
        "Anglo-Irish Bridge Company said in a long letter to the people of the whole county."
    )


LEXIS = """

                               1 of 2 DOCUMENTS

                              The Lune Observer

                            November 6, 1998 Friday
                                 Late Edition

Bridge closed

BYLINE: Tom Hale

SECTION: LOCAL; Pg. 3

LENGTH: 14 words

DATELINE: CARLOW

 The bridge over the Lune was closed on Friday.

 Drivers had to turn back.

LOAD-DATE: November 7, 1998

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                        Copyright 1998 The Lune Observer
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                              The Lune Observer

                           November 13, 1998 Friday

Bridge opens

SECTION: LOCAL; Pg. 1

LENGTH: 5 words

 The bridge is open.

LOAD-DATE: November 14, 1998
"""
ADVANCE = """Bridge closed
The Lune Observer
November 6, 1998 Friday

Copyright 1998 The Lune Observer All Rights Reserved

Section: LOCAL; Pg. 3
Length: 14 words
Byline: Tom Hale

Body


The bridge over the Lune was closed on Friday.

Drivers had to turn back.

Load-Date: November 7, 1998


End of Document
Bridge opens
The Lune Observer
November 13, 1998 Friday

Section: LOCAL; Pg. 1
Length: 5 words

Body

The bridge is open.

Load-Date: November 14, 1998

End of Document
"""
PROQUEST = """____________________________________________________________

Document 1 of 2

Title: Bridge closed

Author: Hale, Tom

Publication title: The Lune Observer

Publication date: Nov 6, 1998

Section: LOCAL

Full text: The bridge over the Lune was closed on Friday.

Drivers had to turn back.

Language of publication: English

____________________________________________________________

Document 2 of 2

Title: Bridge opens

Publication title: The Lune Observer

Publication date: Nov 13, 1998

Full text: The bridge is open.
"""
RULES = """Title: Bridge closed
Author: Tom Hale
Newspaper: The Lune Observer
Date: 6 November 1998

The bridge over the Lune was closed on Friday.

Drivers had to turn back.
==========
Title: Bridge opens
Newspaper: The Lune Observer
Date: 13 November 1998

The bridge is open.
"""


@pytest.mark.parametrize(
    "text", [LEXIS, ADVANCE, PROQUEST, RULES], ids=["lexis", "advance", "proquest", "rules"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_with_many_documents(tmp_path: Path, text: str, end: str) -> None:
    path = tmp_path / "download.txt"
    path.write_bytes(text.replace("\n", end).encode())
    found = list(records(Origin(path, path.name), None, lambda _: None))
    assert all(isinstance(each, RawRecord) for each in found)
    first, second = [parse(each, ReadOptions()) for each in found if isinstance(each, RawRecord)]
    assert (first.headline, first.published_on, first.source) == ("Bridge closed", DAY, "The Lune Observer")
    assert first.byline in {"Tom Hale", "Hale, Tom"}
    assert first.body == BODY
    assert (second.headline, second.published_on) == ("Bridge opens", date(1998, 11, 13))
    assert second.body == "The bridge is open."
    assert [each.where for each in found] == ["download.txt, document 1", "download.txt, document 2"]


def test_rules_inside_a_text_do_not_cut_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bridge closed\n\nThe first part.\n\n----------\n\nThe second part.\n")
    (found,) = records(Origin(path, path.name), None, lambda _: None)
    assert isinstance(found, RawRecord)
    assert "The second part." in parse(found, ReadOptions()).body
