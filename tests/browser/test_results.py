"""Filtering without a reload: what is replaced, the focus, going back, and what is left alone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Archive
from tests.browser.test_reading import count_of

CHIPS = "ul.chips a:not(.clear)"


def stay(page: Page) -> None:
    """Mark the current page, to detect a reload."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def open_list(page: Page, archive: Archive, query: str = "") -> None:
    page.goto(f"{archive.url}/articles/{query}")
    stay(page)


def test_choosing_a_value_replaces_the_results(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?q=referendum")
    page.evaluate("document.addEventListener('results:replaced', (e) => { window.told = e.detail.url; })")
    value = page.locator("section[aria-labelledby=facet-country] a.value").first
    promised = int(re.sub(r"\D", "", value.locator(".figure").inner_text()))
    value.click()
    expect(page).to_have_url(re.compile(r"\?q=referendum&country=[A-Z]{2}$"))
    expect(page.locator("#count b")).to_have_text(str(promised))
    assert stayed(page)
    assert page.evaluate("window.told") == page.url
    expect(page.locator("#count")).to_be_focused()
    expect(page.locator("#said")).to_contain_text(f"{promised} article")
    expect(page).to_have_title(re.compile(rf"^referendum · {promised} article"))
    feed = page.locator("link[rel=alternate]")
    assert page.url.split("?")[1] in (feed.get_attribute("href") or "")


def test_chips_bars_orders_and_words_too(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?q=president")
    total = count_of(page)
    page.get_by_role("navigation", name="Sort").get_by_role("link", name="Oldest").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    expect(page.get_by_role("navigation", name="Sort").locator("[aria-current]")).to_have_text("Oldest")
    page.locator(".time .bars li a").filter(has_not_text=": 0 article").first.click()
    expect(page).to_have_url(re.compile("after="))
    expect(page.locator(CHIPS)).to_have_count(1)
    page.locator(CHIPS).first.click()
    expect(page.locator(CHIPS)).to_have_count(0)
    assert count_of(page) == total
    page.get_by_role("searchbox", name="Search the archive").fill("referendum")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=referendum$"))
    page.get_by_label("From", exact=True).fill("2014")
    page.get_by_role("button", name="Apply dates").click()
    expect(page).to_have_url(re.compile(r"\?q=referendum&after=2014"))
    assert stayed(page)


def test_back_and_forward_return_to_the_same_place(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?per_page=30")
    first = page.locator(".hit h2").first.inner_text()
    following = page.get_by_role("link", name="Next", exact=True)
    following.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    assert before > 500
    following.click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".hit h2").first).not_to_have_text(first)
    expect(page.locator("#count")).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".hit h2").first).to_have_text(first)
    page.wait_for_function("before => Math.abs(scrollY - before) < 5", arg=before)
    page.go_forward()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".hit h2").first).not_to_have_text(first)
    assert stayed(page)


def test_back_from_an_article_returns_to_the_same_place(page: Page, archive: Archive) -> None:
    open_list(page, archive)
    page.locator("section[aria-labelledby=facet-country] a.value").first.click()
    expect(page.locator(CHIPS)).to_have_count(1)
    link = page.locator(".hit h2 a").nth(12)
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    link.click()
    expect(page.locator("article .body")).to_be_visible()
    page.go_back()
    expect(page.locator(CHIPS)).to_have_count(1)
    page.wait_for_function("before => Math.abs(scrollY - before) < 5", arg=before)


def test_an_error_leads_to_a_full_load(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?q=referendum")

    def refuse(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            route.fulfill(status=200, content_type="text/html", body="<p>Nothing of ours")

    page.route("**/articles/?*country=*", refuse)
    page.locator("section[aria-labelledby=facet-country] a.value").first.click()
    expect(page.locator(CHIPS)).to_have_count(1)
    assert not stayed(page)


def test_other_links_and_modified_clicks_are_left_alone(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?q=referendum")
    with page.context.expect_page() as opened:
        page.locator("a.value").first.click(modifiers=["Control"])
    opened.value.close()
    assert page.url.endswith("?q=referendum")
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").click()
    assert file.value.suggested_filename.endswith(".csv")
    assert stayed(page)
    page.locator("a.more").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Filter by")
    assert not stayed(page)


def test_a_value_is_left_out_by_keyboard(page: Page, archive: Archive) -> None:
    open_list(page, archive)
    total = count_of(page)
    row = page.locator("section[aria-labelledby=facet-country] li").first
    label = row.locator(".label").inner_text()
    without = row.get_by_role("link", name=f"exclude {label}")
    row.locator("a.value").focus()
    page.keyboard.press("Tab")
    expect(without).to_be_focused()
    expect(without).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator(CHIPS)).to_contain_text([f"not {label}"])
    assert count_of(page) < total
    expect(page.locator("li.excluded s").first).to_have_text(label)
    assert stayed(page)


@pytest.mark.parametrize(
    "context",
    [{"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}],
    indirect=True,
)
def test_a_phone_shows_without_and_keeps_the_list_open(page: Page, archive: Archive) -> None:
    open_list(page, archive)
    page.locator("details.facets > summary").tap()
    without = page.locator("section[aria-labelledby=facet-country] a.without").first
    expect(without).to_have_css("opacity", "1")
    without.tap()
    expect(page.locator(CHIPS)).to_have_count(1)
    expect(page.locator("section[aria-labelledby=facet-person]")).to_be_visible()
    assert stayed(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_find_among_all_values_while_typing(page: Page, archive: Archive) -> None:
    open_list(page, archive)
    field = page.get_by_role("searchbox", name="Filter these people")
    values = page.locator("#values-person a.value")
    first = values.first.inner_text()
    field.press_sequentially("lavrov")
    expect(values).to_have_count(1)
    expect(values.first).to_contain_text("Lavrov")
    expect(page.locator("#said")).to_have_text("1 person in the articles found, with “lavrov” in the name")
    field.press("ArrowDown")
    expect(values.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(values.first).to_have_text(first, use_inner_text=True)
    field.press_sequentially("lavrov")
    expect(values).to_have_count(1)
    promised = int(re.sub(r"\D", "", values.first.locator(".figure").inner_text()))
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("person=serge"))
    expect(page.locator("#count b")).to_have_text(str(promised))


def test_the_page_of_all_values_finds_while_typing(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/facets/person/")
    page.get_by_role("searchbox", name="Filter these people").press_sequentially("kerry")
    expect(page.locator("#values .found")).to_contain_text("with “kerry” in the name")
    expect(page.locator("#values .index li").first).to_contain_text("Kerry")


def test_why_an_article_matched(page: Page, archive: Archive) -> None:
    open_list(page, archive, "?q=crimea+person%3Alavrov&country=UA")
    why = page.locator("details.matched").first
    expect(why.locator("ul")).not_to_be_visible()
    why.locator("summary").press("Enter")
    expect(why).to_contain_text("in the name")
    expect(why).to_contain_text("filters: Ukraine")


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_javascript(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    page.get_by_role("searchbox", name="Filter these people").fill("kerry")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Filter by person")
    page.get_by_role("link", name="John Kerry", exact=True).click()
    expect(page.locator(CHIPS)).to_have_text(["Remove: John Kerry ×"])
    page.locator("details.matched summary").first.click()
    expect(page.locator("details.matched ul").first).to_contain_text("filters: John Kerry")
    total = count_of(page)
    page.locator("section[aria-labelledby=facet-country] a.without").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CHIPS)).to_have_count(2)
    assert count_of(page) < total
