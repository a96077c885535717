"""Traits that Onward itself reads, and the columns they fill.

A value that does not fit its column stays a trait and fills nothing: what was sent is kept as sent.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from engine.clock import zone_of
from engine.tracking.calls import JsonObject

ROLES = ("admin", "champion", "decision_maker", "exec_sponsor", "billing", "end_user")

_NO_MINOR_UNIT = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
     "XAF", "XOF", "XPF")
)  # fmt: skip
_THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_MAX_MINOR = 2**63 - 1
_MAX_TEXT = 255
_MAX_EMAIL = 254
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")

_ZONE_TRAITS = ("time_zone", "timezone", "timeZone")
OWNER_TRAITS = ("owner", "owner_email", "ownerEmail")
_ACCOUNT_TRAITS = {
    "name": ("name",),
    "stage": ("stage",),
    "currency": ("currency",),
    "arr_minor": ("arr", "currency"),
    "renewal_date": ("renewal_date", "renewalDate"),
    "owner": OWNER_TRAITS,
    "time_zone": _ZONE_TRAITS,
}
_CONTACT_TRAITS = {
    "email": ("email",),
    "name": ("name", "firstName", "first_name", "lastName", "last_name"),
    "time_zone": _ZONE_TRAITS,
    "locale": ("locale", "language"),
}


def account_columns(given: Mapping[str, JsonValue], traits: JsonObject) -> dict[str, Any]:
    """Column values for the traits in `given`, read from `traits`, the account's all in all.

    A column is there only when one of its traits was given and fits, or was taken back (None).
    `owner` is an email address in lower case, for the store to look up.
    """
    return _columns(_ACCOUNT_TRAITS, _account_value, given, traits)


def contact_columns(given: Mapping[str, JsonValue], traits: JsonObject) -> dict[str, Any]:
    """As `account_columns`, for a contact."""
    return _columns(_CONTACT_TRAITS, _contact_value, given, traits)


def with_values(traits: Mapping[str, JsonValue], values: Mapping[str, JsonValue]) -> JsonObject:
    """The traits that change when these paths get these values, whole; None takes one away.

    A path means what it means where traits are read (`engine.facts.dig`): a trait that is spelled
    so, or else one inside another.
    """
    changed: JsonObject = {}
    for path, value in values.items():
        name, becomes = _placed({**traits, **changed}, path, value)
        changed[name] = becomes
    return changed


def _placed(traits: Mapping[str, JsonValue], path: str, value: JsonValue) -> tuple[str, JsonValue]:
    head, dot, rest = path.partition(".")
    if path in traits or not dot:
        return path, value
    inner = traits.get(head)
    if not isinstance(inner, Mapping):
        return (head, inner) if value is None else (head, _nested(rest, value))
    name, becomes = _placed(inner, rest, value)
    others = {key: each for key, each in inner.items() if key != name}
    return head, others if becomes is None else {**others, name: becomes}


def _nested(path: str, value: JsonValue) -> JsonValue:
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def roles_in(traits: Mapping[str, JsonValue]) -> list[str]:
    """The known roles in `role` or `roles`, in our order; others mean nothing here."""
    said = [traits.get("role"), *_as_list(traits.get("roles"))]
    names = {re.sub(r"[\s-]+", "_", name.strip().lower()) for name in said if isinstance(name, str)}
    return [role for role in ROLES if role in names]


def owner_in(traits: JsonObject) -> str | None:
    """The owner's address in lower case, when the traits name one. It is only looked up among
    users, so whatever one may sign in with will do, `admin@localhost` too."""
    told = owner_told(traits)
    address = told.strip().lower() if isinstance(told, str) else ""
    return address if "@" in address and len(address) <= _MAX_EMAIL else None


def owner_told(traits: Mapping[str, JsonValue]) -> JsonValue:
    """What the traits say of the owner, whether or not it is an address."""
    return _first(traits, *OWNER_TRAITS)


def zone(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and len(value) < 64 and zone_of(value) else None


def short_text(value: JsonValue) -> str | None:
    """One line of text that fits a column, else None."""
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    return text if 0 < len(text) <= _MAX_TEXT else None


def _columns(
    sources: Mapping[str, tuple[str, ...]], read: Any, given: Mapping[str, JsonValue],
    traits: JsonObject,
) -> dict[str, Any]:  # fmt: skip
    columns = {}
    for column, names in sources.items():
        if not any(name in given for name in names):
            continue
        value = read(column, traits)
        if value is not None or not any(traits.get(name) for name in names):
            columns[column] = value
    return columns


def _account_value(column: str, traits: JsonObject) -> Any:
    match column:
        case "arr_minor":
            return _minor_units(traits.get("arr"), _currency(traits.get("currency")))
        case "currency":
            return _currency(traits.get("currency"))
        case "renewal_date":
            return _date(_first(traits, *_ACCOUNT_TRAITS["renewal_date"]))
        case "owner":
            return owner_in(traits)
        case "time_zone":
            return zone(_first(traits, *_ZONE_TRAITS))
        case _:
            return short_text(traits.get(column))


def _contact_value(column: str, traits: JsonObject) -> Any:
    match column:
        case "email":
            return email_address(traits.get("email"))
        case "name":
            return short_text(traits.get("name")) or _full_name(traits)
        case "time_zone":
            return zone(_first(traits, *_ZONE_TRAITS))
        case _:
            return short_text(_first(traits, *_CONTACT_TRAITS[column]))


def _first(traits: Mapping[str, JsonValue], *names: str) -> JsonValue:
    return next((traits[name] for name in names if traits.get(name) is not None), None)


def _as_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _full_name(traits: JsonObject) -> str | None:
    parts = (_first(traits, "firstName", "first_name"), _first(traits, "lastName", "last_name"))
    return short_text(" ".join(part for part in parts if isinstance(part, str)))


def email_address(value: JsonValue, *, lower: bool = False) -> str | None:
    """An email address without blanks around it; None when it is none."""
    if not isinstance(value, str) or len(value.strip()) > _MAX_EMAIL:
        return None
    address = value.strip()
    if not _EMAIL.fullmatch(address):
        return None
    return address.lower() if lower else address


def _currency(value: JsonValue) -> str | None:
    return value.upper() if isinstance(value, str) and re.fullmatch("[A-Za-z]{3}", value) else None


def _minor_units(value: JsonValue, currency: str | None) -> int | None:
    """`arr` is sent in whole units (12000.50), as people write it, and kept in minor units."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    scale = 1 if currency in _NO_MINOR_UNIT else 1000 if currency in _THOUSANDTHS else 100
    minor = round(value * scale)
    return minor if abs(minor) <= _MAX_MINOR else None


def _date(value: JsonValue) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date().isoformat()
    except ValueError:
        return None
