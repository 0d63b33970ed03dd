"""Every text of the interface is translated into every language, and the compiled catalogues are current."""

import gettext
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
TOOLS = ("xgettext", "msgmerge", "msgattrib", "msgfmt")

needs_gettext = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason="gettext is not installed here: it reads the texts out of the code",
)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder locale/ after makemessages, in a copy of the project."""
    copy = tmp_path_factory.mktemp("messages")
    for name in ("articles", "newsarchive", "templates", "locale"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages"], cwd=copy, check=True, capture_output=True, timeout=120
    )
    return copy / "locale"


def catalogue(folder: Path, code: str) -> Path:
    return folder / code / "LC_MESSAGES" / "django.po"


def selected(which: str, path: Path) -> str:
    """Return the messages of a catalogue that msgattrib selects, or ""."""
    command: list[str | Path] = ["msgattrib", "--no-obsolete", which, "--no-location", path]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("msgid"))


@needs_gettext
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated(collected: Path, code: str) -> None:
    for which in ("--untranslated", "--only-fuzzy"):
        assert selected(which, catalogue(collected, code)) == "", "run script/messages, then translate these"


@needs_gettext
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_catalogue_holds_no_text_that_the_code_has_not(collected: Path, code: str) -> None:
    kept = catalogue(ROOT / "locale", code).read_text(encoding="utf-8")
    assert kept == catalogue(collected, code).read_text(encoding="utf-8"), "run script/messages"


@needs_gettext
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_compiled_file_is_that_of_the_catalogue(tmp_path: Path, code: str) -> None:
    kept = catalogue(ROOT / "locale", code)
    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "--output-file", made, kept], check=True, timeout=60)
    assert messages(kept.with_suffix(".mo")) == messages(made), "run script/messages"


def messages(path: Path) -> dict[object, str]:
    with path.open("rb") as file:
        found: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return found
