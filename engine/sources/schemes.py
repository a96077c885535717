"""How a sender proves itself, as data: every product's way is one of these three.

Facts about each product's way are in its preset.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Algorithm = Literal["sha1", "sha256"]
Encoding = Literal["hex", "base64"]
Form = Literal["plain", "pairs", "versions"]
Unit = Literal["s", "ms", "iso"]

TOLERANCE = timedelta(minutes=5)
"""How far a signed time may be from ours, in either direction."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """An HMAC over the delivery, in a header."""

    header: str
    """In lower case, as all names of headers here."""
    algorithm: Algorithm = "sha256"
    encodings: tuple[Encoding, ...] = ("hex",)
    """Any of these is taken."""
    signed: str = "{body}"
    """What is signed: text with `{body}`, `{timestamp}`, `{id}`, `{method}` and `{url}` in it."""
    form: Form = "plain"
    """`plain`: the prefix and the signature. `pairs`: `t=…,v1=…`. `versions`: `v1,… v1,…`."""
    prefix: str = ""
    """Before a plain signature."""
    version: str = "v1"
    """What marks signatures in pairs and versions; others are ignored."""
    timestamp: str | None = None
    """The header with the time of sending, or in pairs the name of its pair. None: no time is
    signed, so that a delivery caught on its way can be sent again for ever."""
    unit: Unit = "s"
    identifier: str | None = None
    """The header with the id that is signed along."""
    tolerance: timedelta = TOLERANCE
    is_encoded: bool = False
    """Whether the key is the secret's base64 content, after `whsec_`, and not its text."""


@dataclass(frozen=True, kw_only=True)
class Secret:
    """The secret itself, in a header."""

    header: str = "authorization"
    form: Literal["plain", "bearer", "basic"] = "plain"
    """`basic`: the secret is `user:password`."""


@dataclass(frozen=True)
class Address:
    """Nothing but the address, which nobody can guess."""


Scheme = Signature | Secret | Address
