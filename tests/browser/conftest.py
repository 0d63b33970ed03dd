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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS = 300
SCREEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
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
    with started(tmp_path_factory.mktemp("archive")) as running:
        yield running


@contextmanager
def started(folder: Path) -> Iterator[Archive]:
    """Start an archive whose data are in ``folder / "var"``."""
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
    made = browser.new_context(**{**SCREEN, **getattr(request, "param", {})})
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
    with watched(opened, archive, request):
        yield opened


@pytest.fixture(scope="module")
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The tab of ``shared_page``. Parametrise with launch options."""
    context = browser.new_context(**{**SCREEN, **getattr(request, "param", {})})
    yield context.new_page()
    context.close()


@pytest.fixture
def shared_page(tab: Page, archive: Archive, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One tab for all tests of a file, which saves starting a profile for each. Tests only look at pages."""
    with watched(tab, archive, request):
        yield tab


@contextmanager
def watched(page: Page, archive: Archive, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test for any error in the console, and save a screenshot if the test fails."""
    complaints: list[str] = []
    visited: set[str] = set()  # pages that return errors are checked by each test
    asked: list[str] = []

    def note_request(sent: Request) -> None:
        asked.append(sent.url)
        if sent.is_navigation_request():
            visited.add(sent.url)

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"] not in visited:
            complaints.append(message.text)

    def note_error(error: Error) -> None:
        complaints.append(str(error))

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", note_error)
    failed_before = request.session.testsfailed
    yield
    if request.session.testsfailed > failed_before:
        folder = ROOT / "tests" / "screenshots"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name[:80]}.png", full_page=True)
    page.remove_listener("request", note_request)
    page.remove_listener("console", note_message)
    page.remove_listener("pageerror", note_error)
    assert complaints == [], "the page complained in the console"
    foreign = [url for url in asked if not url.startswith((archive.url, "data:", "blob:"))]
    assert foreign == [], "the page asked another host for something"
