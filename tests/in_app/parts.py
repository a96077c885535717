"""What tests of messages in the product are made of."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from engine.in_app.tokens import sign
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.enrolling import Enrolled
from engine.store.in_app.apps import add_app
from engine.store.tables import Account, Contact, InAppItem, Message
from engine.store.tables.columns import utc_now
from tests.world import Customer, World

BY = Actor("kim@example.com")
KEY = b"a secret of the tests, long enough"
ORIGIN = "https://app.example.com"
SENT = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)

JOURNEY = """
journey: first-steps
name: First steps
entry: {triggers: [{event: Account Created}]}
start: list
steps:
  list: {type: in_app, format: checklist, template: list, next: done}
  done: {type: exit}
templates:
  list: {title: Start, body: Here., items: [{id: a, title: A}]}
"""


@dataclass(frozen=True)
class Product:
    app_id: str
    key_id: str
    secret: str

    def token(self, customer: str, **changes: Any) -> str:
        """A token as its back end makes it."""
        values: dict[str, Any] = {
            "contact": customer,
            "account": None,
            "until": utc_now() + timedelta(minutes=30),
            **changes,
        }
        audience = values.pop("audience", self.app_id)
        return sign(values.pop("secret", self.secret), self.key_id, audience, **values)


async def product(database: Database, *origins: str) -> Product:
    async with database.transaction() as session:
        app_id, made = await add_app(session, KEY, "Shop", origins or (ORIGIN,), by=BY)
    return Product(app_id, made.id, made.plain)


async def names(world: World, customer: Customer) -> tuple[str, str]:
    """What the product calls the contact and the account."""
    async with world.database.transaction() as session:
        contact = await session.get_one(Contact, customer.contact_id)
        account = await session.get_one(Account, customer.account_id)
    return str(contact.external_id), account.external_id


async def enrolled(world: World) -> Customer:
    journey, customer = await world.publish(JOURNEY), await world.customer()
    assert isinstance(await world.enroll(journey, customer, SENT), Enrolled)
    return customer


async def shown(
    world: World, customer: Customer, title: str = "Hello", *, at: datetime = SENT, **content: Any
) -> UUID:
    """A message in the product, as a step would have stored it."""
    enrollment = await world.enrollment(customer)
    step = content.pop("step", f"step-{title}")
    is_test = content.pop("is_test", False)
    message = Message(
        id=uuid4(),
        enrollment_id=enrollment.id,
        journey_id=enrollment.journey_id,
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        step=step,
        visit=1,
        is_test=is_test,
        channel="in_app",
        template="x",
        topic="x",
        status="sent",
        sent_at=at,
        subject=title,
        text=title,
        html=f"<p>{title}</p>",
        content={"format": "feed", "action": None, **content},
    )
    async with world.database.transaction() as session:
        session.add(message)
    return message.id


async def item(world: World, message: UUID, customer: Customer, name: str, **values: Any) -> None:
    async with world.database.transaction() as session:
        session.add(
            InAppItem(
                message_id=message,
                id=name,
                position=0,
                contact_id=customer.contact_id,
                account_id=customer.account_id,
                **values,
            )
        )
