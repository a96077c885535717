"""Every form of wait, and where it has an edge."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stories.telling import Story
from tests.world import days

AMSTERDAM = "Europe/Amsterdam"


def waiting(wait: str) -> str:
    """A journey that is this wait and little else; each way out of it is an outcome."""
    return f"""
start: wait
steps:
  wait: {{type: wait, {wait}}}
  came: {{type: exit, outcome: came}}
  late: {{type: exit, outcome: late}}
  passed: {{type: exit, outcome: passed}}
"""


def clocks_change(since: datetime, *, forward: bool) -> date:
    """The first day in Amsterdam after `since` on whose night the clocks change so."""
    zone, day = ZoneInfo(AMSTERDAM), since.date() + timedelta(days=2)
    while True:
        before, after = (
            datetime.combine(each, time(12), zone).utcoffset() or timedelta()
            for each in (day - timedelta(days=1), day)
        )
        if before != after and (after > before) is forward:
            return day
        day += timedelta(days=1)


async def ended_at(story: Story, wait: str, starts: datetime) -> datetime:
    """When a wait is over that somebody in Amsterdam begins at this instant."""
    await story.comes(starts)
    acme = await story.enters(waiting(wait), time_zone=AMSTERDAM)
    await acme.at_once("wait")
    assert await acme.ends() == "came"
    over = (await acme.enrollment()).ended_at
    assert over is not None
    return over.astimezone(ZoneInfo(AMSTERDAM)).replace(second=0, microsecond=0, tzinfo=None)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize(
    ("wait", "hour"),
    [
        ("for: 1d, next: came", 20),
        ("until: {day: 2, at: '09:00'}, next: came", 9),
        ("until: {time: '20:00'}, next: came", 20),
    ],
)
async def test_days_and_times_are_those_of_the_wall_whatever_the_clocks_do(
    story: Story, forward: bool, wait: str, hour: int
) -> None:
    change = clocks_change(story.begins, forward=forward)
    eve = datetime.combine(change - timedelta(days=1), time(20), ZoneInfo(AMSTERDAM))
    assert await ended_at(story, wait, eve) == datetime.combine(change, time(hour))


@pytest.mark.parametrize(("forward", "hour"), [(True, 21), (False, 19)])
async def test_hours_are_exact_whatever_the_clocks_do(
    story: Story, forward: bool, hour: int
) -> None:
    change = clocks_change(story.begins, forward=forward)
    eve = datetime.combine(change - timedelta(days=1), time(20), ZoneInfo(AMSTERDAM))
    over = await ended_at(story, "for: 24h, next: came", eve)
    assert over == datetime.combine(change, time(hour))


@pytest.mark.parametrize("forward", [True, False])
async def test_a_time_that_the_clocks_skip_or_repeat_comes_once(
    story: Story, forward: bool
) -> None:
    change = clocks_change(story.begins, forward=forward)
    eve = datetime.combine(change - timedelta(days=1), time(20), ZoneInfo(AMSTERDAM))
    over = await ended_at(story, "until: {time: '02:30'}, next: came", eve)
    assert over == datetime.combine(change, time(3 if forward else 2, 30))


@pytest.mark.parametrize(
    ("starts", "wait", "passes"),
    [
        (0, "for: 2 business days, next: came", days(2)),
        (4, "for: 2 business days, next: came", days(4)),
        (5, "for: 1 business days, next: came", days(2)),
        (4, "until: {time: '09:00', days: mon-fri}, next: came", days(3)),
        (4, "until: {time: '10:00', days: mon-fri}, next: came", timedelta(hours=1)),
        (1, "until: {time: '08:00', days: 'mon,thu'}, next: came", days(2) - timedelta(hours=1)),
        (0, "until: {time: '09:00', days: mon}, next: came", days(7)),
    ],
)
async def test_weekends_are_waited_out(
    story: Story, starts: int, wait: str, passes: timedelta
) -> None:
    begins = story.begins + days(starts)
    await story.comes(begins)
    acme = await story.enters(waiting(wait))
    await acme.at_once("wait")
    assert await acme.ends() == "came"
    ended = (await acme.enrollment()).ended_at
    assert ended is not None
    assert passes - timedelta(seconds=5) <= ended - begins <= passes + timedelta(minutes=1)


def until_date(offset: str = "0d", passed: str = "now", at_most: str = "") -> str:
    ways = ["passed: passed"] * (passed == "skip") + ["timeout: late"] * bool(at_most)
    return waiting(
        f"until: {{date: {{trait: account.go_live, offset: {offset}}}, passed: {passed}}},"
        + (f" at_most: {at_most}," if at_most else "")
        + (f" on: {{{', '.join(ways)}}}," if ways else "")
        + " next: came"
    )


@pytest.mark.parametrize(
    ("offset", "day"), [("0d", 20), ("-5d", 15), ("2w", 34), ("-1 business days", 18)]
)
async def test_a_date_comes_in_the_morning_so_long_before_or_after_it(
    story: Story, offset: str, day: int
) -> None:
    acme = await story.enters(
        until_date(offset), account={"go_live": story.date(20)}, time_zone="Asia/Tokyo"
    )
    here = await acme.at_once("wait")
    assert here.wakes_at is not None
    shown = here.wakes_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{shown:%Y-%m-%d %H:%M}" == f"{story.date(day)} 09:00"
    assert await acme.ends() == "came"


@pytest.mark.parametrize(("passed", "outcome"), [("now", "came"), ("skip", "passed")])
async def test_a_date_that_is_past_happens_now_or_is_passed_over(
    story: Story, passed: str, outcome: str
) -> None:
    acme = await story.enters(until_date(passed=passed), account={"go_live": story.date(-3)})
    assert await acme.ends_at_once() == outcome


@pytest.mark.parametrize(("passed", "outcome"), [("now", "came"), ("skip", "passed")])
async def test_a_date_that_is_moved_into_the_past_happens_now_or_is_passed_over(
    story: Story, passed: str, outcome: str
) -> None:
    acme = await story.enters(until_date(passed=passed), account={"go_live": story.date(30)})
    await acme.at_once("wait")
    await acme.passes(days(10))
    await acme.becomes(go_live=story.date(4))
    assert await acme.ends_at_once() == outcome


@pytest.mark.parametrize("passed", ["now", "skip"])
async def test_a_date_that_comes_while_waited_for_is_never_passed_over(
    story: Story, passed: str
) -> None:
    acme = await story.enters(until_date(passed=passed), account={"go_live": story.date(30)})
    await acme.at_once("wait")
    assert await acme.ends() == "came"


async def test_a_date_nobody_knows_is_waited_for_and_then_kept(story: Story) -> None:
    acme = await story.enters(until_date())
    here = await acme.at_once("wait")
    assert here.wakes_at is None
    await acme.passes(days(50))
    await acme.moves(go_live=story.date(70))
    assert await acme.wakes_on() == story.date(70)
    assert await acme.ends() == "came"


async def test_a_date_that_is_no_date_is_none(story: Story) -> None:
    acme = await story.enters(until_date(), account={"go_live": "soon"})
    assert (await acme.at_once("wait")).wakes_at is None


async def test_a_date_nobody_knows_in_time_is_given_up(story: Story) -> None:
    acme = await story.enters(until_date(at_most="10d"))
    await acme.at_once("wait")
    assert await acme.ends() == "late"


async def test_a_date_known_within_the_limit_is_kept_and_one_beyond_it_is_not(
    story: Story,
) -> None:
    soon = await story.enters(until_date(at_most="10d"), account={"go_live": story.date(9)})
    far = await story.customer("Far", account={"go_live": story.date(40)})
    await far.does("Account Created")
    assert await far.ends() == "late"
    assert await soon.ends() == "came"


async def test_a_date_moved_nearer_than_the_limit_is_kept_after_all(story: Story) -> None:
    acme = await story.enters(until_date(at_most="10d"), account={"go_live": story.date(40)})
    await acme.at_once("wait")
    await acme.moves(go_live=story.date(5))
    assert await acme.ends() == "came"


EITHER = waiting(
    "until: {event: Paid, where: {property: amount, more_than: 100}}, at_most: 10d,"
    " on: {happened: came, timeout: late}"
)
HOLDS = waiting(
    "until: {when: {trait: account.plan, is: pro}}, at_most: 10d,"
    " on: {happened: came, timeout: late}"
)


async def test_an_event_or_the_limit_whichever_comes_first(story: Story) -> None:
    acme = await story.enters(EITHER)
    bolt = await story.customer("Bolt")
    await bolt.does("Account Created")
    await acme.at_once("wait")
    await acme.does("Paid", amount=100)
    await acme.does("Paid", amount=101)
    assert await acme.ends_at_once() == "came"
    assert await bolt.ends() == "late"


async def test_a_condition_or_the_limit_whichever_comes_first(story: Story) -> None:
    acme = await story.enters(HOLDS)
    bolt = await story.customer("Bolt", account={"plan": "free"})
    await bolt.does("Account Created")
    pro = await story.customer("Pro", account={"plan": "PRO"})
    await pro.does("Account Created")
    assert await pro.ends_at_once() == "came"
    await acme.at_once("wait")
    await acme.becomes(plan="pro")
    assert await acme.ends_at_once() == "came"
    assert await bolt.ends() == "late"


async def test_what_came_to_hold_in_time_counts_however_late_anybody_looks(story: Story) -> None:
    """**Invariant:** a journey looked at late leaves the same trace as one looked at at once."""
    acme = await story.enters(HOLDS)
    await acme.at_once("wait")
    await acme.passes(days(9))
    await story.world.set_traits(acme.customer, await story.now(), plan="pro")
    await story.driver.sleep(days(3))  # nobody dispatches meanwhile
    assert await acme.ends_at_once() == "came"


async def test_what_comes_to_hold_too_late_does_not_count(story: Story) -> None:
    acme = await story.enters(HOLDS)
    await acme.at_once("wait")
    journey = await story.world.journey("story")
    await story.world.pause(journey)
    await acme.passes(days(11))
    await acme.becomes(plan="pro")
    await story.world.resume(journey, await story.now())
    await story.driver.settle()
    assert await acme.ends_at_once() == "late"


BY_DATE = (
    "until: {event: Signed}, on: {happened: came, timeout: late},"
    " at_most: {date: {trait: account.renewal, offset: -14d}, at: '08:00'}"
)


async def test_an_event_is_waited_for_until_so_long_before_a_date(story: Story) -> None:
    acme = await story.enters(
        waiting(BY_DATE), account={"renewal": story.date(30)}, time_zone="Asia/Tokyo"
    )
    here = await acme.at_once("wait")
    assert here.wakes_at is not None
    shown = here.wakes_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{shown:%Y-%m-%d %H:%M}" == f"{story.date(16)} 08:00"
    assert here.waiting_for is not None
    assert here.waiting_for.startswith("“Signed”, until ")
    assert here.waiting_for.endswith(" at the latest, 14 days before account renewal")
    bolt = await story.customer("Bolt", account={"renewal": story.date(30)})
    await bolt.does("Account Created")
    await bolt.passes(days(5))
    await bolt.does("Signed")
    assert await bolt.ends_at_once() == "came"
    assert await acme.ends() == "late"
    (why,) = [line for line in await acme.story() if "in time" in line]
    assert "“Signed” did not happen in time. 14 days before account renewal was " in why
    assert "past" not in why


async def test_the_limit_moves_with_its_date(story: Story) -> None:
    """Sooner, later, and away: then nothing ends the wait until the date is known again."""
    acme = await story.enters(waiting(BY_DATE), account={"renewal": story.date(60)})
    await acme.at_once("wait")
    await acme.moves(renewal=story.date(34))
    assert await acme.wakes_on() == story.date(20)
    await acme.passes(days(10))
    await acme.moves(renewal=story.date(90))
    assert await acme.wakes_on() == story.date(76)
    await acme.moves(renewal=None)
    here = await acme.enrollment()
    assert here.wakes_at is None
    assert here.waiting_for == "“Signed”, however long it takes while no account renewal is known"
    await acme.passes(days(90))
    await acme.moves(renewal=story.date(140))
    assert await acme.wakes_on() == story.date(126)
    assert await acme.ends() == "late"


async def test_without_its_date_a_limit_ends_nothing(story: Story) -> None:
    acme = await story.enters(waiting(BY_DATE), account={"renewal": "soon"})
    assert (await acme.at_once("wait")).wakes_at is None
    await acme.passes(days(200))
    await acme.does("Signed")
    assert await acme.ends_at_once() == "came"


@pytest.mark.parametrize("until", ["{event: Signed}", "{when: {trait: account.plan, is: pro}}"])
async def test_a_limit_whose_date_is_past_already_ends_the_wait_at_once(
    story: Story, until: str
) -> None:
    wait = BY_DATE.replace("{event: Signed}", until)
    acme = await story.enters(waiting(wait), account={"renewal": story.date(9), "plan": "pro"})
    assert await acme.ends_at_once() == "late"
    (why,) = [line for line in await acme.story() if "in time" in line]
    assert ". 14 days before account renewal was " in why
    assert why.endswith(", already past.")


async def test_a_limit_moved_into_the_past_ends_the_wait_when_it_is_moved(story: Story) -> None:
    then = BY_DATE.replace("timeout: late", "timeout: pause")
    pause = "  pause: {type: wait, for: 1d, next: late}\n"
    acme = await story.enters(waiting(then) + pause, account={"renewal": story.date(60)})
    await acme.at_once("wait")
    await acme.passes(days(10))
    await acme.becomes(renewal=story.date(5))
    here = await acme.at_once("pause")
    assert here.wakes_at is not None
    assert here.wakes_at.date().isoformat() == story.date(11)


THEN_AFTER = """
start: call
steps:
  call: {type: task, title: Call, next: called}
  called: {type: wait, until: {when: WHEN}, at_most: 30d, on: {happened: pause, timeout: late}}
  pause: {type: wait, for: 3d, next: done}
  late: {type: exit, outcome: late}
  done: {type: exit}
"""


async def test_what_follows_a_task_that_was_waited_for_counts_from_when_it_was_done(
    story: Story,
) -> None:
    """**Invariant:** what follows a wait is entered when what was waited for came about.

    **How it broke:** nothing is heard of a task that is done, and so its end counted as come about
    when the wait began: three days after a call of day ten were over on day three."""
    acme = await story.enters(THEN_AFTER.replace("WHEN", "{task: call, was: done}"))
    await acme.at_once("called")
    await acme.passes(days(10))
    await acme.has_done("call")
    await acme.at_once("pause")
    assert await acme.wakes_on() == story.date(13)


async def test_what_time_turned_during_a_pause_counts_from_when_it_did(story: Story) -> None:
    acme = await story.enters(
        THEN_AFTER.replace("WHEN", "{trait: account.trial_ends, longer_ago_than: 1d}"),
        account={"trial_ends": story.date(5)},
    )
    await acme.at_once("called")
    journey = await story.world.journey("story")
    await story.world.pause(journey)
    await acme.passes(days(20))
    await story.world.resume(journey, await story.now())
    await story.driver.settle()
    assert await acme.ends_at_once() == "completed"


BY_THE_CLOCK = waiting(
    "until: {when: {all: [{now: weekday, in: [tue, thu]}, {now: time, at_least: '14:00'}]}},"
    " on: {happened: came}"
)


async def test_a_condition_on_the_clock_comes_to_hold_by_itself(story: Story) -> None:
    acme = await story.enters(BY_THE_CLOCK, time_zone="America/New_York")
    await acme.at_once("wait")
    assert await acme.ends() == "came"
    ended = (await acme.enrollment()).ended_at
    assert ended is not None
    assert f"{ended.astimezone(ZoneInfo('America/New_York')):%a %H:%M}" == "Tue 14:00"


@pytest.mark.parametrize(
    ("condition", "day"),
    [
        ("{trait: account.trial_ends, within_next: 3d}", 17),
        ("{trait: account.trial_ends, longer_ago_than: 2d}", 22),
        ("{event: Logged In, within: 14d, at_most: 1}", 9),
        ("{event: Logged In, first: {longer_ago_than: 30d}, within: ever}", 25),
        ("{event: Logged In, last: {longer_ago_than: 30d}, within: ever}", 29),
        ("{all: [{now: day, at_least: 5}, {event: Logged In, within: 6d, exactly: 0}]}", 5),
    ],
)
async def test_what_becomes_true_by_time_alone_is_noticed_that_day(
    story: Story, condition: str, day: int
) -> None:
    acme = await story.customer(account={"trial_ends": story.date(20)})
    await acme.did("Logged In", days(5), times=1)
    await acme.did("Logged In", days(1), times=1)
    await story.publish(waiting(f"until: {{when: {condition}}}, on: {{happened: came}}"))
    await acme.does("Account Created")
    await acme.at_once("wait")
    assert await acme.ends() == "came"
    ended = (await acme.enrollment()).ended_at
    assert ended is not None
    assert (ended - story.begins).days in (day - 1, day)


INTERRUPTED = """
goal: {{when: {{event: Report Shared}}}}
exit: [{{when: {{trait: account.status, is: churned}}}}]
start: wait
steps:
  wait: {{type: wait, {}}}
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
"""
FORMS = [
    "for: 30d, next: mail",
    "for: 20 business days, next: mail",
    "until: {day: 30}, next: mail",
    "until: {time: '09:00', days: sun}, next: mail",
    "until: {date: {trait: account.go_live}}, next: mail",
    "until: {event: Paid}, at_most: 30d, on: {happened: mail, timeout: mail}",
    "until: {event: Paid}, at_most: {date: {trait: account.go_live}},"
    " on: {happened: mail, timeout: mail}",
    "until: {when: {event: Paid, within: 3d}}, at_most: 30d, on: {happened: mail, timeout: mail}",
]


@pytest.mark.parametrize("form", FORMS)
async def test_goal_exit_and_pause_reach_into_every_wait(story: Story, form: str) -> None:
    """**Invariant:** whatever a customer waits for, the goal and an exit end it at once, and a
    pause holds what would follow it."""
    reached = await story.enters(INTERRUPTED.format(form), account={"go_live": story.date(50)})
    left = await story.customer("Left")
    await left.does("Account Created")
    held = await story.customer("Held", account={"go_live": story.date(30)})
    await held.does("Account Created")
    for each in (reached, left, held):
        await each.at_once("wait")
    await reached.does("Report Shared")
    await left.becomes(status="churned")
    assert await reached.ends_at_once() == "goal"
    assert await left.ends_at_once() == "exited"
    await story.world.pause(await story.world.journey("story"))
    await held.until(lambda one: one.held_because is not None, skip=True)
    await held.passes(days(10))
    assert await held.got() == []
    await story.world.resume(await story.world.journey("story"), await story.now())
    await story.driver.settle()
    assert await held.ends_at_once() == "completed"
    assert await held.got() == ["mail"]


async def test_an_event_during_a_pause_counts_when_the_journey_goes_on(story: Story) -> None:
    acme = await story.enters(EITHER)
    await acme.at_once("wait")
    journey = await story.world.journey("story")
    await story.world.pause(journey)
    await acme.does("Paid", amount=500)
    await acme.until(lambda one: one.held_because is not None)
    await acme.passes(days(30))
    await story.world.resume(journey, await story.now())
    await story.driver.settle()
    assert await acme.ends_at_once() == "came"


FAR_OFF = """
exit: [{when: {event: Gone}}]
start: wait
steps:
  wait: {type: wait, until: {date: {trait: account.trial_ends, offset: OFFSET}, passed: skip},
         next: came, on: {passed: over}}
  came: {type: exit, outcome: came}
  over: {type: exit, outcome: over}
"""


@pytest.mark.parametrize("far_off", ["9999-12-31", "9999-12-31T23:59:59-10:00"])
async def test_a_date_that_means_never_is_slept_towards(story: Story, far_off: str) -> None:
    """Systems write the end of the calendar for “never”."""
    acme = await story.enters(
        FAR_OFF.replace("OFFSET", "-1d"), account={"trial_ends": far_off}, time_zone="Asia/Tokyo"
    )
    await acme.at_once("wait")
    await acme.does("Gone")
    assert await acme.ends_at_once() == "exited"


@pytest.mark.parametrize(
    ("odd", "waits_for"),
    [
        ("0001-01-01", "over"),
        (["2027-01-01"], "account trial ends to be known, however long it takes"),
        ({"on": "2027-01-01"}, "account trial ends to be known, however long it takes"),
        ("soon " * 2_000, "account trial ends to be known, however long it takes"),
        (1_900_000_000, "account trial ends to be known, however long it takes"),
    ],
)
async def test_a_date_that_is_none_is_waited_for(story: Story, odd: object, waits_for: str) -> None:
    acme = await story.enters(
        FAR_OFF.replace("OFFSET", "1d"),
        account={"trial_ends": odd},
        time_zone="America/New_York",
    )
    if waits_for == "over":
        assert await acme.ends_at_once() == "over"
        return
    assert (await acme.at_once("wait")).waiting_for == waits_for
