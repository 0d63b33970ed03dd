"""The date fields: free text, and the browser's month picker beside it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive


def test_a_month_can_be_picked(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    page.evaluate(
        "HTMLInputElement.prototype.showPicker = function () { window.opened = this.value || 'empty'; }"
    )
    page.get_by_role("button", name="Choose a month: From").click()
    assert page.evaluate("window.opened") == "empty"
    # What the browser does when a reader chooses a month.
    page.locator("input[type=month]").first.evaluate(
        "(field) => { field.value = '2014-03'; field.dispatchEvent(new Event('change')); }"
    )
    expect(page.get_by_label("From", exact=True)).to_have_value("2014-03")
    expect(page.get_by_label("From", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?after=2014-03$"))
    # The list was replaced, with new fields.
    page.get_by_role("button", name="Choose a month: From").click()
    assert page.evaluate("window.opened") == "2014-03"
    assert page.get_by_role("button", name="Choose a month").count() == 2


def test_a_date_can_be_written_in_words(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    page.get_by_label("From", exact=True).fill("March 2014")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.locator("ul.chips")).to_contain_text("From March 2014")


def test_dates_are_the_first_filter(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=referendum")
    assert page.locator(".facets h2").first.inner_text() == "Dates"
