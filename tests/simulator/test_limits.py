"""Limits by a date of the customer's own, simulated: of a survey and of a wait for another date."""

from datetime import UTC, datetime

from engine.simulator import Happening, Paused, Resumed
from tests.simulator.telling import after, customer, lived, outcome, said

LIMIT = "at_most: {date: {trait: account.renewal_date, offset: -14d}, at: '08:00'}"
ASKED = f"""
start: ask
steps:
  ask:
    type: survey
    kind: nps
    template: mail
    {LIMIT}
    next: answered
    on: {{no_answer: pause}}
  pause: {{type: wait, for: 1d, next: silent}}
  answered: {{type: exit, outcome: answered}}
  silent: {{type: exit, outcome: silent}}
"""
KICKOFF = f"""
start: kickoff
steps:
  kickoff:
    type: wait
    until: {{date: {{trait: account.kickoff}}}}
    {LIMIT}
    next: came
    on: {{timeout: late}}
  came: {{type: exit, outcome: came}}
  late: {{type: exit, outcome: late}}
"""


def test_no_answer_is_waited_for_after_the_date() -> None:
    life = lived(ASKED, customer(renewal_date="2026-04-30"))
    assert outcome(life) == "silent"
    assert "Waiting for an answer, until Thu 16 Apr 2026, 08:00 (UTC) at the latest," in str(
        said(life)
    )
    (run,) = life.runs
    assert run.ended_at == datetime(2026, 4, 17, 8, tzinfo=UTC)


def test_a_survey_whose_limit_is_past_waits_from_when_it_was_asked() -> None:
    """The wait of a day that follows begins then, and not on the day that was past."""
    life = lived(ASKED, customer(renewal_date="2026-03-10"))
    assert outcome(life) == "silent"
    (run,) = life.runs
    assert run.ended_at == after(days=1)
    past = "14 days before account renewal date was Tue 24 Feb 2026, 08:00 (UTC), already past."
    assert f"No answer in time. {past}" in said(life)


def test_without_the_date_an_answer_is_waited_for_on_and_on() -> None:
    life = lived(ASKED, customer(), days=1000)
    (run,) = life.runs
    assert run.ended_at is None
    assert run.wakes_at is None


def test_one_date_is_waited_for_until_another() -> None:
    assert (
        outcome(lived(KICKOFF, customer(renewal_date="2026-06-30", kickoff="2026-06-01"))) == "came"
    )
    too_far = lived(KICKOFF, customer(renewal_date="2026-06-30", kickoff="2026-06-20"))
    assert outcome(too_far) == "late"
    (why,) = [line for line in said(too_far) if "too far off" in line]
    assert why == (
        "Account kickoff was too far off."
        " 14 days before account renewal date was Tue 16 Jun 2026, 08:00 (UTC)."
    )
    assert outcome(lived(KICKOFF, customer(renewal_date="2026-06-30"))) == "late"


def test_a_pause_does_not_put_a_date_off() -> None:
    """A duration has so much to go when the clock goes on; a date is the world's."""
    pause: list[Happening] = [Paused(after(days=5), stops_clock=True), Resumed(after(days=50))]
    life = lived(KICKOFF, customer(*pause, renewal_date="2026-04-30"))
    assert outcome(life) == "late"
    (run,) = life.runs
    assert run.ended_at == after(days=50)
