"""Drop root privileges in one of three ways, then execute a command: WAY UID GID COMMAND…

identity.py runs this as a separate program, so that the launcher needs no code between fork and
exec. It uses only the standard library.
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
    """Become UID in a user namespace, with root's access to files outside but no privileges."""
    _checked(libc.unshare(CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} 0 1"), ("gid_map", f"{gid} 0 1")):
        Path(f"/proc/self/{name}").write_text(text)


def become_user(uid: int, gid: int) -> None:
    """Become UID and GID permanently, with no supplementary groups."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def let_access_know(libc: ctypes.CDLL) -> None:
    """Make access(2) respect the capability of keep_passing_doors(): PostgreSQL finds its programs with it.

    Some containers forbid this. The server then still starts if its programs are in open folders.
    """
    kept = libc.prctl(PR_GET_SECUREBITS, 0, 0, 0, 0)
    libc.prctl(PR_SET_SECUREBITS, kept | SECBIT_NO_SETUID_FIXUP, 0, 0, 0)


def keep_passing_doors(libc: ctypes.CDLL) -> None:
    """Keep the capability to enter closed folders across exec. Call this after become_user()."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable for capabilities 0-31, then the same for 32-63
    one = 1 << CAP_DAC_OVERRIDE
    _checked(libc.capset(header, (ctypes.c_uint32 * 6)(one, one, one, 0, 0, 0)))
    _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))


def main(way: str, uid: int, gid: int, command: list[str]) -> None:
    """Drop privileges, then replace this process. Raises OSError if the system forbids it."""
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
