"""BibTeX, RIS and CSL-JSON: complete records, and texts that could break them."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from articles.authorship.bylines import read_byline
from articles.exports.characters import line
from articles.exports.citations.citation import Citation
from articles.exports.citations.references import bibtex, csl, ris
from articles.partial_dates import full_date

WHOLE = Citation(
    key="newsarchive-5",
    title="Oil & gas: 50% off {now}",
    address="https://news.example/articles/5/",
    authors=read_byline("Martin King Jr., Ada O'Hara_Byron and Ursula von der Leyen"),
    source="Smith & Sons",
    published=full_date(date(2014, 3, 7)),
    language="en",
    section="World",
    abstract="A lead.",
    keywords=("John Kerry", "Washington, D.C."),
)


def test_bibtex_entry() -> None:
    assert bibtex(WHOLE) == (
        "@article{newsarchive-5,\n"
        "  author = {King, Jr., Martin and O'Hara\\_Byron, Ada and von der Leyen, Ursula},\n"
        "  title = {{Oil \\& gas: 50\\% off {\\textbraceleft}now{\\textbraceright}}},\n"
        "  journal = {Smith \\& Sons},\n"
        "  year = {2014},\n"
        "  month = mar,\n"
        "  day = {7},\n"
        "  url = {https://news.example/articles/5/},\n"
        "  language = {en},\n"
        "  abstract = {A lead.},\n"
        "  keywords = {John Kerry, Washington  D.C.},\n"
        "}\n\n"
    )


def test_bibtex_entry_of_an_agency_without_date_and_source() -> None:
    bare = replace(WHOLE, source="", published=None, authors=read_byline("Reuters"), abstract="", keywords=())
    assert bibtex(bare) == (
        "@misc{newsarchive-5,\n"
        "  author = {{Reuters}},\n"
        "  title = {{Oil \\& gas: 50\\% off {\\textbraceleft}now{\\textbraceright}}},\n"
        "  howpublished = {News Archive},\n"
        "  url = {https://news.example/articles/5/},\n"
        "  language = {en},\n"
        "}\n\n"
    )


@given(st.text(max_size=100))
def test_no_text_breaks_a_bibtex_entry(text: str) -> None:
    title = line(text)
    entry = bibtex(replace(WHOLE, title=title, authors=read_byline(title), source=title, abstract=title))
    assert entry.count("{") == entry.count("}")
    body = entry.split("title = {{", 1)[1].split("\n", 1)[0]
    assert body.endswith("}},")
    assert not re.search(r"(?<!\\)[$&#%]", body)


def test_ris_record() -> None:
    assert ris(WHOLE).split("\r\n") == [
        "TY  - NEWS",
        "ID  - newsarchive-5",
        "TI  - Oil & gas: 50% off {now}",
        "AU  - King, Martin, Jr.",
        "AU  - O'Hara_Byron, Ada",
        "AU  - von der Leyen, Ursula",
        "T2  - Smith & Sons",
        "PY  - 2014",
        "DA  - 2014/03/07/",
        "SE  - World",
        "LA  - en",
        "AB  - A lead.",
        "KW  - John Kerry",
        "KW  - Washington, D.C.",
        "DB  - News Archive",
        "UR  - https://news.example/articles/5/",
        "ER  - ",
        "",
        "",
    ]


def test_ris_record_of_an_agency_without_date_and_source() -> None:
    bare = replace(WHOLE, source="", published=None, authors=read_byline("Reuters"), abstract="", keywords=())
    assert [each[:2] for each in ris(bare).split("\r\n")] == [
        *("TY", "ID", "TI", "AU", "SE", "LA", "DB", "UR", "ER", "", "")
    ]


@given(st.text(max_size=100))
def test_no_text_begins_a_line_of_ris(text: str) -> None:
    title = line(f"Vote\r\nER  - \r\nTY  - BOOK{text}")
    lines = ris(replace(WHOLE, title=title, authors=read_byline(title), source=title)).split("\r\n")
    assert len([each for each in lines if each.startswith("ER")]) == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", each) for each in lines if each)
    assert [each.splitlines() for each in lines if each] == [[each] for each in lines if each]


def test_csl_item() -> None:
    assert csl(WHOLE) == {
        "id": "newsarchive-5",
        "type": "article-newspaper",
        "title": "Oil & gas: 50% off {now}",
        "author": [
            {"family": "King", "given": "Martin", "suffix": "Jr."},
            {"family": "O'Hara_Byron", "given": "Ada"},
            {"family": "von der Leyen", "given": "Ursula"},
        ],
        "container-title": "Smith & Sons",
        "issued": {"date-parts": [[2014, 3, 7]]},
        "abstract": "A lead.",
        "section": "World",
        "language": "en",
        "archive": "News Archive",
        "URL": "https://news.example/articles/5/",
    }
    bare = replace(WHOLE, source="", published=None, authors=read_byline("Reuters"), abstract="", section="")
    assert set(csl(bare)) == {"id", "type", "title", "author", "language", "archive", "URL"}
    assert csl(bare)["author"] == [{"literal": "Reuters"}]
