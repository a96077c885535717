"""Zoom: `event`, `event_ts` (milliseconds) and `payload.object`.

`x-zm-signature: v0=…` is the hexadecimal HMAC-SHA256 of `v0:{timestamp}:{body}`; the time is in
`x-zm-request-timestamp` (seconds).

Before it sends anything, and now and then, Zoom sends `endpoint.url_validation` and wants the plain
token back within three seconds together with its HMAC.
"""

import hashlib
import hmac
from collections.abc import Sequence

import orjson
from pydantic import JsonValue

from engine.sources.delivery import Delivery, Reply, Unreadable
from engine.sources.items import Understood, Who, moment, need, track
from engine.sources.looking import number_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_VALIDATION = "endpoint.url_validation"
_NAMES = {
    "webinar.participant_joined": "webinar.attended",
    "webinar.registration_created": "webinar.registered",
    "meeting.participant_joined": "meeting.attended",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "event"), "event")
    if kind == _VALIDATION:
        return Understood(left_out="Zoom only asks whether the address is ours.")
    meeting = text_at(data, "payload.object.uuid", "payload.object.id")
    person = text_at(
        data,
        "payload.object.participant.participant_uuid",
        "payload.object.participant.email",
        "payload.object.registrant.email",
    )
    item = track(
        _NAMES.get(kind, f"zoom.{kind}"),
        Who(
            email=text_at(
                data,
                "payload.object.participant.email",
                "payload.object.registrant.email",
            )
        ),
        message_id=f"{kind}-{meeting}-{person}-{text_at(data, 'event_ts')}",
        at=moment(number_at(data, "event_ts")),
        properties={
            "title": text_at(data, "payload.object.topic"),
            "meeting": meeting,
            "starts_at": text_at(data, "payload.object.start_time"),
        },
    )
    return Understood(items=(item,))


def _answer(delivery: Delivery, data: JsonValue, secrets: Sequence[str]) -> Reply | None:
    if text_at(data, "event") != _VALIDATION:
        return None
    if not secrets:
        raise Unreadable("no_secret", "This source has no secret yet, by which Zoom is answered.")
    token = need(text_at(data, "payload.plainToken"), "payload.plainToken")
    digest = hmac.new(secrets[0].encode(), token.encode(), hashlib.sha256).hexdigest()
    return Reply(orjson.dumps({"plainToken": token, "encryptedToken": digest}))


PRESET = Preset(
    key="zoom",
    name="Zoom",
    kind="meetings",
    scheme=Signature(
        header="x-zm-signature",
        prefix="v0=",
        signed="v0:{timestamp}:{body}",
        timestamp="x-zm-request-timestamp",
    ),
    read=_read,
    answer=_answer,
    setup="Your app, Features, Event subscriptions. The secret is the app's “Secret Token”.",
)
