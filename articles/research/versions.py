"""Which software answers."""

import tomllib
from functools import cache

from django.conf import settings

from articles.exports.citations.citation import ARCHIVE


@cache
def software() -> str:
    """Name and version, as pyproject.toml has it: "News Archive 0.1.0"."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return f"{ARCHIVE} {project['project']['version']}"
