"""The policy against inline scripts allows an article's data block."""

import json

from playwright.sync_api import Page

from tests.browser.conftest import Archive


def test_data_block_is_read_and_not_refused(page: Page, archive: Archive) -> None:
    """``page`` fails for any console error, and browsers report policy violations there."""
    page.goto(f"{archive.url}/articles/?q=headline%3ACrimea")
    page.locator(".hit h2 a").first.click()
    page.wait_for_selector("article h1")
    said = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == f"{page.locator('article h1').inner_text()} [sample article]"
