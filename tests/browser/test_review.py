"""The review list in a browser: with the keyboard, with suggestions, and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

BODY = "Anna Halvorsen met Peter Halvorsen in Oslo.\n\nHalvorsen spoke first. Mr. Velling wept."


@pytest.fixture
def review(desk: Page, archive: Archive) -> Page:
    """The review list of an article with an ambiguous family name and an unknown one."""
    desk.goto(f"{archive.url}/admin/articles/article/add/")
    desk.locator("#id_headline").fill("Two of one family")
    desk.locator("#id_body").fill(BODY)
    desk.get_by_role("button", name="Save and continue editing").click()
    number = desk.url.rstrip("/").split("/")[-2]
    desk.goto(f"{archive.url}/admin/articles/wordsindoubt/?article={number}")
    return desk


def test_deciding_with_the_keyboard_and_undoing(review: Page) -> None:
    item = review.locator(".review-item", has_text="“Halvorsen”")
    expect(item).to_contain_text("a surname shared by several people in this article")
    expect(item.locator("mark")).to_have_text("Halvorsen")
    item.get_by_role("button", name="Anna Halvorsen").focus()
    review.keyboard.press("Enter")
    expect(review.locator(".messagelist")).to_contain_text("“Halvorsen” is Anna Halvorsen")
    expect(item).to_have_count(0)
    review.get_by_role("button", name="Undo: “Halvorsen” is Anna Halvorsen").press("Enter")
    expect(review.locator(".messagelist")).to_contain_text("Undone")
    expect(item).to_have_count(1)


def test_someone_else_is_found_by_typing(review: Page) -> None:
    item = review.locator(".review-item", has_text="“Velling”")
    item.locator("summary").click()
    item.locator(".select2-selection").click()
    review.locator(".select2-search__field").press_sequentially("peter halv")
    review.get_by_role("option", name="Peter Halvorsen (person)").first.click()
    item.get_by_role("button", name="Link to this").click()
    expect(review.locator(".messagelist")).to_contain_text("“Velling” is Peter Halvorsen")


@pytest.mark.parametrize("context", [{"viewport": {"width": 360, "height": 800}}], indirect=True)
def test_on_a_phone_nothing_runs_off_the_side(review: Page) -> None:
    assert review.evaluate("document.documentElement.scrollWidth") == 360
    button = review.locator(".review-choices button:visible").first.bounding_box()
    assert button
    assert button["height"] >= 40


def test_names_of_the_queue_are_decided_with_one_key_each(review: Page, archive: Archive) -> None:
    review.goto(f"{archive.url}/admin/articles/wordsindoubt/queue/")
    review.get_by_role("button", name="Update the queue").click()
    expect(review.locator(".messagelist")).to_contain_text("The queue was updated")
    heading = review.locator("#turn-words")
    first = heading.inner_text()
    review.keyboard.press("s")
    expect(heading).not_to_have_text(first)
    expect(review.locator("#progress")).to_contain_text("1 skipped")
    second = heading.inner_text()
    review.keyboard.press("0")
    expect(review.locator(".messagelist")).to_contain_text(re.compile("is not an entity|is rejected"))
    expect(heading).not_to_have_text(second)
    review.keyboard.press("u")
    expect(review.locator(".messagelist")).to_contain_text("Undone in ")
    review.keyboard.press("n")
    name = review.locator("#item0-name")
    expect(name).to_be_focused()
    name.press_sequentially("s0u")  # in a field, keys are letters
    expect(name).to_have_value("s0u")


def test_selected_words_of_an_article_are_corrected_and_undone(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/admin/articles/article/add/")
    desk.locator("#id_headline").fill("A choir without a name")
    desk.locator("#id_body").fill("First line.\n\nThe lantern choir sang for Anna Halvorsen.")
    desk.locator("#id_status").select_option("published")
    desk.get_by_role("button", name="Save and continue editing").click()
    desk.get_by_role("link", name="View on site").click()
    bar = desk.locator(".correct-bar a")
    expect(bar).to_have_text("Correct names")
    desk.evaluate(
        """() => {
          const text = document.querySelector("#p2").firstChild;
          document.getSelection().setBaseAndExtent(text, 4, text, 17);
        }"""
    )
    expect(bar).to_have_text("Who or what is “lantern choir”?")
    desk.keyboard.press("c")
    expect(desk.locator("#turn-words")).to_contain_text("not recognised as a name")
    desk.locator("#item0-name").fill("Lantern Choir")
    desk.get_by_role("button", name="New: organisation").click()
    expect(desk.locator(".messagelist")).to_contain_text("“lantern choir” is Lantern Choir")
    desk.keyboard.press("u")
    expect(desk.locator(".messagelist")).to_contain_text("Undone in 1 article")
    desk.get_by_role("link", name="Back to the article").click()
    expect(desk.locator("h1")).to_have_text("A choir without a name")
