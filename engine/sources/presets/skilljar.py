"""Skilljar: courses. `event_type: COURSE_ENROLLMENT` or `COURSE_COMPLETION`, `user` and `course`.

No signature is documented; the address is the secret.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Address

_NAMES = {
    "COURSE_ENROLLMENT": "course.started",
    "COURSE_COMPLETION": "course.completed",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "event_type"), "event_type")
    person = text_at(data, "user.id")
    item = track(
        _NAMES.get(kind, f"skilljar.{kind.lower()}"),
        Who(
            user=text_at(data, "user.external_id"),
            email=text_at(data, "user.email"),
            other={"skilljar": person} if person else {},
        ),
        message_id=text_at(data, "event_id", "id"),
        at=text_at(data, "timestamp", "created_at"),
        properties={
            "course": text_at(data, "course.id"),
            "title": text_at(data, "course.title"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="skilljar",
    name="Skilljar",
    kind="learning",
    scheme=Address(),
    read=_read,
    setup="Settings, Webhooks. Enter the address.",
)
