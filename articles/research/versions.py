"""Name and version of the software."""

import tomllib
from functools import cache

from django.conf import settings

from articles.exports.citations.citation import ARCHIVE


@cache
def software() -> str:
    """Return name and version, read from pyproject.toml: "News Archive 0.2.0"."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return f"{ARCHIVE} {project['project']['version']}"
