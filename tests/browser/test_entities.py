"""Pages of people and their co-occurrences, used with pointer, keyboard, phone or without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Archive

PHONE = {"viewport": {"width": 390, "height": 844}}
SMALL = {"viewport": {"width": 320, "height": 700}}
PLAIN = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}


@pytest.mark.parametrize("context", [PLAIN], indirect=True)
def test_two_people_in_a_year_by_month_are_three_steps_away(page: Page, archive: Archive) -> None:
    """From a person's page it takes two steps: another person, and the bar of the year."""
    page.goto(f"{archive.url}/people/john-kerry/")
    page.locator(".net.wide a", has_text="Sergei Lavrov").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("John Kerry and Sergei Lavrov")
    bar = page.locator(".time .bars a").first
    bar.click()
    page.get_by_text("Figures by", exact=False).first.click()
    numbers = [int(text.replace(",", "")) for text in page.locator(".bars-table dd").all_inner_texts()]
    shown = int(page.locator("#count b").inner_text().replace(",", ""))
    assert shown >= 1
    assert sum(numbers) >= shown


def test_network_is_reached_and_followed_with_the_keyboard(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/people/john-kerry/")
    page.get_by_role("link", name="Go to the articles").focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert "/with/" in focused
    page.keyboard.press("Enter")
    page.wait_for_url(f"{archive.url}{focused}")


@pytest.mark.parametrize("context", [PHONE, SMALL], indirect=True)
@pytest.mark.parametrize(
    "path", ["/people/", "/people/john-kerry/", "/people/john-kerry/with/sergei-lavrov/", "/countries/ua/"]
)
def test_nothing_scrolls_sideways_on_a_phone(page: Page, archive: Archive, path: str) -> None:
    page.goto(archive.url + path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("context", [PHONE, {"viewport": {"width": 1280, "height": 900}}], indirect=True)
def test_labels_of_the_network_do_not_overlap_as_they_are_set(page: Page, archive: Archive) -> None:
    """With the fonts and sizes of a real browser."""
    page.goto(f"{archive.url}/countries/ua/")
    shown: list[tuple[float, float, float, float]] = page.locator(".net text:visible").evaluate_all(
        "all => all.map(text => text.getBBox())"
        ".map(box => [box.x, box.y, box.x + box.width, box.y + box.height])"
    )
    assert len(shown) >= 5
    for number, (left, top, right, bottom) in enumerate(shown):
        for other in shown[number + 1 :]:
            apart = (
                other[0] >= right - 1 or left >= other[2] - 1 or other[1] >= bottom - 1 or top >= other[3] - 1
            )
            assert apart, (number, other)
