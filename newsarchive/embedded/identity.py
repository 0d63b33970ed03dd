"""Choose as whom PostgreSQL runs, since it refuses to run as root.

An ordinary user runs it as themselves. Root has several ways, tried in this order:

1. a cluster that belongs to somebody else runs as its owner;
2. a user namespace in which root's files belong to an ordinary user: nothing changes
   hands, and folders that only root may enter stay closed to all others;
3. where the machine forbids user namespaces (most containers), an unprivileged account that
   is given the cluster, and, only if it could not reach the cluster or the programs
   otherwise, the capability to pass through closed folders. No folder is ever opened up.
"""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_BECOME = Path(__file__).with_name("become.py")
_PREFERRED_ACCOUNTS = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Identity:
    """As whom the server runs.

    ``prefix`` stands before every command line; ``uid`` and ``gid`` are the ones that its
    files have to carry, seen from outside.
    """

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def give(self, *paths: Path) -> None:
        """Make the server the owner of these paths (each alone, nothing below it)."""
        for path in paths:
            status = path.lstat()
            if (status.st_uid, status.st_gid) != (self.uid, self.gid) and os.geteuid() == 0:
                os.lchown(path, self.uid, self.gid)

    def give_tree(self, top: Path) -> None:
        """Make the server the owner of a folder and of all that is in it."""
        if top.lstat().st_uid != self.uid:
            self.give(top, *top.rglob("*"))


def choose(cluster: Path, run_dir: Path, program: Path) -> Identity | None:
    """The first identity that can reach the folders and the program; None if there is none.

    ``cluster`` need not exist; ``run_dir`` must.
    """
    if os.geteuid() != 0:
        return Identity((), os.geteuid(), os.getegid())
    owner = cluster.stat() if cluster.exists() else None
    for identity in _candidates(owner):
        if _reaches(identity, run_dir.parent, program):
            return identity
    return None


def _candidates(owner: os.stat_result | None) -> list[Identity]:
    account = _account()
    if owner is not None and owner.st_uid != 0:
        uid, gid = owner.st_uid, owner.st_gid
        return [_becoming(way, uid, gid, uid, gid) for way in ("user", "user-passing-doors")]
    uid, gid = account.pw_uid, account.pw_gid
    return [
        _becoming("namespace", uid, gid, 0, 0),
        _becoming("user", uid, gid, uid, gid),
        _becoming("user-passing-doors", uid, gid, uid, gid),
    ]


def _becoming(way: str, uid: int, gid: int, file_uid: int, file_gid: int) -> Identity:
    # -I -S: nothing from the environment or the current folder runs before root is given up.
    prefix = (sys.executable, "-I", "-S", str(_BECOME), way, str(uid), str(gid))
    return Identity(prefix, file_uid, file_gid)


def _account() -> pwd.struct_passwd:
    """An account other than root's; initdb insists on one that has a name."""
    for name in _PREFERRED_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)


def _reaches(identity: Identity, folder: Path, program: Path) -> bool:
    probe = ("/bin/sh", "-c", 'test -x "$1" && test -x "$2"', "probe", str(folder), str(program))
    try:
        done = subprocess.run([*identity.prefix, *probe], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
