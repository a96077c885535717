"""One bad item costs no other: it is kept aside, can be seen, and tried again."""

from typing import Any

import pytest

from engine.errors import NotFound
from engine.store.audit import Actor
from engine.store.reading.events import list_dead_letters
from engine.store.replaying import Replayed, replay_dead_letter
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem
from engine.tracking.ids import id_in
from tests.ingest.parts import Edge

BY = Actor("kim@example.com")
GOOD = [
    {"type": "track", "userId": "u1", "event": "Before", "messageId": "m1"},
    {"type": "track", "userId": "u1", "event": "After", "messageId": "m2"},
]


def nested(levels: int) -> Any:
    return {"in": nested(levels - 1)} if levels else "bottom"


BAD: list[tuple[str, Any]] = [
    ("not_an_object", 7),
    ("not_an_object", None),
    ("unknown_type", {"type": "delete", "userId": "u1"}),
    ("unknown_type", {"userId": "u1"}),
    ("unknown_type", {"type": {"a": 1}, "userId": "u1"}),
    ("missing_user", {"type": "track", "event": "e"}),
    ("missing_user", {"type": "identify", "userId": "  ", "anonymousId": None}),
    ("missing_user", {"type": "alias", "previousId": "anon"}),
    ("missing_event", {"type": "track", "userId": "u1"}),
    ("missing_event", {"type": "track", "userId": "u1", "event": " "}),
    ("bad_event", {"type": "track", "userId": "u1", "event": ["e"]}),
    ("bad_event", {"type": "track", "userId": "u1", "event": "e" * 300}),
    ("missing_group", {"type": "group", "userId": "u1"}),
    ("missing_previous", {"type": "alias", "userId": "u1"}),
    ("bad_id", {"type": "identify", "userId": {"id": 1}}),
    ("bad_id", {"type": "identify", "userId": True}),
    ("bad_id", {"type": "identify", "userId": "u" * 3000}),
    ("bad_id", {"type": "identify", "userId": 2**64 + 1}),
    ("bad_id", {"type": "group", "userId": "u1", "groupId": 2**64 + 1}),
    ("bad_id", {"type": "alias", "userId": "u1", "previousId": -(2**63) - 1}),
    ("placeholder_id", {"type": "identify", "userId": "undefined"}),
    ("bad_message_id", {"type": "identify", "userId": "u1", "messageId": ["m"]}),
    ("bad_message_id", {"type": "identify", "userId": "u1", "messageId": "m" * 3000}),
    ("bad_timestamp", {"type": "identify", "userId": "u1", "timestamp": "yesterday"}),
    ("bad_timestamp", {"type": "identify", "userId": "u1", "timestamp": "10000-01-01T00:00:00Z"}),
    ("bad_timestamp", {"type": "identify", "userId": "u1", "timestamp": "0001-01-01T00:00:00Z"}),
    ("bad_timestamp", {"type": "identify", "userId": "u1", "timestamp": 1e300}),
    ("bad_timestamp", {"type": "identify", "userId": "u1", "timestamp": {"at": 1}}),
    ("bad_text", {"type": "identify", "userId": "u1", "traits": {"name": "a\0b"}}),
    ("bad_text", {"type": "identify", "userId": "u1", "traits": {"na\0me": "ab"}}),
    ("bad_text", {"type": "identify", "userId": "u1", "traits": {"name": "\ud800"}}),
    ("bad_text", {"type": "identify", "userId": "u\0"}),
    ("too_large", {"type": "identify", "userId": "u1", "traits": {"bio": "x" * 33_000}}),
    ("too_deep", {"type": "identify", "userId": "u1", "traits": nested(40)}),
    ("too_deep", {"type": "identify", "userId": "u1", "messageId": "m", "traits": nested(500)}),
]


def test_a_placeholder_would_make_one_of_many() -> None:
    for key, becomes in (("userId", "one contact"), ("groupId", "one account")):
        with pytest.raises(BadItem, match=f"would become {becomes}"):
            id_in({key: "null"}, key)


async def test_a_bad_item_costs_no_other(edge: Edge) -> None:
    await edge.batch(GOOD[0], *(item for _, item in BAD), GOOD[1])
    assert await edge.event_names() == ["Before", "After"]
    assert await edge.reasons() == [code for code, _ in BAD]


async def test_numbers_json_cannot_carry_become_null_and_cost_nothing(edge: Edge) -> None:
    body = (
        b'{"batch": [{"type":"track","userId":"u","event":"e","properties":{"a":NaN,"b":1e400}}]}'
    )
    assert (await edge.send("batch", body)).status_code == 200
    assert await edge.value("SELECT properties FROM events") == {"a": None, "b": None}


async def test_a_dead_letter_says_what_to_do(edge: Edge) -> None:
    await edge.batch({"type": "track", "userId": "u1"}, context={"ip": "203.0.113.5"})
    async with edge.database.transaction() as session:
        [letter] = (await list_dead_letters(session)).rows
    assert letter.reason == "A track call needs an event: the name of what happened."
    assert letter.payload["context"] == {"ip": "203.0.113.5"}


@pytest.mark.parametrize(
    ("context", "code"),
    [({"groupId": "a\0b"}, "bad_text"), ({"page": nested(40)}, "too_deep")],
)
async def test_a_context_that_cannot_be_kept_loses_no_item(
    edge: Edge, context: dict[str, Any], code: str
) -> None:
    await edge.batch(*GOOD, context=context)
    assert await edge.event_names() == []
    assert await edge.reasons() == [code] * len(GOOD)
    reason = await edge.value("SELECT reason FROM dead_letters LIMIT 1")
    assert reason.startswith("The context of the batch cannot be kept.")


async def test_a_context_over_the_limit_is_refused_with_its_batch(edge: Edge) -> None:
    """It would be kept once for each item, and so fill the disk by a few requests."""
    body = {"batch": list(GOOD), "context": {"x": "y" * 40_000}}
    answer = await edge.send("batch", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    assert "context of the batch" in answer.json()["message"]


async def test_a_batch_sent_again_adds_no_dead_letter(edge: Edge) -> None:
    for _ in range(2):
        await edge.batch({"type": "track", "userId": "u1", "messageId": "m1"})
    assert await edge.reasons() == ["missing_event"]


async def replay(edge: Edge, payload: Any = None) -> Replayed:
    letter = await edge.value("SELECT id FROM dead_letters")
    async with edge.database.transaction() as session:
        return await replay_dead_letter(session, letter, by=BY, now=utc_now(), payload=payload)


async def test_a_replay_says_what_is_still_wrong(edge: Edge) -> None:
    await edge.batch({"type": "track", "userId": "u1"})
    replayed = await replay(edge)
    assert (replayed.event_id, replayed.code) == (None, "missing_event")


async def test_a_corrected_item_becomes_an_event_once(edge: Edge) -> None:
    await edge.batch({"type": "track", "userId": "u1", "messageId": "m1"})
    corrected = {"type": "track", "userId": "u1", "event": "Project Created"}
    first, second = await replay(edge, corrected), await replay(edge, corrected)
    assert first == second == Replayed(await edge.value("SELECT id FROM events"))
    assert await edge.rows("SELECT name, message_id FROM events") == [("Project Created", "m1")]
    async with edge.database.transaction() as session:
        assert (await list_dead_letters(session)).rows == []


async def test_a_replayed_item_happened_when_it_came(edge: Edge) -> None:
    await edge.batch({"type": "track", "userId": "u1"})
    await replay(edge, {"type": "track", "userId": "u1", "event": "e"})
    assert await edge.value(
        "SELECT e.occurred_at = d.received_at FROM events e"
        " JOIN dead_letters d ON d.event_id = e.id"
    )


@pytest.mark.parametrize(
    ("call", "table"),
    [
        ({"type": "group", "groupId": "acme", "traits": {"seats": 3}}, "accounts"),
        ({"type": "identify", "traits": {"title": "CEO"}}, "contacts"),
    ],
)
async def test_who_is_changed_by_a_replay_is_changed_now(
    edge: Edge, call: dict[str, Any], table: str
) -> None:
    """**How it broke:** they were said to have been changed last when the item had come, before
    they had been."""
    await edge.batch({"type": "group", "userId": "u1"})
    await edge.batch({**call, "userId": "u1", "traits": {"name": "Somebody"}})
    before = await edge.value(f"SELECT updated_at FROM {table}")
    await replay(edge, {**call, "userId": "u1"})
    assert await edge.value(f"SELECT updated_at FROM {table}") > before


async def test_there_is_nothing_to_replay_under_an_unknown_number(edge: Edge) -> None:
    async with edge.database.transaction() as session:
        with pytest.raises(NotFound):
            await replay_dead_letter(session, 404, by=BY, now=utc_now())
