"""Mixpanel cohorts: `action` and `parameters{mixpanel_cohort_id, members[]}`. Basic authentication.

`members` is the whole of the cohort, so who is missing has left it: when it comes as one page. Of
several (`page_info.total_pages`) each has a part, and who is missing from a part may be on another;
they come in any order and again, so a page only says who is in. `add_members` and `remove_members`
say what changed. Mixpanel insists on `{"action": …, "status": "success"}`.
"""

from collections.abc import Sequence
from typing import Literal

import orjson
from pydantic import JsonValue

from engine.sources.delivery import Delivery, Reply, Unreadable
from engine.sources.items import Cohort, Understood, Who, need
from engine.sources.looking import at, list_at, number_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Secret

Change = Literal["enter", "leave", "replace"]
_CHANGES: dict[str, Change] = {
    "members": "replace",
    "add_members": "enter",
    "remove_members": "leave",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    action = need(text_at(data, "action"), "action")
    if action not in _CHANGES:
        raise Unreadable("unknown_action", f"“{action[:60]}” is no action that Mixpanel knows.")
    identifier = need(
        text_at(data, "parameters.mixpanel_cohort_id"), "parameters.mixpanel_cohort_id"
    )
    members = (
        Who(
            user=text_at(member, "mixpanel_distinct_id", "distinct_id"),
            email=text_at(member, "email", "$email"),
        )
        for member in list_at(data, "parameters.members")
    )
    cohort = Cohort(
        id=identifier,
        name=text_at(data, "parameters.mixpanel_cohort_name") or identifier,
        members=tuple(who for who in members if who.is_known),
        change=_change(action, data),
    )
    return Understood(cohorts=(cohort,))


def _change(action: str, data: JsonValue) -> Change:
    change = _CHANGES[action]
    pages = at(data, "parameters.page_info")
    is_whole = pages is None or number_at(pages, "total_pages") == 1
    return "enter" if change == "replace" and not is_whole else change


def _answer(delivery: Delivery, data: JsonValue, secrets: Sequence[str]) -> Reply:
    said = {"action": text_at(data, "action"), "status": "success"}
    return Reply(orjson.dumps(said))


PRESET = Preset(
    key="mixpanel",
    name="Mixpanel",
    kind="analytics",
    scheme=Secret(form="basic"),
    read=_read,
    answer=_answer,
    setup="Data management, Integrations, Custom webhook. The secret is “user:password”.",
)
