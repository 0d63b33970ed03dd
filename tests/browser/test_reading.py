"""A reader's use: search, filter, next page, read; by keyboard, on a phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Archive


def count_of(page: Page) -> int:
    """Return the number of results shown on the page."""
    return int(page.locator("#count b").inner_text().replace(",", ""))


def follow(link: Locator) -> None:
    """Click a link and wait for its page."""
    with link.page.expect_navigation():
        link.click()


def test_search_narrow_and_take_the_filter_off(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator("#q").fill("referendum")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?q=referendum$"))
    found = count_of(page)
    assert found >= 2
    expect(page.locator(".hit mark").first).to_be_visible()

    countries = page.locator("section[aria-labelledby=facet-country]")
    follow(countries.get_by_role("link", name="Ukraine").first)
    expect(page).to_have_url(re.compile("country=UA"))
    narrowed = count_of(page)
    assert 1 <= narrowed < found
    chip = page.get_by_role("list", name="Active filters").get_by_role("link", name="Ukraine")
    follow(chip)
    expect(page).to_have_url(re.compile(r"/articles/\?q=referendum$"))
    assert count_of(page) == found


def test_a_facet_value_says_how_many_articles_it_shows(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    value = page.locator("section[aria-labelledby=facet-person] li a").first
    promised = int(re.sub(r"\D", "", value.locator(".figure").inner_text()))
    follow(value)
    assert count_of(page) == promised


def test_pages_of_a_list_show_every_article_once(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?sort=oldest&per_page=25")
    total = count_of(page)
    seen: list[str] = []
    while True:
        seen += page.locator(".hit h2 a").evaluate_all("links => links.map(link => link.pathname)")
        following = page.get_by_role("link", name="Next", exact=True)
        if not following.count():
            break
        follow(following)
    assert len(seen) == len(set(seen)) == total > 50


def test_timeline_drills_down_and_comes_back(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=president")
    bars = page.locator(".time .bars li a")
    filled = bars.filter(has_not_text=": 0 article").first
    said = re.search(r"([\d,]+) (?:of|article)", filled.locator(".value").text_content() or "")
    follow(filled)
    assert said
    assert count_of(page) == int(said[1].replace(",", ""))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=president$"))


def test_an_article_shows_who_is_in_it_and_the_words_that_say_so(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=headline%3ACrimea")
    follow(page.locator(".hit h2 a").first)
    margin = page.get_by_role("complementary", name="Who and where")
    expect(margin.get_by_role("link", name="John Kerry", exact=True)).to_be_visible()
    person = margin.locator("li", has=page.get_by_role("link", name="John Kerry", exact=True)).first
    person.locator("summary").press("Enter")
    expect(person).to_contain_text("“John Kerry”: full name")
    person.locator(".where a").first.click()
    target = page.locator(page.url[page.url.index("#") :])
    expect(target).to_contain_text("Kerry")
    page.get_by_role("link", name="Highlight names").click()
    expect(target).to_have_attribute("href", "/people/john-kerry/")

    follow(margin.get_by_role("link", name="John Kerry", exact=True))
    expect(page).to_have_url(re.compile(r"/articles/\?person=john-kerry$"))


def test_the_raw_original_is_there_to_look_at(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    follow(page.locator(".hit h2 a").first)
    headline = page.locator("h1").inner_text()
    follow(page.get_by_role("link", name="Original", exact=True))
    expect(page.get_by_role("table", name="The original next to the article")).to_contain_text(headline)
    follow(page.get_by_role("link", name="exact copy"))
    assert headline.split()[0] in page.locator("body").inner_text()


def test_nothing_found_offers_a_next_step(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=xyzzyplugh&country=UA")
    expect(page.locator("#count")).to_contain_text("0 articles")
    follow(page.get_by_role("link", name="See all articles"))
    assert count_of(page) > 50


def test_a_misread_query_is_explained(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=%22referendum")
    expect(page.locator("ul.notes")).to_contain_text("quotation mark")


@pytest.mark.parametrize(
    "context", [{"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}], indirect=True
)
def test_a_phone_without_javascript_narrows_too(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    expect(page.locator(".facet").first).not_to_be_visible()
    page.locator("details.facets summary").click()
    follow(page.locator("section[aria-labelledby=facet-country] li a").first)
    expect(page).to_have_url(re.compile(r"country=[A-Z]{2}"))
    assert count_of(page) >= 1


def test_the_keyboard_reaches_the_content(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")


def open_article(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/?q=headline%3ACrimea")
    follow(page.locator(".hit h2 a").first)


def test_a_citation_is_copied_with_one_click(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=archive.url)
    follow_to_citations = page.get_by_role("link", name="Cite", exact=True)
    follow_to_citations.click()
    for name in ("APA citation", "RIS"):
        if name == "RIS":
            page.locator("#cite summary", has_text="RIS").click()
        page.get_by_role("button", name=f"Copy {name}").click()
        expect(page.locator("#copied")).to_have_text(f"{name}: copied")
        wanted = page.locator(f"[data-copy='{name}']").text_content() or ""
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip().splitlines() == wanted.strip().splitlines()
        assert "/articles/" in copied


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_citations_are_there_to_select_without_javascript(page: Page, archive: Archive) -> None:
    open_article(page, archive)
    expect(page.locator("#cite .text").first).to_be_visible()
    page.locator("#cite summary", has_text="BibTeX").click()
    expect(page.locator("#cite pre").first).to_contain_text("@article{newsarchive-")
    assert page.get_by_role("button", name="Copy").count() == 0
