"""Which management commands work without a database."""

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
    """Return the name of the management command, or None."""
    return next((each for each in argv[1:] if not each.startswith("-")), None)


def needs_database(argv: Sequence[str]) -> bool:
    """Whether the command in ``argv`` (like ``sys.argv``) needs a running server.

    Assume so for unknown commands: starting a server needlessly only costs a second.
    """
    arguments, command = list(argv[1:]), command_of(argv)
    if command is None or {"--help", "-h", "--version"} & set(arguments):
        return False
    if command == "check":
        return any(each.startswith("--database") for each in arguments)
    return command not in WITHOUT_DATABASE
