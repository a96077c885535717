"""Where a call may go: to the public internet, never to the networks around this machine.

Whoever edits journeys could otherwise have Onward read what only this machine can reach, such as
a cloud's metadata service. A host is resolved once; if any of its addresses is not public, none is
used. The caller must connect to the very addresses it is handed: asking again could be answered
differently.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from activities.receipts import PermanentFailure, TemporaryFailure

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host. Raises OSError when it cannot be resolved now."""

_SPECIAL_IPV4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Kept for protocols, and the way into 6to4; Pythons differ in whether they call these global."""

_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given to networks. Outside lie loopback, link-local and multicast, and what
only carries an IPv4 address: mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96)."""

_CARRYING_IPV4 = (IPv6Network("2002::/16"), IPv6Network("2001::/23"))
"""6to4, and Teredo with its kin."""

_LOWEST_FREE_PORT = 1024
_WEB_PORTS = frozenset({80, 443})


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet."""
    match ip_address(address):
        case IPv4Address() as v4:
            special = any(v4 in network for network in _SPECIAL_IPV4)
            return v4.is_global and not v4.is_multicast and not special
        case IPv6Address() as v6:
            carrying = any(v6 in network for network in _CARRYING_IPV4)
            return v6 in _UNICAST and v6.is_global and not carrying


async def resolve(host: str, port: int) -> Sequence[str]:
    """By the system's resolver, in the order it prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """Says which addresses of a host to connect to."""

    def __init__(self, *, allow_private: bool = False, resolver: Resolver = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolver

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """At least one. Raises `PermanentFailure` where calls may not go, `TemporaryFailure`
        where the host is not known now."""
        if port not in _WEB_PORTS and port < _LOWEST_FREE_PORT:
            raise PermanentFailure(
                f"Port {port} is not called: only 80, 443 and those from {_LOWEST_FREE_PORT} up."
            )
        try:
            found = await self._resolve(host, port)
        except UnicodeError as error:
            raise PermanentFailure(f"{host} is not a host name.") from error
        except OSError as error:
            raise TemporaryFailure(f"{host} cannot be found: {error.strerror}.") from error
        if not found:
            raise TemporaryFailure(f"{host} has no address.")
        refused = [address for address in found if not is_public(address)]
        if refused and not self._allow_private:
            where = host if host == refused[0] else f"{host} ({refused[0]})"
            raise PermanentFailure(
                f"{where} is not on the public internet. Calls to private networks are off "
                "(ONWARD_ALLOW_PRIVATE_CALLS)."
            )
        return found
