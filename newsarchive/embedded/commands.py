"""Which management commands can do without the database."""

from collections.abc import Sequence

WITHOUT_DATABASE = frozenset(
    {
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "evaluate_extraction",
        "extract_text",
        "findstatic",
        "help",
        "makemessages",
        "startapp",
        "startproject",
        "train_recognizer",
        "version",
    }
)


def command_of(argv: Sequence[str]) -> str | None:
    """The name of the management command, if there is one."""
    return next((each for each in argv[1:] if not each.startswith("-")), None)


def needs_database(argv: Sequence[str]) -> bool:
    """Whether ``manage.py``, called with ``sys.argv``-like ``argv``, needs a running server.

    Anything unknown does: starting a server in vain costs a second, doing without it an error.
    """
    arguments, command = list(argv[1:]), command_of(argv)
    if command is None or {"--help", "-h", "--version"} & set(arguments):
        return False
    if command == "check":
        return any(each.startswith("--database") for each in arguments)
    return command not in WITHOUT_DATABASE
