"""`onward up` itself: from an empty directory, or what a power cut left, to a running Onward."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import httpx
from rich.markup import escape
from temporalio.client import Client
from temporalio.service import RPCError

from engine.store.database import Database
from onward import bootstrap, migrate, temporal
from onward.embedded import EmbeddedPostgres, EmbeddedTemporal
from onward.embedded.ports import is_free
from onward.errors import CannotStartError
from onward.settings import Settings, variable
from onward.up import logs, summary
from onward.up.data import DataDirectory
from onward.up.program import Program, Question, end_left_behind
from onward.up.screen import Screen
from onward.up.signals import Signals
from onward.up.supervisor import Supervisor

DATABASE = "onward"
LOOPBACK = "127.0.0.1"
STORES, OURS = 1, 2


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    temporal_port: int = 7233
    temporal_ui_port: int = 8233
    external_database: bool = False
    external_temporal: bool = False
    worker: bool = True


async def run(data: DataDirectory, wanted: Settings, options: Options, screen: Screen) -> None:
    """Start everything, keep it running until SIGINT, SIGTERM or SIGHUP, stop it in order.

    Raises CannotStartError when something outside is in the way; nothing is left running then.
    A second signal ends everything at once. The caller holds `data`."""
    supervisor = Supervisor(screen)
    signals = Signals(supervisor)
    house = House(data, wanted, options, screen, supervisor)
    trimming = asyncio.create_task(logs.keep_small(data.logs))
    try:
        await signals.unless_asked_to_stop(house.start())
        await signals.asked_to_stop.wait()
        screen.say("Stopping …")
    finally:
        trimming.cancel()
        await supervisor.stop()
        data.running.unlink(missing_ok=True)
    screen.say(f"Stopped. Everything is kept in {escape(str(data.path))}; start again any time.")


class House:
    """The parts of one installation, started in the order they need one another."""

    def __init__(
        self,
        data: DataDirectory,
        wanted: Settings,
        options: Options,
        screen: Screen,
        supervisor: Supervisor,
    ) -> None:
        self.data = data
        self.settings = wanted
        self.options = options
        self.screen = screen
        self.supervisor = supervisor
        self._client: Client | None = None
        self._own_temporal = EmbeddedTemporal(
            data.temporal,
            port=options.temporal_port,
            ui_port=options.temporal_ui_port,
            namespace=wanted.temporal_namespace,
            log=data.log("temporal"),
        )

    async def start(self) -> None:
        await self._clear_the_way()
        database_url = await self._database()
        temporal_address, temporal_ui_url = await self._temporal()
        self.settings = self.settings.model_copy(
            update={
                "database_url": database_url,
                "temporal_address": temporal_address,
                "temporal_ui_url": temporal_ui_url,
            }
        )
        login, has_changed = await self._prepare()
        addresses = self._addresses()
        await self._programs(addresses)
        self.data.tell_where_it_runs(addresses)
        summary.show(
            self.screen,
            self.data,
            self.settings,
            login,
            has_changed=has_changed,
            worker=self.options.worker,
        )

    async def _clear_the_way(self) -> None:
        """End what a supervisor that is gone has left, then see whether the ports are free."""
        self._check_ports_differ()
        await end_left_behind(self.data.path)
        check_port(self.settings.host, self.settings.port, "--port")
        if not self.options.external_temporal:
            await self._own_temporal.end_left_behind()
            check_port(LOOPBACK, self.options.temporal_port, "--temporal-port")
            check_port(LOOPBACK, self.options.temporal_ui_port, "--temporal-ui-port")

    def _check_ports_differ(self) -> None:
        ports = [self.settings.port]
        if not self.options.external_temporal:
            ports += [self.options.temporal_port, self.options.temporal_ui_port]
        if len(set(ports)) < len(ports):
            raise CannotStartError(
                "--port, --temporal-port and --temporal-ui-port must be three different ports."
            )

    async def _database(self) -> str:
        if self.options.external_database:
            return self.settings.database_url
        server = EmbeddedPostgres(self.data.postgres, log=self.data.log("postgres"))
        await self.supervisor.start(PostgreSQL=server, rank=STORES)
        return await server.ensure_database(DATABASE)

    async def _temporal(self) -> tuple[str, str]:
        if self.options.external_temporal:
            await temporal.connect(self.settings)
            return self.settings.temporal_address, self.settings.temporal_ui_url
        server = self._own_temporal
        await self.supervisor.start(Temporal=server, rank=STORES)
        return server.address, server.ui_url or ""

    async def _prepare(self) -> tuple[bootstrap.FirstLogin | None, bool]:
        """The first login if it was made just now, and whether the one kept has been changed."""
        with self.screen.step("Preparing the database", "The database is ready"):
            await migrate.upgrade(self.settings.database_url)
            database = Database(self.settings.database_url)
            try:
                login = await bootstrap.first_login(database)
                if login is not None:
                    summary.keep(self.data, self.settings, login)
                await bootstrap.load_bundled(database)
                kept = summary.kept_password(self.data)
                still = kept is None or await bootstrap.is_first_password(database, kept)
            finally:
                await database.close()
        return login, not still

    def _addresses(self) -> dict[str, str]:
        """What the programs, and commands of people on this directory, need to know."""
        now = self.settings
        return {
            "database_url": now.database_url,
            "temporal_address": now.temporal_address,
            "temporal_namespace": now.temporal_namespace,
            "temporal_ui_url": now.temporal_ui_url,
            "host": now.host,
            "port": str(now.port),
            "public_url": now.reachable_at,
            "secret_key": now.secret_key.get_secret_value(),
            "data_dir": str(self.data.path),
        }

    async def _programs(self, addresses: dict[str, str]) -> None:
        environment = {variable(name): value for name, value in addresses.items()}
        programs = {"web_server": self._program("api", environment, self._web_server_answers)}
        if self.options.worker:
            programs["worker"] = self._program("worker", environment, self._worker_listens)
        await self.supervisor.start(**programs, rank=OURS)

    def _program(self, name: str, environment: dict[str, str], is_ready: Question) -> Program:
        return Program(
            name,
            environment=environment,
            data=self.data.path,
            log=self.data.log(name),
            is_ready=is_ready,
        )

    async def _web_server_answers(self, _: datetime) -> bool:
        """Any answer will do: what it says about its parts is `onward doctor`'s affair."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as browser:
            try:
                await browser.get(f"{self.settings.local_url}/healthz")
            except httpx.HTTPError:
                return False
        return True

    async def _worker_listens(self, since: datetime) -> bool:
        try:
            self._client = self._client or await temporal.connect(self.settings)
            queue = self.settings.task_queue
            return await temporal.worker_listens(self._client, queue, since=since)
        except (CannotStartError, RPCError):
            return False


def check_port(host: str, port: int, option: str) -> None:
    """Raises CannotStartError when another program has it."""
    if not is_free(host, port):
        raise CannotStartError(
            f"Port {port} is in use on {host} by another program. End that program, or choose "
            f"another port with {option}."
        )
