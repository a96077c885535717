"""Mail whose fate is unknown: what a process that died, or a server that hung up, leaves behind."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlmodel import select

from activities.mail.message import Mail
from activities.mail.transport import Receipt, TemporaryFailure
from engine.store.tables import Contact, Membership
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
