"""What ends a journey before its end: goal, exit, a person; and who comes in again."""

from datetime import timedelta

from engine.listening import listens
from engine.store.outbox import wake
from engine.store.reading.led_to import effects_of
from tests.workflow.driver import Driver
from tests.workflow.test_journeys import WELCOME
from tests.world import World, days

TO_THE_GOAL = """
journey: to-the-goal
name: To the goal
entry: {triggers: [{event: Account Created}]}
goal: {when: {event: Report Shared}, within: 10d, exit: true}
start: week
steps:
  week: {type: wait, for: 7d, next: hello}
  hello: {type: email, template: hello, next: fortnight}
  fortnight: {type: wait, for: 7d, next: done}
  done: {type: exit}
templates: {hello: {subject: Hello, body: Good to have you.}}
"""
STAYING = TO_THE_GOAL.replace("exit: true", "exit: false")


async def led_to(world: World, event: int) -> list[tuple[str, list[str]]]:
    """What an event brought about, and what followed of itself."""
    async with world.database.transaction() as session:
        found = await effects_of(session, event)
    return [(each.kind, [one.kind for one in each.followed]) for each in found]


async def test_the_goal_ends_a_wait_at_once(driver: Driver, world: World) -> None:
    await world.publish(TO_THE_GOAL)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "week")
    shared = await driver.happens("Report Shared", acme)
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert ended.outcome == "goal"
    assert await led_to(world, shared) == [("ended", [])]
    assert ended.goal_met_at is not None
    assert ended.listens == []
    assert await world.messages() == []


async def test_a_goal_that_does_not_end_the_journey_is_noted_and_it_goes_on(
    driver: Driver, world: World
) -> None:
    await world.publish(STAYING)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "week")
    shared = await driver.happens("Report Shared", acme)
    await driver.until(acme, lambda one: one.goal_met_at is not None, skip=False)
    assert await led_to(world, shared) == [("goal", [])]
    ended = await driver.ends(acme)
    assert ended.outcome == "completed"
    assert [m.status for m in await world.messages()] == ["sent"]
    assert sum("Reached the goal" in each for each in await world.story(acme)) == 1


async def test_a_goal_reached_too_late_is_none(driver: Driver, world: World) -> None:
    await world.publish(TO_THE_GOAL)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "fortnight")
    await driver.sleep(days(4))
    await driver.happens("Report Shared", acme)
    ended = await driver.ends(acme)
    assert (ended.outcome, ended.goal_met_at) == ("completed", None)


async def test_an_account_that_left_in_the_moment_it_came_hears_nothing(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME + "exit: [{when: {event: Account Deleted}}]\n")
    acme = await world.customer()
    now = await driver.now()
    await world.happens("Account Created", acme, now - timedelta(seconds=2))
    await world.happens("Account Deleted", acme, now - timedelta(seconds=1))
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "exited"
    assert await world.messages() == []


async def test_what_became_of_a_message_can_end_the_journey_at_once(
    driver: Driver, world: World
) -> None:
    """**Invariant:** an exit is honoured when it holds.

    **How it broke:** a message left out within one and the same transaction was only seen by the
    exits at the next wake-up, a week later."""
    journey = await world.publish(
        TO_THE_GOAL.replace("start: week", "start: hello")
        + "exit: [{when: {message: hello, was: skipped}, reason: Cannot be reached}]\n"
    )
    assert "event:Report Shared" in listens(journey, None)
    acme = await world.customer(email=None)
    await driver.happens("Account Created", acme)
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert ended.end_reason == "Cannot be reached: the message “hello” was skipped."


async def test_a_person_takes_a_customer_out_in_the_middle_of_a_wait(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "first-project")
    await world.take_out(acme, await driver.now(), "They asked us to.")
    await driver.settle()
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert (ended.outcome, ended.end_reason) == ("exited", "Taken out by Mo: They asked us to.")
    assert [m.step for m in await world.messages()] == ["hello"]


async def test_a_wake_up_for_a_journey_that_has_ended_changes_nothing(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    ended, story = await driver.ends(acme), await world.story(acme)
    async with world.database.transaction() as session:
        await wake(session, [ended.id], "event/too-late", await driver.now())
    await driver.settle()
    assert await driver.workflow(ended).result() == "completed"
    assert await world.enrollment(acme) == ended
    assert await world.story(acme) == story
    assert await world.wakes() == []


# Coming in again


async def test_who_has_been_through_does_not_enter_again_unless_the_journey_says_so(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    for _ in range(2):
        await driver.happens("Account Created", acme)
        await driver.ends(acme)
    assert len(await world.enrollments()) == 1
    assert [each.code for each in await world.decisions()] == ["enrolled", "already_been"]


async def test_who_may_enter_again_after_a_while_gets_everything_anew_and_once(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME.replace("}]}", "}], reentry: {after: 30d}}", 1))
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    await driver.happens("Account Created", acme)
    await driver.sleep(days(30))
    await driver.happens("Account Created", acme)
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    assert [each.code for each in await world.decisions()] == [
        "enrolled",
        "too_soon",
        "enrolled",
        "already_running",
    ]
    assert [m.step for m in await world.messages()] == ["hello", "nudge"] * 2


async def test_only_its_audience_enters_and_everybody_else_is_told_why(
    driver: Driver, world: World
) -> None:
    await world.publish(
        WELCOME.replace("}]}", "}], audience: {trait: account.status, is: active}}", 1)
    )
    acme, other = await world.customer(account={"status": "active"}), await world.customer()
    await driver.happens("Account Created", acme)
    await driver.happens("Account Created", other)
    enrolled, refused = await world.decisions()
    assert (enrolled.code, refused.code) == ("enrolled", "audience")
    assert refused.explanation is not None
    assert refused.explanation["text"] == "account status is active"
