"""Where a call may go: to the public internet, and to no network around this machine that was not
let in.

Whoever edits journeys could otherwise have Onward read what only this machine can reach, such as
a cloud's metadata service. A host is resolved once; if any of its addresses may not be called,
none is used. The caller must connect to the very addresses it is handed: asking again could be
answered differently.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

from activities.receipts import PermanentFailure, TemporaryFailure
from engine.reach import LOWEST_FREE_PORT, Reach, is_callable

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host. Raises OSError when it cannot be resolved now."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """By the system's resolver, in the order it prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """Says which addresses of a host to connect to."""

    def __init__(self, reach: Reach | None = None, *, resolver: Resolver = resolve) -> None:
        """`reach`: None, the public internet alone."""
        self._reach = reach or Reach()
        self._resolve = resolver

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """At least one. Raises `PermanentFailure` where calls may not go, `TemporaryFailure`
        where the host is not known now."""
        if not is_callable(port):
            raise PermanentFailure(
                f"Port {port} is not called: only 80, 443 and those from {LOWEST_FREE_PORT} up."
            )
        try:
            found = await self._resolve(host, port)
        except UnicodeError as error:
            raise PermanentFailure(f"{host} is not a host name.") from error
        except OSError as error:
            raise TemporaryFailure(f"{host} cannot be found: {error.strerror}.") from error
        if not found:
            raise TemporaryFailure(f"{host} has no address.")
        if (refused := self._reach.refused(host, port, found)) is not None:
            where = host if host == refused else f"{host} ({refused})"
            raise PermanentFailure(
                f"{where} is not on the public internet. Calls to private networks are off, but for"
                " those that are listed (ONWARD_ALLOWED_CALLS, ONWARD_ALLOW_PRIVATE_CALLS)."
            )
        return found
