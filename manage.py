#!/usr/bin/env python3
"""The archive's command line: every command runs against the archive's own database."""

import os
import sys


def main() -> int:
    """Run one management command, starting the embedded PostgreSQL for as long as it is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    from newsarchive.commandline import run  # noqa: PLC0415  (settings are read on import)

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
