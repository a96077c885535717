"""One request of another product, as it came, and what can be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Delivery:
    method: str
    url: str
    """As the sender wrote it: with the public host, and with the query."""
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes
    """Raw: a signature is over these very bytes."""
    received_at: datetime
    """Aware UTC."""


@dataclass(frozen=True)
class Reply:
    """An answer its sender insists on."""

    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] | None = None


class Refused(Exception):
    """Nobody can say that it comes from where it says. Nothing of it is stored as an event."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        """Stable and short, such as `bad_signature`."""
        self.reason = reason
        """A sentence: what is wrong, and what to do."""


class Unreadable(Exception):
    """It is not what this product sends."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
