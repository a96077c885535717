"""Mail whose fate is unknown: what a process that died, or a server that hung up, leaves behind."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from activities.mail.message import Mail
from activities.receipts import Receipt, TemporaryFailure
from engine.definition.journey import Journey
from engine.store.database import Database
from engine.store.tables import Contact, Membership
from onward.embedded import EmbeddedPostgres
from tests.workflow.driver import Driver
from tests.world import Customer, World

HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, to: {role: champion, else: primary}, template: hello, next: done}
  done: {type: exit}
templates:
  hello: {subject: "Hello, {{ contact.first_name }}", body: Good to have you.}
"""
TOMORROW = HELLO.replace("start: hello", "start: tomorrow").replace(
    "steps:\n", "steps:\n  tomorrow: {type: wait, for: 1d, next: hello}\n"
)


@dataclass
class HangsUpOnce:
    """A mail server that takes the mail, and hangs up before it says so."""

    taken: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> Receipt:
        self.taken.append(mail)
        if len(self.taken) == 1:
            raise TemporaryFailure("Connection lost.", timedelta(seconds=1), maybe_sent=True)
        return Receipt("test", "250 taken")

    async def close(self) -> None:
        """Nothing is held."""


async def make_champion(world: World, customer: Customer, name: str) -> None:
    """Somebody new becomes the account's only champion."""
    async with world.database.transaction() as session:
        found = await session.exec(
            select(Membership).where(Membership.account_id == customer.account_id)
        )
        found.one().roles = []
        newcomer = Contact(external_id=name, email=f"{name}@acme.test", name=name)
        session.add(newcomer)
        await session.flush()
        session.add(
            Membership(account_id=customer.account_id, contact_id=newcomer.id, roles=["champion"])
        )


async def test_what_may_have_been_sent_goes_to_the_same_person_again(
    driver: Driver, world: World
) -> None:
    """**Invariant:** one touch reaches one person. **How it broke:** an earlier attempt was looked
    for by the contact it was for; after a change of champion the retry wrote to the new one."""
    mail = HangsUpOnce()
    await world.publish(HELLO)
    acme = await world.customer(roles=("champion",))
    ports = replace(driver.ports, mail=mail)
    async with Driver(driver.environment, ports, world) as flaky:
        await flaky.happens("Account Created", acme)
        while not mail.taken:
            await driver.sleep(timedelta(milliseconds=100))
        await make_champion(world, acme, "Grace")
        await flaky.ends(acme)

    first, second = mail.taken
    assert (first.recipient, first.subject) == (second.recipient, "Hello, Ada")
    assert first.wire_message_id == second.wire_message_id
    assert [message.status for message in await world.messages()] == ["sent"]


@dataclass
class LosesTheDatabase:
    """A mail server that takes the mail; at that very moment PostgreSQL is gone, for a second."""

    maintenance: Database
    name: str
    taken: list[Mail] = field(default_factory=list)
    back: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, mail: Mail) -> Receipt:
        self.taken.append(mail)
        await self._tell(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
        await self._tell(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'"
        )
        asyncio.get_running_loop().call_later(1, self._returning)
        return Receipt("test", "250 taken")

    async def close(self) -> None:
        """Nothing is held."""

    def _returning(self) -> None:
        self.coming = asyncio.create_task(self._return())

    async def _return(self) -> None:
        await self._tell(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS true')
        self.back.set()

    async def _tell(self, statement: str) -> None:
        async with self.maintenance.transaction() as session:
            await session.execute(text(statement))


async def test_a_mail_is_not_sent_again_because_postgresql_was_away_for_a_moment(
    driver: Driver, world: World, postgres: EmbeddedPostgres
) -> None:
    """**Invariant:** a worker that lives and knows that a mail is sent does not send it again.

    **How it broke:** the attempt that had sent it failed with PostgreSQL, and the next one knew
    only that it might have been sent."""
    maintenance = Database(postgres.url)
    async with world.database.transaction() as session:
        name: str = (await session.execute(text("SELECT current_database()"))).scalar_one()
    mail = LosesTheDatabase(maintenance, name)
    await world.publish(TOMORROW)
    acme = await world.customer()
    async with Driver(driver.environment, replace(driver.ports, mail=mail), world) as unlucky:
        await unlucky.happens("Account Created", acme)
        await unlucky.rests(acme, "tomorrow")
        await unlucky.sleep(timedelta(days=2))
        await mail.back.wait()
        await unlucky.ends(acme)
    await maintenance.close()

    assert len(mail.taken) == 1
    assert [(message.status, message.attempts) for message in await world.messages()] == [
        ("sent", 1)
    ]


TWO_TOUCHES = (
    HELLO.replace("template: hello, next: done}", "template: hello, next: hint}").replace(
        "  done: {type: exit}",
        "  hint: {type: in_app, template: hint, next: done}\n  done: {type: exit}",
    )
    + "  hint: {title: Start here, body: One thing to do.}\n"
)


@dataclass
class PausesMeanwhile:
    """Somebody pauses the journey while this takes a mail."""

    world: World
    journey: Journey

    async def send(self, mail: Mail) -> Receipt:
        await self.world.pause(self.journey)
        return Receipt("test", "250 taken")

    async def close(self) -> None:
        """Nothing is held."""


async def test_what_follows_a_mail_is_held_when_the_journey_was_paused_meanwhile(
    driver: Driver, world: World
) -> None:
    """**Invariant:** nothing goes out once a journey is paused. **How it broke:** what followed a
    mail was decided from what had been read before the mail was sent."""
    journey = await world.publish(TWO_TOUCHES)
    acme = await world.customer()
    ports = replace(driver.ports, mail=PausesMeanwhile(world, journey))
    async with Driver(driver.environment, ports, world) as paused:
        await paused.happens("Account Created", acme)
        held = await paused.until(acme, lambda one: one.held_because is not None, skip=False)
    assert held.current_step == "hint"
    assert [message.step for message in await world.messages()] == ["hello"]
