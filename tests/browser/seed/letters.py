"""Items that could not be used."""

from datetime import datetime, timedelta
from typing import Any

from engine.store.tables import DeadLetter, Source
from tests.browser.seed.rows import Rows

_BAD: list[tuple[str, str, dict[str, Any]]] = [
    (
        "missing_user",
        "A track call names neither userId nor anonymousId. Send one of them, so that the event "
        "can be told whose it is.",
        {"type": "track", "event": "Report Shared", "properties": {"report": "Weekly numbers"}},
    ),
    (
        "missing_event",
        "A track call has no event. Send its name.",
        {"type": "track", "userId": "acc-0001-u0", "properties": {"a": 1}},
    ),
    (
        "too_long",
        "The event’s name is longer than 200 characters.",
        {"type": "track", "userId": "acc-0001-u0", "event": "Averylongname" * 30},
    ),
]


def make_dead_letters(rows: Rows, source: Source, count: int, now: datetime) -> None:
    for number in reversed(range(count)):
        code, reason, payload = _BAD[number % len(_BAD)]
        rows.add(
            DeadLetter(
                source_id=source.id,
                message_id=f"bad-{number}",
                code=code,
                reason=reason,
                payload={**payload, "messageId": f"bad-{number}"},
                received_at=now - timedelta(minutes=37 * number + 2),
                replayed_at=now if number % 10 == 9 else None,
            )
        )
