"""Letting a customer into another journey from the one they are in."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import select

from engine.entry import Refusal
from engine.store import tables
from engine.store.enrolling import Enrolled
from engine.store.onward_journeys import FromEnrollment, enroll_from_journey
from engine.store.tables import Enrollment
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
FOR_ACCOUNTS = """
journey: rescue
name: Rescue
entry: {triggers: [{event: Usage Fell}], reentry: always}
start: done
steps: {done: {type: exit}}
"""
FOR_CONTACTS = FOR_ACCOUNTS.replace("name: Rescue", "name: Rescue\nsubject: contact")
FOR_PRO = FOR_ACCOUNTS.replace("always}", "always, audience: {trait: account.plan, is: pro}}")


def coming_from(customer: Customer, *, by: str = "account", visit: int = 1) -> FromEnrollment:
    return FromEnrollment(
        id=UUID(int=7),
        journey_key="onboarding",
        journey_name="Onboarding",
        step="hand-over",
        visit=visit,
        account_id=customer.account_id if by == "account" else None,
        contact_id=customer.contact_id if by == "contact" else None,
    )


async def go(world: World, origin: FromEnrollment, key: str = "rescue") -> Enrolled | Refusal:
    async with world.database.transaction() as session:
        return await enroll_from_journey(
            session, from_enrollment=origin, journey_key=key, now=NOW, default_zone="UTC"
        )


async def test_an_account_enters_and_a_repeat_finds_it(world: World) -> None:
    await world.publish(FOR_ACCOUNTS)
    acme = await world.customer()
    first = await go(world, coming_from(acme))
    assert isinstance(first, Enrolled)
    assert await go(world, coming_from(acme)) == first
    [row] = await world.enrollments()
    assert row.entered_by == {
        "by": "journey",
        "journey": "onboarding",
        "journey_name": "Onboarding",
        "enrollment": str(UUID(int=7)),
        "step": "hand-over",
        "visit": 1,
    }


async def test_the_journey_s_own_rules_hold(world: World) -> None:
    await world.publish(FOR_PRO)
    free, pro = await world.customer("Free"), await world.customer("Pro", account={"plan": "pro"})
    refused = await go(world, coming_from(free))
    assert isinstance(refused, Refusal)
    assert refused.code == "audience"
    assert isinstance(await go(world, coming_from(pro)), Enrolled)
    again = await go(world, coming_from(pro, visit=2))
    assert isinstance(again, Refusal)
    assert again.code == "already_running"


async def test_another_visit_is_another_entry(world: World) -> None:
    await world.publish(FOR_ACCOUNTS)
    acme = await world.customer()
    first = await go(world, coming_from(acme))
    assert isinstance(first, Enrolled)
    await world.change(Enrollment, first.enrollment_id, status="ended")
    assert await go(world, coming_from(acme)) == first
    second = await go(world, coming_from(acme, visit=2))
    assert isinstance(second, Enrolled)
    assert second != first


async def test_an_account_s_primary_contact_enters_a_contact_s_journey(world: World) -> None:
    await world.publish(FOR_CONTACTS)
    acme = await world.customer()
    await world.colleague(acme, email="bea@acme.test")
    assert isinstance(await go(world, coming_from(acme)), Enrolled)
    [row] = await world.enrollments()
    assert (row.subject_id, row.account_id) == (acme.contact_id, acme.account_id)


async def test_a_contact_s_account_enters_an_account_s_journey(world: World) -> None:
    await world.publish(FOR_ACCOUNTS)
    acme = await world.customer()
    assert isinstance(await go(world, coming_from(acme, by="contact")), Enrolled)
    [row] = await world.enrollments()
    assert row.subject_id == acme.account_id


async def test_whoever_cannot_enter_is_refused_with_a_sentence(world: World) -> None:
    await world.publish(FOR_CONTACTS)
    nobody = await go(world, coming_from(await world.nobody()))
    assert nobody == Refusal("no_subject", "“Rescue” is for contacts; none is known here.")
    unknown = await go(world, coming_from(await world.customer()), "lost")
    assert unknown == Refusal("unknown_journey", "There is no journey “lost”.")
    await world.change(tables.Journey, await only_journey(world), status="archived")
    archived = await go(world, coming_from(await world.customer()))
    assert archived == Refusal("journey_not_live", "“Rescue” is archived: nobody enters any more.")
    assert await world.enrollments() == []


async def only_journey(world: World) -> UUID:
    async with world.database.transaction() as session:
        return (await session.exec(select(tables.Journey.id))).one()


async def test_a_test_run_lets_nobody_in(world: World) -> None:
    await world.publish(FOR_ACCOUNTS)
    refused = await go(world, replace(coming_from(await world.customer()), is_test=True))
    assert isinstance(refused, Refusal)
    assert refused.code == "test_run"
