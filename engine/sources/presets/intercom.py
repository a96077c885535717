"""Intercom: `topic` and `data.item`.

`X-Hub-Signature: sha1=…` is the hexadecimal HMAC-SHA1 of the body.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_NAMES = {
    "conversation.user.created": "ticket.opened",
    "conversation.user.replied": "ticket.answered",
    "conversation.admin.closed": "ticket.solved",
    "conversation.rating.added": "survey.answered",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    topic = need(text_at(data, "topic"), "topic")
    if topic == "ping":
        return Understood(left_out="Intercom only asks whether anybody is here.")
    thing = object_at(data, "data.item")
    contact = "" if topic.startswith(("contact.", "user.")) else "contacts.contacts.0."
    own = text_at(thing, f"{contact}id", "user.id")
    who = Who(
        user=text_at(thing, f"{contact}external_id", "user.user_id"),
        account=text_at(thing, "company.company_id", "companies.data.0.company_id"),
        email=text_at(thing, f"{contact}email", "user.email", "source.author.email"),
        other={"intercom": own} if own else {},
    )
    item = track(
        _NAMES.get(topic, f"intercom.{topic}"),
        who,
        message_id=text_at(data, "id"),
        at=at(data, "created_at"),
        properties={
            "type": topic,
            "ticket": text_at(thing, "id"),
            "subject": text_at(thing, "source.subject", "title"),
            "score": at(thing, "conversation_rating.rating"),
            "comment": text_at(thing, "conversation_rating.remark"),
            "survey": "csat" if topic == "conversation.rating.added" else None,
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="intercom",
    name="Intercom",
    kind="support",
    scheme=Signature(header="x-hub-signature", algorithm="sha1", prefix="sha1="),
    read=_read,
    setup="Developer Hub, your app, Webhooks. The secret is the app's client secret.",
)
