"""axe-core finds no violation on any page type, on a screen and a phone, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Archive
from tests.browser.page_types import MISSING, PAGE_TYPES

VIEWS = {
    "screen, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
# The bars of a timeline may be narrower than a finger: the search box accepts the same dates
# (WCAG 2.2, 2.5.8, exception "equivalent").
CONTEXT = {"exclude": [".time .bars"]}
# Every rule for WCAG 2.2 AA, and axe's best practices.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    # Results that no test reads take as long to serialise as to find.
    "resultTypes": ["violations"],
    "selectors": False,
}


def violations(page: Page) -> list[str]:
    """Return axe's findings, one line each: the rule and the first elements."""
    found = Axe().run(page, context=CONTEXT, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found]


@pytest.mark.parametrize("tab", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
@pytest.mark.parametrize("path", PAGE_TYPES)
def test_pages_have_no_violation(shared_page: Page, archive: Archive, path: str) -> None:
    shared_page.goto(archive.url + path)
    assert violations(shared_page) == []
    if path == MISSING:
        assert shared_page.get_by_role("heading", name="Page not found").count() == 1


@pytest.mark.parametrize("tab", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_an_original_has_no_violation(shared_page: Page, archive: Archive) -> None:
    shared_page.goto(f"{archive.url}/articles/?q=headline%3ACrimea")
    shared_page.locator(".hit h2 a").first.click()
    shared_page.get_by_role("link", name="Original", exact=True).click()
    shared_page.get_by_role("table").wait_for()
    assert violations(shared_page) == []


@pytest.mark.parametrize("tab", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_versions_and_their_differences_have_no_violation(shared_page: Page, archive: Archive) -> None:
    shared_page.goto(f"{archive.url}/articles/?q=headline%3Aferry+sails+again")
    shared_page.locator(".hit h2 a").first.click()
    shared_page.get_by_role("link", name="2 versions; headline changed on").click()
    shared_page.get_by_label("When did these words first appear?").fill("welcomed")
    shared_page.get_by_role("button", name="Search").last.click()
    shared_page.get_by_text("Only version 2 has the words").wait_for()
    assert violations(shared_page) == []
    shared_page.get_by_role("button", name="Compare").click()
    shared_page.get_by_role("heading", name="Headline").wait_for()
    assert shared_page.locator(".headline ins").count() == 1
    assert violations(shared_page) == []
    shared_page.goto(f"{archive.url}/captures/?url=paper.example/ferry")
    shared_page.get_by_text("2 captures of this address").wait_for()
    assert violations(shared_page) == []


@pytest.mark.parametrize("tab", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_an_article_has_no_violation(shared_page: Page, archive: Archive) -> None:
    shared_page.goto(f"{archive.url}/articles/?q=headline%3ACrimea")
    shared_page.locator(".hit h2 a").first.click()
    assert violations(shared_page) == []
    for summary in shared_page.locator(".why summary").all()[:3]:
        summary.click()
    shared_page.locator(".margin a.who").first.focus()
    shared_page.keyboard.press("Shift+Tab")
    shared_page.keyboard.press("Tab")
    shared_page.locator("#card").wait_for()
    assert violations(shared_page) == []
    shared_page.keyboard.press("Escape")
    for summary in shared_page.locator("#cite summary").all():
        summary.click()
    assert shared_page.locator("#cite button:visible").count() == 7
    assert violations(shared_page) == []
