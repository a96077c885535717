"""A few customers and a journey, as tests of the API need them."""

from datetime import UTC, datetime

from engine.store.database import Database
from engine.store.tables import Account, Contact, Event, Identity, Membership, Source, User

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

ONBOARDING = """\
journey: onboarding
name: Onboarding
entry:
  triggers: [{event: Account Created}]
  audience: {trait: account.plan, is: pro}
exit: [{when: {trait: account.status, is: churned}}]
start: rest
steps:
  rest: {type: wait, for: 3d, next: welcome}
  welcome: {type: email, template: welcome, next: done}
  done: {type: exit}
templates:
  welcome: {subject: Welcome, body: Hello}
"""
BROKEN = ONBOARDING.replace("next: done", "next: nowhere")


async def some_customers(database: Database) -> None:
    """Acme, on the pro plan, with Ada and Bo; Beta, on the free plan, with nobody."""
    async with database.transaction() as session:
        acme = Account(external_id="acme", name="Acme", traits={"plan": "pro"})
        beta = Account(external_id="beta", name="Beta", traits={"plan": "free"})
        ada = Contact(external_id="ada", email="ada@acme.example", name="Ada")
        bo = Contact(external_id="bo", email="bo@acme.example", name="Bo")
        session.add_all([acme, beta, ada, bo, User(email="kim@example.com", name="Kim")])
        await session.flush()
        session.add_all(
            [
                Membership(account_id=acme.id, contact_id=ada.id, is_primary=True),
                Membership(account_id=acme.id, contact_id=bo.id, roles=["billing"]),
                Identity(kind="email", value="ada@acme.example", contact_id=ada.id),
            ]
        )


async def some_events(database: Database, count: int) -> None:
    """Things Acme did, one a second."""
    async with database.transaction() as session:
        source = Source(key="tests", name="Tests")
        acme = Account(external_id="busy", name="Busy")
        session.add_all([source, acme])
        await session.flush()
        session.add_all(
            Event(
                source_id=source.id,
                message_id=f"m{number}",
                type="track",
                name=f"Event {number}",
                account_id=acme.id,
                occurred_at=NOW,
                received_at=NOW,
            )
            for number in range(count)
        )
