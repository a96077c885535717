"""Who may make a write key on the page, and what everybody sees of one."""

import httpx
from sqlalchemy import text

from engine.store.database import Database

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
    assert (await person.get(f"{OUR}/unknown1/arrived")).status_code == 404
