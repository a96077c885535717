"""A web server that answers as it is told, and keeps what it was sent."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    hangs_up: bool = False
    """The connection is lost before a word is said."""
    stalls: bool = False
    """Nothing is said until the caller has gone."""
    drips: bool = False
    """The body never ends."""


class WebServer:
    """Listens on one port of this machine, and can go away and come back on it."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.server_names: list[str | None] = []
        """What each caller over TLS asked for."""
        self.answers: list[Answer] = []
        """One for each request to come; after the last, all is well."""
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._called = asyncio.Event()
        if tls is not None:
            tls.sni_callback = lambda _socket, name, _context: self.server_names.append(name)

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    async def called(self, times: int) -> None:
        """Wait until it has been called so often."""
        while len(self.requests) < times:
            self._called.clear()
            await self._called.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            self.requests.append(request)
            self._called.set()
            await self._answer(self.answers.pop(0) if self.answers else Answer(), reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if answer.hangs_up:
            writer.transport.abort()
            return
        if answer.stalls:
            await reader.read()
            return
        length = {} if answer.drips else {"Content-Length": str(len(answer.body))}
        head = [f"HTTP/1.1 {answer.status} Said"]
        head += [f"{name}: {value}" for name, value in {**answer.headers, **length}.items()]
        writer.write("\r\n".join([*head, "", ""]).encode() + answer.body)
        await writer.drain()
        while answer.drips and not reader.at_eof():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


@asynccontextmanager
async def web_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[WebServer]:
    server = WebServer(tls)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
