#!/usr/bin/env python3
"""The archive's command line: every command runs against the archive's own database."""

import os
import sys


def main() -> int:
    """Run one management command, starting the embedded PostgreSQL for as long as it is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    try:
        from articles.commandline import run  # noqa: PLC0415  (importing takes long enough for a Ctrl-C)

        return run(sys.argv)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
