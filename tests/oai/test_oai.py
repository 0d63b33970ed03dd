"""OAI-PMH: every verb, every error, deletions, and lists that survive changes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from articles.editing.articles import Withdrawal, withdraw
from articles.editing.embargo import publish_due
from articles.models import Article, Correction, HarvestRecord, Status, WithdrawalKind
from articles.oai import records
from articles.oai.arguments import ListRequest, Place
from articles.partial_dates import parse_edtf
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
NAR = "{http://iptc.org/std/nar/2006-10-01/}"
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
Asker = Callable[..., ElementTree.Element]


@pytest.fixture
def ask(client: Client) -> Asker:
    """The answer to a request."""

    def get(*, post: bool = False, **arguments: str) -> ElementTree.Element:
        names = {"since": "from"}
        query: Any = {names.get(name, name): value for name, value in arguments.items()}
        answer = client.post("/oai", query) if post else client.get("/oai", query)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        root = ElementTree.fromstring(answer.content)
        assert [each.tag for each in root][:2] == [f"{OAI}responseDate", f"{OAI}request"]
        assert len(root) == 3
        return root

    return get


def identifier(article: Article) -> str:
    return f"oai:testserver:articles/{article.pk}"


def texts(element: ElementTree.Element, name: str) -> list[str | None]:
    return [each.text for each in element.iter(name)]


def error(root: ElementTree.Element) -> str:
    (found,) = root.iter(f"{OAI}error")
    assert found.text
    return found.attrib["code"]


def harvest(ask: Asker, **arguments: str) -> Iterator[ElementTree.Element]:
    """Yield the records or headers of all pages of a list."""
    verb = arguments["verb"]
    while True:
        (found,) = ask(**arguments).iter(f"{OAI}{verb}")
        yield from (each for each in found if each.tag != f"{OAI}resumptionToken")
        token = found.findtext(f"{OAI}resumptionToken")
        if not token:
            return
        arguments = {"verb": verb, "resumptionToken": token}


def stamped(article: Article, moment: datetime) -> None:
    HarvestRecord.objects.filter(pk=article.pk).update(changed_at=moment)


def test_identify(ask: Asker) -> None:
    made = ArticleFactory.create()
    stamped(made, datetime(2020, 5, 1, 12, 30, 1, 999, UTC))
    (found,) = ask(verb="Identify").iter(f"{OAI}Identify")
    told = {each.tag.removeprefix(OAI): each.text for each in found}
    assert told == {
        "repositoryName": "News Archive",
        "baseURL": "http://testserver/oai",
        "protocolVersion": "2.0",
        "adminEmail": "newsarchive@archive.invalid",
        "earliestDatestamp": "2020-05-01T12:30:01Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }


def test_the_contact_is_the_admin(ask: Asker, settings: Any) -> None:
    settings.CONTACT = "desk@news.example"
    assert texts(ask(verb="Identify"), f"{OAI}adminEmail") == ["desk@news.example"]
    settings.CONTACT = "https://news.example/@desk"
    assert texts(ask(verb="Identify"), f"{OAI}adminEmail") == ["newsarchive@archive.invalid"]


def test_a_record_in_both_formats(ask: Asker) -> None:
    article = ArticleFactory.create(
        full=True,
        headline="Rain & <i>wind</i>\x0b",
        byline="Ann Berg",
        url="https://news.example/rain",
        entities=[country("KE"), EntityFactory.create(name="Anna Kovacs")],
    )
    root = ask(verb="GetRecord", identifier=identifier(article), metadataPrefix="oai_dc")
    request = root.find(f"{OAI}request")
    assert request is not None
    assert request.text == "http://testserver/oai"
    assert request.attrib["identifier"] == identifier(article)
    assert texts(root, f"{OAI}setSpec") == [f"source:{article.source_id}", "language:en"]
    (dc,) = root.iter("{http://www.openarchives.org/OAI/2.0/oai_dc/}dc")
    assert [(each.tag.removeprefix(DC), each.text) for each in dc] == [
        ("title", "Rain & <i>wind</i>"),
        ("creator", "Berg, Ann"),
        ("subject", "World"),
        ("subject", "Anna Kovacs"),
        ("description", "The lead"),
        ("publisher", "Newswire"),
        ("date", "2014-03-17T09:30:00+00:00"),
        ("type", "Text"),
        ("format", "text/html"),
        ("identifier", f"http://testserver/articles/{article.pk}/"),
        ("source", "https://news.example/rain"),
        ("language", "en"),
        ("coverage", "Kenya"),
    ]
    root = ask(verb="GetRecord", identifier=identifier(article), metadataPrefix="newsml_g2", post=True)
    (item,) = root.iter(f"{NAR}newsItem")
    assert texts(item, f"{NAR}headline") == ["Rain & <i>wind</i>"]


def test_formats_and_sets(ask: Asker) -> None:
    source = SourceFactory.create(name="Rain & Sun")
    article = ArticleFactory.create(source=source, language="de")
    ArticleFactory.create(source=SourceFactory.create(name="Draft Daily"), status=Status.DRAFT)
    for arguments in ({}, {"identifier": identifier(article)}):
        root = ask(verb="ListMetadataFormats", **arguments)
        assert texts(root, f"{OAI}metadataPrefix") == ["oai_dc", "newsml_g2"]
    root = ask(verb="ListSets")
    specs = ["source", "language", f"source:{source.pk}", "language:de"]
    assert texts(root, f"{OAI}setSpec") == specs
    assert "Rain & Sun" in texts(root, f"{OAI}setName")
    for spec in specs:
        assert len(list(harvest(ask, **LIST, set=spec))) == 1
    assert error(ask(**LIST, set="source:99999")) == "noRecordsMatch"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "identify"}, "badVerb"),
        ({"verb": "Identify", "set": "source"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "WzEsMiwzXQ"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "ÿ"}, "badResumptionToken"),
        ({**LIST, "resumptionToken": "x"}, "badArgument"),
        ({**LIST, "set": "paper:1"}, "badArgument"),
        ({**LIST, "set": "source:x"}, "badArgument"),
        ({**LIST, "since": "2020"}, "badArgument"),
        ({**LIST, "since": "2020-02-30"}, "badArgument"),
        ({**LIST, "until": "0001-01-01"}, "badArgument"),
        ({**LIST, "since": "2020-01-01", "until": "2020-01-01T00:00:00Z"}, "badArgument"),
        ({**LIST, "since": "2020-01-02", "until": "2020-01-01"}, "badArgument"),
        ({**LIST, "until": "1999-12-31"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "identifier": "oai:testserver:articles/1"}, "badArgument"),
        (
            {"verb": "GetRecord", "identifier": "oai:else:articles/1", "metadataPrefix": "oai_dc"},
            "idDoesNotExist",
        ),
        ({"verb": "ListMetadataFormats", "identifier": "oai:testserver:articles/²"}, "idDoesNotExist"),
    ],
)
def test_errors(ask: Asker, arguments: dict[str, str], code: str) -> None:
    ArticleFactory.create()
    root = ask(**arguments)
    assert error(root) == code
    request = root.find(f"{OAI}request")
    assert request is not None
    assert bool(request.attrib) == (code not in {"badVerb", "badArgument"})


def test_repeated_arguments(client: Client) -> None:
    twice = ElementTree.fromstring(client.get("/oai?verb=Identify&verb=Identify").content)
    assert error(twice) == "badVerb"
    set_twice = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=source&set=language")
    assert error(ElementTree.fromstring(set_twice.content)) == "badArgument"


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_from_and_until(ask: Asker, verb: str) -> None:
    made = [ArticleFactory.create() for _ in range(3)]
    for day, article in enumerate(made, 1):
        stamped(article, datetime(2020, 5, day, 12, 30, 15, 500_000, UTC))

    def found(**arguments: str) -> list[str | None]:
        listed = harvest(ask, verb=verb, metadataPrefix="oai_dc", **arguments)
        return [text for each in listed for text in texts(each, f"{OAI}identifier")]

    ids: list[str | None] = [identifier(each) for each in made]
    assert found() == ids
    assert found(since="2020-05-02") == ids[1:]
    assert found(until="2020-05-02") == ids[:2]
    assert found(since="2020-05-02T12:30:15Z", until="2020-05-02T12:30:15Z") == [ids[1]]
    assert found(since="2020-05-02T12:30:16Z") == [ids[2]]


def test_what_is_no_longer_public_is_deleted_for_ever(ask: Asker) -> None:
    withdrawn, deleted, unpublished, kept = (ArticleFactory.create() for _ in range(4))
    draft = ArticleFactory.create(status=Status.DRAFT)
    ids = [identifier(each) for each in (withdrawn, deleted, unpublished)]
    before = datetime.now(UTC)
    Article.objects.filter(pk=withdrawn.pk).update(status=Status.WITHDRAWN)
    deleted.delete()
    unpublished.status = Status.DRAFT
    unpublished.save()
    listed = list(harvest(ask, **LIST))
    status = {
        header.findtext(f"{OAI}identifier"): header.get("status")
        for record in listed
        for header in record.iter(f"{OAI}header")
    }
    assert status == {**dict.fromkeys(ids, "deleted"), identifier(kept): None}
    assert [len(record) for record in listed] == [2, 1, 1, 1]
    assert error(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(draft))) == (
        "idDoesNotExist"
    )
    gone = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=ids[0])
    assert [each.get("status") for each in gone.iter(f"{OAI}header")] == ["deleted"]
    assert not list(gone.iter(f"{OAI}metadata"))
    assert all(each.changed_at > before for each in HarvestRecord.objects.filter(is_deleted=True))
    Article.objects.filter(pk=withdrawn.pk).update(status=Status.PUBLISHED)
    assert not HarvestRecord.objects.get(pk=withdrawn.pk).is_deleted


def test_only_a_change_that_shows_renews_a_record() -> None:
    article = ArticleFactory.create()
    stamped(article, datetime(2020, 5, 1, tzinfo=UTC))
    article.save()
    assert HarvestRecord.objects.get().changed_at.year == 2020
    Article.objects.update(byline="Ann Berg")
    assert HarvestRecord.objects.get().changed_at.year > 2020


@pytest.mark.parametrize(
    ("first", "second"), [("2012", "2012-01"), ("2012", "2012~"), ("1890", "189X"), ("2012-01", "2012-01-01")]
)
def test_a_date_that_becomes_more_exact_renews_a_record(first: str, second: str) -> None:
    article = ArticleFactory.create(date=parse_edtf(first))
    stamped(article, datetime(2020, 5, 1, tzinfo=UTC))
    article.date = parse_edtf(second)
    article.save()
    assert HarvestRecord.objects.get().changed_at.year > 2020


def test_corrections_renew_a_record() -> None:
    article, other = ArticleFactory.create_batch(2)
    correction = Correction(article=article, text="A name was wrong.")
    for change in (correction.save, correction.save, correction.delete):
        HarvestRecord.objects.update(changed_at=datetime(2020, 5, 1, tzinfo=UTC))
        change()
        assert HarvestRecord.objects.get(pk=article.pk).changed_at.year > 2020
        assert HarvestRecord.objects.get(pk=other.pk).changed_at.year == 2020
    correction = Correction.objects.create(article=article, text="A date was wrong.")
    withdraw([article.pk])
    HarvestRecord.objects.update(changed_at=datetime(2020, 5, 1, tzinfo=UTC))
    correction.delete()
    assert HarvestRecord.objects.get(pk=article.pk).changed_at.year == 2020


def test_the_end_of_an_embargo_makes_a_record(ask: Asker) -> None:
    before = datetime.now(UTC)
    article = ArticleFactory.create(
        status=Status.EMBARGOED, embargoed_until=before + timedelta(hours=1), date=parse_edtf("2012")
    )
    assert error(ask(**LIST)) == "noRecordsMatch"
    Article.objects.update(embargoed_until=before)
    assert publish_due() == 1
    record = HarvestRecord.objects.get()
    assert (record.pk, record.is_deleted) == (article.pk, False)
    assert record.changed_at > before


@pytest.mark.parametrize("kind", WithdrawalKind)
def test_every_kind_of_withdrawal_is_a_deletion_without_metadata(ask: Asker, kind: WithdrawalKind) -> None:
    article = ArticleFactory.create(headline="Invented")
    stamped(article, datetime(2020, 5, 1, tzinfo=UTC))
    withdraw([article.pk], Withdrawal(kind, "The story was invented.", shows_headline=True))
    (record,) = harvest(ask, **LIST, since="2020-05-02")
    assert [(each.tag, each.get("status")) for each in record] == [(f"{OAI}header", "deleted")]
    assert "nvented" not in ElementTree.tostring(record, encoding="unicode")


@pytest.mark.parametrize(
    ("date", "words", "known"),
    [
        ("2012-05", "Mai 2012", "2012-05"),
        ("2012", "", "2012"),
        ("189X", "1890s", "189X"),
        ("1890~", "c. 1890", "1890~"),
        ("", "3/4/2012", "3/4/2012"),
        ("", "", None),
    ],
)
def test_dublin_core_has_what_is_known_of_a_date(
    ask: Asker, date: str, words: str, known: str | None
) -> None:
    ArticleFactory.create(date=parse_edtf(date), date_text=words)
    (record,) = harvest(ask, **LIST)
    assert texts(record, f"{DC}date") == ([known] if known else [])


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_survives_changes(ask: Asker, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.setattr(records, "PAGE", 3)
    made = [ArticleFactory.create() for _ in range(10)]
    same = datetime(2020, 5, 1, tzinfo=UTC)
    HarvestRecord.objects.update(changed_at=same)
    pages = harvest(ask, verb=verb, metadataPrefix="oai_dc", set="language:en")
    found = [next(pages) for _ in range(4)]  # within the second page
    Article.objects.filter(pk=made[0].pk).update(headline="Corrected")
    Article.objects.filter(pk=made[1].pk).delete()
    Article.objects.filter(pk=made[8].pk).update(status=Status.WITHDRAWN)
    late = ArticleFactory.create()
    found += pages
    ids = [text for each in found for text in texts(each, f"{OAI}identifier")]
    order = [*(each.pk for each in made[:8]), made[9].pk, made[0].pk]
    assert ids[:10] == [f"oai:testserver:articles/{pk}" for pk in order]
    assert ids[-1] == identifier(late)
    assert len(ids) == 13
    last = ask(verb=verb, metadataPrefix="oai_dc", since="2021-01-01")
    assert len(list(last.iter(f"{OAI}header"))) == 3


def test_lists_have_an_empty_token_only_at_the_end_of_several_pages(
    ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleFactory.create_batch(2)
    assert texts(ask(**LIST), f"{OAI}resumptionToken") == []
    monkeypatch.setattr(records, "PAGE", 1)
    (token,) = texts(ask(**LIST), f"{OAI}resumptionToken")
    assert token
    assert texts(ask(verb="ListRecords", resumptionToken=token), f"{OAI}resumptionToken") == [None]


@pytest.mark.parametrize("chosen", [None, ("source", "1"), ("language", "en"), ("language", "")])
def test_a_page_reads_only_its_part_of_an_index(chosen: tuple[str, str] | None) -> None:
    begin = datetime(2020, 5, 1, tzinfo=UTC)
    HarvestRecord.objects.bulk_create(
        HarvestRecord(
            article_id=number,
            changed_at=begin + timedelta(seconds=number),
            is_deleted=False,
            source_id=1,
            language="en",
        )
        for number in range(1, 5_001)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_harvestrecord")
    wanted = ListRequest("oai_dc", chosen_set=chosen, after=Place(begin, 2_500))
    statements: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with connection.connection.cursor() as own:
            own.execute(f"EXPLAIN {sql}", params)
            statements.append("\n".join(row[0] for row in own.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        found, after = records.page_of(wanted)
    assert len(found) == 100
    assert after
    (plan,) = statements
    assert "Index Scan using harvest_" in plan
    assert "Sort" not in plan


def test_the_answer_is_dated_before_what_is_not_yet_visible(ask: Asker) -> None:
    now = datetime.now(UTC)
    (text,) = texts(ask(verb="Identify"), f"{OAI}responseDate")
    assert text
    assert abs(datetime.fromisoformat(text) - now) < timedelta(minutes=1)
