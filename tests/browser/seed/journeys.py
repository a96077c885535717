"""Journeys: the bundled one, one with every kind of way, and many small ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from engine.definition.journey import Journey
from engine.store import tables
from tests.browser.seed.rows import Rows

_WAYS = """
journey: win-back
name: Win back silent accounts
description: For accounts that have gone quiet, before anybody has to notice by hand.
entry:
  triggers:
    - event: Account Went Quiet
      where: {property: days, at_least: 14}
    - event: Login Streak Ended
  audience:
    all:
      - {trait: account.status, is: active}
      - any: [{trait: account.plan, in: [team, enterprise]}, {trait: account.seats, at_least: 25}]
  reentry: {after: 90d}
goal: {when: {event: Report Viewed, at_least: 2}, within: 30d}
exit:
  - {when: {trait: account.status, is: churned}, reason: The account has churned}
send: {window: {days: mon-fri, from: "09:00", to: "17:00", zone: contact}}
start: hello
steps:
  hello:
    type: email
    name: We miss you
    template: hello
    to: {role: champion, else: primary}
    next: back
    on: {failed: call}
  back:
    type: wait
    name: Do they come back?
    until: {event: Report Viewed}
    at_most: 7d
    on: {happened: thanks, timeout: which}
  thanks: {type: in_app, format: banner, template: thanks, next: done}
  which:
    type: branch
    name: Who helps?
    cases:
      - id: large
        when: {all: [{trait: account.plan, is: enterprise}, {trait: account.seats, at_least: 100}]}
        next: call
      - {id: small, when: {trait: account.seats, less_than: 10}, next: tips}
    otherwise: again
  call:
    type: task
    name: A call
    title: "Call {{ contact.first_name }}: gone quiet"
    instructions: Ask what has changed since they last looked. Listen first.
    assign: {owner: account, else: jonas@northwind.test}
    due: 2 business days
    next: after-call
  after-call:
    type: wait
    name: After the call
    until: {event: Report Viewed}
    at_most: {day: 21, at: "09:00"}
    on: {happened: done, timeout: lost}
  tips: {type: email, name: Three small ideas, template: tips, next: rest}
  rest: {type: wait, name: A week of quiet, for: 1w, next: again}
  again:
    type: branch
    name: Once more?
    cases: [{id: silent, when: {event: Report Viewed, exactly: 0}, next: hello}]
    otherwise: done
  lost: {type: exit, name: Given up, outcome: gone-quiet}
  done: {type: exit, name: Back again}
templates:
  hello:
    subject: "{{ contact.first_name | default('Hello') }}, your reports miss you"
    body: Come and see.
  thanks: {title: Good to see you again, body: Here is what is new.}
  tips: {subject: Three things worth five minutes, body: One two three.}
"""

_SMALL = """
journey: {key}
name: "{name}"
entry: {{triggers: [{{event: {event}}}]}}
start: rest
steps:
  rest: {{type: wait, name: Let it settle, for: 2d, next: note}}
  note: {{type: email, name: The note, template: note, next: done}}
  done: {{type: exit, name: Done}}
templates:
  note: {{subject: "{name}", body: A few words.}}
"""

_NAMES = [
    "Feature adoption: shared dashboards",
    "Renewal, 90 days ahead",
    "Webinar follow-up",
    "Seat limit reached",
    "Recovering a detractor with a conversation instead of yet another survey, in four languages",
    "Payment failed",
    "First champion left",
    "Year in review",
]


@dataclass(frozen=True)
class Published:
    row: tables.Journey
    version: tables.JourneyVersion
    definition: Journey


def make_journeys(rows: Rows, count: int, now: datetime) -> list[Published]:
    bundled = files("journeys").joinpath("onboarding.yaml").read_text("utf-8")
    texts = [bundled, _WAYS]
    for number in range(count - 2):
        name = _NAMES[number % len(_NAMES)]
        if number >= len(_NAMES):
            name = f"{name} ({number // len(_NAMES) + 1})"
        texts.append(_SMALL.format(key=f"small-{number}", name=name, event=f"Small {number}"))
    found = [_publish(rows, text, number, now) for number, text in enumerate(texts)]
    rows.add(tables.Journey(key="idea", name="An idea for spring", draft={"journey": "idea"}))
    return found


@cache
def _read(text: str) -> tuple[Journey, dict[str, Any]]:
    """And as it is kept."""
    definition = Journey.model_validate(YAML(typ="safe").load(text))
    return definition, definition.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _publish(rows: Rows, text: str, number: int, now: datetime) -> Published:
    definition, written = _read(text)
    status = "paused" if number % 9 == 3 else "archived" if number % 17 == 16 else "live"
    made = now - timedelta(days=120)
    row = rows.add(
        tables.Journey(
            key=definition.journey,
            name=definition.name,
            status=status,
            live_version=3,
            created_at=made,
            updated_at=made,
        )
    )
    version = tables.JourneyVersion(
        journey_id=row.id,
        number=3,
        definition=written,
        published_at=made,
        published_by="maya@northwind.test",
    )
    return Published(row, rows.add(version), definition)
