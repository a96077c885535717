"""Renewal, anchored on a date that moves: 90, 60 and 30 days before it, and on the day."""

import pytest

from tests.stories.telling import Story, Traveller
from tests.world import days

RENEWAL = """
exit: [{when: {trait: account.status, is: churned}}]
start: ninety
steps:
  ninety:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -90d}, passed: skip}
    next: check
    on: {passed: sixty}
  check:
    type: branch
    cases: [{id: unwell, when: {health: band, is: red}, next: intervene}]
    otherwise: sixty
  intervene: {type: task, title: "Renewal of {{ account.name }} is at risk", next: sixty}
  sixty:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -60d}, passed: skip}
    next: who-sixty
    on: {passed: thirty}
  who-sixty:
    type: branch
    cases: [{id: unwell, when: {health: band, is: red}, next: call}]
    otherwise: value
  value: {type: email, template: value, to: {role: decision_maker, else: primary}, next: thirty}
  call: {type: task, title: "Call {{ account.name }} about the renewal", next: thirty}
  thirty:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -30d}, passed: skip}
    next: who-thirty
    on: {passed: day}
  who-thirty:
    type: branch
    cases:
      - {id: unwell, when: {health: band, is: red}, next: call-again}
      - id: by-itself
        when: {all: [{health: band, is: green}, {trait: account.payment_on_file, is: true}]}
        next: renews-by-itself
    otherwise: several-years
  call-again: {type: task, title: "Call {{ account.name }} again", next: day}
  renews-by-itself: {type: update, set: {account.renewal: automatic}, next: day}
  several-years: {type: email, template: mail, next: day}
  day:
    type: wait
    until: {date: {trait: account.renewal_date}}
    next: renewed
  renewed:
    type: branch
    cases: [{id: automatic, when: {trait: account.renewal, is: automatic}, next: thanks}]
    otherwise: done
  thanks: {type: email, template: mail, next: done}
  done: {type: exit, outcome: due}
templates:
  value: {subject: "What {{ account.hours_saved }} hours are worth", body: See for yourself.}
  mail: {subject: Hello, body: Good to have you.}
"""


async def nearing(story: Story, away: int = 200, **account: object) -> Traveller:
    known = {"hours_saved": 300, "health_band": "yellow"}
    return await story.enters(
        RENEWAL, account={"renewal_date": story.date(away), **known, **account}
    )


async def test_a_customer_as_usual_hears_of_value_at_sixty_days_and_of_more_years_at_thirty(
    story: Story,
) -> None:
    acme = await nearing(story)
    assert await acme.ends() == "due"
    assert await acme.got_on() == [("value", 141), ("several-years", 171)]
    assert await acme.tasks() == []


async def test_a_healthy_account_with_payment_on_file_renews_by_itself(story: Story) -> None:
    acme = await nearing(story, health_band="green", payment_on_file=True)
    assert await acme.ends() == "due"
    assert await acme.got_on() == [("value", 141), ("thanks", 201)]


async def test_an_unhealthy_account_is_called_by_a_person_instead_of_written_to(
    story: Story,
) -> None:
    acme = await nearing(story, health_band="red", payment_on_file=True)
    assert await acme.ends() == "due"
    assert await acme.got() == []
    assert [task.step for task in await acme.tasks()] == ["intervene", "call", "call-again"]


async def test_who_recovers_before_the_thirty_days_is_written_to_again(story: Story) -> None:
    acme = await nearing(story, health_band="red")
    await acme.rests("thirty")
    await acme.becomes(health_band="yellow")
    assert await acme.ends() == "due"
    assert await acme.got() == ["several-years"]
    assert [task.step for task in await acme.tasks()] == ["intervene", "call"]


WAITS = {"ninety": 90, "sixty": 60, "thirty": 30, "day": 0}


@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("by", [+45, -5])
async def test_when_the_date_moves_the_wait_moves_with_it(story: Story, wait: str, by: int) -> None:
    """**Invariant:** whichever wait a customer stands in, a renewal that moves takes it along."""
    acme = await nearing(story)
    before = await acme.rests(wait)
    await acme.moves(renewal_date=story.date(200 + by))
    here = await acme.enrollment()
    assert here.current_step == wait
    assert await acme.wakes_on() == story.date(200 + by - WAITS[wait])
    assert here.waiting_for != before.waiting_for
    assert await acme.ends() == "due"


@pytest.mark.parametrize(
    ("moved_to", "lands_at"), [(80, "sixty"), (50, "thirty"), (20, "day"), (60, "thirty")]
)
async def test_what_a_date_moved_closer_has_left_no_time_for_is_passed_over(
    story: Story, moved_to: int, lands_at: str
) -> None:
    acme = await nearing(story)
    await acme.at_once("ninety")
    await acme.moves(renewal_date=story.date(moved_to))
    here = await acme.enrollment()
    assert here.current_step == lands_at
    assert await acme.got() == []
    assert any(line.startswith("Passed over") for line in await acme.story())
    assert await acme.wakes_on() == story.date(moved_to - WAITS[lands_at])


async def test_a_date_moved_into_the_past_brings_the_day_itself_at_once(story: Story) -> None:
    acme = await nearing(story)
    await acme.rests("thirty")
    await acme.becomes(renewal_date=story.date(1))
    assert await acme.ends_at_once() == "due"
    assert await acme.got() == ["value"]


async def test_a_date_taken_away_is_waited_for_until_there_is_one_again(story: Story) -> None:
    acme = await nearing(story)
    await acme.at_once("ninety")
    await acme.moves(renewal_date=None)
    here = await acme.enrollment()
    assert here.wakes_at is None
    assert here.waiting_for is not None
    assert "to be known" in here.waiting_for
    await acme.passes(days(300))
    await acme.moves(renewal_date=story.date(500))
    assert await acme.wakes_on() == story.date(410)
    assert await acme.ends() == "due"
    assert await acme.got_on() == [("value", 441), ("several-years", 471)]


async def test_a_churned_customer_is_not_asked_to_renew(story: Story) -> None:
    acme = await nearing(story)
    await acme.rests("sixty")
    await acme.becomes(status="churned")
    assert await acme.ends_at_once() == "exited"
    assert await acme.got() == []
