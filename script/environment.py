"""Create the virtual environment: environment.py PROJECT-FOLDER LOCK-FILE.

Runs on the system's Python with only the standard library. Creates PROJECT-FOLDER/.venv with the
packages of the lock file, and a record of its contents, so that the next call can
return immediately.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Lock files that include all packages of other ones, so installing one of them covers both.
INCLUDES = {"requirements-dev.txt": ["requirements.txt"]}


class Environment:
    """The virtual environment of one copy of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.note = self.folder / "installed.json"
        self.unfinished = self.folder / "installing"

    def checksum(self, lock: str) -> str:
        """Hash the contents of a lock file."""
        return hashlib.sha256((self.root / lock).read_bytes()).hexdigest()

    def holds(self, lock: str, version: str) -> bool:
        """Whether all packages of this version of the lock file are installed."""
        try:
            note = json.loads(self.note.read_text())
        except (OSError, ValueError):
            return False
        return bool(note.get("python") == version and note.get(lock) == self.checksum(lock))

    def usable_version(self) -> str | None:
        """Return the version and location of the environment's own Python.

        None if it does not run (any more), if an installation was cut short, or if the caller
        requests another Python.
        """
        if self.unfinished.exists():
            return None
        command = [str(self.python), "-c", "import pip, sys; print(sys.version, sys.prefix)"]
        try:
            version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return None
        wished = sys.version if "PYTHON" in os.environ else ""
        return version if version.startswith(wished) else None

    def create(self) -> None:
        """Recreate it, without packages."""
        if self.folder.exists():
            say("The environment .venv is broken, incomplete or from another Python: making a new one.")
            shutil.rmtree(self.folder)
        try:
            subprocess.run([sys.executable, "-m", "venv", str(self.folder)], capture_output=True, check=True)
        except subprocess.CalledProcessError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            sys.exit(explain_venv_failure(error.stdout.decode() + error.stderr.decode()))

    def install(self, lock: str) -> None:
        """Install the packages of a lock file, checking their hashes."""
        self.unfinished.touch()
        self.note.unlink(missing_ok=True)
        command = [str(self.python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        command += ["--no-input", "--require-hashes", "-r", str(self.root / lock)]
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
            sys.exit(
                f"The packages of {lock} could not be installed; see pip's messages above. "
                "The first run needs the network. Nothing else was changed; run it again once that is fixed."
            )
        held = {name: self.checksum(name) for name in [lock, *INCLUDES.get(lock, [])]}
        self.unfinished.unlink()
        self.note.write_text(json.dumps({"python": self.usable_version(), **held}))


def explain_venv_failure(words: str) -> str:
    """Return advice for when ``python -m venv`` fails; Debian splits Python into several packages."""
    if "ensurepip" in words or "No module named venv" in words:
        major, minor = sys.version_info[:2]
        return (
            f"{sys.executable} lacks the module that makes virtual environments. On Debian or Ubuntu: "
            f"apt-get install python{major}.{minor}-venv (or python3-venv), then run this again."
        )
    return f"The virtual environment could not be created:\n{words.strip()}"


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def main(root: Path, lock: str) -> None:
    """Update the environment to the lock file; returns at once if it is up to date."""
    # Lock the folder: two scripts started together must not install at the same time.
    folder = os.open(root / "script", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        bring_up_to_date(Environment(root), lock)
    finally:
        os.close(folder)


def bring_up_to_date(environment: Environment, lock: str) -> None:
    """Install missing packages, in a new environment if the old one cannot be used."""
    version = environment.usable_version()
    if version is not None and environment.holds(lock, version):
        return
    begin = time.monotonic()
    say(f"Installing the packages of {lock} into .venv (only once; about a minute) ...")
    if version is None:
        environment.create()
    environment.install(lock)
    say(f"Installed in {time.monotonic() - begin:.0f} s.")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next run will start the installation again.")
    except OSError as error:
        sys.exit(f"The virtual environment could not be created: {error}.")
