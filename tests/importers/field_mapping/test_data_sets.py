"""Records as the data sets and services that people really have write them."""

# ruff: noqa: E501  (tables as they are written)

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from articles.importers.formats import parse
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions
from articles.importers.tasks import records

URL = "https://lune.example/bridge"
BODY = "The bridge was closed.\nDrivers turned back."
PARAGRAPHS = "The bridge was closed.\n\nDrivers turned back."
HTML = "<p>The bridge was closed.</p>\n<p>Drivers turned <a href='/x'>back</a>.</p>"

NEWS_PLEASE = {
    "authors": ["Tom Hale"], "date_download": "2020-02-01 10:00:00", "date_modify": None,
    "date_publish": "1998-11-06 10:15:00", "description": "Traffic", "filename": "a.json", "language": "en",
    "title": "Bridge closed", "source_domain": "lune.example", "maintext": BODY, "url": URL,
}  # fmt: skip
NEWSPAPER4K = {
    "url": URL, "read_more_link": "", "language": "en", "title": "Bridge closed", "top_image": "", "meta_img": "",
    "images": [], "keywords": ["bridge"], "meta_keywords": [""], "tags": None, "authors": ["Tom Hale"],
    "publish_date": "1998-11-06T10:15:00", "summary": "", "meta_description": "Traffic", "meta_lang": "en",
    "meta_site_name": "Lune Observer", "canonical_link": URL, "text": BODY,
}  # fmt: skip
TRAFILATURA = {
    "title": "Bridge closed", "author": "Tom Hale", "hostname": "lune.example", "date": "1998-11-06",
    "fingerprint": "9f", "id": None, "comments": "", "raw_text": BODY.replace("\n", " "), "text": BODY,
    "source": URL, "source-hostname": "Lune Observer", "excerpt": "Traffic", "categories": "Local", "tags": "",
}  # fmt: skip
MEDIA_CLOUD = {
    "id": 7, "indexed_date": "1998-11-08 01:02:03", "language": "en", "media_name": "Lune Observer",
    "media_url": "lune.example", "publish_date": "1998-11-06", "title": "Bridge closed", "url": URL, "text": BODY,
}  # fmt: skip
NEWS_API = {
    "status": "ok", "totalResults": 1,
    "articles": [{
        "source": {"id": None, "name": "Lune Observer"}, "author": "Tom Hale", "title": "Bridge closed",
        "description": "Traffic", "url": URL, "urlToImage": None, "publishedAt": "1998-11-06T10:15:00Z", "content": BODY,
    }],
}  # fmt: skip
GUARDIAN = {
    "response": {
        "status": "ok", "total": 1, "results": [{
            "id": "local/1998/nov/06/bridge", "type": "article", "sectionId": "local", "sectionName": "Local",
            "webPublicationDate": "1998-11-06T10:15:00Z", "webTitle": "Bridge closed", "webUrl": URL,
            "apiUrl": "https://api.example/x",
            "fields": {
                "headline": "Bridge closed", "byline": "Tom Hale", "publication": "Lune Observer",
                "trailText": "Traffic", "body": HTML, "bodyText": BODY,
            },
        }],
    }
}  # fmt: skip
NEW_YORK_TIMES = {
    "status": "OK", "copyright": "(c)", "response": {"docs": [{
        "abstract": "Traffic", "web_url": URL, "snippet": "", "lead_paragraph": BODY, "source": "Lune Observer",
        "headline": {"main": "Bridge closed", "kicker": None, "print_headline": "Shut"},
        "keywords": [{"name": "subject", "value": "Bridges"}], "pub_date": "1998-11-06T10:15:00+0000",
        "document_type": "article", "news_desk": "Metro", "section_name": "Local",
        "byline": {"original": "By Tom Hale", "person": [{"firstname": "Tom", "lastname": "Hale"}], "organization": None},
        "_id": "nyt://article/1", "word_count": 7, "uri": "nyt://article/1",
    }], "meta": {"hits": 1}},
}  # fmt: skip
WORDPRESS = [{
    "id": 12, "date": "1998-11-06T10:15:00", "date_gmt": "1998-11-06T10:15:00", "guid": {"rendered": f"{URL}?p=12"},
    "link": URL, "status": "publish", "title": {"rendered": "Bridge closed"}, "author": 3, "categories": [4],
    "content": {"rendered": HTML, "protected": False}, "excerpt": {"rendered": "<p>Traffic</p>"},
}]  # fmt: skip
MONGO = {
    "_id": {"$oid": "5f3c"}, "title": "Bridge closed", "date": {"$date": {"$numberLong": "910347300000"}},
    "author": "Tom Hale", "text": BODY, "url": URL,
}  # fmt: skip
GDELT = {
    "articles": [{
        "url": URL, "url_mobile": "", "title": "Bridge closed", "seendate": "19981106T101500Z", "socialimage": "",
        "domain": "lune.example", "language": "English", "sourcecountry": "Ireland",
    }]
}  # fmt: skip
AMCAT = {"meta": {"page": 0}, "results": [
    {"_id": "a1", "title": "Bridge closed", "text": BODY, "date": "1998-11-06T00:00:00", "medium": "Lune Observer",
     "url": URL, "author": "Tom Hale", "section": "Local", "page": 3},
]}  # fmt: skip
ELASTIC = {"took": 1, "hits": {"total": 1, "hits": [
    {"_index": "news", "_id": "1", "_source": {"title": "Bridge closed", "text": BODY, "date": "1998-11-06", "url": URL}},
]}}  # fmt: skip
JSON = {
    "news-please": NEWS_PLEASE, "newspaper4k": NEWSPAPER4K, "trafilatura": TRAFILATURA, "media cloud": MEDIA_CLOUD,
    "newsapi": NEWS_API, "guardian": GUARDIAN, "nyt": NEW_YORK_TIMES, "wordpress": WORDPRESS, "mongodb": MONGO,
    "gdelt": GDELT, "amcat": AMCAT, "elasticsearch": ELASTIC,
}  # fmt: skip
WITHOUT_BYLINE = {"media cloud", "wordpress", "gdelt", "elasticsearch"}
SOURCES = {
    "news-please": "lune.example", "wordpress": "", "mongodb": "", "gdelt": "lune.example", "elasticsearch": "",
}  # fmt: skip


def read(path: Path, **options: Any) -> list[ArticleRecord]:
    """The articles of a file, all of whose records must be readable."""
    chosen = ReadOptions(**options)
    found = list(records(Origin(path, path.name), None, lambda _: None, chosen))
    assert all(isinstance(each, RawRecord) for each in found), found
    return [parse(each, chosen) for each in found if isinstance(each, RawRecord)]


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize("layout", ["lines", "document"])
def test_json(tmp_path: Path, name: str, layout: str) -> None:
    path = tmp_path / ("a.jsonl" if layout == "lines" else "a.json")
    path.write_text(json.dumps(JSON[name], indent=None if layout == "lines" else 2))
    (record,) = read(path)
    assert record.headline == "Bridge closed"
    assert record.published_on == date(1998, 11, 6)
    assert record.url == URL
    assert record.byline == ("" if name in WITHOUT_BYLINE else "Tom Hale")
    assert record.source == SOURCES.get(name, "Lune Observer")
    assert record.body == ("" if name == "gdelt" else PARAGRAPHS)
    assert record.language == "en"


TABLES = {
    "all the news 1": (
        ",id,title,publication,author,date,year,month,url,content",
        f'0,17283,Bridge closed,Lune Observer,Tom Hale,1998-11-06,1998.0,11.0,{URL},"{BODY}"',
    ),
    "all the news 2": (
        "date,year,month,day,author,title,article,url,section,publication",
        f'1998-11-06 10:15:00,1998,11.0,6,Tom Hale,Bridge closed,"{BODY}",{URL},Local,Lune Observer',
    ),
    "cc-news": (
        "title,text,domain,date,description,url,image_url",
        f'Bridge closed,"{BODY}",lune.example,1998-11-06 10:15:00,Traffic,{URL},',
    ),
    "huffpost": (
        "link,headline,category,short_description,authors,date",
        f'{URL},Bridge closed,LOCAL,"{BODY}",Tom Hale,1998-11-06',
    ),
    "proquest": (
        "Title,Abstract,StoreId,ArticleType,Authors,companies,language,pubdate,pubtitle,year,DocumentURL,FullText",
        f'Bridge closed,Traffic,1,Newspapers,"Hale, Tom",,English,"Nov 6, 1998",Lune Observer,1998,{URL},"{BODY}"',
    ),
    "lexisnexis": (
        "Newspaper,Date,Length,Section,Author,Edition,Headline,Graphic,Article",
        f'Lune Observer,"November 6, 1998 Friday",14 words,LOCAL,Tom Hale,,Bridge closed,,"{BODY}"',
    ),
    "factiva": (
        "AN,HD,BY,SN,PD,LA,LP,TD",
        "DOC1,Bridge closed,By Tom Hale,Lune Observer,6 November 1998,English,The bridge was closed.,Drivers turned back.",
    ),
    "german": (
        "Überschrift;Datum;Text;Autor;Zeitung;Ressort",
        f'Bridge closed;06.11.1998;"{BODY}";Tom Hale;Lune Observer;Lokales',
    ),
    "french": (
        "Titre;Date de publication;Texte;Auteur;Journal;Rubrique",
        f'Bridge closed;6 novembre 1998;"{BODY}";Tom Hale;Lune Observer;Local',
    ),
    "spanish": (
        "Título;Fecha;Cuerpo;Autor;Periódico;Sección",
        f'Bridge closed;6 de noviembre de 1998;"{BODY}";Tom Hale;Lune Observer;Local',
    ),
    "capitals": ("TITLE,PUBLISHED AT,BODY,AUTHOR", f'Bridge closed,1998-11-06,"{BODY}",Tom Hale'),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(TABLES[name]) + "\n", encoding="utf-8")
    (record,) = read(path, date_order="dmy" if name == "german" else "")
    assert record.headline == "Bridge closed"
    assert record.published_on == date(1998, 11, 6)
    assert PARAGRAPHS in {record.body, record.standfirst}
    assert record.byline in ({""} if name == "cc-news" else {"Tom Hale", "Hale, Tom"})
    assert record.source in {"Lune Observer", "lune.example" if name == "cc-news" else "Lune Observer", ""}
    assert record.language == "en"


def test_lists_that_a_program_wrote_into_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "title,text,authors\nBridge closed,It is.,\"['Tom Hale', 'Ann Berg']\"\nTwo,It is.,[sic]\n"
    )
    assert [each.byline for each in read(path)] == ["Tom Hale, Ann Berg", "[sic]"]


def test_a_single_article_in_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    found = GUARDIAN["response"]["results"][0]  # type: ignore[index]
    path.write_text(json.dumps({"response": {"status": "ok", "content": found}}))
    assert [each.headline for each in read(path)] == ["Bridge closed"]


def test_several_objects_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps(MONGO, indent=1) + "\n" + json.dumps({**MONGO, "title": "Bridge {opens}"}, indent=1)
    )
    assert [each.headline for each in read(path)] == ["Bridge closed", "Bridge {opens}"]


def test_an_array_keeps_the_bytes_of_each_object(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    objects = ['{ "title": "One \\"]{",  "text": "A."}', '{"title" : "Two",\n"text": "B."}']
    path.write_text(f"[\n {objects[0]} , {objects[1]}]")
    assert [each.raw.decode() for each in read(path)] == objects


def test_lists_of_an_article_are_not_taken_for_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "Bridge closed", "text": BODY, "data": [{"title": "Related"}]}))
    assert [each.headline for each in read(path)] == ["Bridge closed"]


def test_a_long_array_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps(
            [{"title": f"Bridge {n}", "text": f'It \\" is {{closed}} {"x" * 997}'} for n in range(2000)]
        )
    )
    found = read(path)
    assert [each.headline for each in found] == [f"Bridge {n}" for n in range(2000)]
