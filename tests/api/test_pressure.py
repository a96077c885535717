"""What may reach customers, set and read by programs."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from engine.arbiter import Policy
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.settings import policy, policy_to_change, set_policy
from tests.world import World

RULES = {
    "caps": [{"at_most": 1, "days": 1}, {"who": "account", "counts": "task", "at_most": 2}],
    "quiet": {"from": "21:00", "to": "07:00"},
    "holidays": True,
    "region": "DE-BY",
    "holds": [
        {
            "key": "escalation",
            "name": "Open escalation",
            "when": {"trait": "account.escalated", "is": True},
            "then": "skip",
        }
    ],
}


async def test_rules_come_back_as_they_were_written(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    assert (await admin.get("/settings/pressure")).json() == {}
    assert (await reader.put("/settings/pressure", json=RULES)).status_code == 403
    assert (await admin.put("/settings/pressure", json=RULES)).json() == RULES
    assert (await reader.get("/settings/pressure")).json() == RULES
    assert (await admin.put("/settings/pressure", json={})).json() == {}
    assert (await admin.get("/settings/pressure")).json() == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"caps": [{"at_most": 0}]}, "greater than or equal to 1"),
        ({"caps": [{"counts": "task", "at_most": 1}]}, "write who: account"),
        ({"quiet": {"from": "9", "to": "17:00"}}, "pattern"),
        ({"quiet": {"from": "09:00", "to": "09:00"}}, "leave no time"),
        ({"region": "Atlantis"}, "No holidays are known"),
        ({"holds": [{"key": "a", "name": "A", "when": {"segment": "nobody"}}]}, "nobody"),
        ({"holds": [{"key": "a", "name": "A", "when": {"task": "x", "outcome": "y"}}]}, "“A”"),
        ({"holds": [RULES["holds"][0]] * 2}, "several holds with the key"),  # type: ignore[index]
        ({"cap": 3}, "cap"),
    ],
)
async def test_what_cannot_hold_is_said(
    admin: httpx.AsyncClient, body: dict[str, object], said: str
) -> None:
    answer = await admin.put("/settings/pressure", json=body)
    assert answer.status_code == 422
    assert said in answer.text


async def test_the_calendar_counts_what_reached_whom(
    reader: httpx.AsyncClient, database: Database
) -> None:
    world = World(database)
    journey = await world.publish("""
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
""")
    acme = await world.customer("Acme")
    now = datetime.now(UTC)
    await world.enroll(journey, acme, now)
    for each in range(2):
        await world.has_got(acme, "hello", now - timedelta(minutes=each))
    found = (await reader.get("/pressure")).json()
    today = [row for row in found["everybody"] if row["reached"]]
    assert [each["reached"] for each in today] == [{"email": 2}]
    (row,) = found["rows"]
    assert row["name"] == "Acme"
    mine = (await reader.get("/pressure", params={"account": row["id"]})).json()
    assert [each["name"] for each in mine["rows"]] == ["Ada"]
    assert (await reader.get("/pressure", params={"account": "nobody"})).status_code == 404
    assert (await reader.get("/pressure", params={"days": 900})).status_code == 422
    for since in ("9999-12-31", "0001-01-01"):
        assert (await reader.get("/pressure", params={"since": since})).status_code == 422


async def test_what_two_change_beside_each_other_is_both_kept(database: Database) -> None:
    """**How it broke:** rules were read without a lock and written whole, so that of caps saved
    beside quiet hours one was lost."""
    now, written = datetime.now(UTC), {"caps": RULES["caps"], "region": "NL"}

    async def change(name: str) -> None:
        async with database.transaction() as session:
            before = (await policy_to_change(session)).model_dump(mode="json", by_alias=True)
            chosen = Policy.model_validate({**before, name: written[name]})
            await set_policy(session, chosen, by=Actor("kim"), now=now)

    await asyncio.gather(*(change(name) for name in written))
    async with database.transaction() as session:
        found = await policy(session)
    assert (len(found.caps), found.region) == (2, "NL")
