"""What people answer steers the journey: outcomes, approvals, surveys; and silence does."""

from datetime import timedelta
from uuid import UUID

import pytest

from engine.store import journeys, tasks
from engine.store.audit import Actor
from engine.store.marks import mark_message
from engine.store.surveys import answer_survey
from tests.workflow.driver import Driver
from tests.world import Customer, World

MO = Actor("mo@northwind.test")
MAILS = """
templates:
  good: {subject: Good news, body: Hello}
  bad: {subject: Bad news, body: Hello}
  late: {subject: Late news, body: Hello}
"""
CALL = (
    """
journey: call
name: Call
entry: {triggers: [{event: Account Created}]}
start: call
steps:
  call:
    type: task
    title: Call them
    due: 2d
    outcomes: [reached, gone, moved]
    next: good
    on: {gone: bad, overdue: late}
  good: {type: email, template: good, next: done}
  bad: {type: email, template: bad, next: done}
  late: {type: email, template: late, next: done}
  done: {type: exit}
"""
    + MAILS
)
PATIENT = CALL.replace(", overdue: late", "").replace(
    "  late: {type: email, template: late, next: done}\n", ""
)
CHECK = (
    """
journey: check
name: Check
entry: {triggers: [{event: Account Created}]}
exit: [{when: {event: Account Deleted}, reason: Gone}]
start: ask
steps:
  ask:
    type: approve
    message: good
    due: 1d
    silence: approved
    on: {approved: good, cancelled: bad}
  good: {type: email, template: good, next: done}
  bad: {type: email, template: bad, next: done}
  done: {type: exit}
"""
    + MAILS
)
NPS = (
    """
journey: nps
name: NPS
entry: {triggers: [{event: Account Created}]}
start: nps
steps:
  nps:
    type: survey
    kind: nps
    template: ask
    at_most: 7d
    next: bad
    on: {promoter: good, no_answer: late}
  good: {type: email, template: good, next: done}
  bad: {type: email, template: bad, next: done}
  late: {type: email, template: late, next: done}
  done: {type: exit}
"""
    + MAILS
    + "  ask: {subject: One question, body: How likely?}\n"
)


async def begun(driver: Driver, world: World, journey: str, step: str) -> Customer:
    """A customer who waits at the step."""
    await world.publish(journey)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, step)
    return acme


async def complete(driver: Driver, world: World, outcome: str) -> None:
    (task,) = await world.tasks()
    now = await driver.now()
    async with world.database.transaction() as session:
        await tasks.complete(session, task.id, outcome=outcome, note=None, by=MO, now=now)
    await driver.settle()


async def sent(world: World) -> list[str | None]:
    return [message.subject for message in await world.messages() if message.status == "sent"]


@pytest.mark.parametrize(
    ("outcome", "mail"), [("reached", "Good news"), ("gone", "Bad news"), ("moved", "Good news")]
)
async def test_an_outcome_takes_its_way_at_once(
    driver: Driver, world: World, outcome: str, mail: str
) -> None:
    acme = await begun(driver, world, CALL, "call")
    await complete(driver, world, outcome)
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == [mail]
    assert f"Answered: {outcome}." in await world.story(acme)


async def test_an_overdue_task_goes_its_own_way_and_stays_open(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, CALL, "call")
    await driver.ends(acme)
    assert await sent(world) == ["Late news"]
    (task,) = await world.tasks()
    assert task.status == "open"
    await complete(driver, world, "gone")
    assert await sent(world) == ["Late news"]


async def test_without_a_way_for_it_an_overdue_task_is_waited_for(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, PATIENT, "call")
    await driver.sleep(timedelta(days=20))
    assert (await world.enrollment(acme)).status == "running"
    await complete(driver, world, "gone")
    await driver.ends(acme)
    assert await sent(world) == ["Bad news"]


async def test_a_task_that_is_called_off_lets_the_journey_go_on(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, CALL, "call")
    (task,) = await world.tasks()
    now = await driver.now()
    async with world.database.transaction() as session:
        await tasks.cancel(session, task.id, reason="They wrote.", by=MO, now=now)
    await driver.settle()
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == ["Good news"]


CHECKLIST = """
journey: check
name: Check
entry: {triggers: [{event: Account Created}]}
start: ask
steps:
  ask: {type: approve, message: list, due: 1d, on: {approved: list, cancelled: done}}
  list: {type: in_app, format: checklist, template: list, next: done}
  done: {type: exit}
templates:
  list:
    title: Start
    body: "To **do**:"
    items: [{id: a, title: "Invite {{ contact.first_name }}"}, {id: b, title: Import}]
"""


@pytest.mark.parametrize(
    ("outcome", "mail"), [("approved", "Good news"), ("cancelled", "Bad news")]
)
async def test_an_approval_decides_what_goes_out(
    driver: Driver, world: World, outcome: str, mail: str
) -> None:
    acme = await begun(driver, world, CHECK, "ask")
    (task,) = await world.tasks()
    assert task.kind == "approval"
    read = {"text": "Hello", "markdown": "Hello"}
    assert task.preview == {"to": "Ada", "subject": "Good news", **read}
    await complete(driver, world, outcome)
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == [mail]


async def test_an_approval_of_a_checklist_says_what_is_on_it(driver: Driver, world: World) -> None:
    """**How it broke:** what is shown became what can be edited, which is the text above the
    items."""
    await begun(driver, world, CHECKLIST, "ask")
    (task,) = await world.tasks()
    said = task.preview or {}
    assert (said["markdown"], said["points"]) == ("To **do**:", ["Invite Ada", "Import"])


@pytest.mark.parametrize(
    ("silence", "mail"), [("approved", "Good news"), ("cancelled", "Bad news")]
)
async def test_silence_decides_as_the_step_says(
    driver: Driver, world: World, silence: str, mail: str
) -> None:
    journey = CHECK.replace("silence: approved", f"silence: {silence}")
    acme = await begun(driver, world, journey, "ask")
    waiting_for = (await world.enrollment(acme)).waiting_for
    assert waiting_for is not None
    assert waiting_for.startswith("“Good” to be approved, until")
    await driver.ends(acme)
    assert await sent(world) == [mail]
    (task,) = await world.tasks()
    assert (task.outcome, task.completed_by) == (silence, None)
    assert f"Nobody answered in time, so it is {silence}." in await world.story(acme)


async def test_a_held_approval_outlasts_silence_and_released_has_its_time_again(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, CHECK, "ask")
    (task,) = await world.tasks()
    async with world.database.transaction() as session:
        await tasks.hold(session, task.id, by=MO, now=await driver.now())
    await driver.settle()
    await driver.sleep(timedelta(days=5))
    await driver.settle()
    assert (await world.enrollment(acme)).status == "running"
    assert await sent(world) == []
    released = await driver.now()
    async with world.database.transaction() as session:
        await tasks.release(session, task.id, by=MO, now=released)
    await driver.settle()
    ended = await driver.ends(acme)
    assert await sent(world) == ["Good news"]
    assert ended.ended_at is not None
    assert ended.ended_at >= released + timedelta(days=1)


async def test_nothing_is_left_to_approve_when_the_journey_is_over(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, CHECK, "ask")
    await driver.happens("Account Deleted", acme)
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    (task,) = await world.tasks()
    assert (task.status, task.outcome) == ("cancelled", None)
    assert await sent(world) == []


async def answer(driver: Driver, message: UUID, score: int) -> None:
    now = await driver.now()
    async with driver.world.database.transaction() as session:
        await answer_survey(session, message, score, None, now=now)
    await driver.settle()


@pytest.mark.parametrize(("score", "mail"), [(9, "Good news"), (7, "Bad news"), (2, "Bad news")])
async def test_a_survey_s_answer_takes_its_way_at_once(
    driver: Driver, world: World, score: int, mail: str
) -> None:
    acme = await begun(driver, world, NPS, "nps")
    (survey,) = await world.messages()
    assert survey.content["survey"]["kind"] == "nps"  # type: ignore[call-overload,index]
    assert "https://onward.test/s/" in (survey.text or "")
    assert "?score=10" in (survey.html or "")
    await answer(driver, survey.id, score)
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == ["One question", mail]


async def test_a_survey_nobody_answers_goes_on_and_hears_nothing_later(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, NPS, "nps")
    (survey,) = await world.messages()
    await driver.ends(acme)
    await answer(driver, survey.id, 9)
    assert await sent(world) == ["One question", "Late news"]


REPLY = (
    """
journey: reply
name: Reply
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: good, next: wait}
  wait:
    type: wait
    until: {when: {message: hello, was: replied}}
    at_most: 7d
    on: {happened: done, timeout: bad}
  bad: {type: email, template: bad, next: done}
  done: {type: exit}
"""
    + MAILS
)


async def test_a_reply_that_is_told_of_a_message_is_heard_at_once(
    driver: Driver, world: World
) -> None:
    acme = await begun(driver, world, REPLY, "wait")
    (message,) = await world.messages()
    now = await driver.now()
    async with world.database.transaction() as session:
        assert await mark_message(session, message.id, "replied", at=None, now=now)
    await driver.settle()
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == ["Good news"]


async def test_an_approval_answered_late_while_paused_is_heeded(
    driver: Driver, world: World
) -> None:
    """**Invariant:** whoever answers an approval before anything has gone out decides it, also
    after its time, while a pause holds the journey at the door.

    **How it broke:** silence was found first, since its moment came earlier; it could no longer
    settle the approval, so the wait was looked at again, and again, without end.
    """
    journey = await world.publish(CHECK)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "ask")
    await world.pause(journey)
    await driver.sleeps_held(acme)
    await driver.sleep(timedelta(days=2))
    await complete(driver, world, "cancelled")
    assert (await world.enrollment(acme)).held_because == "The journey is paused."
    await world.resume(journey, await driver.now())
    await driver.settle()
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == ["Bad news"]
    assert "Answered: cancelled." in await world.story(acme)


async def called_off(driver: Driver, world: World) -> None:
    (task,) = await world.tasks()
    now = await driver.now()
    async with world.database.transaction() as session:
        await tasks.cancel(session, task.id, reason="They wrote.", by=MO, now=now)
    await driver.settle()


ONLY_BUTTONS = CALL.replace("    next: good\n", "").replace(
    "on: {gone: bad,", "on: {reached: good, moved: good, gone: bad,"
)


async def test_a_task_called_off_without_a_way_for_it_goes_as_if_it_were_overdue(
    driver: Driver, world: World
) -> None:
    """**Invariant:** a customer who waits for what will never be done is led on, or sleeps.

    **How it broke:** a task was called off in a journey that has a way for each button and for
    being overdue, but no `next`. Nothing led on; once the task was due the customer asked to be
    woken at that past moment, ten times a second, for ever.
    """
    acme = await begun(driver, world, ONLY_BUTTONS, "call")
    await called_off(driver, world)
    await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert await sent(world) == ["Late news"]
    assert "Called off." in await world.story(acme)


async def test_a_task_called_off_with_nowhere_to_go_says_so(driver: Driver, world: World) -> None:
    buttons = ONLY_BUTTONS.replace(", overdue: late", "").replace(
        "  late: {type: email, template: late, next: done}\n", ""
    )
    acme = await begun(driver, world, buttons, "call")
    await called_off(driver, world)
    resting = await driver.until(
        acme, lambda one: "called off" in (one.waiting_for or ""), skip=False
    )
    assert resting.waiting_for == "“Call”, which was called off: the journey has no way for that"
    assert resting.wakes_at is None


async def test_the_time_to_answer_stands_still_with_the_journey_s_clock(
    driver: Driver, world: World
) -> None:
    """**Invariant:** in a pause that stops the clock, what had a day to go keeps it.

    **How it broke:** only waits were put off. An approval with a day to go was taken as approved by
    silence, and its mail sent, the moment the journey was resumed.
    """
    acme = await begun(driver, world, CHECK, "ask")
    async with world.database.transaction() as session:
        await journeys.pause(session, "check", by=MO, now=await driver.now(), clock="freeze")
    await driver.sleep(timedelta(days=5))
    resumed = await driver.now()
    async with world.database.transaction() as session:
        await journeys.resume(session, "check", by=MO, now=resumed)
    await driver.settle()
    await driver.sleeps(acme, "ask")
    assert await sent(world) == []
    ended = await driver.ends(acme)
    assert await sent(world) == ["Good news"]
    assert ended.ended_at is not None
    assert timedelta(hours=23) < ended.ended_at - resumed <= timedelta(days=1, minutes=1)
