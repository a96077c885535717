"""The one directory an installation on one machine lives in, and what lies where in it."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from onward.errors import CannotStartError
from onward.settings import RUNNING_FILE


class DataDirectory:
    """Paths below one directory. `create` makes it; `owned` holds it against a second owner."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.postgres = self.path / "postgres"
        self.temporal = self.path / "temporal"
        self.logs = self.path / "logs"
        self.first_login = self.path / "first-login.txt"
        self.secret = self.path / "secret-key"
        self.running = self.path / RUNNING_FILE

    def create(self) -> None:
        """Raises CannotStartError when it cannot be made or written."""
        try:
            # Root's PostgreSQL runs as another user, who must pass through but not look around.
            self.path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            probe = self.path / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise CannotStartError(
                f"The data directory {self.path} cannot be written ({error.strerror}). Make it "
                "writable for you, or choose another with --data-dir."
            ) from error

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the directory. The kernel lets go of it when we end, however we end."""
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStartError(self._already_running()) from None
            yield

    def _already_running(self) -> str:
        where = read_json(self.running).get("public_url")
        at = f" at {where}" if where else ""
        return (
            f"Onward is already running on {self.path}{at}. Stop it first (Ctrl-C where it runs), "
            "or start a second one with its own --data-dir and ports."
        )

    def secret_key(self) -> str:
        """The installation's secret, made at the first call and the same ever after."""
        if not self.secret.exists():
            write_private(self.secret, secrets.token_urlsafe(48) + "\n")
        return self.secret.read_text().strip()

    def tell_where_it_runs(self, addresses: Mapping[str, str]) -> None:
        """Let other commands on this directory find the servers."""
        write_private(self.running, json.dumps(dict(addresses), indent=2) + "\n")

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def read_json(path: Path) -> dict[str, str]:
    """An empty object when there is none, or half of one."""
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found


def write_private(path: Path, content: str) -> None:
    """All of it or nothing, for nobody else to read."""
    aside = path.with_name(path.name + ".unfinished")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
