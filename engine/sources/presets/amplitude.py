"""Amplitude cohorts: `cohort_id`, `cohort_name`, `in_cohort`, `message_id` and `users[].user_id`.

Nothing is signed; Amplitude sends headers of your own. It wants an answer within a second or two.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Cohort, Understood, Who, need
from engine.sources.looking import at, list_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Secret


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    identifier = need(text_at(data, "cohort_id"), "cohort_id")
    members = (
        Who(user=text_at(user, "user_id"), email=text_at(user, "email", "user_properties.email"))
        for user in list_at(data, "users")
    )
    cohort = Cohort(
        id=identifier,
        name=text_at(data, "cohort_name") or identifier,
        members=tuple(who for who in members if who.is_known),
        change="enter" if at(data, "in_cohort") is True else "leave",
    )
    return Understood(cohorts=(cohort,))


PRESET = Preset(
    key="amplitude",
    name="Amplitude",
    kind="analytics",
    scheme=Secret(header="x-onward-secret"),
    read=_read,
    setup="Data, Destinations, Webhook, for cohorts. Add a header X-Onward-Secret with the secret.",
)
