"""Segments: who is in them, and what is told when that changes."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import col, select

from engine.errors import Conflict, NotFound
from engine.store.audit import Actor
from engine.store.knowledge import known
from engine.store.merging import merge
from engine.store.reading.segment_members import list_members
from engine.store.reading.segments import get_segment, list_segments
from engine.store.segments import SubjectKind, add_members, put_segment, remove_member
from engine.store.tables import Account, Contact, Event, SegmentMember
from tests.world import Customer, World, days

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
KIM = Actor("kim@example.com")


async def put(world: World, kind: SubjectKind = "account", name: str = "At risk") -> None:
    async with world.database.transaction() as session:
        await put_segment(session, "at-risk", name=name, subject_kind=kind, by=KIM, now=NOW)


async def add(world: World, named: Collection[str], at: datetime = NOW) -> int:
    async with world.database.transaction() as session:
        return await add_members(session, "at-risk", named, by=KIM, now=at)


async def remove(world: World, named: str) -> bool:
    async with world.database.transaction() as session:
        return await remove_member(session, "at-risk", named, by=KIM, now=NOW + days(1))


async def told(world: World) -> list[Event]:
    async with world.database.transaction() as session:
        return list(await session.exec(select(Event).order_by(col(Event.id))))


async def name_of(world: World, table: type[Account] | type[Contact], identifier: UUID) -> str:
    async with world.database.transaction() as session:
        found = await session.exec(select(table.external_id).where(table.id == identifier))
        return found.one() or ""


@pytest.fixture
async def acme(world: World) -> Customer:
    return await world.customer()


async def test_who_comes_in_is_told_once(world: World, acme: Customer) -> None:
    await put(world)
    name = await name_of(world, Account, acme.account_id)
    assert await add(world, [name, name]) == 1
    assert await add(world, [name], NOW + days(1)) == 0
    (event,) = await told(world)
    assert (event.name, event.account_id, event.contact_id, event.occurred_at) == (
        "Segment Entered", acme.account_id, None, NOW,
    )  # fmt: skip
    assert event.properties == {"segment": "at-risk"}
    assert event.changed == ["segment.at-risk"]


async def test_who_leaves_is_told_and_may_come_back(world: World, acme: Customer) -> None:
    await put(world)
    name = await name_of(world, Account, acme.account_id)
    assert not await remove(world, name)
    await add(world, [name])
    assert await remove(world, name)
    await add(world, [name], NOW + days(2))
    assert [event.name for event in await told(world)] == [
        "Segment Entered", "Segment Left", "Segment Entered",
    ]  # fmt: skip


async def test_a_contact_is_told_of_with_its_account(world: World, acme: Customer) -> None:
    await put(world, "contact")
    assert await add(world, [await name_of(world, Contact, acme.contact_id)]) == 1
    (event,) = await told(world)
    assert (event.account_id, event.contact_id) == (acme.account_id, acme.contact_id)


async def test_one_unknown_name_and_nobody_comes_in(world: World, acme: Customer) -> None:
    await put(world)
    with pytest.raises(NotFound, match="There is no account “nobody”") as raised:
        await add(world, [await name_of(world, Account, acme.account_id), "nobody"])
    assert raised.value.code == "unknown_account"
    assert await told(world) == []


async def test_a_segment_is_renamed_but_keeps_its_kind(world: World) -> None:
    await put(world)
    await put(world, name="In danger")
    with pytest.raises(Conflict, match="stays one"):
        await put(world, "contact")
    async with world.database.transaction() as session:
        assert (await get_segment(session, "at-risk")).name == "In danger"
        assert [each.key for each in (await list_segments(session)).rows] == ["at-risk"]
        assert (await known(session)).segments == frozenset({"at-risk"})


async def test_members_are_listed_and_counted(world: World, acme: Customer) -> None:
    await put(world)
    name = await name_of(world, Account, acme.account_id)
    await add(world, [name])
    async with world.database.transaction() as session:
        assert (await get_segment(session, "at-risk")).members == 1
        (member,) = (await list_members(session, "at-risk")).rows
    assert (member.external_id, member.name, member.since) == (name, "Acme", NOW)


async def test_who_turns_out_to_be_somebody_else_stays_in_the_segment(
    world: World, acme: Customer
) -> None:
    await put(world, "contact")
    survivor = await world.colleague(acme, email=None)
    await add(world, [await name_of(world, Contact, acme.contact_id)])
    async with world.database.transaction() as session:
        await merge(session, acme.contact_id, survivor, NOW)
        assert (await session.exec(select(SegmentMember.subject_id))).all() == [survivor]
