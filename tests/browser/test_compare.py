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
    follow(page.get_by_role("link", name="Compare with other names or words"))
    expect(page.get_by_role("link", name="president", exact=True)).to_be_visible()
    page.get_by_label("Compare with").fill("election")
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
    page.goto(f"{archive.url}/compare/?q=president&q=election&by=year&as=count")
    point = page.locator(".points.l2 a").last
    promised = re.search(r": (\d+) article", point.get_attribute("aria-label") or "")
    assert promised
    with page.expect_navigation():
        point.locator(".near").click()
    assert count_of(page) == int(promised[1])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_every_screen(page: Page, archive: Archive, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{archive.url}/compare/?q=president&q={'pneumono' * 12}&q=%22prime+minister%22")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_points_say_their_values_on_hover_and_by_keyboard(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/compare/?q=president&q=election&by=year")
    first, second = page.locator(".points.l1 a"), page.locator(".points.l2 a")
    first.first.locator(".near").hover()
    expect(first.first.locator(".said")).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.locator(".said:visible")).to_have_count(0)
    expect(page.locator(".points a[tabindex='0']")).to_have_count(1)
    first.last.focus()
    page.keyboard.press("ArrowDown")
    expect(second.last).to_be_focused()
    page.keyboard.press("Home")
    expect(second.first).to_be_focused()
    expect(second.first.locator(".said")).to_be_visible()


def test_two_people_are_compared_in_three_steps_from_home(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Compare", exact=True).click()
    fields = page.locator("input[name='add']")
    fields.nth(0).fill("John Kerry")
    fields.nth(1).fill("Sergei Lavrov")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("q=person%3Ajohn-kerry&q=person%3Asergei-lavrov"))
    expect(page.get_by_role("heading", name=re.compile("^Share of each"))).to_be_visible()
