"""One row as a call of the tracking API, or the reason why it is none.

A call's message id is made from what the row says, so that the same row is stored once: wherever an
import was cut short and, unless its rules have a salt, however often its file is imported.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from pydantic import JsonValue

from engine import written
from engine.importing.mapping import Kind, Mapping
from engine.importing.sheets import Row
from engine.importing.values import BadValue, instant_of, value_of
from engine.tracking.calls import BadCall, BadItem, Call, JsonObject
from engine.tracking.ids import as_text
from engine.tracking.inspecting import inspect
from engine.tracking.reading import Envelope, read
from engine.tracking.traits import ROLES, email_address, roles_in

AHEAD = timedelta(minutes=5)
"""Clocks differ by so much. What is said to happen later than that has not happened."""
_MILLISECONDS_FROM = 1e11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be taken."""

    line: int
    reason: str
    cells: JsonObject


@dataclass(frozen=True)
class Rules:
    """How the rows of one import are taken."""

    kind: Kind
    mapping: Mapping
    salt: str = ""
    """Makes ids others than those of the same rows before."""


def call_of(row: Row, rules: Rules, now: datetime) -> Call | Rejected:
    """What the row says, at `now`."""
    try:
        if row.wrong:
            raise BadValue(row.wrong)
        item = _ITEMS[rules.kind](row, rules.mapping)
        _check_not_ahead(item.get("timestamp"), now)
        inspect(item)  # before the id: what is nested too deep has none
        item["messageId"] = _message_id(item, rules, row)
        call = read(item, Envelope(now))
    except BadValue as bad:
        return Rejected(row.line, str(bad), row.cells)
    except BadItem as bad:
        return Rejected(row.line, _REASONS.get(bad.code, bad.reason), row.cells)
    if isinstance(call, BadCall):
        return Rejected(row.line, _REASONS.get(call.code, call.reason), row.cells)
    return call


def _account(row: Row, mapping: Mapping) -> JsonObject:
    return {
        "type": "group",
        "groupId": _needed(row, mapping.first("id"), "the account's id"),
        "traits": _traits(row, mapping),
    }


def _contact(row: Row, mapping: Mapping) -> JsonObject:
    traits = _traits(row, mapping)
    item: JsonObject = {"type": "identify", "traits": traits}
    _name_person(item, row, mapping)
    if email := _email(row, mapping):
        traits["email"] = email
    if roles := _roles(row, mapping):
        traits["roles"] = list[JsonValue](roles)
    if account := _id(row, mapping.first("account")):
        item |= {"groupId": account, "joins": True}
    return item


def _event(row: Row, mapping: Mapping) -> JsonObject:
    column = mapping.first("event")
    named = _text(row, column) if column else (mapping.event or "").strip()
    time = mapping.first("time")
    at = instant_of(row.cells.get(time or ""), mapping.dates)
    if not named:
        raise BadValue("The row does not say what happened.")
    if at is None:
        raise BadValue("The row does not say when it happened.")
    item: JsonObject = {
        "type": "track",
        "event": named,
        "timestamp": at,
        "properties": _traits(row, mapping),
    }
    if account := _id(row, mapping.first("account")):
        item["groupId"] = account
    _name_person(item, row, mapping, optional=account is not None)
    return item


_ITEMS: dict[Kind, Any] = {"accounts": _account, "contacts": _contact, "events": _event}


def _name_person(item: JsonObject, row: Row, mapping: Mapping, *, optional: bool = False) -> None:
    """Whom the row is about. An address makes one of a contact and who was known by it alone."""
    user, email = _id(row, mapping.first("id")), _email(row, mapping)
    if user:
        item["userId"] = user
    if email:
        item["context"] = {"externalIds": [{"type": "email", "id": email}]}
    if not user and not email and not optional:
        raise BadValue("The row does not say who it is: its id and address are empty.")


def _traits(row: Row, mapping: Mapping) -> JsonObject:
    found: JsonObject = {}
    for each in mapping.columns:
        if each.column not in row.cells:
            continue
        cell = row.cells[each.column]
        if each.use == "spread":
            found |= _spread(cell, each.column)
        elif each.use == "trait" and each.name:
            try:
                value = value_of(cell, each.type, mapping.dates, mapping.numbers)
            except BadValue as bad:
                raise BadValue(f"{each.column}: {bad}") from None
            if value is not None or mapping.empty == "clear":
                found[each.name.strip()] = value
    return found


def _spread(cell: JsonValue, column: str) -> JsonObject:
    if isinstance(cell, str) and cell.strip():
        try:
            cell = orjson.loads(cell)
        except orjson.JSONDecodeError:
            raise BadValue(f"{column}: it should be a JSON object, and is not.") from None
    if cell is None or cell == "":
        return {}
    if not isinstance(cell, dict):
        raise BadValue(f"{column}: it should be a group of values, and is not.")
    return cell


def _roles(row: Row, mapping: Mapping) -> list[str]:
    column = mapping.first("roles")
    said = value_of(row.cells.get(column or ""), "list", "iso", "plain")
    if column is None or not isinstance(said, list):
        return []
    for name in said:
        if not roles_in({"role": name}):
            raise BadValue(f"{column}: “{name}” is no role. Roles are {', '.join(ROLES)}.")
    return roles_in({"roles": said})


def _email(row: Row, mapping: Mapping) -> str | None:
    column = mapping.first("email")
    written = _text(row, column)
    if not written:
        return None
    address = email_address(written)
    if address is None:
        raise BadValue(f"{column}: “{written[:80]}” is not an email address.")
    return address


def _needed(row: Row, column: str | None, what: str) -> str:
    value = _id(row, column)
    if value is None:
        raise BadValue(f"The row does not have {what}.")
    return value


def _id(row: Row, column: str | None) -> str | None:
    return _text(row, column) or None


def _text(row: Row, column: str | None) -> str:
    cell = row.cells.get(column) if column else None
    if isinstance(cell, dict | list | bool):
        raise BadValue(f"{column}: it should be text, and is not.")
    return cell.strip() if isinstance(cell, str) else as_text(cell, "cell") or ""


def _message_id(item: JsonObject, rules: Rules, row: Row) -> str:
    given = _text(row, rules.mapping.first("message_id"))
    content = given or orjson.dumps(item, option=orjson.OPT_SORT_KEYS).decode()
    digest = hashlib.sha256(f"{rules.kind}\n{bool(given)}\n{rules.salt}\n{content}".encode())
    return f"row-{digest.hexdigest()[:32]}"


def _check_not_ahead(at: JsonValue, now: datetime) -> None:
    """Where calls are read, the future is taken for now; of history nobody means that."""
    moment = written.instant(at)
    if isinstance(at, int | float):
        seconds = at / 1000 if abs(at) >= _MILLISECONDS_FROM else at
        moment = _EPOCH + timedelta(seconds=min(max(seconds, 0), _MILLISECONDS_FROM))
    if moment is not None and moment > now + AHEAD:
        raise BadValue("The time is in the future.")


_REASONS = {
    "too_large": "The row is larger than 32 KB, which is the most that is kept.",
    "bad_json": "The row holds a value that cannot be stored.",
}
