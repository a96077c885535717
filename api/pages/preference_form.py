"""The form by which contacts choose for themselves, and CSMs for them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from starlette.datastructures import FormData

from engine.consent import WAYS, Way
from engine.languages import DEFAULT
from engine.store.database import Session
from engine.store.preferences import Said, choose, choose_nothing, pause, set_frequency
from engine.store.reading.preferences import Preferences, get_preferences

PAUSES = (30, 90)
"""Days."""

_MOST = 50
"""The largest number of messages a week that means anything."""

OFTEN: Mapping[str, int | None] = {
    "all": None,
    "nothing": None,
    **{str(number): number for number in range(1, _MOST + 1)},
}
"""Messages a week at most, by what the form says."""

_OFFERED = (1, 2, 3)


def offered(known: Preferences) -> list[int]:
    """Numbers of messages a week to choose among: those we offer, and the one that is set."""
    return sorted({*_OFFERED, *([known.most_per_week] if known.most_per_week else [])})


async def keep_form(session: Session, contact: UUID, form: FormData, said: Said) -> None:
    """What a form of topics by way, how often and a pause says. What it does not show stays."""
    shown, wanted = set(form.getlist("topic")), set(form.getlist("want"))
    known = await get_preferences(session, contact, DEFAULT, said.now)
    choices: dict[tuple[str, Way], bool] = {
        (each.topic, way): f"{each.topic}/{way}" in wanted
        for each in known.topics
        for way in WAYS
        if each.topic in shown
    }
    await choose(session, contact, choices, said)
    often = form.get("often")
    if often in OFTEN:
        await choose_nothing(session, contact, often == "nothing", said)
    if often in OFTEN and often != "nothing":
        await set_frequency(session, contact, OFTEN[str(often)], said)
    days = form.get("pause")
    if days == "none":
        await pause(session, contact, None, said)
    elif days in {str(each) for each in PAUSES}:
        await pause(session, contact, said.now + timedelta(days=int(str(days))), said)
