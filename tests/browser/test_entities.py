"""Pages of people and their co-occurrences, used with pointer, keyboard, phone or without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

PHONE = {"viewport": {"width": 390, "height": 844}}
SMALL = {"viewport": {"width": 320, "height": 700}}
PLAIN = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}


@pytest.mark.parametrize("context", [PLAIN], indirect=True)
def test_two_people_in_a_year_by_month_are_three_steps_away(page: Page, archive: Archive) -> None:
    """From a person's page it takes two steps: another person, and the year."""
    page.goto(f"{archive.url}/people/john-kerry/")
    page.locator(".ranked a", has_text="Sergei Lavrov").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("John Kerry and Sergei Lavrov")
    page.locator(".months h3 a").first.click()
    squares = page.locator(".months .unit").count()
    shown = int(page.locator("#count b").inner_text().replace(",", ""))
    assert shown == squares >= 1


def test_names_are_reached_and_followed_with_the_keyboard(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/people/john-kerry/")
    page.get_by_role("link", name="Go to the articles").focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert "/with/" in focused
    page.keyboard.press("Enter")
    page.wait_for_url(f"{archive.url}{focused}")


def test_what_is_not_connected_is_dimmed(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/countries/ru/")
    nodes, lines = page.locator(".net .node"), page.locator(".net line")
    nodes.first.focus()
    dimmed = page.locator(".net line.dim").count()
    place = nodes.first.get_attribute("data-place")
    touched = page.locator(f".net line[data-one='{place}'], .net line[data-other='{place}']").count()
    assert touched >= 1
    assert dimmed == lines.count() - touched
    assert "dim" not in (nodes.first.get_attribute("class") or "")
    page.get_by_role("link", name="Go to the articles").focus()
    expect(page.locator(".net .dim")).to_have_count(0)


@pytest.mark.parametrize("context", [{"viewport": {"width": 1280, "height": 900}}], indirect=True)
def test_the_name_stands_in_the_middle_of_every_sentence(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/people/john-kerry/sentences/")
    middles = page.locator(".kwic mark").evaluate_all(
        "all => all.map(mark => { const box = mark.getBoundingClientRect(); return box.x + box.width / 2; })"
    )
    assert len(middles) >= 3
    assert max(middles) - min(middles) < 12


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_sentences_are_plain(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/people/john-kerry/sentences/")
    line = page.locator(".kwic li").first
    assert line.evaluate("line => getComputedStyle(line).display") == "block"
    assert page.locator(".kwic .left").first.evaluate("text => getComputedStyle(text).whiteSpace") == "normal"


@pytest.mark.parametrize("context", [PHONE, SMALL], indirect=True)
@pytest.mark.parametrize(
    "path",
    [
        *("/people/", "/people/john-kerry/", "/people/john-kerry/sentences/"),
        *("/people/john-kerry/with/sergei-lavrov/", "/countries/ua/"),
        f"/articles/sentences/?q=crimea+OR+{'a' * 400}",
    ],
)
def test_nothing_scrolls_sideways_on_a_phone(page: Page, archive: Archive, path: str) -> None:
    page.goto(archive.url + path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("context", [{"viewport": {"width": 1280, "height": 900}}], indirect=True)
def test_labels_of_the_network_do_not_overlap_as_they_are_set(page: Page, archive: Archive) -> None:
    """With the fonts and sizes of a real browser."""
    page.goto(f"{archive.url}/countries/ru/")
    shown: list[tuple[float, float, float, float]] = page.locator(".net text:visible").evaluate_all(
        "all => all.map(text => text.getBBox())"
        ".map(box => [box.x, box.y, box.x + box.width, box.y + box.height])"
    )
    assert len(shown) >= 4
    for number, (left, top, right, bottom) in enumerate(shown):
        for other in shown[number + 1 :]:
            apart = (
                other[0] >= right - 1 or left >= other[2] - 1 or other[1] >= bottom - 1 or top >= other[3] - 1
            )
            assert apart, (number, other)
