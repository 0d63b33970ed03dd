"""The versions of an article and the captures of an address, in an archive with a page captured twice."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Archive, started
from tests.browser.test_accessibility import VIEWS, violations
from tests.importers.formats.web_archive_parts import SENTENCES, answer, page, warc

HEADLINES = ("Ferry strikes", "Ferry sails again")
ENDS = ("Nobody knows more.", "The mayor welcomed it.")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with two captures of a page."""
    folder = tmp_path_factory.mktemp("versions")
    parts = []
    for day, (headline, end) in enumerate(zip(HEADLINES, ENDS, strict=True), 1):
        texts = "".join(f"<p>{text}</p>" for text in (*SENTENCES, end))
        parts.append(warc(answer(page(headline, texts)), date=f"2019-05-0{day}T10:00:00Z"))
    (folder / "a.warc").write_bytes(b"".join(parts))
    with started(folder) as running:
        subprocess.run(
            [sys.executable, "manage.py", "import_articles", str(folder / "a.warc")],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(folder / "var")},
            check=True,
        )
        yield running


@pytest.mark.parametrize("context", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_from_an_article_to_a_difference(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=headline%3Aferry+sails+again")
    page.locator(".hit h2 a").first.click()
    page.get_by_role("link", name="2 versions; headline changed on 2 May 2019").click()
    page.get_by_label("When did these words first appear?").fill("mayor welcomed")
    page.get_by_role("button", name="Search").last.click()
    page.get_by_text("Only version 2 has the words").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Headline").wait_for()
    added = page.locator(".headline ins").text_content() or ""
    assert added.split() == ["[added:", "sails", "again]"]
    page.get_by_text("unchanged paragraphs").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{archive.url}/captures/?url=paper.example/a")
    page.get_by_text("2 captures of this address").wait_for()
    assert violations(page) == []
