"""Events that nobody has ever sent are told of wherever a journey names one."""

from dataclasses import replace

import pytest

from engine.own_events import OWN_EVENTS
from tests.validation.journeys import BASE, EVERY, KNOWN, SEATS, changed

SENT = replace(KNOWN, events=OWN_EVENTS | {"Account Created", "Project Created"})
AS_IT_IS = ("name: ", "name: ")


def said(before: str, after: str, base: str = BASE) -> list[tuple[str, str, str | None]]:
    told = changed(before, after, base, known=SENT)
    found = [each for each in told if each.code == "unknown_event"]
    assert all(each.severity == "warning" for each in found)
    return [(each.path, each.message, each.hint) for each in found]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("[{event: Account Created}]", "[{event: Bought}]", "entry.triggers.0.event"),
        ("until: {event: Project Created}", "until: {event: Bought}", "steps.listen.until.event"),
        (SEATS, "{event: Bought}", "steps.which.cases.0.when.event"),
        (
            SEATS,
            "{all: [{not: {event: Bought}}, {event: Project Created}]}",
            "steps.which.cases.0.when.all.0.not.event",
        ),
        ("{trait: account.status, is: churned}", "{event: Bought}", "exit.0.when.event"),
        ("\nstart:", "\ngoal: {when: {event: Bought}}\nstart:", "goal.when.event"),
        (
            "Created}]}",
            "Created}], audience: {event: Bought, within: ever}}",
            "entry.audience.event",
        ),
        (
            "missing: skip,",
            "missing: skip, skip_when: {event: Bought},",
            "steps.tips.skip_when.event",
        ),
        (
            "done: {type: exit}",
            "done: {type: exit}\nscenarios: [{name: A, happens: [{at: 1d, event: Bought}], "
            "expect: [{sends: welcome}]}]",
            "scenarios.0.happens.0.event",
        ),
        (
            "done: {type: exit}",
            "done: {type: exit}\nscenarios: [{name: A, before: [{ago: 1d, event: Bought}], "
            "expect: [{sends: welcome}]}]",
            "scenarios.0.before.0.event",
        ),
    ],
)
def test_it_is_said_where_the_event_is_named(before: str, after: str, path: str) -> None:
    message = "Nobody has ever sent the event “Bought”."
    hint = "Fine if your product will send it later. Else choose one that has come in."
    assert said(before, after) == [(path, message, hint)]


@pytest.mark.parametrize("written", ["project created", "project_created", "Project Craeted"])
def test_a_slip_is_guessed(written: str) -> None:
    [(_, _, hint)] = said("until: {event: Project Created}", f"until: {{event: {written}}}")
    later = "Fine as it is if your product will send it later."
    assert hint == f"Did you mean “Project Created”? {later}"


def test_what_has_come_in_and_what_onward_tells_itself_is_not_doubted() -> None:
    assert said(*AS_IT_IS) == said(*AS_IT_IS, EVERY) == []
    for event in ("Survey Answered", "Message Opened", "In-App Message Clicked", "health.changed"):
        assert said(SEATS, f"{{event: {event}}}") == []


def test_where_nothing_is_known_of_events_nothing_is_said() -> None:
    told = changed(SEATS, "{event: Bought}")
    assert "unknown_event" not in {each.code for each in told}


def test_a_scenario_says_nothing_of_an_event_that_the_journey_is_asked_about_itself() -> None:
    scenario = (
        "done: {type: exit}\nscenarios: [{name: A, happens: [{at: 1d, event: Bought}], "
        "expect: [{sends: welcome}]}]"
    )
    base = BASE.replace("done: {type: exit}", scenario)
    found = said("until: {event: Project Created}", "until: {event: Bought}", base)
    assert [path for path, _, _ in found] == ["steps.listen.until.event"]


def test_two_that_nobody_has_sent_may_be_meant_to_be_one() -> None:
    """**How it broke:** only what had come in was taken for meant, though the journey named it."""
    before, after = "until: {event: Project Created}", "until: {event: renewal_singed}"
    base = BASE.replace("\nstart:", "\ngoal: {when: {event: renewal_signed}}\nstart:")
    hints = {hint for _, _, hint in said(before, after, base)}
    assert hints == {
        "This journey names “renewal_signed”, too: is one of them misspelt?",
        "This journey names “renewal_singed”, too: is one of them misspelt?",
    }
