"""Adding an article from a page: by keyboard alone, and nothing typed is lost when the tab is closed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_accessibility import VIEWS, violations

HEADLINE = "Ferries of Molène wait for the tide"
TEXT = (
    f"{HEADLINE}\n\nBy Yann Le Goff\n\nThe ferries of Molène waited for the tide on Friday. "
    "Marguerite Kervella said that nobody in Brest had seen such a low sea since France began to count."
)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the field or button with this name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"the Tab key does not reach {name}")


def handed_in(desk: Page, archive: Archive, text: str = TEXT) -> None:
    """Hand in a text with the keyboard, and wait for its preview."""
    desk.goto(f"{archive.url}/admin/articles/pasteddraft/add/")
    expect(desk.locator("#id_text")).to_be_focused()
    desk.keyboard.insert_text(text)
    tab_to(desk, "file")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="What cleaning did")).to_be_visible()


def test_a_text_is_handed_in_corrected_and_saved_by_keyboard(desk: Page, archive: Archive) -> None:
    handed_in(desk, archive)
    expect(desk.locator("#id_byline")).to_have_value("Yann Le Goff")
    expect(desk.locator(".paste-text mark.person").first).to_have_text("Marguerite Kervella")
    tab_to(desk, "rules")
    desk.keyboard.press("Space")
    tab_to(desk, "_read")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Read again")
    assert "By Yann Le Goff" in desk.locator("#id_body").input_value()
    tab_to(desk, "rules")
    desk.keyboard.press("Space")
    tab_to(desk, "_read")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_byline")).to_have_value("Yann Le Goff")
    tab_to(desk, "_draft")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Saved as a draft.")
    expect(desk.locator("#id_headline")).to_have_value(HEADLINE)


def test_what_was_typed_is_there_again_after_the_tab_was_closed(desk: Page, archive: Archive) -> None:
    closed, again = desk.context.new_page(), desk
    closed.goto(f"{archive.url}/admin/articles/pasteddraft/add/")
    closed.locator("#id_text").fill("Half a text")
    closed.wait_for_timeout(600)  # milliseconds: it is stored a moment after the last key
    closed.close()
    again.goto(f"{archive.url}/admin/articles/pasteddraft/add/")
    expect(again.locator("#id_text")).to_have_value("Half a text")
    again.locator("#id_text").fill(TEXT)
    again.get_by_role("button", name="Read it").click()
    address = again.url
    again.locator("#id_section").fill("World")
    again.wait_for_timeout(600)
    again.context.clear_cookies(name="sessionid")  # the session ends
    again.get_by_role("button", name="Keep for later").click()
    expect(again.get_by_label("Password")).to_be_visible()
    again.get_by_label("Username").fill("admin")
    again.get_by_label("Password").fill(archive.password)
    again.get_by_role("button", name="Log in").click()
    again.goto(address)
    expect(again.locator("#id_section")).to_have_value("World")
    expect(again.get_by_role("status")).to_contain_text("back in the fields")
    again.get_by_role("button", name="Keep for later").click()
    expect(again.locator(".messagelist")).to_contain_text("Kept.")
    expect(again.get_by_role("status")).to_have_count(0)
    again.goto(f"{archive.url}/admin/articles/pasteddraft/add/")
    expect(again.locator("#id_text")).to_have_value("")


# With axe at work, the browser complains of inline styles on these pages; without it, it does not.
LOOSE = [{**view, "bypass_csp": True} for view in VIEWS.values()]


@pytest.mark.parametrize("context", LOOSE, ids=VIEWS.keys(), indirect=True)
def test_the_desk_and_pages_in_work_have_no_violation(desk: Page, archive: Archive) -> None:
    tab = desk.context.new_page()  # not watched: axe itself asks for things that are not there
    tab.goto(f"{archive.url}/admin/")
    assert [each for each in violations(tab) if "desk" in each] == []
    handed_in(tab, archive)
    assert [each for each in violations(tab) if "paste" in each or "id_" in each] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.goto(f"{archive.url}/accounts/two-step/")
    assert violations(tab) == []
    tab.get_by_role("button", name="Set up two-step sign-in").click()
    assert violations(tab) == []
    tab.get_by_role("button", name="Cancel").click()
