"""PostHog, as an HTTP webhook destination: `{event: {…}, person: {…}}`.

Newer destinations sign as Standard Webhooks; older ones only send headers of your own.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, identify, need, track
from engine.sources.looking import object_at, text_at
from engine.sources.preset import Preset
from engine.sources.presets.standard_webhooks import SCHEME


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    name = need(text_at(data, "event.event"), "event.event")
    properties = object_at(data, "event.properties")
    person = object_at(data, "person.properties")
    who = Who(
        user=need(text_at(data, "event.distinct_id"), "event.distinct_id"),
        account=text_at(properties, "$groups.company"),
        email=text_at(person, "email"),
    )
    uuid, at = text_at(data, "event.uuid"), text_at(data, "event.timestamp")
    if name in ("$identify", "$set"):
        traits = {name: value for name, value in person.items() if not name.startswith("$")}
        return Understood(items=(identify(who, message_id=uuid, at=at, traits=traits),))
    return Understood(items=(track(name, who, message_id=uuid, at=at, properties=properties),))


PRESET = Preset(
    key="posthog",
    name="PostHog",
    kind="analytics",
    scheme=SCHEME,
    read=_read,
    setup="Data pipeline, Destinations, HTTP Webhook. The secret is shown there, as “whsec_…”.",
)
