"""A small IMAP server: signing in, selecting, searching by number, fetching. Over real sockets."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class ImapServer:
    """`mails` by number; whoever fetches with PEEK leaves them unread."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    password: str = "pass word"
    port: int = 0
    searches: list[str] = field(default_factory=list)
    read: set[int] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        try:
            while line := await reader.readline():
                tag, _, command = line.decode().strip().partition(" ")
                writer.write(self._answer(command) + f"{tag} {self._status(command)}\r\n".encode())
                await writer.drain()
                if command.upper().startswith("LOGOUT"):
                    break
        finally:
            writer.close()

    def _status(self, command: str) -> str:
        if command.upper().startswith("LOGIN") and self.password not in command:
            return "NO wrong password"
        return "OK done"

    def _answer(self, command: str) -> bytes:
        match command.upper().split(" ")[:2]:
            case ["CAPABILITY", *_]:
                return b"* CAPABILITY IMAP4rev1\r\n"
            case ["EXAMINE", *_]:
                said = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n"
                return said.encode()
            case ["UID", "SEARCH"]:
                self.searches.append(command)
                since = re.search(r"UID (\d+):\*", command)
                found = [n for n in sorted(self.mails) if not since or n >= int(since[1])]
                found = found or sorted(self.mails)[-1:]
                return f"* SEARCH {' '.join(map(str, found))}\r\n".encode()
            case ["UID", "FETCH"]:
                number = int(command.split(" ")[2])
                if "PEEK" not in command:
                    self.read.add(number)
                mail = self.mails[number]
                head = f"* 1 FETCH (UID {number} BODY[]<0> {{{len(mail)}}}\r\n".encode()
                return head + mail + b")\r\n"
            case ["LOGOUT", *_]:
                return b"* BYE\r\n"
            case _:
                return b""


@asynccontextmanager
async def imap_server() -> AsyncIterator[ImapServer]:
    server = ImapServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with listening:
        server.port = listening.sockets[0].getsockname()[1]
        yield server
