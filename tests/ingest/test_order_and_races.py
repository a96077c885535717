"""Many senders at once: everything once, in order, and nobody waits in a circle."""

import asyncio
import random
from typing import Any

from sqlalchemy import text

from engine.store.accepting import accept
from engine.store.database import Session
from engine.store.ingest import Accepted, ingest
from engine.store.tables.columns import utc_now
from engine.tracking.calls import Call
from engine.tracking.reading import Envelope, read
from tests.ingest.parts import Edge


def calls(*items: dict[str, Any]) -> list[Any]:
    return [read(item, Envelope(utc_now())) for item in items]


def track(user: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "userId": user,
        "event": "Clicked",
        "messageId": f"{user}/{number}",
        "properties": {"n": number},
        **more,
    }


async def test_the_same_batch_five_times_at_once_is_stored_once(edge: Edge) -> None:
    items = [
        {"type": "group", "userId": "u1", "groupId": "acme", "messageId": "g"},
        *(track(f"u{n % 7}", n) for n in range(60)),
        {"type": "track", "messageId": "bad"},
    ]
    await asyncio.gather(*(edge.batch(*items) for _ in range(5)))
    assert await edge.value("SELECT count(*) FROM events") == 61
    assert await edge.reasons() == ["missing_user"]


async def test_a_message_id_twice_in_a_batch_counts_once(edge: Edge) -> None:
    await edge.batch(track("u1", 1), track("u1", 1), track("u1", 2))
    assert await edge.value("SELECT count(*) FROM events") == 2


async def test_message_ids_of_different_sources_do_not_meet(edge: Edge) -> None:
    await edge.batch(track("u1", 1))
    other = await edge.value(
        "INSERT INTO sources (id, key, name, kind, created_at)"
        " VALUES (gen_random_uuid(), 'other', 'Other', 'segment', now()) RETURNING id"
    )
    await accept(edge.database, other, calls(track("u1", 1)), utc_now())
    assert await edge.value("SELECT count(*) FROM events") == 2


async def test_a_call_without_message_id_sent_again_is_stored_once(edge: Edge) -> None:
    call = {"type": "track", "userId": "u1", "event": "e", "timestamp": "2026-05-01T09:30:00Z"}
    await edge.batch(call, sentAt="2026-05-01T09:30:01Z")
    await edge.batch(call, sentAt="2026-05-01T09:30:11Z")
    await edge.batch({**call, "timestamp": "2026-05-01T09:31:00Z"})
    assert await edge.value("SELECT count(*) FROM events") == 2


async def test_shuffled_batches_about_the_same_people_never_deadlock(edge: Edge) -> None:
    """Every batch touches every contact and account, each in an order of its own."""
    chance = random.Random(7)
    before = await deadlocks(edge)

    async def send(batch: int) -> None:
        items: list[dict[str, Any]] = []
        for user in range(12):
            items.append(track(f"u{user}", batch, anonymousId=f"a{user}"))
            items.append(
                {
                    "type": "group",
                    "userId": f"u{(user + batch) % 12}",
                    "groupId": f"acme{user % 4}",
                    "messageId": f"g/{batch}/{user}",
                    "traits": {"seats": batch, "name": f"Acme {user % 4}"},
                }
            )
        chance.shuffle(items)
        await edge.batch(*items)

    await asyncio.gather(*(send(batch) for batch in range(25)))
    assert await edge.value("SELECT count(*) FROM events") == 25 * 24
    assert await edge.value("SELECT count(*) FROM contacts WHERE merged_into IS NULL") == 12
    assert await deadlocks(edge) == before


async def deadlocks(edge: Edge) -> int:
    found: int = await edge.value(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    )
    return found


async def test_whoever_is_ended_by_the_database_for_a_deadlock_begins_again(edge: Edge) -> None:
    ended: list[str] = []

    async def ends_once(session: Session, accepted: Accepted) -> None:
        if not ended:
            ended.append("once")
            await session.execute(_END)

    await accept(edge.database, edge.source_id, calls(track("u1", 1)), utc_now(), ends_once)
    assert ended
    assert await edge.value("SELECT count(*) FROM events") == 1


_END = text("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$")


async def test_traits_changed_by_many_at_once_change_one_after_the_other(edge: Edge) -> None:
    """**Invariant:** a value is reported as changed exactly when it differs from the one before."""
    await asyncio.gather(
        *(
            edge.batch({"type": "identify", "userId": "u1", "traits": {"plan": f"p{n % 2}"},
                        "messageId": f"i{n}"})
            for n in range(20)
        )
    )  # fmt: skip
    plan, expected = None, []
    for traits, changed in await edge.rows("SELECT properties, changed FROM events ORDER BY id"):
        expected.append((["contact.plan"] if traits["plan"] != plan else [], changed))
        plan = traits["plan"]
    assert all(should == did for should, did in expected)
    assert await edge.value("SELECT traits->>'plan' FROM contacts") == plan


async def test_a_later_event_of_a_subject_is_never_visible_before_an_earlier_one(
    edge: Edge,
) -> None:
    """Two contacts of one account: the second must wait for the first to commit, or whoever reads
    by id would miss the first."""
    await edge.batch(
        {"type": "group", "userId": "u1", "groupId": "acme"},
        {"type": "group", "userId": "u2", "groupId": "acme"},
    )
    async with edge.database.transaction() as session:
        await ingest(session, edge.source_id, calls(track("u1", 1)), utc_now())
        second = asyncio.create_task(edge.batch(track("u2", 1)))
        await blocked(edge)
        assert not second.done()
    await second
    contacts = await edge.rows(
        "SELECT c.external_id FROM events e JOIN contacts c ON c.id = e.contact_id"
        " WHERE e.name = 'Clicked' ORDER BY e.id"
    )
    assert contacts == [("u1",), ("u2",)]


async def blocked(edge: Edge) -> None:
    """Wait until a transaction waits for an advisory lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while not await edge.value(waiting):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_batch_about_thousands_waits_its_turn(edge: Edge) -> None:
    """More subjects than PostgreSQL has room for locks take one lock for all of them."""
    many = [track(f"u{n}", 1) for n in range(2000)]
    few: list[Call] = [call for n in range(10) for call in calls(track(f"u{n}", 2))]
    await asyncio.gather(
        edge.batch(*many),
        *(accept(edge.database, edge.source_id, [call], utc_now()) for call in few),
        edge.batch(*reversed(many)),
    )
    assert await edge.value("SELECT count(*) FROM events") == 2010


async def test_whoever_joins_another_account_meanwhile_is_looked_at_again(edge: Edge) -> None:
    """The locks are taken on a first look; a second one, behind them, may find other subjects."""
    await edge.batch({"type": "identify", "userId": "u1"})
    async with edge.database.transaction() as session:
        joining = {"type": "group", "userId": "u1", "groupId": "acme"}
        await ingest(session, edge.source_id, calls(joining), utc_now())
        later = asyncio.create_task(edge.batch(track("u1", 1)))
        await blocked(edge)
    await later
    assert (
        await edge.value(
            "SELECT a.external_id FROM events e JOIN accounts a ON a.id = e.account_id"
            " WHERE e.name = 'Clicked'"
        )
        == "acme"
    )
