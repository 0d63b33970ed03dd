"""``merge_people``: bring together people who have several pages under forms of one name."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import editing
from articles.editing.people_twice import MergeProposal, propose_people
from articles.editing.unmerging import describe, unmerge
from articles.models import Entity

FOLDER = "merges"


class Command(BaseCommand):
    """manage.py merge_people [--apply | --undo FILE]"""

    help = (
        "List people who have several pages under short forms or spellings of one name (Chuck and Charles "
        "Schumer), and say which of them are surely one person. With --apply, merge these."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--apply", action="store_true", help="merge the people who are surely the same")
        what.add_argument("--undo", type=Path, metavar="FILE", help="undo the merges that FILE lists")

    def handle(self, *_args: Any, apply: bool, undo: Path | None, **_options: Any) -> None:
        """List, merge or undo."""
        if undo is not None:
            self._undo(undo)
            return
        proposals = propose_people()
        sure = [each for each in proposals if not each.doubt]
        if apply and sure:
            self._merge(sure)
            return
        for each in proposals:
            self.stdout.write(_line(each))
        self.stdout.write(f"{len(sure)} sure, {len(proposals) - len(sure)} in doubt. Nothing was changed.")

    def _merge(self, sure: list[MergeProposal]) -> None:
        """Merge, one proposal at a time, noting first in a file what each takes away."""
        folder = settings.DATA_DIR / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"people-{_now():%Y%m%d-%H%M%S}.jsonl"
        merged = 0
        with path.open("x", encoding="utf-8") as notes:
            for each in sure:
                known = Entity.objects.in_bulk([person.id for person in each.people])
                found = [known[person.id] for person in each.people if person.id in known]
                if len(found) < 2:
                    continue  # merged or deleted meanwhile
                for other in found[1:]:
                    notes.write(json.dumps(describe(other, found[0])) + "\n")
                notes.flush()
                editing.merge(found[0], found[1:])
                merged += len(found) - 1
                self.stdout.write(_line(each))
        pages = "1 page was" if merged == 1 else f"{merged:,} pages were"
        self.stdout.write(f"{pages} merged into others. To undo it: merge_people --undo {path}")

    def _undo(self, path: Path) -> None:
        try:
            merged = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            wanted = {"kept", "id", "links", "mentions"}
            if not all(isinstance(each, dict) and wanted <= each.keys() for each in merged):
                raise ValueError("it is not a list of merges")
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        articles = unmerge(reversed(merged))
        self.stdout.write(f"The merges were undone, in {articles:,} articles.")


def _now() -> datetime:
    return timezone.localtime()


def _line(proposal: MergeProposal) -> str:
    """Return "Chuck Schumer (120 articles, 2006-2020) = Charles Schumer (7 articles, 2007-2009)"."""
    people = " = ".join(
        f"{person.name} ({person.articles:,} articles{', ' if person.years else ''}{person.years})"
        for person in proposal.people
    )
    return f"{people}: in doubt, {proposal.doubt}" if proposal.doubt else people
