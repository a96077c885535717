"""Waits: for an event, for a day, for whichever comes first."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.workflow.driver import Driver
from tests.workflow.test_journeys import WELCOME
from tests.world import World, days

IN_TURN = """
journey: in-turn
name: One thing after the other
entry: {triggers: [{event: Account Created}]}
start: project
steps:
  project:
    type: wait
    until: {event: Project Created}
    at_most: 10d
    on: {happened: report, timeout: nothing}
  report:
    type: wait
    until: {event: Report Shared, where: {property: audience, is: team}}
    at_most: 10d
    on: {happened: both, timeout: one}
  both: {type: exit, outcome: both}
  one: {type: exit, outcome: one}
  nothing: {type: exit, outcome: nothing}
"""
TEAM = {"audience": "team"}


async def test_what_happened_before_the_wait_does_not_end_it(driver: Driver, world: World) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Project Created", acme)
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    assert [m.step for m in await world.messages()] == ["hello", "nudge"]


async def test_an_event_that_does_not_pass_the_filter_wakes_nobody(
    driver: Driver, world: World
) -> None:
    await world.publish(IN_TURN)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.happens("Project Created", acme)
    await driver.rests(acme, "report")
    await world.happens("Report Shared", acme, await driver.now(), {"audience": "me"})
    assert await driver.dispatcher.dispatch() == 1
    assert await world.wakes() == []
    await driver.happens("Report Shared", acme, **TEAM)
    assert (await driver.ends(acme)).outcome == "both"


async def test_two_events_in_one_batch_answer_two_waits_in_turn(
    driver: Driver, world: World
) -> None:
    await world.publish(IN_TURN)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "project")
    now = await driver.now()
    await world.happens("Project Created", acme, now)
    await world.happens("Report Shared", acme, now + timedelta(seconds=1), TEAM)
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "both"


async def test_what_happens_within_one_second_answers_waits_in_turn(
    driver: Driver, world: World
) -> None:
    """**Invariant:** an event that follows another counts, also where the sender dates by whole
    seconds.

    **How it broke:** only what happened later than the event before was looked for. Of an account,
    its first project and its first report, all made within one second, the journey saw the first.
    """
    await world.publish(IN_TURN)
    acme = await world.customer()
    now = await driver.now()
    await world.happens("Account Created", acme, now)
    await world.happens("Project Created", acme, now)
    await world.happens("Report Shared", acme, now, TEAM)
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "both"


TWO_OF_A_KIND = """
journey: two-of-a-kind
name: Two steps of the same kind
entry: {triggers: [{event: Account Created}]}
start: first
steps:
  first:
    type: wait
    until: {event: Step Done, where: {property: number, is: 1}}
    on: {happened: second}
  second:
    type: wait
    until: {event: Step Done, where: {property: number, is: 2}}
    on: {happened: done}
  done: {type: exit}
"""


async def test_what_happens_while_one_wait_gives_way_to_the_next_is_not_missed(
    driver: Driver, world: World
) -> None:
    """**Invariant:** an event either finds the enrollment listening, or is found by it.

    **How it broke:** after a move the enrollment looked again only if it listened for something of
    another name. An event that the dispatcher held against the filter of the wait that was just
    ending woke nobody, and nobody looked."""
    await world.publish(TWO_OF_A_KIND)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "first")
    await world.happens_unheard("Step Done", "second", {"number": 2})
    await driver.happens("Step Done", acme, number=1)
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert ended.outcome == "completed"


async def test_what_follows_the_trigger_in_the_same_batch_happens_in_the_journey(
    driver: Driver, world: World
) -> None:
    """**Invariant:** nothing a customer does after the event that lets them in is missed.

    **How it broke:** an enrollment began when the dispatcher got round to it, and what had happened
    since the trigger lay before it: who signed up and at once created a project was told for weeks
    to create one, and who signed up and at once left was written to."""
    await world.publish(IN_TURN)
    acme = await world.customer()
    now = await driver.now()
    await world.happens("Account Created", acme, now - timedelta(seconds=3))
    await world.happens("Project Created", acme, now - timedelta(seconds=2))
    await world.happens("Report Shared", acme, now - timedelta(seconds=1), TEAM)
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "both"


async def test_in_the_very_moment_of_the_limit_the_event_wins(driver: Driver, world: World) -> None:
    await world.publish(IN_TURN)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    limit = (await driver.rests(acme, "project")).wakes_at
    assert limit is not None
    await world.happens("Project Created", acme, limit)
    assert (await driver.ends(acme)).outcome == "one"


async def test_an_event_in_time_counts_however_late_it_is_dispatched(
    driver: Driver, world: World
) -> None:
    """While nobody dispatches (all our workers are away), time runs out; the event came before."""
    await world.publish(IN_TURN)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "project")
    await driver.sleep(days(9))
    await world.happens("Project Created", acme, await driver.now())
    await driver.sleep(days(5))
    resting = await driver.rests(acme, "report")
    # The second wait began when the first ended, not when somebody looked.
    assert resting.wakes_at is not None
    assert resting.wakes_at - resting.enrolled_at < days(19.1)


async def test_an_event_too_late_does_not_count(driver: Driver, world: World) -> None:
    await world.publish(IN_TURN)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    limit = (await driver.rests(acme, "project")).wakes_at
    assert limit is not None
    await world.happens("Project Created", acme, limit + timedelta(seconds=1))
    assert (await driver.ends(acme)).outcome == "nothing"


async def test_when_the_account_moves_to_another_zone_its_wake_up_moves_too(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer(time_zone="Europe/Amsterdam")
    await driver.happens("Account Created", acme)
    before = await driver.rests(acme, "first-project")
    await world.moves(acme, await driver.now(), "Asia/Tokyo")
    await driver.settle()
    after = await driver.until(acme, lambda one: one.wakes_at != before.wakes_at, skip=False)

    assert after.wakes_at is not None
    assert f"{after.wakes_at.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" == "09:00"
    assert after.time_zone == "Asia/Tokyo"
    assert "09:00 (Asia/Tokyo)" in (await world.story(acme))[-1]


WEEKDAYS_ONLY = """
journey: weekdays-only
name: Weekdays only
entry: {triggers: [{event: Account Created}]}
send: {window: {days: mon-fri, from: "08:00", to: "18:00", zone: contact}}
start: welcome
steps:
  welcome: {type: email, template: hello, send: {window: always}, next: day-3}
  day-3: {type: wait, until: {day: 3, at: "09:00"}, next: tutorial}
  tutorial: {type: email, template: hello, next: done}
  done: {type: exit}
templates:
  hello: {subject: Hello, body: Good to have you.}
"""


async def test_a_day_three_on_a_saturday_is_written_to_on_monday_and_the_welcome_is_not_held(
    driver: Driver, world: World
) -> None:
    await world.publish(WEEKDAYS_ONLY)
    acme = await world.customer(time_zone="Asia/Tokyo")
    entered = await driver.comes(3, 23, "Asia/Tokyo")
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "tutorial")
    await driver.ends(acme)

    welcome, tutorial = await world.messages()
    assert welcome.sent_at is not None
    assert welcome.sent_at - entered < timedelta(minutes=5)
    assert tutorial.sent_at is not None
    assert f"{tutorial.sent_at.astimezone(ZoneInfo('Asia/Tokyo')):%a %H:%M}" == "Mon 08:00"
    put_off = next(each for each in await world.story(acme) if each.startswith("Put off"))
    hours = "Monday to Friday, 08:00–18:00, Asia/Tokyo"
    assert put_off.endswith(f"Outside the sending window ({hours}).")
