"""Whole journeys in the production workflow, told as what a customer lives through."""

from datetime import timedelta

from tests.workflow.driver import Driver
from tests.world import World

WELCOME = """
journey: welcome
name: Welcome
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: first-project}
  first-project:
    type: wait
    until: {event: Project Created}
    at_most: {day: 7, at: "09:00"}
    on: {happened: congratulate, timeout: nudge}
  congratulate: {type: email, template: congratulate, next: done}
  nudge: {type: email, template: nudge, next: done}
  done: {type: exit}
templates:
  hello: {subject: "Welcome, {{ contact.first_name }}", body: "Good to have {{ account.name }}."}
  congratulate: {subject: Your first project, body: Well done.}
  nudge: {subject: Stuck?, body: We can help.}
"""


async def test_silent_customer_is_nudged_on_day_seven(driver: Driver, world: World) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    ended = await driver.ends(acme)

    assert ended.outcome == "completed"
    assert [m.subject for m in await world.messages()] == ["Welcome, Ada", "Stuck?"]
    nudged = (await world.messages())[1].sent_at
    assert nudged is not None
    assert nudged.replace(second=0, microsecond=0) == (
        ended.enrolled_at + timedelta(days=6)
    ).replace(hour=9, minute=0, second=0, microsecond=0)


async def test_a_project_ends_the_wait_at_once(driver: Driver, world: World) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleep(timedelta(days=2))
    await driver.happens("Project Created", acme)
    ended = await driver.ends(acme)

    assert [m.subject for m in await world.messages()] == ["Welcome, Ada", "Your first project"]
    assert ended.ended_at is not None
    assert ended.ended_at - ended.enrolled_at < timedelta(days=2, hours=1)
    kinds = [entry.kind for entry in await world.timeline(ended.id)]
    assert kinds == ["entered", "sent", "waiting", "happened", "sent", "ended"]
