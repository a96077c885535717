"""PostgreSQL refuses to run as root: here root becomes a system user without rights.

Owns that user and what it may reach. Everybody else runs PostgreSQL as themselves."""

import logging
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from onward.embedded.child import SystemUser
from onward.errors import CannotStartError

USER_NAME = "onward-postgres"

log = logging.getLogger(__name__)


def database_user() -> SystemUser | None:
    """The user PostgreSQL has to run as, made when missing; None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(USER_NAME)
    except KeyError:
        entry = _make_user()
    return SystemUser(entry.pw_uid, entry.pw_gid, USER_NAME)


def _make_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER_NAME]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotStartError(
            f"PostgreSQL does not run as root, and the system user `{USER_NAME}` could not be made "
            f"({error}). Run Onward as another user, or make it: useradd --system {USER_NAME}"
        ) from error
    return pwd.getpwnam(USER_NAME)


def let_through(user: SystemUser | None, target: Path) -> None:
    """Let `user` pass through the directories above `target`, and no more: not list, not read.

    A home directory is often closed to others, and both the programs and the data may lie in it."""
    if user is None:
        return
    for directory in target.resolve().parents:
        status = directory.stat()
        if status.st_uid == user.uid or status.st_mode & stat.S_IXOTH:
            continue
        log.warning("letting the user %s pass through %s (chmod o+x)", user.name, directory)
        directory.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def let_run(user: SystemUser | None, installation: Path) -> None:
    """Let `user` read and run the files of an installation that a strict umask has closed."""
    if user is None:
        return
    let_through(user, installation)
    for path in (installation, *installation.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))


def give(user: SystemUser | None, directory: Path) -> None:
    """Make a directory that belongs to `user` and that nobody else may enter."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(directory, user.uid, user.gid)
    directory.chmod(0o700)
