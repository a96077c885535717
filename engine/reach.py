"""Which addresses may be called: those of the public internet, and those that were let in by name.

Knows addresses as they are written, and resolves none.
"""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

_SPECIAL_IPV4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Kept for protocols, and the way into 6to4; Pythons differ in whether they call these global."""

_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given to networks. Outside lie loopback, link-local and multicast, and what
only carries an IPv4 address: mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96)."""

_CARRYING_IPV4 = (IPv6Network("2002::/16"), IPv6Network("2001::/23"))
"""6to4, and Teredo with its kin."""

LOWEST_FREE_PORT = 1024
_WEB_PORTS = frozenset({80, 443})
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.(?!-)[a-z0-9_-]{1,63})*")


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet."""
    match ip_address(address):
        case IPv4Address() as v4:
            special = any(v4 in network for network in _SPECIAL_IPV4)
            return v4.is_global and not v4.is_multicast and not special
        case IPv6Address() as v6:
            carrying = any(v6 in network for network in _CARRYING_IPV4)
            return v6 in _UNICAST and v6.is_global and not carrying


def is_callable(port: int) -> bool:
    """Whether a port may be called at all, wherever: one of the web's, or one that is free."""
    return port in _WEB_PORTS or port >= LOWEST_FREE_PORT


def literal(host: str) -> str | None:
    """The address a host is without being looked up: `10.0.0.1`, `127.1`, `2130706433`,
    `localhost`. None: it is a name."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))  # as the system reads it
    except (OSError, ValueError):
        return None


@dataclass(frozen=True)
class Entry:
    """One network or host that may be called although it is not public."""

    where: IPv4Network | IPv6Network | str
    """A network by its addresses, whatever name leads there; or a name, wherever it leads."""
    port: int | None = None
    """None: every port that may be called."""

    @classmethod
    def read(cls, written: str) -> Self:
        """`10.1.0.0/16`, `10.1.2.3:8443`, `[fd12::1]:8443`, `hooks.internal`, with or without a
        port. Raises `ValueError`."""
        where, port = _parted(written)
        if port is not None and not (port <= 65535 and is_callable(port)):
            raise ValueError(f"port {port} is never called, only 80, 443 and those from 1024 up")
        try:
            return cls(ip_network(where), port)
        except ValueError as error:
            if "/" in where or not _NAME.fullmatch(where) or _is_numbers(where):
                raise ValueError(f"“{written}” is neither a network nor a host") from error
        return cls(where, port)

    def holds(self, host: str, port: int, address: str) -> bool:
        if self.port not in (None, port):
            return False
        if isinstance(self.where, str):
            return host.rstrip(".").lower() == self.where
        return ip_address(address) in self.where


@dataclass(frozen=True)
class Reach:
    """How far this installation's calls go."""

    private: bool = False
    """To every private network."""
    beside: tuple[Entry, ...] = ()
    """To these beside the public internet."""

    @classmethod
    def read(cls, written: str, *, private: bool = False) -> Self:
        """Entries separated by commas or spaces. Raises `ValueError`."""
        parts = written.replace(",", " ").split()
        return cls(private, tuple(Entry.read(part.lower()) for part in parts))

    def refused(self, host: str, port: int, addresses: Sequence[str]) -> str | None:
        """The first of a host's addresses that may not be called. None: all may."""
        for address in addresses:
            if not (self.private or is_public(address) or self._let_in(host, port, address)):
                return address
        return None

    def _let_in(self, host: str, port: int, address: str) -> bool:
        return any(entry.holds(host, port, address) for entry in self.beside)


def _parted(written: str) -> tuple[str, int | None]:
    """What is written before the port, and the port."""
    if written.startswith("["):
        where, closed, rest = written[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise ValueError(f"“{written}” is neither a network nor a host")
        return where, _port(written, rest[1:]) if rest else None
    if written.count(":") == 1:
        where, _, rest = written.partition(":")
        return where, _port(written, rest)
    return written, None


def _port(written: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"“{written}” ends in no port")
    return int(digits)


def _is_numbers(where: str) -> bool:
    """An address written in a way that would be taken for a name, and fit none."""
    return literal(where) is not None and where != "localhost"
