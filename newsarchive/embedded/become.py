"""Give up root in one of three ways, then become the command: WAY UID GID COMMAND…

Run as a program of its own (by identity.py), so that the launcher needs no code between
fork and exec. Uses the standard library alone.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS = 8
PR_GET_SECUREBITS, PR_SET_SECUREBITS = 27, 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def enter_namespace(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Stay root for the files outside, be UID and without privileges inside."""
    _checked(libc.unshare(CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} 0 1"), ("gid_map", f"{gid} 0 1")):
        Path(f"/proc/self/{name}").write_text(text)


def become_user(uid: int, gid: int) -> None:
    """Be UID and GID for good, with no other groups."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def let_access_know(libc: ctypes.CDLL) -> None:
    """Have access(2) count what keep_passing_doors() keeps, too: PostgreSQL looks for its programs with it.

    Some containers forbid it. The server starts nonetheless where its programs lie in open folders.
    """
    kept = libc.prctl(PR_GET_SECUREBITS, 0, 0, 0, 0)
    libc.prctl(PR_SET_SECUREBITS, kept | SECBIT_NO_SETUID_FIXUP, 0, 0, 0)


def keep_passing_doors(libc: ctypes.CDLL) -> None:
    """After becoming a user: keep, over exec, the right to enter folders that are closed to it."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable for capabilities 0-31, then the same for 32-63
    one = 1 << CAP_DAC_OVERRIDE
    _checked(libc.capset(header, (ctypes.c_uint32 * 6)(one, one, one, 0, 0, 0)))
    _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))


def main(way: str, uid: int, gid: int, command: list[str]) -> None:
    """Change over, then replace this process. Raises OSError where the machine forbids it."""
    if way == "user":
        become_user(uid, gid)
    else:
        libc = ctypes.CDLL(None, use_errno=True)
        if way == "namespace":
            enter_namespace(libc, uid, gid)
        else:
            _checked(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
            let_access_know(libc)
            become_user(uid, gid)
            keep_passing_doors(libc)
    os.execv(command[0], command)  # noqa: S606  (no shell is the point)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
