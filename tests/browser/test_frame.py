"""The frame of every page: skipping, the "/" key, the search box and the navigation."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

TAB_STOPS = 20
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_the_first_result_is_less_than_twenty_tab_stops_away(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    for _ in range(TAB_STOPS - 1):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.hit h2')"):
            return
    raise AssertionError("no result reached")


def test_skipping_to_the_results_reaches_them_at_once(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=president")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.hit')"):
            return
    raise AssertionError("no result reached")


@pytest.mark.parametrize(("path", "field"), [("/", "#q"), ("/articles/", "#q"), ("/people/", "#search")])
def test_a_slash_goes_to_the_only_search_box(page: Page, archive: Archive, path: str, field: str) -> None:
    page.goto(archive.url + path)
    assert page.locator('[aria-keyshortcuts="/"]').count() == 1
    page.keyboard.press("/")
    box = page.locator(field)
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_a_slash_in_another_field_is_a_slash(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/compare/")
    field = page.locator("input[name=add]").first
    field.focus()
    page.keyboard.press("/")
    expect(field).to_have_value("/")


def test_the_box_in_the_head_searches_the_whole_archive(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/people/john-kerry/?country=UA")
    page.keyboard.press("/")
    page.keyboard.type("referendum")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?q=referendum$"))


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_the_navigation_is_one_row(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    shown = page.locator(".main-nav a:visible, .main-nav summary:visible")
    tops = {round(box["y"]) for each in shown.all() if (box := each.bounding_box())}
    assert len(tops) == 1
    assert page.locator(".main-nav").get_by_role("link", name="People").count() == 0
    page.locator(".names summary").tap()
    page.locator(".main-nav").get_by_role("link", name="People").tap()
    expect(page).to_have_url(f"{archive.url}/people/")


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_search_doors_and_a_story_fill_the_first_screen(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    for selector in ("h1", "#q", ".door:last-child h2", ".front h2"):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, selector


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_kinds_of_names_are_there(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator(".main-nav").get_by_role("link", name="Countries").click()
    expect(page.get_by_role("heading", name="Countries", level=1)).to_be_visible()


def test_the_documentation_of_the_api_leads_back(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/api/docs")
    expect(page.get_by_text("/api/articles", exact=True).first).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".main-nav").get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="About this archive", level=1)).to_be_visible()


def test_samples_are_marked_in_the_list_and_on_the_article(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=referendum")
    assert page.locator(".hit .sample-mark").count() == page.locator(".hit").count() > 0
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article > .meta .sample-mark")).to_have_text("sample")
    expect(page.locator("#cite .text").nth(1)).to_contain_text("[sample article]")
