"""Several people of one account, for real: whoever they are when it is due, each once."""

from uuid import UUID

from engine.store.audit import Actor
from engine.store.surveys import answer_survey
from engine.store.unlinking import remove_member
from tests.workflow.driver import Driver
from tests.world import Customer, World

BY = Actor("kim@example.com")
TOGETHER = """
journey: together
name: Together
entry: {triggers: [{event: Account Created}]}
start: everybody
steps:
  everybody:
    type: wait
    until: {event: Logged In, by: all}
    at_most: 9d
    on: {happened: pause, timeout: late}
  pause: {type: wait, for: 1d, next: mail}
  mail: {type: email, template: mail, to: {roles: [champion, admin]}, next: nps}
  nps:
    type: survey
    kind: nps
    template: nps
    to: {role: champion}
    at_most: 9d
    remind: {after: 2d, template: once-more}
    next: done
    on: {detractor: sorry}
  done: {type: exit}
  sorry: {type: exit, outcome: sorry}
  late: {type: exit, outcome: late}
templates:
  mail: {subject: Hello, body: Good to have you.}
  nps: {subject: One question, body: How likely?}
  once-more: {subject: One question still, body: How likely?}
"""


async def leaves(driver: Driver, world: World, acme: Customer, contact: UUID) -> None:
    account, now = await world.external_id(acme), await driver.now()
    async with world.database.transaction() as session:
        await remove_member(session, account, str(contact), by=BY, now=now)
    await driver.settle()


async def test_whoever_is_there_when_it_is_due_is_waited_for_and_written_to_and_reminded(
    driver: Driver, world: World
) -> None:
    await world.publish(TOGETHER)
    acme = await world.customer(roles=("champion",))
    bea = await world.colleague(acme, email="bea@acme.test", roles=("admin",))
    await driver.happens("Account Created", acme)
    waits = await driver.sleeps(acme, "everybody")
    await driver.happens("Logged In", acme)
    await driver.heeds(waits)
    assert (await world.enrollment(acme)).current_step == "everybody"

    # Who has not logged in leaves: everybody who is there has.
    await leaves(driver, world, acme, bea)
    await driver.until(acme, lambda one: one.current_step == "pause", skip=False)
    assert "“Logged In” by everybody there happened." in await world.story(acme)

    # The champion leaves too, and others take over before anything is due.
    await leaves(driver, world, acme, acme.contact_id)
    await world.colleague(acme, email="cleo@acme.test", roles=("champion",))
    await world.colleague(acme, email="dan@acme.test", roles=("admin",))
    await driver.sleeps(acme, "nps")
    mails = [each for each in await world.messages() if each.step == "mail"]
    assert [(each.to_address, each.status) for each in mails] == [
        ("cleo@acme.test", "sent"),
        ("dan@acme.test", "sent"),
    ]

    # The reminder asks what was asked: an answer to it is one to the survey.
    await driver.until(acme, lambda one: bool((one.position or {}).get("reminded")))
    first, reminder = [each for each in await world.messages() if each.step == "nps"]
    assert (reminder.is_reminder, reminder.subject) == (True, "One question still")
    assert (first.to_address, first.contact_id) == (reminder.to_address, reminder.contact_id)
    assert first.content["survey"] == reminder.content["survey"]
    async with world.database.transaction() as session:
        await answer_survey(session, first.id, 3, None, now=await driver.now())
    await driver.settle()
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)
    assert ended.outcome == "sorry"
    assert len(await world.messages()) == 4
