"""Citing and saving searches in a browser, and accessibility of their pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_accessibility import VIEWS, violations


def sign_in(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/accounts/login/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(archive.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Saved searches")).to_be_visible()


def no_sideways_scroll(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return not wide


def test_a_search_is_frozen_with_one_button_and_no_account(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=referendum&country=UA")
    page.get_by_role("button", name="Cite this search").click()
    expect(page).to_have_url(re.compile(r"/searches/[2-9b-z]{10}/$"))
    expect(page.get_by_text("The search still finds the same articles.")).to_be_visible()
    expect(page.locator("#cite button")).to_have_count(6)
    expect(page.get_by_role("button", name="Copy APA citation")).to_be_visible()
    frozen = page.url
    page.get_by_role("link", name="Search again").click()
    page.get_by_role("button", name="Cite this search").click()
    expect(page).to_have_url(frozen)


@pytest.mark.parametrize("context", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_a_frozen_search_has_no_violation(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=oil")
    page.get_by_role("button", name="Cite this search").click()
    expect(page.locator("#cite")).to_be_visible()
    assert violations(page) == []
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("context", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_saving_a_search_and_the_pages_of_an_account_have_no_violation(page: Page, archive: Archive) -> None:
    for path in ("/accounts/login/", "/accounts/password_reset/"):
        page.goto(archive.url + path)
        assert violations(page) == []
    sign_in(page, archive)
    assert violations(page) == []
    page.goto(f"{archive.url}/articles/?q=referendum")
    page.get_by_role("link", name="Save this search").click()
    expect(page.get_by_label("Name")).to_have_value("referendum")
    assert violations(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("has been saved.")
    assert violations(page) == []
    page.get_by_role("link", name="referendum", exact=True).first.click()
    expect(page.get_by_role("heading", name="Private feed")).to_be_visible()
    assert violations(page) == []
    assert no_sideways_scroll(page)
    page.goto(f"{archive.url}/accounts/password_change/")
    assert violations(page) == []


@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_nothing_runs_off_the_side_of_the_smallest_phone(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=%22climate+change%22+OR+oil&after=2014")
    page.get_by_role("button", name="Cite this search").click()
    expect(page.locator("#cite")).to_be_visible()
    assert no_sideways_scroll(page)
