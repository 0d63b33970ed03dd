"""A varied archive, all that can be seen of it, and another database to load it into."""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from articles.bundle.tables import TABLES, Table, is_account
from articles.editing import merge
from articles.editing.articles import Withdrawal, extract_again, withdraw
from articles.editing.duplicates import tell_apart
from articles.editing.names.decisions import reject
from articles.editing.names.word_links import UnresolvedWords, decide_words
from articles.editing.sampling import draw_daily
from articles.fulltext.languages import forget_languages
from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.models import (
    Article,
    ArticleEntity,
    Author,
    Capture,
    Contribution,
    Correction,
    Decision,
    Entity,
    ErrorReport,
    FrozenSearch,
    Kind,
    Mention,
    MentionDecision,
    PlaceDecision,
    SecondOpinion,
    Source,
    SourceFeed,
    Status,
    User,
    WithdrawalKind,
)
from articles.partial_dates import parse_edtf
from articles.research.freezing import freeze
from articles.search.filters import ArticleFilterSet
from articles.search.reading.name_lookup import forget_names
from articles.search.spelling.vocabulary import collect_words, vocabulary
from articles.stories.refresh import refresh
from tests.factories import ArticleFactory, EntityFactory, SourceFactory
from tests.scratch import scratch_database

SAMPLES = Path(__file__).resolve().parents[2] / "articles" / "samples" / "articles.jsonl"
HEADERS = (
    "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Encoding: gzip\nContent-Length: 12\n"
    "Transfer-Encoding: chunked\nX-Paper: Zürich"
)
PAGES = (
    *("/", "/about/", "/articles/", "/articles/?q=germany+OR+war&sort=relevance", "/articles/?q=goverment"),
    *("/people/", "/countries/", "/organisations/", "/places/", "/sources/", "/authors/"),
    *(
        "/countries/us/",
        "/countries/de/",
        "/countries/ua/",
        "/api/articles",
        "/api/articles?q=the&per_page=100",
    ),
    *("/articles/facets/person/", "/articles/sentences/?q=war", "/compare/?q=war&q2=peace"),
    *("/articles.json", "/articles.csv", "/articles.atom", "/articles.newsml"),
    *("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-articles-0.xml"),
    *("/captures/?url=https://news.example/1%3Fa=b", "/timemap/link/https://news.example/1?a=b"),
    *("/oai?verb=Identify", "/oai?verb=ListSets", "/oai?verb=ListRecords&metadataPrefix=newsml_g2"),
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
)
_MOMENTS = re.compile(r"<responseDate>[^<]*|<sent>[^<]*")


def add_capture(
    article: Article, raw: bytes, reference: str, media_type: str = "text/html", **fields: Any
) -> Capture:
    """Add an original."""
    return Capture.objects.create(
        article=article,
        reference=reference,
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=fields.pop("captured_at", datetime(2020, 5, 1, 12, 30, 0, 123_456, UTC)),
        media_type=media_type,
        raw=raw,
        parser="test/1",
        **fields,
    )


def make_archive() -> None:
    """Fill the database with something of every kind."""
    editor = User.objects.create_user("ann", "ann@example.org", "secret")
    made = [_article(json.loads(line)) for line in SAMPLES.read_text(encoding="utf-8").splitlines()[:10]]
    made.append(
        ArticleFactory.create(
            full=True,
            headline="Überschrift: Łódź",
            language="de",
            date_text="3/4/2012",
            published_on=None,
            published_at=None,
            edited_fields=["headline"],
        )
    )
    made.append(ArticleFactory.create(headline="The same again", body=made[5].body))
    withdrawn = ArticleFactory.create(headline="Withdrawn", source=SourceFactory.create(name="Quiet Paper"))
    ArticleFactory.create(headline="Not yet", status=Status.DRAFT, is_sample=True)
    _add_states()
    extract_again([each.pk for each in made])
    _add_originals(made)
    _decide(made, editor)
    withdraw([withdrawn.pk])
    assert sum(refresh()) > len(made)
    assert Article.objects.exclude(story_id=None).count() == 2
    Contribution.objects.create(article=made[0], author=editor)
    for article in made:
        Correction.objects.create(article=article, text="A name was wrong: Łódź.", entered_by=editor)
    _import()
    _add_feed()
    _search(editor)
    assert draw_daily(Random(7))
    ErrorReport.objects.create(article=made[0], message="The name is wrong.", email="reader@example.org")
    gone = ArticleFactory.create(headline="Deleted")
    add_capture(gone, b"<p>Deleted", "https://news.example/deleted")
    gone.delete()
    collect_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")  # related articles depend on how frequent words are


def _article(record: dict[str, Any]) -> Article:
    return ArticleFactory.create(
        headline=record["headline"],
        standfirst=record.get("standfirst", ""),
        body=record["body"],
        byline=record.get("byline", ""),
        section=record.get("section", ""),
        published_on=date.fromisoformat(record["date"][:10]),
        source=SourceFactory.create(name=record["source"]),
    )


def _add_states() -> None:
    """Add articles with partial dates, an embargoed one, and one that was withdrawn with a notice."""
    for edtf in ("2012-05", "2012", "189X", "1890~"):
        ArticleFactory.create(headline=f"Dated {edtf}", date=parse_edtf(edtf))
    moment = datetime(2999, 1, 1, tzinfo=UTC)
    ArticleFactory.create(headline="Under embargo", status=Status.EMBARGOED, embargoed_until=moment)
    noticed = ArticleFactory.create(headline="Withdrawn with a notice")
    withdraw([noticed.pk], Withdrawal(WithdrawalKind.NOTICE, "The story was invented.", shows_headline=True))


def _import() -> None:
    """Import an article and a damaged record, and then another version of both."""
    record = {"url": "https://news.example/imported", "headline": "Mill burns", "date": "189X"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        for body in ("Three people died.", "Two people died."):
            path.write_text(json.dumps({**record, "body": body}) + '\n{"headline": "Damaged\n')
            assert import_paths([str(path)], ReadOptions()).failed == 1


def _add_feed() -> None:
    moment = datetime(2021, 1, 1, tzinfo=UTC)
    SourceFeed.objects.create(
        source=SourceFactory.create(name="Newswire"),
        url="https://news.example/feed",
        interval=30,
        etag='"Zürich"',
        seen=["a" * 32, "b" * 32],
        arrivals=[moment + timedelta(hours=hour) for hour in range(3)],
        polled_at=moment,
        failures=2,
        problem="It did not answer.",
    )


def _add_originals(made: list[Article]) -> None:
    address, later = "https://news.example/1?a=b", datetime(2021, 1, 1, tzinfo=UTC)
    add_capture(made[0], b"<p>First", address, http_headers=HEADERS, cleaning=["a banner"])
    add_capture(made[0], b"<p>Second", address, captured_at=later)
    add_capture(made[1], bytes(range(256)) * 40, "file:/home/someone/x.bin#1", "application/octet-stream")
    add_capture(made[2], "Łódź".encode(), "admin:ann/2020", "text/plain; charset=utf-8")
    add_capture(made[3], b"<p>Third", "https://news.example/2", http_headers="no status line")
    add_capture(made[4], b"", "https://[", "text/plain")


def _decide(made: list[Article], editor: User) -> None:
    """Merge, reject, resolve a name, and describe."""
    people = list(Entity.objects.filter(kind=Kind.PERSON).order_by("pk")[:3])
    merge(people[0], [people[1], EntityFactory.create(name="Somebody Else")])
    link = ArticleEntity.objects.filter(status=Decision.AUTOMATIC, entity__kind=Kind.COUNTRY).order_by("pk")[
        0
    ]
    reject(link.article, link.entity, editor)
    doubtful = Mention.objects.exclude(status="linked").order_by("pk")[:2]
    for mention, entity in zip(doubtful, (people[2], None), strict=False):
        decide_words([UnresolvedWords(mention.article_id, mention.kind, mention.folded)], entity, editor)
    named = Mention.objects.filter(entity__isnull=False).order_by("pk")[0]
    assert named.entity_id
    PlaceDecision.objects.create(
        article=named.article, field=named.field, start=named.start, surface=named.surface,
        after=", and the rest", entity_id=named.entity_id, decided_by=editor, decided_at=timezone.now(),
    )  # fmt: skip
    first = MentionDecision.objects.order_by("pk")[0]
    SecondOpinion.objects.create(decision=first, entity=people[0], decided_by=editor)
    Entity.objects.filter(pk=people[2].pk).update(description="A “person” & more", slug="человек")
    people[2].names.create(name="The Other Name", learned=True)
    people[2].identifiers.create(scheme="gnd", value="118540238")
    tell_apart([people[0]], [people[2]], editor)
    Source.objects.filter(articles=made[0]).update(description="A paper.", homepage="https://paper.example")
    Author.objects.create(name="Nobody Yet").names.create(name="N. Yet")


def _search(reader: User) -> None:
    frozen = freeze(ArticleFilterSet(QueryDict("q=the&country=US")).search_request, "127.0.0.1")
    frozen.readers.add(reader)


def public_pages() -> list[str]:
    """Return the paths of all kinds of pages and files."""
    paths = [*PAGES]
    for article in Article.objects.order_by("pk"):
        page = article.get_absolute_url()
        paths += [
            page,
            f"{page}original/",
            f"{page}versions/",
            f"/articles/{article.pk}.json",
            f"/api/articles/{article.pk}",
        ]
    some = Entity.objects.exclude(kind=Kind.COUNTRY).order_by("pk")[::5]
    entities = [*some, *Source.objects.order_by("pk"), *Author.objects.order_by("pk")]
    paths += [each.get_absolute_url() for each in entities]
    paths += [f"/captures/{pk}/" for pk in Capture.objects.order_by("pk").values_list("pk", flat=True)]
    for frozen in FrozenSearch.objects.all():
        paths += [frozen.get_absolute_url(), f"/searches/{frozen.pk}.json", f"/searches/{frozen.pk}.bib"]
    return paths


def seen(paths: list[str]) -> dict[str, tuple[int, str]]:
    """Return what readers get at these paths, without the time of the answer."""
    forget_languages()
    vocabulary.forget()
    forget_names()
    found: dict[str, tuple[int, str]] = {}
    for path in paths:
        answer: Any = Client().get(path)
        raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[path] = answer.status_code, _MOMENTS.sub("", raw.decode(errors="backslashreplace"))
    return found


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Return all columns of a table, without those that stay in an archive; accounts by their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, username FROM articles_user")
        names = dict(cursor.fetchall())
        cursor.execute(f"SELECT to_jsonb(own)::text FROM {table.sql_name} AS own")
        rows = [json.loads(row) for (row,) in cursor.fetchall()]
    for row in rows:
        for column in set(table.without) - {"raw"}:
            del row[column]
        for field in table.fields.values():
            if is_account(field):
                row[field.column] = names.get(row[field.column])
    return sorted(rows, key=json.dumps)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of all tables of a bundle."""
    return {table.name: rows_of(table) for table in TABLES}


@contextmanager
def another_database() -> Iterator[None]:
    """Use a new archive instead of that of the test."""
    own = connection.settings_dict["NAME"]

    def use(name: str) -> None:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's connections
        connection.settings_dict["NAME"] = name

    with scratch_database() as alias:
        use(connections[alias].settings_dict["NAME"])
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            use(own)
