"""A Temporal server of our own with its web UI, kept in one SQLite file.

Starts it, asks it whether it serves, stops it. Must not know our workflows."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, RPCError, ServiceClient

from onward.embedded import orphans
from onward.embedded.child import Child
from onward.embedded.ports import free_port, is_free
from onward.embedded.server import Server
from onward.errors import CannotStartError

LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0

PRAGMAS = {"journal_mode": "WAL", "synchronous": "2"}
# One partition: a single server gains nothing from more and loses a fifth of its speed. The limits
# of a development server would throttle bulk enrollment long before the machine does. Timers that
# may be a second late would be half a day late in a journey that runs compressed.
DYNAMIC_CONFIG = {
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    "frontend.namespaceRPS": "100000",
    "frontend.rps": "100000",
    "frontend.namespaceRPS.visibility": "10000",
    "frontend.namespaceCount": "100000",
    "frontend.persistenceMaxQPS": "100000",
    "history.persistenceMaxQPS": "100000",
    "matching.persistenceMaxQPS": "100000",
    "history.rps": "100000",
    "matching.rps": "100000",
    "frontend.enableServerVersionCheck": "false",
    "history.timerProcessorMaxTimeShift": '"10ms"',
}


class EmbeddedTemporal(Server):
    """One server on the loopback address, its data in `directory/temporal.sqlite`.

    A port of 0 means: choose a free one. Start it in the main thread.
    `async with EmbeddedTemporal(directory) as server:` starts and stops it."""

    called = "Temporal"

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        ui_port: int | None = 0,
        namespace: str = "default",
        log: Path | None = None,
        dynamic_config: Mapping[str, str] | None = None,
    ) -> None:
        """`ui_port=None`: no web UI. `log` defaults to a file in the directory. `dynamic_config`
        goes before ours."""
        self.directory = directory.resolve()
        self.file = self.directory / "temporal.sqlite"
        self.log = log or self.directory / "temporal.log"
        self.namespace = namespace
        self.port = port
        self.ui_port = ui_port
        self._dynamic_config = {**DYNAMIC_CONFIG, **(dynamic_config or {})}

    @property
    def address(self) -> str:
        """host:port, for clients. Known once it is started."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str | None:
        """Where a person looks at workflows; None without a web UI."""
        return f"http://{LOOPBACK}:{self.ui_port}" if self.ui_port else None

    async def start(self) -> None:
        """Start it on the data that is there, or on none; return when it serves the namespace."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        await self.end_left_behind()
        self._choose_ports()
        self._child = Child(
            [_program(), "server", "start-dev", *self._options()],
            environment=_clean_environment(),
            log=self.log,
        )
        self._child.start()
        await self._until_ready(self._child)

    async def end_left_behind(self) -> None:
        """End a server that an earlier owner left running on our file. `start` does so too."""
        await orphans.end(orphans.mentioning("temporal", self.file), signal.SIGTERM, 10.0)

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop((signal.SIGTERM, 15.0))

    def _choose_ports(self) -> None:
        """Chosen ports stay the same when it is started again: its clients know them."""
        self.port = self.port or free_port(LOOPBACK)
        if self.ui_port == 0:
            self.ui_port = free_port(LOOPBACK)
        for port in (self.port, self.ui_port):
            if port is not None and not is_free(LOOPBACK, port):
                raise CannotStartError(
                    f"Temporal needs port {port}, and another program listens on it. "
                    "End that program, or choose another port."
                )

    def _options(self) -> list[str]:
        options = ["--ip", LOOPBACK, "--port", str(self.port), "--db-filename", str(self.file)]
        options += ["--namespace", self.namespace, "--log-level", "warn"]
        options += ["--disable-config-file", "--disable-config-env"]
        if self.ui_port is None:
            options += ["--headless"]
        else:
            options += ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        for pragma, value in PRAGMAS.items():
            options += ["--sqlite-pragma", f"{pragma}={value}"]
        for key, value in self._dynamic_config.items():
            options += ["--dynamic-config-value", f"{key}={value}"]
        return options

    async def _until_ready(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not (await self._serves() and await self._shows()):
            if not child.running:
                raise CannotStartError(f"Temporal did not start:\n{child.last_words()}")
            if asyncio.get_running_loop().time() > deadline:
                await self.stop()
                raise CannotStartError(
                    f"Temporal gave no answer for {START_SECONDS:.0f} s; its log is {self.log}"
                )
            await asyncio.sleep(0.05)

    async def _serves(self) -> bool:
        if is_free(LOOPBACK, self.port):  # cheaper than a refused connection
            return False
        config = ConnectConfig(target_host=self.address, lazy=True)
        limit = timedelta(seconds=5)
        try:
            client = await ServiceClient.connect(config)
            request = DescribeNamespaceRequest(namespace=self.namespace)
            await client.workflow_service.describe_namespace(request, timeout=limit)
            return await client.check_health(timeout=limit)
        except (RPCError, RuntimeError):
            return False

    async def _shows(self) -> bool:
        """Whether the web UI reaches the server; it starts on its own time."""
        if self.ui_url is None:
            return True
        async with httpx.AsyncClient(trust_env=False, timeout=5) as browser:
            try:
                answer = await browser.get(f"{self.ui_url}/api/v1/namespaces/{self.namespace}")
            except httpx.HTTPError:
                return False
        return answer.is_success


def _program() -> str:
    """The server that came with our environment, before any other on the machine."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("temporal", path=beside) or shutil.which("temporal")
    if found is None:
        raise CannotStartError(
            "The Temporal server is missing from this environment. Run scripts/up, which installs "
            "it, or set ONWARD_TEMPORAL_ADDRESS to a server of yours."
        )
    return found


def _clean_environment() -> dict[str, str]:
    """Ours without what points to another Temporal, and without asking anybody for releases."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return kept | {"TEMPORAL_VERSION_CHECK_DISABLED": "1"}
