"""Taking apart what does not belong together, with nothing taken back."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from engine.errors import Conflict, NotFound
from engine.store.audit import Actor
from engine.store.ingest import ingest
from engine.store.tables import Account, Contact, Enrollment, Source
from engine.store.unlinking import known_ways, remove_member, remove_way
from engine.tracking.reading import Envelope, read
from tests.world import World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
BY = Actor("kim@example.com")


async def send(world: World, *items: dict[str, Any]) -> None:
    async with world.database.transaction() as session:
        source = Source(key=uuid4().hex, name="Product")
        session.add(source)
        await session.flush()
        calls = [read({"messageId": uuid4().hex, **each}, Envelope(NOW)) for each in items]
        await ingest(session, source.id, calls, NOW)


async def rows(world: World, query: str) -> list[tuple[Any, ...]]:
    async with world.database.transaction() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def take_away(world: World, contact: str, kind: str, value: str) -> None:
    async with world.database.transaction() as session:
        await remove_way(session, contact, kind, value, by=BY, now=NOW)


def other_ids(*ids: tuple[str, str]) -> dict[str, Any]:
    return {"externalIds": [{"type": kind, "id": value} for kind, value in ids]}


ALL = """
journey: all
name: All
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""


async def test_who_waits_for_several_looks_again_when_somebody_s_role_is_another(
    world: World,
) -> None:
    """**How it broke:** a wait for all champions went on for one who was none any more."""
    journey, acme = await world.publish(ALL), await world.customer(roles=("champion",))
    await world.enroll(journey, acme, NOW)
    waiting = await world.enrollment(acme)
    listens = ["event:Account Removed User"]
    await world.change(Enrollment, waiting.id, status="running", listens=listens)
    async with world.database.transaction() as session:
        person = await session.get_one(Contact, acme.contact_id)
    same = {"type": "identify", "userId": person.external_id, "traits": {"role": "champion"}}
    await send(world, same)
    assert await rows(world, "SELECT enrollment_id FROM wakes") == []
    await send(world, {**same, "traits": {"role": "billing"}})
    assert await rows(world, "SELECT enrollment_id FROM wakes") == [(waiting.id,)]


async def test_who_is_taken_out_of_an_account_is_told_of_and_stays_out(world: World) -> None:
    acme = await world.customer()
    async with world.database.transaction() as session:
        account = await session.get_one(Account, acme.account_id)
        person = await session.get_one(Contact, acme.contact_id)
        await remove_member(session, account.external_id, str(person.id), by=BY, now=NOW)
    assert await rows(world, "SELECT is_primary, ended_at FROM memberships") == [(False, NOW)]
    assert await rows(world, "SELECT name, account_id, contact_id FROM events") == [
        ("Account Removed User", acme.account_id, acme.contact_id)
    ]
    assert await rows(world, "SELECT actor, action FROM audit_entries") == [
        ("kim@example.com", "membership.end")
    ]
    again = {"type": "group", "userId": person.external_id, "groupId": account.external_id}
    await send(world, again)
    assert await rows(world, "SELECT ended_at FROM memberships") == [(NOW,)]
    async with world.database.transaction() as session:
        with pytest.raises(NotFound, match="does not belong to the account"):
            await remove_member(session, account.external_id, str(person.id), by=BY, now=NOW)


async def test_a_wrong_address_no_longer_means_its_contact(world: World) -> None:
    who = {"type": "identify", "userId": "ada", "traits": {"email": "wrong@acme.test"}}
    await send(world, {**who, "context": other_ids(("email", "wrong@acme.test"))})
    await take_away(world, "ada", "email", "Wrong@acme.test")
    [(ada, email, traits)] = await rows(world, "SELECT id, email, traits FROM contacts")
    assert (email, traits) == (None, {})
    told = {"type": "track", "event": "Ticket Opened"}
    await send(world, {**told, "context": other_ids(("email", "wrong@acme.test"))})
    [(whose,)] = await rows(world, "SELECT contact_id FROM events WHERE name = 'Ticket Opened'")
    assert whose != ada
    assert ("Identity Removed", ada) in await rows(world, "SELECT name, contact_id FROM events")
    async with world.database.transaction() as session:
        assert [each.kind for each in (await known_ways(session, [ada]))[ada]] == ["external_id"]


async def test_an_id_does_not_come_back_to_whom_it_was_made_for(world: World) -> None:
    """**Invariant:** what comes with an id that was taken from somebody is not theirs. The id of a
    contact who began as a visitor is made of that visitor's id, and would be found again by it."""
    visited = {"type": "track", "event": "Visited", "anonymousId": "anon-7"}
    await send(world, visited, {"type": "track", "event": "Visited", "anonymousId": "anon-8"})
    await send(world, {"type": "identify", "userId": "ada", "anonymousId": "anon-7"})
    [(ada,)] = await rows(world, "SELECT id FROM contacts WHERE external_id = 'ada'")
    [(nameless,)] = await rows(world, "SELECT contact_id FROM identities WHERE value = 'anon-8'")
    await take_away(world, "ada", "anonymous_id", "anon-7")
    await take_away(world, str(nameless), "anonymous_id", "anon-8")
    await send(world, visited, {"type": "track", "event": "Again", "anonymousId": "anon-8"})
    owners = await rows(
        world, "SELECT contact_id FROM events WHERE name IN ('Visited', 'Again') ORDER BY id"
    )
    assert [owner for (owner,) in owners[:2]] == [ada, nameless]
    assert not {ada, nameless} & {owner for (owner,) in owners[2:]}


async def test_ones_own_id_cannot_be_taken_away(world: World) -> None:
    await send(world, {"type": "identify", "userId": "ada"})
    with pytest.raises(Conflict, match="cannot lose their own id"):
        await take_away(world, "ada", "external_id", "ada")
    with pytest.raises(NotFound, match=r"“ada” is not known by the email .*, but by external_id"):
        await take_away(world, "ada", "email", "nobody@acme.test")
