"""The article page in use: moving along the results, hiding marks, cards and notes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_reading import follow, open_article

MARK = ".body a[id^=m]"


def test_from_one_article_of_a_search_to_the_next_and_back(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=president&per_page=5&page=2")
    titles = page.locator(".hit h2").all_inner_texts()
    follow(page.locator(".hit h2 a").nth(3))
    bar = page.get_by_role("navigation", name="Position in the list")
    expect(bar).to_contain_text(re.compile(r"9 of \d+ for “president”"))
    follow(bar.get_by_role("link", name="Next"))
    assert page.locator("h1").inner_text() == titles[4]
    follow(bar.get_by_role("link", name="Next"))
    expect(bar).to_contain_text("11 of")
    follow(bar.get_by_role("link", name="Previous"))
    follow(bar.get_by_role("link", name="Back to the list"))
    expect(page).to_have_url(re.compile(r"/articles/\?q=president&page=2&per_page=5$"))
    assert page.locator(".hit h2").all_inner_texts() == titles


def test_names_are_quiet_are_marked_at_once_and_stay_marked(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    article = page.url
    assert page.locator(MARK).count() > 5
    expect(page.locator(f"{MARK}[href]")).to_have_count(0)
    expect(page.locator(".noteref:visible")).to_have_count(0)
    page.get_by_role("link", name="Highlight names").click()
    assert page.locator(f"{MARK}[href]").count() > 5
    assert page.locator(".noteref:visible").count() > 2
    assert page.url == article
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-names", "on")
    assert page.locator(f"{MARK}[href]").count() > 5
    page.get_by_role("link", name="Remove name highlights").click()
    expect(page.locator(f"{MARK}[href]")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Highlight names")).to_be_visible()
    expect(page.locator(".noteref:visible")).to_have_count(0)


def test_names_marked_by_the_address_can_be_unmarked(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/14/?names=on")
    assert page.locator(f"{MARK}[href]").count() > 5
    follow(page.get_by_role("link", name="Remove name highlights"))
    expect(page.locator(f"{MARK}[href]")).to_have_count(0)
    expect(page.get_by_role("link", name="Highlight names")).to_be_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_names_are_marked_by_a_page(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    expect(page.locator(f"{MARK}[href]")).to_have_count(0)
    follow(page.get_by_role("link", name="Highlight names"))
    expect(page.get_by_role("navigation", name="Position in the list")).to_be_visible()
    assert page.locator(f"{MARK}[href]").count() > 5
    follow(page.locator(MARK).first)
    assert re.search(r"/(people|countries|places|organisations)/[\w-]+/$", page.url)


def test_the_words_of_the_search_are_marked_on_arrival(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=president")
    follow(page.locator(".hit h2 a").first)
    assert page.locator("article mark").count() > 0
    page.get_by_role("link", name="Go to the first in the text").click()
    expect(page.locator("#found")).to_be_in_viewport()
    follow(page.get_by_role("link", name="Remove highlights"))
    expect(page.locator("article mark")).to_have_count(0)
    follow(page.get_by_role("link", name="Highlight search words"))
    assert page.locator("article mark").count() > 0


def test_a_card_comes_with_the_keyboard_and_goes_with_escape(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    margin = page.get_by_role("complementary", name="Who and where")
    kerry = margin.get_by_role("link", name="John Kerry", exact=True)
    kerry.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    card = page.locator("#card")
    expect(card).to_contain_text(re.compile(r"John Kerry.*\d+ articles?", re.DOTALL))
    expect(kerry).to_have_attribute("aria-describedby", "card")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Everything about John Kerry")
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(kerry).to_be_focused()
    page.wait_for_timeout(500)
    expect(card).to_have_count(0)


def test_a_card_stays_while_the_pointer_is_on_it(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    page.get_by_role("link", name="Highlight names").click()
    mark = page.locator(f"{MARK}.e-person").first
    mark.hover()
    card = page.locator("#card")
    expect(card).to_contain_text(re.compile(r"article.*[Nn]ame", re.DOTALL))
    page.get_by_role("link", name=re.compile("^Everything about")).hover()
    page.wait_for_timeout(700)
    expect(card).to_be_visible()
    page.locator("h2#cite-heading").hover()
    expect(card).to_have_count(0)
    assert mark.get_attribute("title")


def test_a_note_leads_to_the_margin_and_back(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    page.get_by_role("link", name="Highlight names").click()
    note = page.locator(".noteref").last
    number = note.get_attribute("data-note")
    note.click()
    expect(page.locator(f"#n{number}")).to_be_in_viewport()
    page.get_by_role("link", name=f"Back to note {number} in the text").click()
    expect(note).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_an_article_does_not_scroll_sideways(page: Page, archive: Archive, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_article(page, archive)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Highlight names").click()
    page.locator(f"{MARK}.e-person").first.hover()
    page.locator("#card").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_an_error_is_reported_by_keyboard_and_without_javascript(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    title = page.locator("h1").inner_text()
    report = page.get_by_role("link", name="Report an error")
    report.focus()
    page.keyboard.press("Enter")
    message = page.get_by_label("What is wrong?")
    message.focus()
    page.keyboard.type("The date is wrong.")
    page.keyboard.press("Tab")
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send to the editors")).to_be_focused()
    page.get_by_label("Your email address (optional)").fill("ann@example.org")
    page.get_by_role("button", name="Send to the editors").click()
    told = page.locator("main").get_by_role("status")
    expect(told).to_have_text("Thank you. Your report has reached the editors.")
    follow(page.get_by_role("link", name="Back to the article"))
    expect(page.locator("h1")).to_have_text(title)
