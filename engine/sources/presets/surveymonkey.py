"""SurveyMonkey: that a response is there, `event_type: response_completed` and `object_id`, but not
what it says. `Sm-Signature` is the base64 HMAC-SHA1 of the body.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "event_type"), "event_type")
    thing = need(text_at(data, "object_id"), "object_id")
    response = text_at(data, "resources.respondent_id")
    item = track(
        "survey.completed" if kind == "response_completed" else f"surveymonkey.{kind}",
        Who(other={"surveymonkey": response} if response else {}),
        message_id=text_at(data, "event_id") or f"{kind}-{thing}",
        at=text_at(data, "event_datetime"),
        properties={"response": thing, **object_at(data, "resources")},
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="surveymonkey",
    name="SurveyMonkey",
    kind="survey",
    scheme=Signature(header="sm-signature", algorithm="sha1", encodings=("base64",)),
    read=_read,
    setup="Your app, Webhooks. The secret is “client id” and “client secret”, joined by &.",
)
