"""Discourse: the community. `X-Discourse-Event`, `-Event-Id` and `-Instance` say what and where;
the body is keyed by what it is about. `X-Discourse-Event-Signature: sha256=…`.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_NAMES = {
    "post_created": "community.posted",
    "topic_created": "community.topic_started",
    "accepted_solution": "community.solved",
    "user_created": "community.joined",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    headers = delivery.headers
    name = need(headers.get("x-discourse-event"), "X-Discourse-Event header")
    number = need(headers.get("x-discourse-event-id"), "X-Discourse-Event-Id header")
    about = headers.get("x-discourse-event-type") or name.partition("_")[0]
    thing = object_at(data, about)
    person = text_at(thing, "user_id") or (text_at(thing, "id") if about == "user" else None)
    item = track(
        _NAMES.get(name, f"discourse.{name}"),
        Who(
            user=text_at(thing, "external_id"),
            email=text_at(thing, "email"),
            other={"discourse": person} if person else {},
        ),
        message_id=f"{headers.get('x-discourse-instance', '')}#{number}",
        at=text_at(thing, "created_at"),
        properties={
            "id": text_at(thing, "id"),
            "title": text_at(thing, "topic_title", "title"),
            "username": text_at(thing, "username"),
            "category": text_at(thing, "category_id"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="discourse",
    name="Discourse",
    kind="community",
    scheme=Signature(header="x-discourse-event-signature", prefix="sha256="),
    read=_read,
    setup="Admin, API, Webhooks. Enter the address, and a secret of your own.",
)
