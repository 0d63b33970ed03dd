"""A process with columns, for tests to look into and to kill: DATABASE FOLDER

It looks at the database over and over. To every line it is sent it answers with a digest of what it has.
"""

import hashlib
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import django


def main(database: str, folder: str) -> None:
    """Run until the standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from articles.search.columns.store import Store
    from tests.search.columns.support import contents, look

    store = Store(Path(folder), small=0, tail=3)
    lock = threading.Lock()

    def search() -> None:
        while True:
            with lock:
                look(store)
            time.sleep(0.002)

    threading.Thread(target=search, daemon=True).start()
    for _ in sys.stdin:
        with lock:
            while (snapshot := look(store)) is None:
                time.sleep(0.01)
        sys.stdout.write(f"{digest(contents(snapshot))}\n")
        sys.stdout.flush()
    os._exit(0)


def digest(held: Mapping[int, object]) -> str:
    """The same for the same articles."""
    return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
