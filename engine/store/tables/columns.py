"""Column types every table shares: aware UTC instants, JSON documents, text arrays."""

from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import JSON, BigInteger, DateTime, Identity, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

type_instant = DateTime(timezone=True)

JsonObject = dict[str, JsonValue]


def utc_now() -> datetime:
    """The wall clock, aware UTC. Only the store's defaults and the edges may ask it."""
    return datetime.now(UTC)


def instant(**options: Any) -> Any:
    """A `timestamptz` column."""
    return Field(sa_type=type_instant, **options)


def json_object(**options: Any) -> Any:
    """A `jsonb` column that holds an object, `{}` unless given."""
    return Field(default_factory=dict, sa_type=JSONB, **options)


def json_or_null(**options: Any) -> Any:
    """A `jsonb` column that is SQL NULL, not JSON null, when there is nothing."""
    return Field(default=None, sa_type=JSONB(none_as_null=True), **options)


def document(**options: Any) -> Any:
    """A `json` column: unlike `jsonb` it keeps the order in which the author wrote the keys."""
    return Field(sa_type=JSON(none_as_null=True), **options)


def text_array(**options: Any) -> Any:
    """A `text[]` column, empty unless given."""
    return Field(default_factory=list, sa_type=ARRAY(Text), **options)


def sequence_id() -> Any:
    """A `bigint` identity key, given by PostgreSQL in order of arrival."""
    return Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=False),)
    )
