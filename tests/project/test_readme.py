"""README.md and docs/operations.md list exactly the variables that the archive reads."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:\bread_\w+|\bgetenv|\benviron\.get)\(\s*"([A-Z_]+)"|\bos\.environ\["([A-Z_]+)"\]')
# Set by the image: its folder is a volume, and PORT is the host's port in front of the container.
IN_THE_IMAGE = {"DATA_DIR", "PORT"}


def variables_read() -> set[str]:
    code = [path for folder in ("newsarchive", "articles") for path in (ROOT / folder).rglob("*.py")]
    found = [match for path in code for match in READ.findall(path.read_text(encoding="utf-8"))]
    return {name or subscript for name, subscript in found}


def variables_listed(page: str) -> list[str]:
    """Return the names in the first column of the table of variables."""
    text = (ROOT / page).read_text(encoding="utf-8")
    table = re.search(r"^\| variable \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, f"{page} has no table of variables"
    return [name for row in table[1].splitlines() for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])]


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md"])
def test_the_tables_list_every_variable_that_is_read_and_no_other(page: str) -> None:
    listed = variables_listed(page)
    assert sorted(listed) == sorted(variables_read())


def test_containers_pass_every_variable_on() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    passed = set(compose["x-archive"]["environment"])
    assert passed == variables_read() - IN_THE_IMAGE
