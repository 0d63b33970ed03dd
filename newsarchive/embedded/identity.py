"""Chooses the account that runs PostgreSQL, which refuses to run as root.

Ordinary users run it as themselves. For root there are several ways, tried in this order:

1. If the cluster belongs to another account, run as its owner.
2. Use a user namespace in which root's files belong to an ordinary user. No ownership changes, and
   folders that only root may enter stay closed to others.
3. If user namespaces are forbidden (as in most containers), use an unprivileged account and make it
   the owner of the cluster. Only if it cannot reach the cluster or the programs, it also gets the
   capability to enter closed folders. No folder's permissions are ever widened.
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
    """The account that runs the server.

    ``prefix`` goes before every command line; ``uid`` and ``gid`` must own its files, as seen from
    outside any namespace.
    """

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def give(self, *paths: Path) -> None:
        """Make the server's account own these paths, but not their contents."""
        for path in paths:
            status = path.lstat()
            if (status.st_uid, status.st_gid) != (self.uid, self.gid) and os.geteuid() == 0:
                os.lchown(path, self.uid, self.gid)

    def give_tree(self, top: Path) -> None:
        """Make the server's account own a folder and everything in it."""
        if top.lstat().st_uid != self.uid:
            self.give(top, *top.rglob("*"))


def choose(cluster: Path, run_dir: Path, program: Path) -> Identity | None:
    """Return the first identity that can reach the folders and the program, or None.

    ``run_dir`` must exist; ``cluster`` need not.
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
    # -I -S: no code from the environment or the current folder runs before root privileges are dropped.
    prefix = (sys.executable, "-I", "-S", str(_BECOME), way, str(uid), str(gid))
    return Identity(prefix, file_uid, file_gid)


def _account() -> pwd.struct_passwd:
    """Return an account other than root; initdb requires one with a name."""
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
