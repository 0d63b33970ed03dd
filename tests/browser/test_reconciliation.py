"""The reconciliation service from a page of another site, as in OpenRefine: its answers and its previews."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Archive
from tests.browser.test_accessibility import VIEWS, violations

PAGE = "<!DOCTYPE html><html lang='en'><title>Another site</title><body></body></html>"
ASK = """async service => {
    const manifest = await (await fetch(service)).json();
    const queries = JSON.stringify({q0: {query: "Kerry, John", type: "person"}});
    const body = new URLSearchParams({queries});
    const [best] = (await (await fetch(service, {method: "POST", body})).json()).q0.result;
    const preview = manifest.preview.url.replace("{{id}}", encodeURIComponent(best.id));
    const frame = document.createElement("iframe");
    Object.assign(frame, {src: preview, width: manifest.preview.width, height: manifest.preview.height});
    document.body.append(frame);
    return {best, preview};
}"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty page on another origin."""
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text(PAGE)
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def foreign(browser: Browser, elsewhere: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of another site. Parametrise with launch options."""
    context = browser.new_context(**getattr(request, "param", {}))
    opened = context.new_page()
    opened.goto(elsewhere)
    yield opened
    context.close()


@pytest.mark.parametrize("foreign", VIEWS.values(), ids=VIEWS.keys(), indirect=True)
def test_another_site_asks_and_shows_previews(foreign: Page, archive: Archive) -> None:
    found: dict[str, Any] = foreign.evaluate(ASK, f"{archive.url}/reconcile")
    assert (found["best"]["id"], found["best"]["match"]) == ("person:john-kerry", True)
    shown = foreign.frame_locator("iframe")
    assert shown.get_by_role("heading").inner_text() == "John Kerry"
    with foreign.context.expect_page() as opening:
        shown.get_by_role("link", name="Everything about John Kerry").click()
    assert opening.value.url == f"{archive.url}/people/john-kerry/"
    foreign.goto(found["preview"])
    assert violations(foreign) == []
    foreign.set_viewport_size({"width": 320, "height": 260})
    assert foreign.evaluate("document.documentElement.scrollWidth") <= 320


def test_another_site_cannot_frame_other_pages(foreign: Page, archive: Archive) -> None:
    address = f"{archive.url}/people/john-kerry/"
    with foreign.expect_event("requestfailed") as failing:
        foreign.evaluate(
            "url => document.body.append(Object.assign(document.createElement('iframe'), {src: url}))",
            address,
        )
    assert (failing.value.url, failing.value.failure) == (address, "net::ERR_BLOCKED_BY_RESPONSE")
