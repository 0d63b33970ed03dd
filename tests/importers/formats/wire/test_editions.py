"""Versions of one item of a wire service, imported in any order, and items that are canceled."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.importers.record import ArticleRecord
from articles.models import Article, ArticleVersion, Capture, Status, WithdrawalKind
from tests.importers.formats.wire.support import read
from tests.importers.formats.wire.test_newsml import ITEM, NEWSML_1, TEXT
from tests.importers.formats.wire.test_ninjs import VERSION_2
from tests.importers.formats.wire.test_nitf import NITF
from tests.importers.support import run

pytestmark = pytest.mark.django_db
Item = Callable[[int, str, str], str]


def newsml(number: int, words: str, status: str) -> str:
    """An item in NewsML-G2 with a version number."""
    text = (
        (ITEM % TEXT).replace('version="3"', f'version="{number}"').replace("stat:usable", f"stat:{status}")
    )
    return text.replace("Crane falls", words)


def ninjs(number: int, words: str, status: str) -> str:
    """An item in ninjs with a time, but no number."""
    values = {
        "uri": "urn:norby:9",
        "pubstatus": status,
        "source": "NB",
        "versioncreated": f"2014-03-{10 + number}T10:00:00Z",
    }
    return json.dumps({**values, "headline": words, "body_text": "A crane fell."})


@pytest.mark.parametrize("item", [newsml, ninjs])
@pytest.mark.parametrize("order", [(2, 3, 4), (4, 3, 2), (3, 4, 2)])
def test_an_older_version_does_not_overwrite_a_newer_one(
    tmp_path: Path, item: Item, order: tuple[int, ...]
) -> None:
    ending = "xml" if item is newsml else "json"
    for place, number in enumerate(order):
        path = tmp_path / f"{place}.{ending}"
        path.write_text(item(number, f"Report {number}", "usable"))
        assert run(path).failed == 0
    assert Article.objects.get().headline == "Report 4"
    versions = ArticleVersion.objects.order_by("capture__version_number", "capture__versioned_at")
    assert list(versions.values_list("headline", flat=True)) == ["Report 2", "Report 3", "Report 4"]


@pytest.mark.parametrize("item", [newsml, ninjs])
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_canceled_item_withdraws_its_article(tmp_path: Path, item: Item, order: tuple[int, ...]) -> None:
    ending = "xml" if item is newsml else "json"
    texts = {1: item(1, "Report", "usable"), 2: item(2, "This report is withdrawn", "canceled")}
    for number in order:
        path = tmp_path / f"{number}.{ending}"
        path.write_text(texts[number])
        assert run(path).counts["canceled"] == (number == 2)
    article = Article.objects.get()
    assert (article.status, article.withdrawal) == (Status.WITHDRAWN, WithdrawalKind.SILENT)
    assert article.withdrawn_at
    if order == (1, 2):
        assert article.headline == "Report"
        assert Capture.objects.count() == 2  # the notice is kept
    else:
        assert Capture.objects.count() == 1  # nothing comes in for a withdrawn article
    assert run(tmp_path / f"2.{ending}").counts["unchanged"] == 1


def test_a_version_after_a_cancellation_does_not_count_as_canceled(tmp_path: Path) -> None:
    for number, status in ((3, "usable"), (2, "canceled")):
        path = tmp_path / f"{number}.xml"
        path.write_text(newsml(number, f"Report {number}", status))
        run(path)
    assert Article.objects.get().status == Status.PUBLISHED


def edition(record: ArticleRecord) -> tuple[int, str, bool]:
    """The number, time and state of a version."""
    known = record.edition
    return known.number, known.moment.isoformat() if known.moment else "", known.is_canceled


def test_what_the_formats_say_of_versions() -> None:
    assert edition(read("newsml", ITEM % TEXT)[0]) == (3, "2014-03-18T12:00:00+00:00", False)
    (canceled,) = read("ninjs", json.dumps({**VERSION_2, "pubstatus": "canceled", "version": "7"}))
    assert edition(canceled)[::2] == (7, True)
    bare = {"uri": "urn:x:1", "pubstatus": "canceled", "versioncreated": "9999-01-01T00:00:00Z"}
    (notice,) = read("ninjs", json.dumps(bare))
    assert (notice.headline, edition(notice)) == ("urn:x:1", (0, "", True))
    assert edition(read("newsml", NEWSML_1 % "It fell.")[0])[2] is False
    assert edition(read("nitf", NITF % "")[0])[2] is False
