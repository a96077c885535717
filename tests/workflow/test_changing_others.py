"""What a journey changes itself is heard by the others, and lets customers into them."""

import asyncio
from datetime import date
from uuid import UUID

from engine.store.tables import Account, Enrollment
from tests.workflow.driver import PATIENCE, Driver
from tests.world import Customer, World

UPDATING = """
journey: updating
name: Updating
entry: {triggers: [{event: Account Created}]}
start: set
steps:
  set:
    type: update
    set:
      account.stage: onboarded
      account.billing.country: NL
      contact.greeting: "Hi {{ contact.first_name }}"
    next: done
  done: {type: exit}
"""
WAITING = """
journey: waiting
name: Waiting
entry: {triggers: [{event: Trial Started}]}
start: wait
steps:
  wait:
    type: wait
    until: {when: {trait: account.billing.country, is: NL}}
    at_most: 30d
    on: {happened: done, timeout: late}
  done: {type: exit}
  late: {type: exit, outcome: late}
"""
PASSING_ON = """
journey: passing-on
name: Passing on
entry: {triggers: [{event: Account Created}]}
start: pass
steps:
  pass: {type: enroll, journey: next-one, next: again}
  again: {type: enroll, journey: lost, next: done}
  done: {type: exit}
"""
NEXT_ONE = """
journey: next-one
name: The next one
subject: contact
entry: {triggers: [{event: Something Else}]}
start: rest
steps:
  rest: {type: wait, for: 3d, next: done}
  done: {type: exit}
"""


async def ends(driver: Driver, enrollment: UUID) -> Enrollment:
    """Let happen what is due until this enrollment has ended."""
    async with asyncio.timeout(PATIENCE), driver.world.database.transaction() as session:
        row = await session.get_one(Enrollment, enrollment)
        while row.status != "ended":
            await driver.settle()
            await asyncio.sleep(0.02)
            await session.refresh(row)
        # What it did to others in its last move is still to be dispatched and delivered.
        await driver.settle()
        return row


async def traits(world: World, customer: Customer) -> dict[str, object]:
    async with world.database.transaction() as session:
        return dict((await session.get_one(Account, customer.account_id)).traits)


async def of_the_account(world: World) -> UUID:
    """The enrollment whose subject is the account."""
    return next(row.id for row in await world.enrollments() if row.subject_kind == "account")


async def test_another_journey_hears_of_a_trait_that_was_set(driver: Driver, world: World) -> None:
    await world.publish(UPDATING)
    await world.publish(WAITING)
    acme = await world.customer()
    await driver.happens("Trial Started", acme)
    waiting = await driver.sleeps(acme, "wait")
    await driver.happens("Account Created", acme)
    ended = await ends(driver, waiting.id)
    assert ended.outcome == "completed"
    assert await traits(world, acme) == {
        "name": "Acme",
        "stage": "onboarded",
        "billing": {"country": "NL"},
    }


async def test_a_customer_is_let_into_another_journey_and_a_refusal_is_told(
    driver: Driver, world: World
) -> None:
    await world.publish(PASSING_ON)
    await world.publish(NEXT_ONE)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    first = await of_the_account(world)
    await ends(driver, first)
    story = [entry.summary for entry in await world.timeline(first)]
    assert "Entered into “The next one”." in story
    assert "Not entered into “lost”: There is no journey “lost”." in story
    second = await driver.sleeps(acme, "rest")
    assert (second.subject_id, second.account_id) == (acme.contact_id, acme.account_id)
    assert "Entered from the journey" in (await world.timeline(second.id))[0].summary


MOVING = """
journey: moving
name: Moving
entry: {triggers: [{event: Account Created}]}
start: set
steps:
  set:
    type: update
    set:
      contact.email: new@acme.test
      account.renewal_date: "2031-05-06"
      account.owner: kim@northwind.test
      account.nickname: "{{ account.unheard_of }}"
    next: tell
  tell: {type: email, template: news, next: moved}
  moved:
    type: branch
    cases: [{id: has-moved, when: {trait: contact.email, is: new@acme.test}, next: ask}]
    otherwise: lost
  lost: {type: exit, outcome: lost}
  ask: {type: task, title: Call them, next: done}
  done: {type: exit}
templates:
  news: {subject: "Until {{ account.renewal_date }}", body: Hello}
"""


async def test_what_an_update_sets_is_so_for_the_very_next_steps(
    driver: Driver, world: World
) -> None:
    """**Invariant:** a step sees what the steps before it did, and the timeline says all of it.

    **How it broke:** only the traits followed at once. The mail after an update of the address went
    to the old one, named the old renewal date, and the task went to the old owner. A text that
    could not be filled in was left out without a word. And what followed the mail, a branch, saw
    nothing of the update at all: it went on from the customer as read before it.
    """
    await world.publish(MOVING)
    acme = await world.customer(account={"renewal_date": "2027-01-01"})
    await world.change(Account, acme.account_id, renewal_date=date(2027, 1, 1))
    await world.user("mo@northwind.test", "Mo", owns=acme)
    kim = await world.user("kim@northwind.test", "Kim")
    await driver.happens("Account Created", acme)
    assert (await driver.ends(acme)).outcome == "completed"
    (mail,) = await world.messages()
    assert (mail.to_address, mail.subject) == ("new@acme.test", "Until 2031-05-06")
    (task,) = await world.tasks()
    assert task.assignee_id == kim
    assert (await world.story(acme))[1] == (
        "Set contact email to new@acme.test, account renewal date to 2031-05-06, account owner to"
        " kim@northwind.test. Left account nickname as it was: not all that its text names is"
        " known."
    )
