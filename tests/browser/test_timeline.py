"""Selecting a range of dates on a timeline with the mouse, a finger and the keyboard."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_reading import count_of

BARS = ".time .bars li a"
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
TABLET = {"has_touch": True, "is_mobile": True, "viewport": {"width": 900, "height": 1100}}


def open_timeline(page: Page, archive: Archive, path: str) -> Locator:
    """Open a page and return its bars once the script has initialised them."""
    page.goto(archive.url + path)
    expect(page.locator("nav.time[data-brush]")).to_have_count(1)
    bars = page.locator(BARS)
    bars.first.scroll_into_view_if_needed()
    return bars


def dates(page: Page) -> tuple[list[str] | None, list[str] | None]:
    query = parse_qs(urlparse(page.url).query)
    return query.get("after"), query.get("before")


def own_dates(bar: Locator) -> tuple[str, str]:
    query = parse_qs(urlparse(bar.get_attribute("href") or "").query)
    return query["after"][0], query["before"][0]


def sum_of(bars: Locator, first: int, last: int) -> int:
    return sum(int(bars.nth(n).get_attribute("data-count") or "") for n in range(first, last + 1))


def drag(page: Page, begin: Locator, end: Locator) -> None:
    start, stop = begin.bounding_box(), end.bounding_box()
    assert start
    assert stop
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(stop["x"] + stop["width"] / 2, stop["y"] + 5, steps=6)


@pytest.mark.parametrize("path", ["/", "/articles/?q=president", "/countries/us/"])
def test_dragging_shows_a_range_and_releasing_goes_there(page: Page, archive: Archive, path: str) -> None:
    bars = open_timeline(page, archive, path)
    last = bars.count() - 2
    wanted = own_dates(bars.nth(1))[0], own_dates(bars.nth(last))[1]
    count = sum_of(bars, 1, last)
    drag(page, bars.nth(last), bars.nth(1))  # from right to left it is the same range
    expect(page.locator(".brushed-range")).to_contain_text(f"{count:,} article")
    expect(page.locator(".time .brushed")).to_have_count(last)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/(articles|countries/us)/\?.*after="))
    assert dates(page) == ([wanted[0]], [wanted[1]])
    expect(page.locator("#count b")).to_have_text(f"{count:,}")
    if "q=" in path:
        assert "q=president" in page.url


def test_escape_drops_a_drag(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/")
    before = page.url
    drag(page, bars.nth(0), bars.nth(3))
    expect(page.locator(".time .brushed")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator(".time .brushed")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".brushed-range")).to_be_empty()
    assert page.url == before


def test_a_click_still_follows_the_bar(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/")
    first, last = own_dates(bars.nth(2))
    bars.nth(2).click()
    expect(page).to_have_url(re.compile(r"after="))
    assert dates(page) == ([first], [last])


def test_the_keyboard_extends_applies_and_drops(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/articles/?q=president")
    assert page.locator(f"{BARS}[tabindex='0']").count() == 1
    bars.nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    label = page.locator(".brushed-range")
    first, third = (bars.nth(n).get_attribute("data-label") for n in (1, 3))
    expect(label).to_contain_text(f"{first} to {third}, ")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".time .brushed")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(label).to_be_empty()
    expect(bars.nth(2)).to_be_focused()

    page.keyboard.press("Shift+End")
    wanted = own_dates(bars.nth(2))[0], own_dates(bars.last)[1]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("after="))
    assert dates(page) == ([wanted[0]], [wanted[1]])


def test_a_range_is_dropped_where_the_reader_goes_on(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/articles/")
    bars.nth(0).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".time .brushed")).to_have_count(2)
    page.keyboard.press("Tab")
    expect(page.locator(".time .brushed")).to_have_count(0)


def test_results_that_were_replaced_can_be_brushed_again(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/articles/?q=president")
    page.evaluate(
        """() => {
            const nav = document.querySelector("nav.time");
            const again = nav.cloneNode(true);
            delete again.dataset.brush;
            nav.replaceWith(again);
            document.dispatchEvent(new CustomEvent("results:replaced"));
        }"""
    )
    bars.nth(0).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".time .brushed")).to_have_count(2)


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_a_finger_brushes(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/")
    start, stop = bars.nth(1).bounding_box(), bars.nth(4).bounding_box()
    assert start
    assert stop
    y = start["y"] + start["height"] / 2
    wanted = own_dates(bars.nth(1))[0], own_dates(bars.nth(4))[1]
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, x: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    left, right = start["x"] + start["width"] / 2, stop["x"] + stop["width"] / 2
    touch("touchStart", left)
    for step in range(1, 7):
        touch("touchMove", left + (right - left) * step / 6)
    expect(page.locator(".time .brushed")).to_have_count(4)
    touch("touchEnd", right)
    expect(page).to_have_url(re.compile("after="))
    assert dates(page) == ([wanted[0]], [wanted[1]])


@pytest.mark.parametrize(
    ("context", "path"),
    [(PHONE, "/"), (PHONE, "/countries/us/"), (TABLET, "/articles/?q=president")],
    indirect=["context"],
)
def test_the_first_tap_on_a_bar_goes_there(page: Page, archive: Archive, path: str) -> None:
    """Twelve taps on different bars, each at another height, all arrive."""
    count = open_timeline(page, archive, path).count()
    places = sorted({round(n * (count - 1) / 11) for n in range(12)})
    for number, place in enumerate(places):
        bars = open_timeline(page, archive, path)
        wanted = own_dates(bars.nth(place))
        bars.nth(place).scroll_into_view_if_needed()
        box = bars.nth(place).bounding_box()
        assert box
        page.touchscreen.tap(
            box["x"] + box["width"] / 2, box["y"] + box["height"] * (number + 1) / (len(places) + 2)
        )
        expect(page).to_have_url(re.compile("after="))
        assert dates(page) == ([wanted[0]], [wanted[1]])


def layout(page: Page) -> object:
    """Return the positions of all elements on the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *:not(.brush-hint, .brushed-range)")].map((each) => {
            const { x, y, width, height } = each.getBoundingClientRect();
            return [each.tagName, x, y + scrollY, width, height];
        })"""
    )


@pytest.mark.parametrize("context", [PHONE, {"viewport": {"width": 500, "height": 800}}, {}], indirect=True)
def test_nothing_moves_while_bars_are_focused_or_brushed(page: Page, archive: Archive) -> None:
    bars = open_timeline(page, archive, "/articles/?q=president")
    before = layout(page)
    touch = page.evaluate("matchMedia('(hover: none)').matches")
    bars.nth(0).focus()
    assert layout(page) == before
    page.keyboard.press("Shift+End")
    expect(page.locator(".brushed-range")).not_to_be_empty()
    assert layout(page) == before
    hint = page.locator(".brush-hint")
    expect(hint).to_have_css("display", "none") if touch else expect(hint).to_have_css("opacity", "1")
    right = hint.evaluate("(each) => each.getBoundingClientRect().right - innerWidth")
    assert right <= 0


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_script_bars_are_links_and_dates_are_fields(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/articles/")
    expect(page.locator(".brush-hint")).to_have_count(0)
    total = count_of(page)
    page.get_by_label("From").fill("2015")
    page.get_by_role("button", name="Apply dates").click()
    expect(page).to_have_url(re.compile("after=2015"))
    assert count_of(page) < total


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_small_countries_can_be_seen_on_every_screen(page: Page, archive: Archive, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(archive.url)
    sizes = page.locator(".world circle").evaluate_all(
        "circles => circles.map((each) => each.getBoundingClientRect().width)"
    )
    assert sizes
    assert min(sizes) >= 5
