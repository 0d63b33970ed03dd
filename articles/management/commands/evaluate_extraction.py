"""``evaluate_extraction``: measure extraction against hand-annotated corpora."""

import json
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.extraction.backends import load
from articles.extraction.evaluation.gold import GoldError, read_gold
from articles.extraction.evaluation.scoring import EvaluationReport, evaluate


class Command(BaseCommand):
    """manage.py evaluate_extraction GOLD… [--backend NAME…] [--articles FILE] [--json] [--limit N]"""

    help = "Print precision, recall and F1 by kind, the errors by type and the speed for each gold file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "gold",
            nargs="+",
            type=Path,
            help="IEER JSONL, CoNLL columns, Reuters tags, decisions or judgements",
        )
        parser.add_argument(
            "--backend",
            nargs="+",
            help="compare these values of EXTRACTION_BACKEND in one run: default, rules, spacy:MODEL",
        )
        parser.add_argument("--articles", type=Path, help="JSON lines with the texts of judged articles")
        parser.add_argument("--json", action="store_true", help="print one JSON object per file and backend")
        parser.add_argument("--limit", type=int, help="read only the first N documents of each file")

    def handle(
        self,
        *_args: Any,
        gold: list[Path],
        backend: list[str] | None,
        articles: Path | None,
        json: bool,
        limit: int | None,
        **_options: Any,
    ) -> None:
        """Evaluate each backend on each file and print the results."""
        loaded = [load(each) for each in backend or [settings.EXTRACTION_BACKEND]]
        for path in gold:
            try:
                documents = list(islice(read_gold(path, articles), limit))
            except (OSError, GoldError, ValueError) as error:
                raise CommandError(f"{path} cannot be read: {error}") from error
            for each in loaded:
                report = evaluate(documents, each.extract)
                show = as_json if json else as_table
                self.stdout.write(show(path, each.name, report))


def as_json(path: Path, extractor: str, report: EvaluationReport) -> str:
    """Format a report as one JSON line: scores by kind (0 to 1), errors by type, speed."""
    kinds = {
        kind: {
            "precision": round(counts.precision, 4),
            "recall": round(counts.recall, 4),
            "f1": round(counts.f1, 4),
            "right": counts.right,
            "found": counts.found,
            "gold": counts.gold,
        }
        for kind, counts in report.kinds.items()
    }
    return json.dumps(
        {
            "file": path.name,
            "extractor": extractor,
            "documents": report.documents,
            "tokens_per_second": _speed(report),
            "kinds": kinds,
            "errors": {kind: dict(errors.most_common()) for kind, errors in report.errors.items()},
        }
    )


def as_table(path: Path, extractor: str, report: EvaluationReport) -> str:
    """Format a report as a table, with scores in percent."""
    lines = [f"{path.name}: {report.documents} documents, {_speed(report):,} tokens per second ({extractor})"]
    lines.append(f"{'':22}{'P':>7}{'R':>7}{'F1':>7}{'right':>8}{'found':>8}{'gold':>8}")
    for kind, counts in report.kinds.items():
        figures = (counts.precision, counts.recall, counts.f1)
        percent = "".join(f"{100 * figure:7.1f}" for figure in figures)
        lines.append(f"{kind:22}{percent}{counts.right:8}{counts.found:8}{counts.gold:8}")
    for kind, errors in report.errors.items():
        shown = ", ".join(f"{error} {count}" for error, count in errors.most_common())
        lines.append(f"  {kind} errors: {shown}")
    return "\n".join(lines)


def _speed(report: EvaluationReport) -> int:
    return round(report.tokens / report.seconds) if report.seconds else 0
