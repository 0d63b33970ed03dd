"""The lists of the admin on a screen and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

LISTS = ("article", "entity", "author", "capture", "source", "user")
PHONE = {"viewport": {"width": 390, "height": 800}}


def too_wide(page: Page) -> list[str]:
    """Return the cells that end outside the window."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#result_list td, #result_list th')]"
        ".filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.className)"
    )
    return found


@pytest.mark.parametrize("context", [{}, PHONE], indirect=True, ids=["screen", "phone"])
def test_no_list_is_wider_than_the_window(desk: Page, archive: Archive) -> None:
    for name in LISTS:
        desk.goto(f"{archive.url}/admin/articles/{name}/")
        expect(desk.locator("#result_list tbody tr").first).to_be_visible()
        assert too_wide(desk) == [], name
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_headlines_have_more_room_than_any_other_column(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/admin/articles/article/")
    row = desk.locator("#result_list tbody tr").first
    table, headline = row.bounding_box(), row.locator(".field-headline").bounding_box()
    assert table
    assert headline
    assert headline["width"] > 0.4 * table["width"] > 320


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_cells_say_what_they_are_and_filters_unfold(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/admin/articles/article/")
    first = desk.locator("#result_list tbody tr").first
    assert first.locator(".field-status").get_attribute("data-label") == "Status"
    draft = desk.get_by_role("link", name="Draft", exact=True)
    expect(draft).not_to_be_visible()
    desk.locator(".list-filters > summary").click()
    draft.click()
    assert "status__exact=draft" in desk.url
    expect(desk.locator(".list-filters > summary")).to_contain_text("in use")
    desk.get_by_role("link", name="Clear all filters").click()
    assert "status__exact" not in desk.url
