"""SurveyMonkey: that a response is there, `event_type: response_completed` and `object_id`.

Neither what it says nor whose it is: that would have to be asked of its API, so most of them are
left out. Whose it is can come along in `resources`, from what stands between. `Sm-Signature` is the
base64 HMAC-SHA1 of the body.
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
    who = Who(user=text_at(data, "resources.user_id"), email=text_at(data, "resources.email"))
    if not who.is_known:
        return Understood(left_out="SurveyMonkey does not say whose response it is.")
    item = track(
        "survey.completed" if kind == "response_completed" else f"surveymonkey.{kind}",
        who,
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
