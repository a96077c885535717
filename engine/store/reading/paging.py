"""Pages of long lists by keyset.

The cursor is the last row's place in the order, not a count of rows: a page costs the same wherever
it is, and no row is shown twice while others arrive.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, literal, tuple_

from engine.errors import Invalid

PAGE_SIZE = 50
LARGEST_PAGE = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    next: str | None
    """The cursor of what follows; None: that is all."""


Kind = Callable[[str], Any]
"""Turns a value of a cursor, written as text, into what its column compares with."""


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def day(written: str) -> date:
    return date.fromisoformat(written)


def identifier(written: str) -> UUID:
    return UUID(written)


def cursor(*values: Any) -> str:
    """The place of a row in its order, as an opaque word for a URL."""
    return (
        base64.urlsafe_b64encode(orjson.dumps([_written(v) for v in values])).decode().rstrip("=")
    )


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def place(after: str, *kinds: Kind) -> list[Any]:
    """The values of a cursor. Raises Invalid when it is none of this list's."""
    try:
        written = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return [kind(value) for kind, value in zip(kinds, written, strict=True)]
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise Invalid("The address names a page of this list that does not exist.") from error


def beyond(
    columns: Sequence[Any], values: Sequence[Any], *, descending: bool
) -> ColumnElement[bool]:
    """The rows that come after the place, in the order of the columns."""
    bounds = tuple_(*(literal(v, c.type) for c, v in zip(columns, values, strict=True)))
    rows = tuple_(*columns)
    return rows < bounds if descending else rows > bounds
