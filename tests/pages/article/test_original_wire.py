"""Feeds and wire formats beside their articles."""

import json
from pathlib import Path

import pytest

from articles.models import Article
from articles.presentation.original import OriginalComparison
from tests.importers.formats.wire.test_feed import RSS
from tests.importers.formats.wire.test_newsml import ITEM, NEWSML_1, TEXT
from tests.importers.formats.wire.test_ninjs import VERSION_2
from tests.importers.formats.wire.test_nitf import NITF
from tests.importers.support import run

pytestmark = pytest.mark.django_db
ESCAPED = "&lt;p&gt;A crane of forty metres fell.&lt;/p&gt;&lt;p&gt;Nobody was hurt, said the port.&lt;/p&gt;"


def compared(folder: Path, text: str, headline: str = "Crane") -> OriginalComparison:
    """Import a file and compare the original of one article."""
    (folder / "file").write_text(text)
    run(folder / "file")
    article = Article.objects.get(headline__startswith=headline)
    capture = article.captures.get()
    return OriginalComparison.of(article, bytes(capture.raw), capture.media_type)


@pytest.mark.parametrize(
    "text",
    [
        RSS,
        f"<rss><channel><item><title>Crane</title><description>{ESCAPED}</description></item></channel></rss>",
        NITF % "",
        ITEM % TEXT,
        NEWSML_1 % ESCAPED,
        json.dumps(VERSION_2),
        json.dumps(VERSION_2, indent=1),
    ],
)
def test_all_paragraphs_are_found_in_the_original(tmp_path: Path, text: str) -> None:
    comparison = compared(tmp_path, text)
    added = [part.text for part in comparison.added if part.name in {"paragraph", "headline"}]
    assert [text for text in added if " | " not in text] == []  # else a row of a table
    kept = {part.name for piece in comparison.pieces for part in piece.parts}
    assert {"headline", "paragraph"} <= kept


def test_a_feed_in_one_long_line_is_split(tmp_path: Path) -> None:
    comparison = compared(tmp_path, RSS.replace("\n", " ") + " " * 2000)
    assert len(comparison.pieces) > 5
