"""What people complain of in programs like this one, and must not find here."""

from datetime import timedelta

import pytest

from tests.stories.telling import Story
from tests.world import days

AUDIENCE = """
entry:
  triggers: [{event: Account Created}]
  audience: {all: [{trait: account.tier, is: growth}, {trait: account.status, is: active}]}
exit: [{leaves: audience, reason: Cared for by a person now}]
start: month
steps:
  month: {type: wait, for: 30d, next: mail}
  mail: {type: email, template: mail, next: done}
  done: {type: exit}
"""
GROWTH = {"tier": "growth", "status": "active"}


async def test_who_no_longer_matches_is_taken_out_at_once_and_it_says_why(story: Story) -> None:
    acme = await story.enters(AUDIENCE, account=GROWTH)
    await acme.at_once("month")
    await acme.passes(days(10))
    await acme.becomes(tier="strategic")
    assert await acme.ends_at_once() == "exited"
    assert (await acme.why()).startswith("Cared for by a person now: ")
    assert "account tier" in await acme.why()
    assert await acme.got() == []


async def test_who_still_matches_stays_whatever_else_changes(story: Story) -> None:
    acme = await story.enters(AUDIENCE, account=GROWTH)
    await acme.at_once("month")
    await acme.becomes(tier="Growth", seats=12)
    assert await acme.ends() == "completed"
    assert await acme.got() == ["mail"]


async def test_a_trait_that_becomes_unknown_takes_nobody_out_on_a_guess(story: Story) -> None:
    acme = await story.enters(AUDIENCE, account=GROWTH)
    await acme.at_once("month")
    await acme.becomes(tier=None)
    assert await acme.ends() == "completed"


SEGMENTED_BY_TIME = """
entry:
  triggers: [{event: Trial Started}]
  audience: {trait: account.trial_ends, within_next: 30d}
exit: [{leaves: audience}]
start: month
steps:
  month: {type: wait, for: 60d, next: mail}
  mail: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_an_audience_that_time_alone_ends_is_left_that_day(story: Story) -> None:
    acme = await story.enters(
        SEGMENTED_BY_TIME, by="Trial Started", account={"trial_ends": story.date(14)}
    )
    await acme.at_once("month")
    assert await acme.wakes_on() == story.date(14)
    assert await acme.ends() == "exited"


DELAYED = """
exit: [{when: {event: Cancelled}}]
start: mail
steps:
  mail: {type: email, template: mail, next: quarter}
  quarter: {type: wait, for: 90d, next: more}
  more: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_an_exit_is_honoured_now_and_not_after_the_delay(story: Story) -> None:
    acme = await story.enters(DELAYED)
    await acme.at_once("quarter")
    await acme.does("Cancelled")
    assert await acme.ends_at_once() == "exited"
    here = await acme.enrollment()
    assert here.ended_at is not None
    assert here.ended_at - here.enrolled_at < timedelta(hours=1)


async def test_a_pause_goes_on_listening_for_exits(story: Story) -> None:
    acme = await story.enters(DELAYED)
    await acme.at_once("quarter")
    await story.world.pause(await story.world.journey("story"))
    await acme.passes(days(100))
    await acme.does("Cancelled")
    assert await acme.ends_at_once() == "exited"
    assert await acme.got() == ["mail"]


async def test_the_same_trigger_twice_enrolls_once_and_writes_once(story: Story) -> None:
    acme = await story.enters(DELAYED)
    await acme.does("Account Created")
    await acme.at_once("quarter")
    await acme.does("Account Created")
    assert await acme.got() == ["mail"]
    assert [each.code for each in await story.world.decisions()] == [
        "enrolled",
        "already_running",
        "already_running",
    ]


async def test_who_comes_again_gets_everything_again_once(story: Story) -> None:
    journey = DELAYED + "entry: {triggers: [{event: Account Created}], reentry: {after: 30d}}\n"
    acme = await story.enters(journey)
    await acme.at_once("quarter")
    await acme.does("Cancelled")
    await acme.ends_at_once()
    await acme.passes(days(31))
    await acme.does("Account Created")
    assert await acme.ends() == "completed"
    assert await acme.got() == ["mail", "mail", "more"]


async def test_a_test_run_skips_no_delay_only_shortens_it(story: Story) -> None:
    journey = await story.publish(DELAYED)
    acme = await story.customer()
    entered = await story.now()
    await story.world.enroll(journey, acme.customer, entered, seconds_per_day=10.0, is_test=True)
    await story.driver.settle()
    assert await acme.ends() == "completed"
    first, second = await acme.times()
    assert timedelta(seconds=899) < second - first < timedelta(seconds=930)


async def test_nothing_is_left_out_in_silence(story: Story) -> None:
    """Whatever a customer does not get leaves a line with the reason where it would have been."""
    acme = await story.enters(DELAYED, email=None)
    assert await acme.ends() == "completed"
    left_out = [line for line in await acme.story() if line.startswith("Left out")]
    assert left_out == ["Left out: No mail address is known."] * 2


CHAMPION = """
start: mail
steps:
  mail: {type: email, template: mail, to: {role: champion, else: OTHERWISE}, next: done}
  done: {type: exit}
"""


@pytest.mark.parametrize(("otherwise", "got"), [("primary", ["mail"]), ("nobody", [])])
async def test_a_champion_who_is_not_there_is_stood_in_for_or_it_says_so(
    story: Story, otherwise: str, got: list[str]
) -> None:
    acme = await story.enters(CHAMPION.replace("OTHERWISE", otherwise))
    assert await acme.ends() == "completed"
    assert await acme.got() == got
    assert any("is its champion" in line for line in await acme.story())


BRANCHING = """
start: which
steps:
  which:
    type: branch
    cases: [{id: big, when: {trait: account.seats, more_than: 100}, next: lot}]
    otherwise: lot
  lot: {type: split, ways: [{id: a, weight: 1, next: done}, {id: b, weight: 1, next: elsewhere}]}
  elsewhere: {type: go_to, to: done}
  done: {type: exit}
"""


async def test_every_turn_says_why_it_was_taken(story: Story) -> None:
    acme = await story.enters(BRANCHING, account={"seats": 250})
    assert await acme.ends() == "completed"
    told = await acme.story()
    assert any(line.startswith("Took “big”: ") and "seats" in line for line in told)
    assert any(line.endswith("which fell to this customer by lot.") for line in told)


async def test_by_lot_an_account_goes_the_same_way_every_time(story: Story) -> None:
    again = BRANCHING + "entry: {triggers: [{event: Account Created}], reentry: always}\n"
    acme = await story.enters(again)
    ways = set()
    for _ in range(3):
        await acme.ends_at_once()
        ways |= {line for line in await acme.story() if "by lot" in line}
        await acme.does("Account Created")
    assert len(ways) == 1
