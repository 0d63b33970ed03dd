"""The review list in a browser: with the keyboard, with suggestions, and on a phone."""

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
    for _ in range(20):  # the archive may have other names in doubt
        if "Velling" in review.locator("#turn-words").inner_text():
            break
        review.keyboard.press("s")
        review.wait_for_load_state()
    expect(review.locator("#turn-words")).to_contain_text("“Velling”")
    review.keyboard.press("n")
    name = review.locator("#item0-name")
    expect(name).to_be_focused()
    name.fill("Nils Velling")
    review.get_by_role("button", name="Create and link").click()
    expect(review.locator(".messagelist")).to_contain_text("“Velling” is Nils Velling")
    review.keyboard.press("u")
    expect(review.locator(".messagelist")).to_contain_text("Undone in ")
    expect(review.locator("#progress")).to_contain_text("Today: 0 names")
