"""CloudEvents 1.0 over HTTP: binary (`ce-…` headers), structured, and in batches.

Nothing is signed; senders show a token. Before it sends anything, a sender may ask by OPTIONS with
`WebHook-Request-Origin` whether it may. An event is known by its `source` and `id` together.
"""

from collections.abc import Sequence
from urllib.parse import unquote

from pydantic import JsonValue

from engine.sources.delivery import Delivery, Reply
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Secret
from engine.tracking.calls import JsonObject

_ATTRIBUTES = ("id", "source", "type", "time", "subject")


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    if "ce-id" in delivery.headers or "ce-type" in delivery.headers:
        event: JsonObject = {
            name: unquote(delivery.headers[f"ce-{name}"])
            for name in _ATTRIBUTES
            if f"ce-{name}" in delivery.headers
        }
        return Understood(items=(_item({**event, "data": data}),))
    events = data if isinstance(data, list) else [data]
    return Understood(items=tuple(_item(event) for event in events))


def _item(event: JsonValue) -> JsonObject:
    source = need(text_at(event, "source"), "source")
    said = object_at(event, "data")
    who = Who(
        user=text_at(said, "user_id", "userId", "user.id"),
        account=text_at(said, "account_id", "accountId", "account.id"),
        email=text_at(said, "email", "user.email"),
    )
    subject = text_at(event, "subject")
    if not who.is_known and subject is not None:
        who = Who(user=subject)
    return track(
        need(text_at(event, "type"), "type"),
        who,
        message_id=f"{source}#{need(text_at(event, 'id'), 'id')}",
        at=text_at(event, "time"),
        properties={**said, "source": source, "subject": subject},
    )


def _answer(delivery: Delivery, data: JsonValue, secrets: Sequence[str]) -> Reply | None:
    if delivery.method != "OPTIONS":
        return None
    origin = delivery.headers.get("webhook-request-origin", "")
    return Reply(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"})


PRESET = Preset(
    key="cloudevents",
    name="CloudEvents",
    kind="any",
    scheme=Secret(form="bearer"),
    read=_read,
    answer=_answer,
    body="any",
    setup="Give the sender the address, and the secret as its Bearer token.",
)
