"""What other products sent, set out for people to read."""

import json

import orjson
from pydantic import JsonValue

from engine.sources.delivery import Unreadable
from engine.sources.reading import text_of

_LONGEST = 100_000
_as_it_is = orjson.Fragment
"""A number of JSON, written as it was read."""


def written(value: JsonValue) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()[:_LONGEST]


def shown(body: bytes) -> str:
    """The body for people: JSON set out, its numbers as they came, and as it is what is no JSON or
    too deep to be set out."""
    try:
        text = text_of(body)
    except Unreadable:
        text = body
    try:
        return written(
            json.loads(text, parse_int=_as_it_is, parse_float=_as_it_is, parse_constant=_as_it_is)
        )
    except (ValueError, RecursionError, orjson.JSONEncodeError):
        return text[:_LONGEST].decode("utf-8", "replace")
