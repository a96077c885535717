"""How a sender proves itself, as data: every product's way is one of these three.

Facts about each product's way are in its preset.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from engine.errors import Invalid
from engine.tracking.calls import JsonObject

Algorithm = Literal["sha1", "sha256"]
Encoding = Literal["hex", "base64"]
Form = Literal["plain", "pairs", "versions"]
Unit = Literal["s", "ms", "iso"]

_STRICT = ConfigDict(extra="forbid")

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
    kind: Literal["signature"] = "signature"
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, kw_only=True)
class Secret:
    """The secret itself, in a header."""

    header: str = "authorization"
    form: Literal["plain", "bearer", "basic"] = "plain"
    """`basic`: the secret is `user:password`."""
    kind: Literal["secret"] = "secret"
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, kw_only=True)
class Address:
    """Nothing but the address, which nobody can guess."""

    kind: Literal["address"] = "address"
    __pydantic_config__ = _STRICT


Scheme = Signature | Secret | Address

_HEADER = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_LONGEST = 200
_READING = TypeAdapter[Scheme](Annotated[Scheme, Field(discriminator="kind")])


def scheme_from(data: JsonValue) -> Scheme:
    """A scheme as people set it up. Raises `Invalid`, with what is wrong with it."""
    try:
        scheme = _READING.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"The scheme cannot be used: {where}: {first['msg']}.") from None
    if isinstance(scheme, Address):
        return scheme
    names = [scheme.header]
    if isinstance(scheme, Signature):
        if "{body}" not in scheme.signed or len(scheme.signed) > _LONGEST:
            raise Invalid("What is signed must have {body} in it, in at most 200 characters.")
        if "{timestamp}" in scheme.signed and scheme.timestamp is None:
            raise Invalid("A {timestamp} is signed, but no header is named that has it.")
        if "{id}" in scheme.signed and scheme.identifier is None:
            raise Invalid("An {id} is signed, but no header is named that has it.")
        timestamp = None if scheme.form == "pairs" else scheme.timestamp
        names += [name for name in (timestamp, scheme.identifier) if name is not None]
    for name in names:
        if not _HEADER.fullmatch(name):
            raise Invalid(f"“{name[:60]}” is no name of a header. Write it in small letters.")
    return scheme


def as_data(scheme: Scheme) -> JsonObject:
    """The scheme as JSON: `scheme_from` makes the same of it."""
    found: JsonObject = _READING.dump_python(scheme, mode="json")
    return found
