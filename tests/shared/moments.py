"""How long ago something was, as the pages say it."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from api.pages.moments import ago

_NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400, "year": 365 * 86_400}
_COUNTS = (0, 1, 1.4, 1.5, 2, 11, 11.6, 23.5, 29.5, 59.5, 100)


def moments() -> JsonValue:
    """By the seconds since: around the whole and the half of every unit."""
    apart = sorted(
        {
            max(0, int(unit * count) + slip)
            for unit in _UNITS.values()
            for count in _COUNTS
            for slip in (-1, 0, 1)
        }
    )
    return {str(seconds): ago(_NOW - timedelta(seconds=seconds), _NOW) for seconds in apart}
