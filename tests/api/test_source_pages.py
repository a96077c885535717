"""Pages about sources: what administrators set up, and what everybody else may see of it."""

import hashlib
import hmac
import re

import httpx
import pytest
from sqlalchemy import text

from engine.store.database import Database
from tests.api.test_sources import added, deliveries, outside

OUR = "https://onward.example"

__all__ = ["outside"]


@pytest.fixture
async def boss(person: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    """Maya, as an administrator."""
    async with database.transaction() as session:
        await session.execute(text("UPDATE users SET role = 'admin'"))
    return person


async def test_who_is_no_administrator_sees_what_came_and_changes_nothing(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, None))["address"]
    await outside.post(address, content=b'{"kind": "upgraded"}')
    (kept,) = await deliveries(admin, "own")
    shown = await person.get(f"{OUR}/sources/own")
    assert shown.status_code == 200
    assert address not in shown.text
    assert "<form" not in shown.text.split("<main")[1]
    called = f"/sources/own/deliveries/{kept['id']}"
    assert "upgraded" in (await person.get(OUR + called)).text
    for path in ("new", "own/change", "own/address", "own/mapping", "own/retire-secret"):
        assert (await person.post(f"{OUR}/sources/{path}", data={"name": "x"})).status_code == 403
    assert (await person.post(f"{OUR}{called}/replay")).status_code == 403
    assert (await person.get(f"{OUR}/sources/new")).status_code == 403
    for refused in (
        await person.get("/sources"),
        await person.get("/sources/own"),
        await person.patch("/sources/own", json={"name": "x"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_administrator")


async def test_what_is_described_by_hand_says_how_it_is_known(
    boss: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    """**Invariant:** a secret that is entered is looked at. **How it broke:** the form asked for
    one and had the source known by its address alone."""
    form = {"name": "Ours", "secret": "geheim"}
    wrong = await boss.post(f"{OUR}/sources/new", data=form)
    assert (wrong.status_code, "no secret is ever looked at" in wrong.text) == (422, True)
    wrong = await boss.post(f"{OUR}/sources/new", data={**form, "proof": "signature"})
    assert (wrong.status_code, "Write the name of the header" in wrong.text) == (422, True)
    assert (await boss.get("/sources")).json() == [], "nothing is left of what was refused"
    signed = {"proof": "signature", "header": "X-Acme-Signature", "prefix": "sha256="}
    assert (await boss.post(f"{OUR}/sources/new", data={**form, **signed})).status_code == 303
    address = (await boss.get("/sources/ours")).json()["address"]
    made = hmac.new(b"geheim", b"{}", hashlib.sha256).hexdigest()
    for signature, status in (("0" * 64, 401), (made, 200)):
        headers = {"x-acme-signature": f"sha256={signature}"}
        assert (await outside.post(address, content=b"{}", headers=headers)).status_code == status
    shown = {"proof": "secret", "header": "x-token"}
    assert (await boss.post(f"{OUR}/sources/ours/proof", data=shown)).status_code == 303
    headers = {"x-token": "geheim"}
    assert (await outside.post(address, content=b"{}", headers=headers)).status_code == 200
    assert 'value="x-token"' in (await boss.get(f"{OUR}/sources/ours")).text


async def test_what_is_nested_deeply_is_shown_and_other_ids_stay_mapped(
    boss: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    mapping = {"event": "kind", "other": {"crm": "who.crm"}}
    address = (await added(boss, None, mapping=mapping))["address"]
    deep = b'{"kind": "upgraded", "deep": ' + b"[" * 300 + b"]" * 300 + b"}"
    assert (await outside.post(address, content=deep)).status_code == 200
    (kept,) = await deliveries(boss, "own")
    assert "upgraded" in (await boss.get(f"{OUR}/sources/own/deliveries/{kept['id']}")).text
    shown = await boss.get(f"{OUR}/sources/own")
    assert (shown.status_code, "The latest call as it came" in shown.text) == (200, True)
    assert (await boss.post("/sources/own/mapping", json={"mapping": mapping})).status_code == 200
    polled = await boss.get(f"{OUR}/sources/own", headers={"HX-Request": "true"})
    assert (polled.status_code, "upgraded" in polled.text) == (200, True)
    saved = await boss.post(f"{OUR}/sources/own/mapping", data={"event": "type"})
    assert saved.status_code == 303
    assert (await boss.get("/sources/own")).json()["mapping"] == {**mapping, "event": "type"}


async def test_what_cannot_be_kept_is_put_aside_and_shown_as_it_came(
    boss: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    """**Invariant:** the same is refused wherever it comes in. **How it broke:** sources stored �
    for a NUL, refused a number that the tracking API reads as null, and were shown 1e+20."""
    address = (await added(boss, None, mapping={"event": "what", "user": "who"}))["address"]
    odd = b'{"what": "a\\u0000", "who": "ada", "n": 99999999999999999999, "large": 1e400}'
    answer = await outside.post(address, content=odd)
    assert (answer.status_code, answer.json()["status"]) == (200, "put_aside")
    assert "NUL" in answer.json()["message"]
    fine = [await outside.post(address, content=b'{"what": "b", "n": 1e400}') for _ in "12"]
    assert [each.status_code for each in fine] == [200, 200]
    (letter,) = (await boss.get("/dead-letters")).json()["items"][-1:]
    assert letter["code"] == "bad_text"
    kept = (await deliveries(boss, "own"))[-1]
    shown = (await boss.get(f"{OUR}/sources/own/deliveries/{kept['id']}")).text
    assert "Put aside" in shown
    assert "99999999999999999999" in shown
    await outside.post(address, content=odd)
    assert "99999999999999999999" in (await boss.get(f"{OUR}/sources/own")).text
    large = await outside.post(address, content=b" " * 600_000)
    assert (large.status_code, "takes none larger" in large.json()["message"]) == (413, True)


async def test_what_another_changed_meanwhile_is_not_taken_back(boss: httpx.AsyncClient) -> None:
    await added(boss, None, name="Ours", mapping={"event": "kind"})
    page = f"{OUR}/sources/own"
    read = read_in((await boss.get(page)).text)
    saved = await boss.post(f"{page}/mapping", data={"event": "type", "read": read})
    assert saved.status_code == 303
    late = await boss.post(f"{page}/mapping", data={"event": "kind", "user": "who", "read": read})
    assert (late.status_code, "changed since you read it" in late.text) == (422, True)
    assert 'value="who"' in late.text, "what was typed is there still"
    assert (await boss.get("/sources/own")).json()["mapping"] == {"event": "type"}


async def test_two_sources_of_one_name_are_told_apart(boss: httpx.AsyncClient) -> None:
    for key in ("first", "second"):
        await added(boss, None, key=key, name="Ours")
    shown = (await boss.get(f"{OUR}/events")).text
    assert {"Ours (first)", "Ours (second)"} <= set(re.findall(r"Ours \(\w+\)", shown))
    assert (
        'with a <a href="/write-keys">write key</a> alone'
        in (await boss.get(f"{OUR}/sources/new")).text
    )


def read_in(shown: str) -> str:
    found = re.search(r'name="read" value="([^"]+)"', shown)
    assert found
    return found[1]
