"""What we write as ninjs and NewsML-G2, our own importer reads again with nothing changed."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Correction
from articles.partial_dates import parse_edtf
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.importers.support import run

pytestmark = pytest.mark.django_db
SHOWN = ("headline", "standfirst", "body", "byline", "dateline", "section", "language")


def make() -> list[Article]:
    """Articles with what could go wrong in markup: signs, quotation marks, accents, other languages."""
    return [
        ArticleFactory.create(
            headline="Rain & <i>wind</i> “hit” Łódź",
            standfirst="A & B: the lead",
            body="He said <b>no</b> & left.\n\n1 < 2, and \"3\" > '2'.\n\nEnd – with ünïcode.",
            byline="Ann Berg and José Núñez",
            dateline="Washington",
            section="World & Europe",
            source=SourceFactory.create(name="Paper & Sons"),
            published_on=date(2014, 3, 17),
            published_at=datetime(2014, 3, 17, 9, 30, tzinfo=UTC),
            url="https://news.example/rain?a=1&b=2",
            entities=[country("KE"), EntityFactory.create(name="Anna Kovács")],
        ),
        ArticleFactory.create(
            headline="Überschrift ohne Uhrzeit",
            body="Der erste Absatz.\n\nDer zweite Absatz.",
            byline="Änne Groß",
            source=SourceFactory.create(name="Die Zeitung"),
            published_on=date(1989, 11, 10),
            language="de",
        ),
        ArticleFactory.create(headline="No date and no author", body="One paragraph."),
        ArticleFactory.create(headline="In May", body="One paragraph.", date=parse_edtf("2012-05")),
    ]


def shown() -> dict[str, dict[str, Any]]:
    """Return what readers see of each article, by its headline."""
    found = Article.objects.select_related("source").order_by("pk")
    return {
        each.headline: {
            **{name: getattr(each, name) for name in SHOWN},
            "date": (each.edtf, each.published_at),
            "source": each.source and each.source.name,
        }
        for each in found
    }


@pytest.mark.parametrize("suffix", ["ninjs", "newsml"])
def test_a_file_of_ours_comes_in_again(client: Client, tmp_path: Path, suffix: str) -> None:
    made = make()
    for article in made:
        Correction.objects.create(article=article, text="An earlier version said <b>Kenya</b>.")
    before = shown()
    if suffix == "ninjs":
        before["In May"]["date"] = ("", None)  # the format has only moments
    answer: Any = client.get(f"/articles.{suffix}")
    (tmp_path / f"all.{suffix}").write_bytes(answer.getvalue())
    one: Any = client.get(f"/articles/{made[0].pk}.{suffix}")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / f"one.{suffix}").write_bytes(one.content)
    Article.objects.all().delete()
    summary = run(tmp_path / f"all.{suffix}")
    assert summary.counts["created"] == 4, (summary.failures, summary.skips)
    assert shown() == before
    run(tmp_path / "one" / f"one.{suffix}")
    assert shown() == before
