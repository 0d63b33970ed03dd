"""Four tasks of new readers, from the home page. A click, a choice or an Enter is a step; typing is none."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Archive

WITHOUT_JAVASCRIPT = {"java_script_enabled": False}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MOST_TABS = 150


class Reader:
    """Someone at the home page, whose steps are counted."""

    def __init__(self, page: Page, archive: Archive, *, keyboard: bool = False) -> None:
        self.page = page
        self.steps = 0
        self._keyboard = keyboard
        page.goto(archive.url)

    def follow(self, target: Locator) -> None:
        """Click a link or button, or walk to it and press Enter."""
        self.steps += 1
        if not self._keyboard:
            target.click()
            return
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("not reached by the Tab key")

    def search(self, words: str) -> None:
        """Type into the search box and press Enter."""
        self.steps += 1
        self.page.get_by_label("Search the archive").fill(words)
        self.page.keyboard.press("Enter")

    def choose(self, words: str, name: str) -> None:
        """Type into the search box and choose one of the lines below it."""
        self.steps += 1
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        option = self.page.get_by_role("option", name=name).first
        expect(option).to_be_visible()
        if not self._keyboard:
            option.click()
            return
        while option.get_attribute("aria-selected") != "true":
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def link(self, name: str) -> Locator:
        """The first link with this name in the main part of the page."""
        return self.page.locator("main").get_by_role("link", name=name).first


def export_and_freeze(reader: Reader) -> None:
    """From a search for two people: their months, a file and a citation."""
    reader.follow(reader.link("John Kerry and Sergei Lavrov, month by month"))
    expect(reader.page.get_by_role("heading", name="Month by month")).to_be_visible()
    with reader.page.expect_download() as file:
        reader.follow(reader.link("CSV"))
    assert "Lavrov" in file.value.path().read_text()
    reader.follow(reader.page.get_by_role("button", name="Cite th"))
    expect(reader.page).to_have_url(re.compile(r"/searches/\w+/$"))
    assert reader.steps <= 5


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_two_people_by_month_exported_and_frozen(page: Page, archive: Archive, keyboard: bool) -> None:
    reader = Reader(page, archive, keyboard=keyboard)
    reader.choose("kerry lavrov", "John Kerry and Sergei Lavrov")
    export_and_freeze(reader)


@pytest.mark.parametrize("context", [WITHOUT_JAVASCRIPT], indirect=True)
def test_two_people_by_month_without_javascript(page: Page, archive: Archive) -> None:
    reader = Reader(page, archive)
    reader.search("kerry lavrov")
    export_and_freeze(reader)


@pytest.mark.parametrize("context", [PHONE, PHONE | WITHOUT_JAVASCRIPT], indirect=True)
def test_what_happened_in_a_month_on_a_phone(page: Page, archive: Archive) -> None:
    reader = Reader(page, archive)
    reader.search("what happened in Ukraine in March 2014?")
    expect(page.locator("ul.chips a:not(.clear)")).to_have_text(
        [re.compile("Ukraine"), re.compile("March 2014")]
    )
    expect(reader.link("Crimea votes to join Russia")).to_be_visible()
    assert reader.steps <= 2


def read_an_article(reader: Reader) -> None:
    reader.follow(reader.page.locator(".hit h2 a").first)
    expect(reader.page.locator(".byline")).to_contain_text("Tomas Quillby")
    assert reader.steps <= 2


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_an_article_by_its_author(page: Page, archive: Archive, keyboard: bool) -> None:
    reader = Reader(page, archive, keyboard=keyboard)
    reader.choose("quillby", "Tomas Quillby")
    expect(page.locator("ul.chips")).to_contain_text("Tomas Quillby")
    read_an_article(reader)


@pytest.mark.parametrize("context", [WITHOUT_JAVASCRIPT], indirect=True)
def test_an_article_by_its_author_without_javascript(page: Page, archive: Archive) -> None:
    reader = Reader(page, archive)
    reader.search("tomas quillby")
    expect(page.get_by_text("“tomas quillby” was read as Tomas Quillby.")).to_be_visible()
    read_an_article(reader)


def compare(reader: Reader) -> None:
    """Compare two people by the form of the comparison."""
    page = reader.page
    reader.follow(page.locator(".main-nav").get_by_role("link", name="Compare"))
    page.get_by_label("Compare", exact=True).fill("John Kerry")
    page.get_by_label("with", exact=True).fill("Sergei Lavrov")
    page.keyboard.press("Enter")
    reader.steps += 1
    expect(page.locator(".key a").first).to_have_text("John Kerry")
    expect(page.get_by_text("Share of each year’s articles")).to_be_visible()
    assert reader.steps <= 3


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_two_people_compared_by_share(page: Page, archive: Archive, keyboard: bool) -> None:
    compare(Reader(page, archive, keyboard=keyboard))


@pytest.mark.parametrize("context", [WITHOUT_JAVASCRIPT], indirect=True)
def test_two_people_compared_without_javascript(page: Page, archive: Archive) -> None:
    compare(Reader(page, archive))
