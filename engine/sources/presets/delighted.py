"""Delighted: `event_type`, `event_id` and `event_data{person{email}, score, comment}`.

`X-Delighted-Webhook-Signature: sha256=…` is the hexadecimal HMAC-SHA256 of the body. The comment of
an answer comes later, in an `updated` event of its own: that is not a second answer.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_NAMES = {
    "survey_response.created": "survey.answered",
    "survey_response.updated": "survey.commented",
    "unsubscribe.created": "delighted.unsubscribe",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "event_type"), "event_type")
    said = object_at(data, "event_data")
    person = text_at(said, "person.id")
    item = track(
        _NAMES.get(kind, f"delighted.{kind}"),
        Who(
            user=text_at(said, "person_properties.user_id"),
            account=text_at(said, "person_properties.account_id"),
            email=text_at(said, "person.email", "email"),
            other={"delighted": person} if person else {},
        ),
        message_id=need(text_at(data, "event_id"), "event_id"),
        at=at(said, "updated_at" if kind.endswith(".updated") else "created_at"),
        properties={
            "survey": text_at(said, "survey_type"),
            "response": text_at(said, "id"),
            "score": at(said, "score"),
            "comment": text_at(said, "comment"),
            "address": text_at(said, "permalink"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="delighted",
    name="Delighted",
    kind="survey",
    scheme=Signature(header="x-delighted-webhook-signature", prefix="sha256="),
    read=_read,
    setup="Integrations, Webhooks. The secret is shown there as “Signing secret”.",
)
