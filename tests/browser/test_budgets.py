"""Budgets of every type of page: size, first paint, layout shift, width and visible focus.

The limits of paint and layout shift are those of "good" in Lighthouse and Core Web Vitals (web.dev/vitals).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Archive
from tests.browser.page_types import PAGE_TYPES

MOST_BYTES = 60 * 1024  # of style sheets and scripts, as sent
LARGEST_PAINT = 2_500  # ms
VISITS = 3  # before a paint counts as late: other work on the machine may have delayed the first
LAYOUT_SHIFT = 0.1
WIDTHS = (320, 390, 640, 1280, 1600)  # 320 is 1280 at a zoom of 400 %, 640 at 200 %

# The observers also report earlier entries, so nothing has to be injected before loading.
MEASURED = """() => new Promise(done => {
    const found = {paint: 0, shift: 0};
    new PerformanceObserver(list => { for (const each of list.getEntries()) found.paint = each.startTime; })
        .observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) if (!each.hadRecentInput) found.shift += each.value;
    }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(found), 300);
})"""
# Whether the focused element is visible, and has an outline or underline that it lacks without focus.
FOCUSED = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const look = () => [element, ...element.querySelectorAll("*")].map(each => {
        const style = getComputedStyle(each);
        return [style.outline, style.boxShadow, style.stroke, style.strokeWidth].join();
    }).join();
    const focused = look();
    element.blur();
    const left = look();
    element.focus({preventScroll: true});
    return {
        name: element.outerHTML.slice(0, 120), page: element === document.body, marked: focused !== left,
        seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    };
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
    const style = getComputedStyle(element), lasts = style.transitionDuration.split(",").some(parseFloat);
    return lasts || style.animationName !== "none" || style.scrollBehavior === "smooth";
}).map(element => element.outerHTML.slice(0, 80))"""


class Sent(NamedTuple):
    """A file that a page requested: its URL and its transferred size in bytes."""

    url: str
    size: float


@contextmanager
def recorded(page: Page) -> Iterator[list[Sent]]:
    """Yield a list to which each style sheet and script is added when it loads."""
    files: list[Sent] = []
    wanted: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        if event["type"] in {"Stylesheet", "Script"}:
            wanted[event["requestId"]] = event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in wanted:
            files.append(Sent(wanted[event["requestId"]], event["encodedDataLength"]))

    session = page.context.new_cdp_session(page)
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield files
    session.detach()


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_a_page_is_light_soon_there_and_still(shared_page: Page, archive: Archive, path: str) -> None:
    page = shared_page
    with recorded(page) as files:
        page.goto(archive.url + path, wait_until="networkidle")
    assert any(each.url.endswith(".css") for each in files)
    assert sum(each.size for each in files) <= MOST_BYTES, files
    measured = page.evaluate(MEASURED)
    assert measured["shift"] <= LAYOUT_SHIFT
    paints = [measured["paint"]]
    while paints[-1] > LARGEST_PAINT and len(paints) < VISITS:
        page.goto(archive.url + path, wait_until="networkidle")
        paints.append(page.evaluate(MEASURED)["paint"])
    assert 0 < min(paints) <= LARGEST_PAINT


# German has the longest words.
@pytest.mark.parametrize(
    "tab",
    [{"reduced_motion": "reduce", "locale": locale} for locale in ("en-GB", "de-DE")],
    indirect=True,
    ids=["English", "German"],
)
@pytest.mark.parametrize("path", PAGE_TYPES)
def test_a_page_fits_holds_still_and_shows_the_focus(shared_page: Page, archive: Archive, path: str) -> None:
    page = shared_page
    page.goto(archive.url + path)
    assert page.evaluate(MOVING) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["page"]:
            break
        assert focused["seen"], focused["name"]
        assert focused["marked"], focused["name"]
