"""``propose_merges``: list entities that may be the same, and merge those that surely are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.editing.duplicates import clusters, merge_sure, refresh_proposals
from articles.management.commands.undo_import import user_named
from articles.models import DuplicateProposal, User

SHOWN = 50


class Command(BaseCommand):
    """Propose merges of entities."""

    help = (
        "List people, organisations and places that may be the same, most articles first. Those that an "
        "editor told apart are left out. Nothing is changed without --merge."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", choices=["person", "organisation", "place"], help="only these")
        parser.add_argument(
            "--limit", type=int, default=SHOWN, metavar="N", help=f"list at most N (default: {SHOWN})"
        )
        parser.add_argument(
            "--merge",
            action="store_true",
            help="merge the sure ones: names that differ only in accents, capitals, hyphens and full stops, "
            "and short forms of a rare name; each merge can be undone in the admin",
        )
        parser.add_argument(
            "--user", metavar="NAME", help="the account for the history (default: the only administrator)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find the proposals again, list them, and merge if asked to."""
        if options["limit"] < 0:
            raise CommandError("--limit has to be 0 or more.")
        user: User | None = user_named(options["user"]) if options["merge"] else None
        number = refresh_proposals()
        found = DuplicateProposal.objects.all()
        if options["kind"]:
            found = found.filter(kind=options["kind"])
        if options["merge"]:
            self._merge(list(found.filter(is_sure=True)), user)
        for cluster in clusters(list(found[: options["limit"]])):
            proposal = cluster.proposal
            names = "; ".join(
                f"{each.entity.name} (id {each.entity.pk}, {each.number})" for each in cluster.members
            )
            sure = ", sure" if proposal.is_sure else ""
            self.stdout.write(f"{proposal.kind}, {proposal.get_reason_display().lower()}{sure}: {names}")
        left = found.count()
        self.stdout.write(f"{left:,} proposed" + (f" of {number:,}" if left != number else ""))

    def _merge(self, sure: list[DuplicateProposal], user: User | None) -> None:
        merged = 0
        for change in merge_sure(sure, user):
            self.stdout.write(f"{change.summary} Undo it as change {change.pk}.")
            merged += 1
        DuplicateProposal.objects.filter(pk__in=[each.pk for each in sure]).delete()
        self.stdout.write(f"{merged:,} merged")
