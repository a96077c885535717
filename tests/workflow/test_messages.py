"""Messages on good days and bad: to whom, or why not; once, whatever breaks in between."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.advance import GIVE_UP_AFTER
from activities.ports import Ports
from activities.receipts import TemporaryFailure
from engine.store.audit import Actor
from engine.store.preferences import unsubscribe
from engine.store.tables import Account, Contact, Topic
from engine.store.tables.columns import utc_now
from engine.store.unlinking import remove_member
from tests.workflow.driver import Driver
from tests.workflow.transports import Accepting, Away, DyingAfterwards, Refusing
from tests.world import Customer, World, days

HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: mail
steps:
  mail: {type: email, template: mail, next: shown, on: {failed: by-phone}}
  shown: {type: in_app, template: shown, next: done}
  by-phone: {type: task, title: Call them, next: done}
  done: {type: exit}
templates:
  mail: {subject: Hello, body: "Your seats: {{ account.seats }}."}
  plain: {subject: Hello, body: Good to have you.}
  shown: {title: Hello, body: Good to have you.}
"""


async def lives_through(
    driver: Driver, world: World, journey: str, customer: Customer
) -> list[tuple[str, str, str | None]]:
    """Each message of the whole journey: its step, its fate and the reason."""
    await world.publish(journey)
    await driver.happens("Account Created", customer)
    assert (await driver.ends(customer)).outcome == "completed"
    return [(m.step, m.status, m.reason) for m in await world.messages()]


SEATS = {"seats": 5}


async def test_an_account_without_contacts_goes_through_in_silence_and_says_so(
    driver: Driver, world: World
) -> None:
    reason = "This account has no contacts."
    assert await lives_through(driver, world, HELLO, await world.nobody()) == [
        ("mail", "skipped", reason),
        ("shown", "skipped", reason),
    ]


async def test_who_has_no_address_is_reached_in_the_product(driver: Driver, world: World) -> None:
    acme = await world.customer(account=SEATS, email=None)
    assert await lives_through(driver, world, HELLO, acme) == [
        ("mail", "skipped", "No mail address is known."),
        ("shown", "sent", None),
    ]
    # It is shown only once a product asks for it.
    story = "\n".join(await world.story(acme))
    assert "Ready for Ada (primary contact) to see in the product: “Hello”." in story


async def test_who_unsubscribed_gets_no_mail_and_goes_on(driver: Driver, world: World) -> None:
    acme = await world.customer(account=SEATS)
    await world.unsubscribe(acme, "hello")
    assert await lives_through(driver, world, HELLO, acme) == [
        ("mail", "skipped", "Unsubscribed from “hello”."),
        ("shown", "sent", None),
    ]


UNKNOWN = "Not known for this customer: account.seats."


async def test_what_is_missing_leaves_a_message_out(driver: Driver, world: World) -> None:
    found = await lives_through(driver, world, HELLO, await world.customer())
    assert found[0] == ("mail", "skipped", UNKNOWN)


async def test_what_is_missing_may_count_as_a_failure(driver: Driver, world: World) -> None:
    failing = HELLO.replace("template: mail,", "template: mail, missing: fail,")
    found = await lives_through(driver, world, failing, await world.customer())
    assert found == [("mail", "failed", UNKNOWN)]
    assert [task.title for task in await world.tasks()] == ["Call them"]


async def test_what_is_missing_may_be_told_by_another_template(
    driver: Driver, world: World
) -> None:
    other = HELLO.replace("template: mail,", "template: mail, missing: {template: plain},")
    await lives_through(driver, world, other, await world.customer())
    first = (await world.messages())[0]
    assert (first.status, first.template) == ("sent", "plain")


async def test_a_message_for_a_role_goes_to_whoever_has_it_when_it_is_due(
    driver: Driver, world: World
) -> None:
    to_champion = HELLO.replace("template: mail,", "template: plain, to: {role: champion},")
    acme = await world.customer()
    bea = await world.colleague(acme, email="bea@acme.test", roles=("champion",))
    await lives_through(driver, world, to_champion, acme)
    mail, shown = await world.messages()
    assert (mail.contact_id, shown.contact_id) == (bea, acme.contact_id)


async def test_nobody_in_a_role_is_a_reason(driver: Driver, world: World) -> None:
    to_admin = HELLO.replace("template: mail,", "template: plain, to: {role: admin},")
    found = await lives_through(driver, world, to_admin, await world.customer())
    assert found[0] == ("mail", "skipped", "No contact of this account is its admin.")


# Bad days


@pytest.fixture
async def acme(world: World) -> Customer:
    await world.publish(HELLO)
    return await world.customer(account=SEATS)


@pytest.fixture
def transport(request: pytest.FixtureRequest) -> Accepting:
    kind: type[Accepting] = request.param
    return kind()


@pytest.fixture
async def sending(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World, transport: Accepting
) -> AsyncIterator[Driver]:
    """The driver, with a mail server that has a bad day."""
    async with Driver(time_skipping, replace(ports, mail=transport), world) as running:
        yield running


def through(kind: type[Accepting]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("transport", [kind], indirect=True, ids=[""])


@through(DyingAfterwards)
async def test_after_a_crash_between_sending_and_writing_down_the_very_same_mail_is_sent(
    sending: Driver, world: World, acme: Customer, transport: DyingAfterwards
) -> None:
    await sending.happens("Account Created", acme)
    await sending.until(acme, lambda one: one.trouble is not None, skip=False)
    # Whatever has changed meanwhile.
    await world.change(Contact, acme.contact_id, name="Somebody else")
    await world.set_traits(acme, await sending.now(), seats=6)
    await sending.ends(acme)
    first, second = transport.accepted
    assert first.wire_message_id == second.wire_message_id
    assert (first.subject, first.text, first.html) == (second.subject, second.text, second.html)
    mail = (await world.messages())[0]
    assert (mail.status, mail.attempts) == ("sent", 2)
    assert sum("Sent “Hello”" in each for each in await world.story(acme)) == 1


@through(DyingAfterwards)
async def test_a_mail_that_may_have_been_sent_is_not_sent_again_to_who_unsubscribed_since(
    sending: Driver, world: World, acme: Customer, transport: DyingAfterwards
) -> None:
    await sending.happens("Account Created", acme)
    await sending.until(acme, lambda one: one.trouble is not None, skip=False)
    await world.unsubscribe(acme, "hello")
    await sending.ends(acme)
    assert len(transport.accepted) == 1
    mail = (await world.messages())[0]
    assert (mail.status, mail.reason) == (
        "skipped",
        "It may have been sent, and is not tried again: Unsubscribed from “hello”.",
    )


@through(Away)
async def test_trouble_is_shown_from_its_first_failure_until_it_is_over(
    sending: Driver, world: World, acme: Customer, transport: Away
) -> None:
    """**Invariant:** whoever looks sees since when a step has been failing.

    **How it broke:** each new attempt wiped the trouble before it was known to be over, so it never
    looked older than the latest attempt."""
    await sending.happens("Account Created", acme)
    first = await sending.until(acme, lambda one: one.trouble is not None, skip=False)
    later = await sending.until(
        acme, lambda one: one.trouble is not None and one.trouble["attempt"] == 3, skip=False
    )
    assert first.trouble is not None
    assert later.trouble is not None
    assert later.trouble["since"] == first.trouble["since"]
    assert later.trouble["error"] == "The mail server does not answer."
    assert (await world.messages())[0].status == "queued"

    transport.why = None
    ended = await sending.ends(acme)
    assert (ended.outcome, ended.trouble) == ("completed", None)
    assert len(transport.accepted) == 1


@through(Away)
async def test_a_mail_nobody_takes_for_days_has_failed(
    sending: Driver, world: World, acme: Customer, transport: Away
) -> None:
    transport.why = TemporaryFailure("The mail server does not answer.", days(0.9))
    await sending.happens("Account Created", acme)
    await sending.until(acme, lambda one: one.trouble is not None, skip=False)
    await sending.sleep(GIVE_UP_AFTER + days(2))
    ended = await sending.ends(acme)
    assert ended.outcome == "completed"
    assert "Given up after 3 days." in str((await world.messages())[0].reason)
    assert [task.title for task in await world.tasks()] == ["Call them"]


@through(Refusing)
async def test_an_address_that_does_not_exist_leads_out_by_failed(
    sending: Driver, world: World, acme: Customer, transport: Refusing
) -> None:
    await sending.happens("Account Created", acme)
    await sending.ends(acme)
    (mail,) = await world.messages()
    assert (mail.status, mail.reason) == ("failed", "550 No such user here.")
    assert [task.title for task in await world.tasks()] == ["Call them"]

    # From now on it is left alone, also for somebody else, whose journey goes on.
    other = await world.customer("Other", account=SEATS, email="Ada@Acme.test")
    await sending.happens("Account Created", other)
    assert (await sending.ends(other)).outcome == "completed"
    _, again, shown = await world.messages()
    assert (again.status, shown.status) == ("skipped", "sent")
    assert "takes no mail" in str(again.reason)


@through(Away)
async def test_a_mail_still_to_be_sent_when_the_journey_ends_is_said_to_be_left_out(
    sending: Driver, world: World, acme: Customer, transport: Away
) -> None:
    """**Invariant:** every message comes to an end that is said.

    **How it broke:** a customer taken out while the mail server was away left a mail behind that
    was shown as about to be sent for ever."""
    await sending.happens("Account Created", acme)
    await sending.until(acme, lambda one: one.trouble is not None, skip=False)
    await world.take_out(acme, await sending.now(), "They asked us to.")
    await sending.until(acme, lambda one: one.status == "ended", skip=False)
    (mail,) = await world.messages()
    assert (mail.status, mail.reason) == ("skipped", "The journey ended before it was sent.")


async def test_an_account_s_journey_may_ask_about_its_primary_contact(
    driver: Driver, world: World
) -> None:
    """**Invariant:** in an account's journey `contact.…` is the primary contact. **How it broke:**
    only messages knew a contact; branches, exits and goals found nobody and took `otherwise`."""
    await world.publish("""
journey: titles
name: Titles
entry: {triggers: [{event: Account Created}]}
start: who
steps:
  who:
    type: branch
    cases: [{id: ada, when: {trait: contact.first_name, is: Ada}, next: known}]
    otherwise: unknown
  known: {type: exit, outcome: known}
  unknown: {type: exit, outcome: unknown}
""")
    acme = await world.customer(first_name="Ada")
    await driver.happens("Account Created", acme)
    assert (await driver.ends(acme)).outcome == "known"


CHAMPION = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: pause
steps:
  pause: {type: wait, for: 2d, next: mail}
  mail: {type: email, to: {role: champion, else: primary}, template: mail, next: done}
  done: {type: exit}
templates:
  mail: {subject: Hello, body: Good to have you.}
"""


async def test_who_was_taken_out_of_the_account_is_not_written_to(
    driver: Driver, world: World
) -> None:
    """Roles are looked up when a message is due, not when its customer came in."""
    acme = await world.customer()
    await world.publish(CHAMPION)
    bea = await world.colleague(acme, email="bea@acme.test", roles=("champion",))
    await driver.happens("Account Created", acme)
    async with world.database.transaction() as session:
        account = await session.get_one(Account, acme.account_id)
        by = Actor("kim@example.com")
        await remove_member(session, account.external_id, str(bea), by=by, now=utc_now())
    await driver.ends(acme)
    assert [(m.status, m.contact_id) for m in await world.messages()] == [("sent", acme.contact_id)]


# What a contact refuses while it is on its way


PUT_OFF = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
send: {topic: tips, window: {days: mon-fri, from: "09:00", to: "17:00", zone: UTC}}
start: mail
steps:
  mail: {type: email, template: mail, next: other}
  other: {type: email, template: mail, send: {topic: invoices}, next: done}
  done: {type: exit}
templates:
  mail: {subject: Hello, body: Good to have you.}
"""


async def test_a_message_put_off_is_stopped_by_one_click_and_other_topics_are_not(
    driver: Driver, world: World
) -> None:
    await world.publish(PUT_OFF)
    acme = await world.customer()
    await driver.comes(5, 12)  # a Saturday
    await driver.happens("Account Created", acme)
    await driver.rests(acme, "mail")
    async with world.database.transaction() as session:
        await unsubscribe(session, acme.contact_id, "tips", via="one_click", now=utc_now())
    assert (await driver.ends(acme)).outcome == "completed"
    assert [(m.topic, m.status, m.reason) for m in await world.messages()] == [
        ("tips", "skipped", "Unsubscribed from “tips”."),
        ("invoices", "sent", None),
    ]


@through(Accepting)
async def test_a_mail_of_the_service_itself_cannot_be_refused_but_leads_to_the_choices(
    sending: Driver, world: World, transport: Accepting
) -> None:
    async with world.database.transaction() as session:
        session.add(Topic(key="tips", transactional=True))
    await world.publish(PUT_OFF)
    acme = await world.customer()
    await world.unsubscribe(acme, "*")
    await sending.happens("Account Created", acme)
    await sending.ends(acme)
    tips, invoices = await world.messages()
    assert (tips.status, invoices.status) == ("sent", "skipped")
    (mail,) = transport.accepted
    assert mail.unsubscribing is None
    assert "Unsubscribe" not in mail.text
    assert "Choose what you get: https://" in mail.text
