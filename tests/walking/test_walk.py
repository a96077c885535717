"""A person walks a customer through a journey, choice by choice."""

from datetime import UTC, datetime, timedelta

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.definition.scenarios import SampleCustomer
from engine.simulation.scenarios import ORGANIZATION, sample_customer
from engine.simulation.setting import Setting, named
from engine.walking import Choice, Walk, walk

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)

TRIAL = """
journey: trial
name: Trial
entry: {triggers: [{event: Account Created}], audience: {trait: account.status, is_not: churned}}
goal: {when: {event: Plan Bought}}
start: hello
steps:
  hello: {type: email, template: hello, next: project}
  project:
    type: wait
    until: {event: Project Created, where: {property: kind, is: real}}
    at_most: 5d
    on: {happened: ask, timeout: call}
  ask: {type: survey, kind: nps, template: ask, at_most: 3d, next: done, on: {detractor: call}}
  call:
    type: task
    title: Call {{ account.name }}
    due: 2d
    outcomes: [helped, gone]
    on: {helped: seats, gone: lost}
  seats:
    type: wait
    until: {when: {trait: account.seats, more_than: 5}}
    at_most: 10d
    on: {happened: done, timeout: done}
  lost: {type: exit, outcome: lost}
  done: {type: exit}
templates:
  hello: {subject: "Hello, {{ contact.first_name | default('you') }}", body: Welcome to us.}
  ask: {subject: One question, body: How likely?}
"""


def walked(*choices: Choice, text: str = TRIAL, **traits: str) -> Walk:
    journey: Journey = parse(text, format="yaml")
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    customer = sample_customer(SampleCustomer(account={"status": "active", **traits}), "UTC")
    return walk(setting, customer, choices, begins=BEGINS)


def labels(found: Walk) -> list[str]:
    return [option.label for option in found.waiting.options] if found.waiting else []


EVENT = Choice(step="project", what="event")
TIME = Choice(step="project", what="time")


def test_message_is_read_as_it_would_arrive() -> None:
    found = walked()
    (message,) = [line.message for line in found.lines if line.message]
    assert message.title == "Hello, Sam"
    assert "Welcome to us." in message.text
    assert message.to == "someone@example.com"


def test_wait_offers_what_can_happen_and_time() -> None:
    found = walked()
    assert found.waiting is not None
    assert found.waiting.step == "project"
    assert labels(found) == [
        "Project Created happens",
        "The goal is reached: Plan Bought has happened since entry",
        "Time passes, and nothing happens",
    ]
    assert found.waiting.options[-1].at == BEGINS + timedelta(days=5)


def test_event_is_made_up_so_that_the_filter_lets_it_pass() -> None:
    found = walked(EVENT)
    assert found.waiting is not None
    assert found.waiting.step == "ask"
    assert [(line.step, line.outlet, line.to) for line in found.lines if line.outlet] == [
        ("hello", "next", "project"),
        ("project", "happened", "ask"),
    ]


def test_properties_a_person_gives_are_what_the_filter_sees() -> None:
    found = walked(Choice(step="project", what="event", properties={"kind": "trial"}))
    assert found.waiting is not None
    assert found.waiting.step == "project"


def test_time_leads_on_by_the_timeout() -> None:
    found = walked(TIME)
    assert found.waiting is not None
    assert found.waiting.step == "call"
    assert found.waiting.since == BEGINS + timedelta(days=5)


def test_answers_and_buttons_lead_where_they_say() -> None:
    angry = Choice(step="ask", what="answer", score=3)
    helped = Choice(step="call", what="task", outcome="helped")
    grown = Choice(step="seats", what="holds")
    found = walked(EVENT, angry, helped, grown)
    assert found.used == 4
    assert found.ended is not None
    assert [line.to for line in found.lines if line.to][-4:] == ["ask", "call", "seats", "done"]


def test_goal_can_be_reached_at_any_wait() -> None:
    found = walked(Choice(step="project", what="goal"))
    assert found.ended is not None
    assert "goal" in found.ended.lower()


def test_choice_that_no_longer_fits_says_so_and_shows_the_walk_up_to_there() -> None:
    found = walked(TIME, Choice(step="ask", what="answer", score=3))
    assert found.used == 1
    assert found.because == "They stand at “Call” by then, and go another way."
    assert found.waiting is not None
    assert found.waiting.step == "call"


def test_whom_the_audience_keeps_out_does_not_enter() -> None:
    found = walked(status="churned")
    assert not found.entered
    assert found.because is not None
    assert found.lines == ()


def test_same_choices_give_the_same_walk() -> None:
    assert walked(EVENT) == walked(EVENT)
