"""Attempts at the one activity, one after the other, with no Temporal between them: what each finds
of what became of the one before."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment

from activities.advance import GIVE_UP_AFTER, AdvanceActivity
from activities.advancing.rest import EnrollmentRef, Rest
from activities.calling.transport import Calling
from activities.mail.message import Mail
from activities.ports import Ports
from activities.receipts import NotTaken, Receipt, TemporaryFailure
from engine.definition.journey import Journey
from engine.store import tasks
from engine.store.audit import Actor
from engine.store.merging import merge
from engine.store.suppressions import suppress
from engine.store.tables import Contact, Task, Topic, WaitingTouch, WebhookSecret
from engine.store.tasking import acting
from tests.world import Customer, World, days

MONDAY = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: tell}
  tell: {type: webhook, url: "https://hooks.test/told", next: done}
  done: {type: exit}
templates:
  hello: {subject: "Hello, {{ contact.first_name }}", body: Good to have you.}
"""
LOST = TemporaryFailure("The connection was lost.", maybe_sent=True)
AWAY = TemporaryFailure("The mail server does not answer.")
GREYLISTED = TemporaryFailure("The mail server put it off: 451 Come again later.")


@dataclass
class Wire:
    """A mail server of which is told beforehand what it says, by address; and else takes all."""

    says: dict[str, list[NotTaken]] = field(default_factory=dict)
    heard: list[Mail] = field(default_factory=list)
    """Every mail that was handed over whole, taken or not."""
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """What is done while the next mail is on its way."""

    async def send(self, mail: Mail) -> Receipt:
        if (first := self.meanwhile) is not None:
            self.meanwhile = None
            await first()
        says = self.says.get(mail.recipient.address)
        failure = says.pop(0) if says else None
        if not isinstance(failure, TemporaryFailure) or failure.maybe_sent:
            self.heard.append(mail)
        if failure is not None:
            raise failure
        return Receipt("test", "250 taken")

    async def close(self) -> None:
        """Nothing is held."""

    @property
    def addresses(self) -> list[str]:
        return [mail.recipient.address.partition("@")[0] for mail in self.heard]


@dataclass
class Life:
    """One customer's enrollment, attempt by attempt."""

    world: World
    ports: Ports
    wire: Wire
    customer: Customer
    journey: Journey
    now: datetime = MONDAY
    environment: ActivityEnvironment = field(default_factory=ActivityEnvironment)
    categories: list[ApplicationErrorCategory] = field(default_factory=list)
    """Of the failures that were meant."""

    async def attempt(self, later: timedelta = timedelta(minutes=1)) -> Rest | str:
        """How it rests, or what it failed with."""
        self.now += later
        ports = replace(self.ports, mail=self.wire, clock=lambda: self.now)
        ref = EnrollmentRef(enrollment_id=(await self.world.enrollment(self.customer)).id)
        try:
            advancing = AdvanceActivity(ports).advance_enrollment
            return await self.environment.run(advancing, ref)
        except (Exception, asyncio.CancelledError) as failure:
            if isinstance(failure, ApplicationError):
                self.categories.append(failure.category)
            return str(failure)

    async def goes_on(self, attempts: int = 12) -> list[str]:
        """Attempts until it rests; what those that failed said."""
        failures: list[str] = []
        for _ in range(attempts):
            match await self.attempt():
                case Rest(again=False):
                    break
                case str() as failure:
                    failures.append(failure)
        return failures

    async def statuses(self) -> list[tuple[str, str, int]]:
        return [(m.step, m.status, m.attempts) for m in await self.world.messages()]


async def begun(world: World, ports: Ports, journey: str, wire: Wire, **customer: object) -> Life:
    acme = await world.customer(**customer)  # type: ignore[arg-type]
    published = await world.publish(journey)
    await world.enroll(published, acme, MONDAY)
    return Life(world, ports, wire, acme, published)


@pytest.fixture
def wire() -> Wire:
    return Wire()


async def nobody_can_sign(world: World) -> None:
    async with world.database.transaction() as session:
        session.add(WebhookSecret(sealed="sealed with another key"))


async def test_what_was_sent_is_known_though_what_follows_cannot_be_done(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** a mail that was taken is not sent again because something else fails.

    **How it broke:** that it was sent was written down in the transaction that went on with the
    steps behind it, and was forgotten with them: the customer got it every few minutes."""
    life = await begun(world, ports, HELLO, wire)
    await nobody_can_sign(world)
    for _ in range(3):
        assert "cannot be read" in str(await life.attempt())

    assert len(wire.heard) == 1
    assert await life.statuses() == [("hello", "sent", 1)]
    assert sum("Sent “Hello, Ada”" in said for said in await world.story(life.customer)) == 1
    entries = await world.timeline((await world.enrollment(life.customer)).id)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


@dataclass
class TakesOne:
    """Takes a call, and then no other can be signed."""

    world: World
    made: list[Calling] = field(default_factory=list)

    async def send(self, calling: Calling) -> Receipt:
        self.made.append(calling)
        await nobody_can_sign(self.world)
        return Receipt("test", "200 OK", 200)

    async def close(self) -> None:
        """Nothing is held."""


async def test_nor_does_who_has_waited_too_long_for_the_answer_have_it_sent_again(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** a worker that lives and knows that a mail is sent does not send it again.

    **How it broke:** an attempt that was cancelled, on a machine with too much to do, forgot it."""
    life = await begun(world, ports, HELLO.replace("next: tell", "next: done"), wire)

    async def gives_up() -> None:
        life.environment.cancel()

    wire.meanwhile = gives_up
    await life.attempt()
    life.environment = ActivityEnvironment()
    assert await life.statuses() == [("hello", "sent", 1)]
    assert isinstance(await life.attempt(), Rest)
    assert len(wire.heard) == 1
    assert sum("Sent “Hello, Ada”" in said for said in await world.story(life.customer)) == 1


async def test_so_is_that_a_call_was_made(world: World, ports: Ports, wire: Wire) -> None:
    twice = HELLO.replace("start: hello", "start: tell").replace("next: done}", "next: last}")
    twice = twice.replace(
        "  done:", '  last: {type: webhook, url: "https://hooks.test/last", next: done}\n  done:'
    )
    calls = TakesOne(world)
    life = await begun(world, replace(ports, calls=calls), twice, wire)
    for _ in range(3):
        assert "cannot be read" in str(await life.attempt())
    assert len(calls.made) == 1
    assert await life.statuses() == [("tell", "sent", 1)]


async def test_what_one_attempt_may_have_sent_is_not_forgotten_by_the_next(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** what may have been sent is sent again as it is, or not at all.

    **How it broke:** an attempt that could not even connect was taken for proof that none had got
    through: the mail was written anew, in other words and under the same Message-ID."""
    wire.says = {"ada@acme.test": [LOST, AWAY]}
    life = await begun(world, ports, HELLO.replace("next: tell", "next: done"), wire)
    await life.attempt()
    await world.change(Contact, life.customer.contact_id, traits={"first_name": "Somebody else"})
    await life.attempt()
    assert await life.statuses() == [("hello", "claimed", 2)]
    await life.attempt()
    assert [mail.subject for mail in wire.heard] == ["Hello, Ada", "Hello, Ada"]
    assert await life.statuses() == [("hello", "sent", 3)]


async def test_what_may_have_been_sent_does_not_go_again_to_an_address_that_takes_no_mail(
    world: World, ports: Ports, wire: Wire
) -> None:
    wire.says = {"ada@acme.test": [LOST]}
    life = await begun(world, ports, HELLO.replace("next: tell", "next: done"), wire)
    await life.attempt()
    async with world.database.transaction() as session:
        await suppress(
            session, "ada@acme.test", "complaint", message_id=None, note=None, now=life.now
        )
    await life.attempt()
    (mail,) = await world.messages()
    assert (mail.status, len(wire.heard)) == ("skipped", 1)
    assert "It may have been sent, and is not tried again: A mail to" in str(mail.reason)


async def test_an_attempt_that_comes_too_late_changes_nothing(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** what is known of a message stays known. **How it broke:** an attempt that had
    stalled, and another had long sent the mail, put it back among those still to be sent."""
    life = await begun(world, ports, HELLO.replace("next: tell", "next: done"), wire)
    wire.says = {"ada@acme.test": [LOST]}
    await life.attempt()

    async def sends_and_fails() -> None:
        await life.attempt()
        wire.says = {"ada@acme.test": [AWAY]}

    wire.meanwhile = sends_and_fails
    await life.attempt()
    (mail,) = await world.messages()
    assert (mail.status, mail.reason) == ("sent", None)
    assert (await world.enrollment(life.customer)).status == "ended"


TO_ALL = """
journey: news
name: News
entry: {triggers: [{event: Account Created}]}
start: news
steps:
  news: {type: email, to: {roles: [champion, admin]}, template: news, next: done}
  done: {type: exit}
templates:
  news: {subject: News, body: There is some.}
"""


async def begun_for_four(world: World, ports: Ports, wire: Wire) -> Life:
    life = await begun(world, ports, TO_ALL, wire, roles=("champion",))
    for name in ("bea", "cleo", "dan"):
        await world.colleague(life.customer, email=f"{name}@acme.test", roles=("admin",))
    return life


async def test_who_cannot_be_written_to_now_holds_up_none_of_several(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** each of several people is written to by themselves. **How it broke:** every
    attempt began with the first of them: a server that put theirs off, for as long as three days,
    kept everybody else from getting anything."""
    wire.says = {"ada@acme.test": [GREYLISTED] * 3, "cleo@acme.test": [GREYLISTED]}
    life = await begun_for_four(world, ports, wire)
    failures = await life.goes_on()
    assert wire.addresses == ["bea", "dan", "cleo", "ada"]
    assert failures == [f"postponed: {GREYLISTED.reason}"] * 4
    assert {status for _, status, _ in await life.statuses()} == {"sent"}


async def test_a_mail_that_is_put_off_is_one_line_in_the_log(
    world: World, ports: Ports, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """**Invariant:** what is no failure of ours is not logged as one. **How it broke:** each try at
    a mail that a server put off left a stack trace, for as long as three days."""
    wire.says = {"ada@acme.test": [GREYLISTED] * 2}
    life = await begun_for_four(world, ports, wire)
    with caplog.at_level(logging.WARNING):
        await life.goes_on()
    said = [each for each in caplog.records if GREYLISTED.reason in each.getMessage()]
    assert len(said) == 2
    assert not any(each.exc_info for each in said)
    assert life.categories == [ApplicationErrorCategory.BENIGN] * 2


async def test_nor_does_who_may_have_had_it(world: World, ports: Ports, wire: Wire) -> None:
    wire.says = {"ada@acme.test": [LOST, AWAY, AWAY]}
    life = await begun_for_four(world, ports, wire)
    await life.goes_on()
    assert wire.addresses == ["ada", "bea", "cleo", "dan", "ada"]
    assert len(await world.messages()) == 4


async def test_a_mail_put_off_and_then_held_is_new_when_it_goes(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** three days are how long a mail is tried. **How it broke:** the days a journey
    was paused counted too: the first hiccup afterwards was the last, and a mail that went out was
    of last week by its date, and unseen by caps."""
    wire.says = {"ada@acme.test": [GREYLISTED, GREYLISTED]}
    life = await begun(world, ports, HELLO.replace("next: tell", "next: done"), wire)
    await life.attempt()
    await world.pause(life.journey)
    await life.attempt()
    assert await world.messages() == []
    await world.resume(life.journey, life.now)
    await life.attempt(GIVE_UP_AFTER + days(2))
    assert await life.statuses() == [("hello", "queued", 1)]
    await life.attempt()
    assert [mail.sent_at for mail in wire.heard] == [life.now - timedelta(minutes=1)]


async def test_each_of_several_waits_for_a_place_of_their_own(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** whoever decides about somebody knows who else wants to reach them. **How it
    broke:** of several people who waited only the last was noted."""
    by_day = "start: news\nsend: {window: {from: '12:00', to: '13:00', zone: UTC}}\n"
    life = await begun(
        world, ports, TO_ALL.replace("start: news\n", by_day), wire, roles=("champion",)
    )
    bea = await world.colleague(life.customer, email="bea@acme.test", roles=("admin",))
    assert isinstance(await life.attempt(), Rest)
    assert await waiting(world) == {life.customer.contact_id, bea}
    await life.attempt(timedelta(hours=3))
    assert await waiting(world) == set()
    await life.goes_on()
    assert wire.addresses == ["ada", "bea"]


async def waiting(world: World) -> set[UUID | None]:
    """Whose touches wait for their place."""
    async with world.database.transaction() as session:
        return set(await session.exec(select(WaitingTouch.contact_id)))


async def test_what_is_part_of_the_service_says_so_by_mail_and_in_the_product(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** what is part of the service fills no cap. **How it broke:** in the product it
    did, though simulations said that it would not."""
    webhook = 'webhook, url: "https://hooks.test/told"'
    shown = HELLO.replace(webhook, "in_app, template: shown")
    shown += "  shown: {title: Hello, body: Good to have you.}\n"
    async with world.database.transaction() as session:
        session.add(Topic(key="hello", transactional=True))
    life = await begun(world, ports, shown, wire)
    await life.goes_on()
    assert [(m.channel, m.content.get("transactional")) for m in await world.messages()] == [
        ("email", True),
        ("in_app", True),
    ]


APPROVED = """
journey: news
name: News
entry: {triggers: [{event: Account Created}]}
start: ask
steps:
  ask:
    type: approve
    message: news
    due: 1d
    on: {approved: news, cancelled: done}
  news: {type: email, to: {roles: [champion, admin]}, template: news, next: ask-again}
  ask-again:
    type: approve
    message: news
    due: 1d
    on: {approved: news, cancelled: done}
  done: {type: exit}
templates:
  news: {subject: News, body: There is some.}
"""
MO = Actor("mo@northwind.test")


async def approve(life: Life, step: str, subject: str | None) -> Task:
    await life.goes_on()
    (task,) = [each for each in await life.world.tasks() if each.step == step]
    async with life.world.database.transaction() as session:
        said: dict[str, Any] = {"by": MO, "now": life.now}
        if subject:
            await acting.edit(session, task.id, subject=subject, text="There is none.", **said)
        await tasks.complete(session, task.id, outcome="approved", note=None, **said)
    await life.goes_on()
    return task


async def test_the_words_a_message_was_approved_in_go_to_all_it_is_for_and_once(
    world: World, ports: Ports, wire: Wire
) -> None:
    """**Invariant:** nobody gets what a colleague has corrected. **How it broke:** of several
    people only the first got the words it was approved in."""
    life = await begun(world, ports, APPROVED, wire, roles=("champion",))
    await world.colleague(life.customer, email="bea@acme.test", roles=("admin",))
    task = await approve(life, "ask", "No news")
    assert (task.preview or {})["people"] == 2
    assert [mail.subject for mail in wire.heard] == ["No news", "No news"]
    await approve(life, "ask-again", None)
    assert [mail.subject for mail in wire.heard][2:] == ["News", "News"]


async def test_who_turns_out_to_be_somebody_known_gets_the_edited_words(
    world: World, ports: Ports, wire: Wire
) -> None:
    to_one = APPROVED.replace("{roles: [champion, admin]}", "primary")
    life = await begun(world, ports, to_one, wire)
    bea = await world.colleague(life.customer, email="bea@acme.test")
    await life.goes_on()
    async with world.database.transaction() as session:
        await merge(session, life.customer.contact_id, bea, life.now)
    (task,) = await world.tasks()
    assert task.message_contact_id == bea
