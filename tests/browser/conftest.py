"""A complete archive, started as a new user would, and a real Chromium browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS = 120
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True, slots=True)
class Archive:
    """A running archive: its URL and the one-time password it printed."""

    url: str
    password: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str, server: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server stopped before it was ready:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server was not ready after {START_SECONDS} s:\n{log.read_text()}")


def _printed_password(log: Path) -> str:
    """Wait for the one-time password, which may be printed after the first response."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(r"password (\S+)\n", log.read_text()):
            return found.group(1)
        time.sleep(0.1)
    raise RuntimeError(f"The start printed no password:\n{log.read_text()}")


@pytest.fixture(scope="package")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The archive after its first start, with sample articles and an administrator."""
    folder = tmp_path_factory.mktemp("archive")
    log = folder / "server.log"
    port = _free_port()
    unset = {"DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"DATA_DIR": str(folder / "var"), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runarchive"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, server, log)
        yield Archive(url, _printed_password(log))
    finally:
        server.terminate()
        server.wait(timeout=60)


# Not for the whole session: while Playwright's event loop runs, Django refuses to use its database.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium. The tests are skipped, with a reason, if none is installed."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine (install it, or name it in CHROMIUM)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A new browser profile that connects only to the archive. Parametrise with launch options."""
    options = getattr(request, "param", {})
    made = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    yield made
    made.close()


@pytest.fixture
def desk(page: Page, archive: Archive) -> Page:
    """The admin, signed in with the one-time password."""
    page.goto(f"{archive.url}/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(archive.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Articles", exact=True).first).to_be_visible()
    return page


@pytest.fixture
def page(context: BrowserContext, archive: Archive, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab. Any console error fails the test, and a failed test saves a screenshot."""
    opened = context.new_page()
    complaints: list[str] = []
    visited: set[str] = set()  # pages that return errors are checked by each test
    opened.on("request", lambda sent: visited.add(sent.url) if sent.is_navigation_request() else None)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"] not in visited:
            complaints.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    asked: list[str] = []
    opened.on("request", lambda sent: asked.append(sent.url))
    failed_before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed_before:
        folder = ROOT / "tests" / "screenshots"
        folder.mkdir(exist_ok=True)
        opened.screenshot(path=folder / f"{request.node.name[:80]}.png", full_page=True)
    assert complaints == [], "the page complained in the console"
    foreign = [url for url in asked if not url.startswith((archive.url, "data:", "blob:"))]
    assert foreign == [], "the page asked another host for something"
