"""Who may make a write key on the page, and what everybody sees of one."""

import httpx
from sqlalchemy import text

from engine.store.access import create_key
from engine.store.database import Database
from tests.api.conftest import BY

OUR = "https://onward.example/write-keys"


async def test_only_administrators_make_a_key_and_it_is_shown_once(
    person: httpx.AsyncClient, database: Database
) -> None:
    assert (await person.post(OUR)).status_code == 403
    assert "An administrator can make one here." in (await person.get(OUR)).text
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET role = 'admin'"))
    made = await person.post(OUR, data={"name": "  "})
    assert made.headers["cache-control"] == "no-store"
    assert "onw_write_" in made.text.split('id="made-key">')[1]
    shown = (await person.get(OUR)).text
    assert "Our product" in shown
    assert 'id="made-key"' not in shown


async def test_what_was_seen_already_is_not_told_again(
    person: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET role = 'admin'"))
    made = (await person.post(OUR)).text.split('id="made-key">')[1].split("<")[0]
    asked = f"{OUR}/{made.split('_')[2]}/arrived"
    assert "Waiting for the first event" in (await person.get(asked)).text
    assert (await person.get(f"{asked}?seen=0-0")).status_code == 204
    told = {"userId": "ada", "traits": {"email": "ada@acme.test"}}
    await person.post("https://onward.example/v1/identify", json=told, auth=(made, ""))
    came = await person.get(f"{asked}?seen=0-0")
    assert "Told of a contact" in came.text
    assert "hx-get" in came.text, "it looks on, for what happened"
    done = {"userId": "ada", "event": "Account Created"}
    await person.post("https://onward.example/v1/track", json=done, auth=(made, ""))
    assert "hx-get" not in (await person.get(asked)).text


async def test_a_key_is_looked_at_until_it_holds_no_more(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** the page asked for ever after a key that was revoked, or of which there
    were twenty newer ones by now, and was told each time that there is no such key."""
    async with database.transaction() as session:
        keys = [
            await create_key(session, name=str(number), scope="write", by=BY)
            for number in range(21)
        ]
        await session.execute(
            text("UPDATE api_keys SET created_at = now() - interval '1 day' WHERE id = :key"),
            {"key": keys[0].id},
        )
    asked = f"{OUR}/{keys[0].id}/arrived?seen="
    assert "hx-get" in (await person.get(asked)).text
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE api_keys SET revoked_at = now() WHERE id = :key"), {"key": keys[0].id}
        )
    for told in (await person.get(asked), await person.get(f"{OUR}/unknown1/arrived")):
        assert told.status_code == 200
        assert "This key does not hold any more." in told.text
        assert "hx-get" not in told.text
