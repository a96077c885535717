"""When a call happened, by our clock."""

from datetime import UTC, datetime

from pydantic import JsonValue

from engine.tracking.calls import BadItem

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 1e11
"""A number this large is milliseconds since 1970: as seconds it would be the year 5138."""


def occurred_at(item: dict[str, JsonValue], sent_at: JsonValue, received_at: datetime) -> datetime:
    """The sender's time, corrected for the skew of its clock, never after `received_at`.

    Formula: timestamp = received_at - (sent_at - original_timestamp), as the tracking API specifies
    it. Without a usable `sentAt` the sender's clock is believed; without a time of its own the call
    happened when it was received. Raises BadItem for a time that cannot be read.
    """
    stated = item.get("originalTimestamp") or item.get("timestamp")
    if stated is None or stated == "":
        return received_at
    original = _instant(stated)
    sent = _instant_or_none(sent_at)
    try:
        corrected = received_at - (sent - original) if sent else original
    except OverflowError:
        corrected = _EARLIEST
    if corrected < _EARLIEST or original < _EARLIEST:
        raise BadItem("bad_timestamp", f"The timestamp {stated!r} is before 1970.")
    return min(corrected, received_at)


def _instant_or_none(value: JsonValue) -> datetime | None:
    try:
        return _instant(value) if value is not None else None
    except BadItem:
        return None


def _instant(value: JsonValue) -> datetime:
    try:
        match value:
            case str():
                parsed = datetime.fromisoformat(value.strip())
                aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
                return aware.astimezone(UTC)
            case int() | float() if not isinstance(value, bool):
                seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
                return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise BadItem(
        "bad_timestamp",
        f"The timestamp {_shortened(value)} cannot be read. Send an ISO 8601 time such as"
        " 2026-05-01T09:30:00Z.",
    )


def _shortened(value: JsonValue) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"
