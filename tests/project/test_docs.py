"""The documents refer to files that exist, and the indexes list every document."""

import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))


def links(page: Path) -> list[tuple[str, str]]:
    """Return the relative links of a page: a file, and an anchor or ""."""
    found = re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8"))
    return [(path, heading) for path, heading in found]


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    text = re.sub(r"^(    .*|```.*?```)$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for path, heading in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        if heading:
            assert heading in headings(target), f"{path}#{heading}"


def test_the_index_lists_every_document() -> None:
    listed = {path for path, _ in links(DOCS / "README.md")}
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= listed


def test_the_list_of_decisions_says_what_each_of_them_says() -> None:
    text = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([0-9]+) \| \[(.+)\]\((.+)\) \| (\w+) \| ([0-9-]{10}) \|$", text, re.MULTILINE)
    written = []
    for path in DECISIONS:
        title, _, status = path.read_text(encoding="utf-8").split("\n")[:3]
        found = re.match(r"Status: (\w+), ([0-9-]{10})", status)
        assert found, f"{path.name} does not begin with its status"
        number, name = re.sub(r"^# ", "", title).split(". ", 1)
        written.append((number, name, path.name, found[1], str(date.fromisoformat(found[2]))))
    assert rows == written


def test_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_architecture_names_files_and_rooms_that_exist() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    known = [path for room in ("articles", "newsarchive") for path in (ROOT / room).rglob("*")]
    files, rooms = {path.name for path in known}, {path.name for path in known if path.is_dir()}
    rooms |= {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = set(re.findall(r"\b(\w+\.py)\b", text))
    assert len(named) > 40
    assert named <= files, named - files
    assert set(re.findall(r"\b(\w+)/", text)) <= rooms | {"articles"}
