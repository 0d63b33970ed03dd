"""``undo_import RUN``: withdraw the articles that an import made."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.editing import UndoRefusedError, undo_run
from articles.models import COMMAND_LINE, ImportRun, User


class Command(BaseCommand):
    """Undo an import run."""

    help = (
        "Withdraw the articles that an import run made, unless somebody has touched them since. "
        "What stays is listed with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN", help="the number of the run")
        parser.add_argument(
            "--user",
            metavar="NAME",
            help="the account for the history (default: the only administrator)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Undo the run, and list what stays."""
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no import run {options['run']}.")
        try:
            done = undo_run(run, user_named(options["user"]), COMMAND_LINE)
        except UndoRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"withdrawn {done.withdrawn:>10,}")
        for reason, number in done.kept.most_common():
            self.stdout.write(f"kept      {number:>10,} {reason}")
        for pk, headline, reason in done.examples:
            self.stdout.write(f"  article {pk}, “{headline}”: {reason}")
        if not done.withdrawn:
            self.stdout.write("There was nothing to withdraw.")


def user_named(name: str | None) -> User:
    """Return the account with this name; without a name, the only administrator. Raises CommandError."""
    if name:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account called {name}.")
        return user
    administrators = list(User.objects.filter(is_superuser=True, is_active=True)[:2])
    if len(administrators) != 1:
        raise CommandError("Name your account, for the history of the articles: --user NAME.")
    return administrators[0]
