"""Become another program that cannot outlive the process that asked for it.

Run as a script, never imported: `launch.py PARENT SIGNAL UID GID PROGRAM [ARGUMENT ...]`. A script
of its own, because Python code between fork and exec may deadlock in a process with threads. Only
the standard library is available here, and no module of Onward."""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
EXIT_NO_PARENT = 111
EXIT_NOT_RUNNABLE = 126


def die_with_parent(death_signal: int) -> None:
    """Ask the kernel for `death_signal` when the parent ends. Only Linux can; elsewhere orphans are
    found and ended at the next start."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)


def become(uid: int, gid: int) -> None:
    """Give up root for the given user. A uid below zero means: stay who we are."""
    if uid < 0:
        return
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    os.chdir("/")  # where we were may be closed to that user


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid = (int(argument) for argument in arguments[:4])
    program = arguments[4:]
    become(uid, gid)
    # After `become`: changing the user clears the wish.
    die_with_parent(death_signal)
    if os.getppid() != parent:  # it ended before the wish was heard
        sys.exit(EXIT_NO_PARENT)
    try:
        os.execv(program[0], program)
    except OSError as error:
        print(f"cannot run {program[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(EXIT_NOT_RUNNABLE)


if __name__ == "__main__":
    main(sys.argv[1:])
