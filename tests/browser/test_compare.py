"""Comparing searches in a browser, with and without JavaScript, up to the articles of a point."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_reading import count_of, follow


@pytest.mark.parametrize(
    "context", [{}, {"java_script_enabled": False}], ids=["script", "no script"], indirect=True
)
def test_from_a_search_to_a_comparison_to_its_articles(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=president")
    follow(page.get_by_role("link", name="Compare searches over time"))
    expect(page.get_by_label("First search")).to_have_value("president")
    page.get_by_label("Second search").fill("election")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("q=president&q=election"))
    figures = page.locator("details.figures")
    if figures.get_attribute("open") is None:
        figures.locator("summary").click()
    cell = figures.locator("td a").first
    promised = int(cell.inner_text().replace(",", ""))
    follow(cell)
    assert count_of(page) == promised


def test_a_point_of_the_chart_leads_to_its_articles(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/compare/?q=president&q=election&by=year")
    point = page.locator(".points.l2 a").last
    promised = re.search(r": (\d+) article", point.locator("title").text_content() or "")
    assert promised
    with page.expect_navigation():
        point.locator(".near").click()
    assert count_of(page) == int(promised[1])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_every_screen(page: Page, archive: Archive, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{archive.url}/compare/?q=president&q={'pneumono' * 12}&q=%22prime+minister%22")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
