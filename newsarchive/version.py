"""The version of the software."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """Return the version in pyproject.toml, such as "0.2.0"."""
    text = (Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
