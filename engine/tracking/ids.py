"""Ids as they are sent: text, never a placeholder, and the other ids in `context.externalIds`."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from engine.tracking.calls import BadItem, JsonObject
from engine.tracking.traits import email_address

EMAIL = "email"
ACCOUNT_KINDS = frozenset(
    ("stripe", "zendesk_organization", "hubspot_company", "salesforce_account")
)
"""Kinds of id by which other products know a company rather than a person."""

MAX_ID_CHARACTERS = 255
MAX_OTHERS = 10
_LAST_EXACT = 2**53 - 1
_OUR_OWN_KINDS = frozenset(("external_id", "anonymous_id"))
_KIND = re.compile("[a-z0-9_]{1,40}")
_PLACEHOLDERS = frozenset(
    ("null", "undefined", "none", "nil", "nan", "true", "false", "[object object]", "anonymous")
)
_LONGEST_PLACEHOLDER = max(map(len, _PLACEHOLDERS))


def id_in(values: Mapping[str, JsonValue], key: str) -> str | None:
    """The id under this key. Raises BadItem for what is no id, or would make many people one."""
    text = as_text(values.get(key), key)
    if text is not None and _is_placeholder(text):
        becomes = "one account" if key == "groupId" else "one contact"
        raise BadItem(
            "placeholder_id",
            f"The {key} {text!r} is a placeholder, not an id: all that is sent with it would become"
            f" {becomes}. Leave it out until the id is known.",
        )
    return text


def as_text(value: JsonValue, key: str, code: str = "bad_id") -> str | None:
    """An id as text: numbers are written out, blanks are nothing. Raises BadItem."""
    match value:
        case None:
            return None
        case str():
            text = value.strip()
        case bool() | dict() | list():
            raise BadItem(code, f"The {key} must be text.")
        case int() | float() if (written := number_as_text(value)) is not None:
            text = written
        case _:
            raise BadItem(
                code,
                f"The {key} is a number with more digits than are kept of numbers, so that others"
                " would look the same. Send it as text.",
            )
    if len(text) > MAX_ID_CHARACTERS:
        raise BadItem(code, f"The {key} is longer than {MAX_ID_CHARACTERS} characters.")
    return text or None


def number_as_text(number: int | float) -> str | None:
    """A number that is an id, written out. None when its digits may not be those that were sent:
    beyond 64 bits, JSON is read as the nearest floating-point number, which is that of others too.
    """
    if isinstance(number, int):
        return str(number)
    if number.is_integer():
        return str(int(number)) if abs(number) <= _LAST_EXACT else None
    return str(number) if float(f"{number:.15g}") == number else None


def others_in(context: JsonObject) -> tuple[tuple[str, str], ...]:
    """The first ten usable ids of `externalIds`, as (kind, value), in their order.

    Format: Segment's, `[{"type": kind, "id": value}]`. What is malformed is passed over: a call is
    worth more than all of its ids being right.
    """
    sent = context.get("externalIds")
    if not isinstance(sent, list):
        return ()
    found = dict.fromkeys(each for item in sent if (each := _other(item)) is not None)
    return tuple(found)[:MAX_OTHERS]


def _other(item: JsonValue) -> tuple[str, str] | None:
    if not isinstance(item, dict) or not isinstance(kind := item.get("type"), str):
        return None
    kind = kind.strip().lower()
    if not _KIND.fullmatch(kind) or kind in _OUR_OWN_KINDS:
        return None
    try:
        value = as_text(item.get("id"), "id")
    except BadItem:
        return None
    if kind == EMAIL:
        value = email_address(value, lower=True)
    if value is None or len(value) > MAX_ID_CHARACTERS or _is_placeholder(value):
        return None
    return kind, value


def _is_placeholder(text: str) -> bool:
    return len(text) <= _LONGEST_PLACEHOLDER and text.lower() in _PLACEHOLDERS
