"""Run one of PostgreSQL's programs on the embedded server: PROGRAM ARGUMENTS…

The server is started if needed, and the program gets its address from the environment.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parents[2]


def main(command: list[str]) -> int:
    """Run the program and return its exit code, or 2 if it could not be started."""
    if os.environ.get("DATABASE_URL"):
        sys.stderr.write(
            "DATABASE_URL is set: use that server's own programs, with --dbname=$DATABASE_URL.\n"
        )
        return 2
    # The same folder as in the settings; relative paths start at the project.
    server = EmbeddedPostgres(PROJECT / (os.environ.get("DATA_DIR", "").strip() or "var"))
    address = server.dsn()
    address["DATABASE"] = address.pop("NAME")
    where = {f"PG{name}": value for name, value in address.items()}
    try:
        program = server.program(command[0] if command else "psql")
        if not program.is_file():
            raise EmbeddedPostgresError(f"There is no program called {program.name} in {program.parent}.")
        with server.lease():
            # Ctrl-C is for the program: psql stops a query with it.
            signal.signal(signal.SIGINT, lambda *_: None)
            return subprocess.run(
                [program, *command[1:]], env={**os.environ, **where}, check=False
            ).returncode
    except KeyboardInterrupt:
        return 130
    except EmbeddedPostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
