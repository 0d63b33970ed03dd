"""``check_precision``: how often extraction is right, from the names that editors have checked."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.editing import draw_daily, undecided
from articles.overview.gold_export import gold_records
from articles.overview.precision import GROUPS, Precision, precision_by

NOTHING = (
    "No name has been checked yet. The worker draws ten a day (or run this command with --draw). Editors say"
    " in the admin, under “Names to check”, whether they are right."
)


class Command(BaseCommand):
    """manage.py check_precision [--by GROUP…] [--draw] [--json] [--export FILE]"""

    help = (
        "Print how many of the names that were drawn at random and checked by editors are right, with the"
        " interval in which the share of the whole archive lies in 95 of 100 cases."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", nargs="+", choices=GROUPS, default=["kind"], help="tables to print")
        parser.add_argument("--draw", action="store_true", help="first draw the names of today")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--export",
            type=Path,
            help="write editors' decisions as gold for evaluate_extraction and train_recognizer",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the tables; draw and export if asked to."""
        if options["draw"]:
            self.stderr.write(f"{draw_daily()} names drawn.")
        if options["export"]:
            self._export(options["export"])
        tables = {group: precision_by(group) for group in options["by"]}
        if options["json"]:
            self.stdout.write(json.dumps({group: _as_json(found) for group, found in tables.items()}))
        elif not any(tables.values()):
            self.stdout.write(NOTHING)
        else:
            for group, found in tables.items():
                self.stdout.write(_as_table(group, found))
            self.stdout.write(f"{undecided().count():,} more are waiting for an editor.")

    def _export(self, path: Path) -> None:
        number = 0
        try:
            with path.open("w", encoding="utf-8") as lines:
                for record in gold_records():
                    lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                    number += 1
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"{number:,} articles with decisions written to {path}.")


def _as_json(found: dict[str, Precision]) -> dict[str, dict[str, Any]]:
    return {
        value: {
            "right": each.right,
            "checked": each.checked,
            "percent": each.percent,
            "interval": each.interval,
        }
        for value, each in found.items()
    }


def _as_table(group: str, found: dict[str, Precision]) -> str:
    lines = [f"{group:24}{'right':>8}{'checked':>9}{'percent':>9}   95 % interval"]
    for value, each in found.items():
        low, high = each.interval
        lines.append(
            f"{(value or '(none)')[:23]:24}{each.right:8,}{each.checked:9,}{each.percent:9}   {low}–{high}"
        )
    return "\n".join(lines)
