"""An editor's work: sign in, enter an article, publish, correct and withdraw it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

HEADLINE = "Lighthouse keepers of Ushant mark a quiet anniversary"
BODY = (
    "Marguerite Kervella said the lamp had never failed in her time.\n\n"
    "Kervella spoke in Brest, where France keeps the records of its lighthouses."
)


def found(page: Page, archive: Archive) -> str:
    """Return the number of results for a word that only this article has."""
    page.goto(f"{archive.url}/articles/?q=Ushant")
    return page.locator("#count b").inner_text()


def test_an_article_is_entered_published_corrected_and_withdrawn(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/admin/articles/article/add/")
    desk.locator("#id_headline").fill(HEADLINE)
    desk.locator("#id_body").fill(BODY)
    desk.locator("#id_published_on").fill("2025-05-04")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("added")
    address = desk.url
    assert found(desk, archive) == "0", "a draft is not public"

    desk.goto(address)
    desk.locator("#id_status").select_option("published")
    desk.get_by_role("button", name="Save and continue editing").click()
    assert found(desk, archive) == "1"
    desk.get_by_role("link", name=HEADLINE).click()
    margin = desk.get_by_role("complementary", name="Who and where")
    expect(margin.get_by_role("link", name="Marguerite Kervella", exact=True)).to_be_visible()
    expect(margin.get_by_role("link", name="France", exact=True)).to_be_visible()
    expect(desk.locator(".body a", has_text=re.compile("^Kervella$"))).to_have_count(1)

    desk.goto(address)
    desk.locator("#id_status").select_option("withdrawn")
    desk.get_by_role("button", name="Save", exact=True).click()
    assert found(desk, archive) == "0"


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_on_a_phone_every_decision_about_an_entity_is_in_reach(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/articles/?q=referendum+Crimea")
    desk.locator(".hits h2 a, .hits h3 a").first.click()
    desk.get_by_role("link", name="Correct this article (editors)").click()
    rows = desk.locator("#article_entities-group .has_original")
    expect(rows.nth(1)).to_be_visible()
    for control in rows.locator("select, input[type=checkbox]").all():
        box = control.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390


def test_the_desk_finds_articles_by_their_words(desk: Page, archive: Archive) -> None:
    desk.goto(f"{archive.url}/admin/articles/article/?q=referendum+Crimea")
    expect(desk.locator("#result_list tbody tr").first).to_contain_text("Crimea")


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_on_a_phone_both_versions_of_a_conflict_fit_and_either_can_be_used(
    desk: Page, archive: Archive
) -> None:
    desk.goto(f"{archive.url}/articles/?q=Crimea")
    desk.locator(".hits h2 a, .hits h3 a").first.click()
    desk.get_by_role("link", name="Correct this article (editors)").click()
    other = desk.context.new_page()
    other.goto(desk.url)
    other.locator("#id_byline").fill("By the colleague")
    body = other.locator("#id_body").input_value()
    other.locator("#id_body").fill(f"{body}\n\nThe colleague added this.")
    other.get_by_role("button", name="Save and continue editing").click()
    expect(other.locator(".messagelist")).to_contain_text("changed")
    other.close()

    desk.locator("#id_byline").fill("By me")
    desk.locator("#id_body").fill(f"{body}\n\nI added this.")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".conflict [role=alert]")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    for each in desk.locator(".conflict button:visible").all():
        box = each.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    button = desk.get_by_role("button", name="Use the saved version (Byline)")
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_byline")).to_have_value("By the colleague")
    expect(desk.get_by_role("button", name="Use yours (Byline)")).to_be_focused()
    expect(desk.locator("#id_body")).to_have_value(f"{body}\n\nI added this.")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("changed")
    expect(desk.locator("#id_byline")).to_have_value("By the colleague")
