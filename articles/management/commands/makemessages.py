"""``makemessages`` for this archive's files and languages, with stable output."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages
from django.template import engines

PUBLIC = "templates/public/"
LEFT_OUT = (".venv", "tests", "benchmarks")


class BuildFile(makemessages.BuildFile):
    """Extracts texts from Jinja2 templates, which Django cannot read."""

    def preprocess(self) -> None:
        """Write the translation calls as Python, for xgettext."""
        if PUBLIC not in self.path:
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        calls = engines["jinja2"].env.extract_translations(source)  # type: ignore[attr-defined]
        Path(self.work_path).write_text("".join(map(_call, calls)), encoding="utf-8")


def _call(found: tuple[int, str, str | tuple[str | None, ...]]) -> str:
    _line, function, given = found
    texts = given if isinstance(given, tuple) else (given,)
    return f"{function}({', '.join(repr(text) for text in texts if text is not None)})\n"


class Command(makemessages.Command):
    help = "Bring locale/ up to date with the texts marked in code and templates. Needs xgettext."
    build_file_class = BuildFile

    def handle(self, *args: Any, **options: Any) -> None:
        options["ignore_patterns"] = [*options["ignore_patterns"], *LEFT_OUT]
        if not options["locale"]:
            options["locale"] = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        options |= {"no_wrap": True, "no_obsolete": True, "add_location": "file"}
        super().handle(*args, **options)

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Write the catalogue without its creation date, which would change the file every time."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        catalogue = path.read_text(encoding="utf-8")
        lasting = re.sub(r'^"POT-Creation-Date:.*\n', "", catalogue, flags=re.MULTILINE)
        path.write_text(lasting, encoding="utf-8")
