"""Nobody sees anything without a token that the product's own back end has signed just now."""

import base64
import json
import math
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from fastapi import FastAPI

from api.in_app.pace import Pace
from engine.in_app import tokens
from engine.store.in_app.apps import add_secret, revoke_secret
from engine.store.tables.columns import utc_now
from tests.in_app.parts import BY, KEY, ORIGIN, Product, enrolled, names, product, shown
from tests.world import World

NOW = utc_now()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def unsigned(token: str) -> str:
    """The same claims under `alg: none`."""
    head, claims, _ = token.split(".")
    padded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))
    header = {**json.loads(padded), "alg": "none"}
    return f"{base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip('=')}.{claims}."


def test_a_token_says_who_reads() -> None:
    until = NOW + timedelta(minutes=5)
    token = tokens.sign("s" * 32, "k1", "app_1", contact="ada", account="acme", until=until)
    assert tokens.key_of(token) == "k1"
    claims = tokens.read(token, "s" * 32, "app_1", NOW)
    assert (claims.contact, claims.account) == ("ada", "acme")


@pytest.mark.parametrize("lasting", [timedelta(minutes=-2), timedelta(hours=1, minutes=5)])
def test_a_token_is_good_for_an_hour_and_no_longer(lasting: timedelta) -> None:
    token = tokens.sign("s" * 32, "k1", "app_1", contact="a", account=None, until=NOW + lasting)
    with pytest.raises(tokens.TokenRefused):
        tokens.read(token, "s" * 32, "app_1", NOW)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"sub": 42}, "“sub” must be the contact's id, as text"),
        ({"exp": math.nan}, "“exp” must be a time"),
        ({"exp": math.inf}, "“exp” must be a time"),
        ({"exp": 10**400}, "“exp” must be a time"),
        ({"exp": "soon"}, "“exp” must be a time"),
        ({"exp": True}, "“exp” must be a time"),
        ({"nbf": NOW.timestamp() + 600}, "“nbf” is still to come"),
    ],
)
def test_what_is_wrong_with_a_rightly_signed_token_is_said(
    claims: dict[str, Any], said: str
) -> None:
    """**How it broke:** of a number as the contact it was said that the signature is wrong, and a
    time that is none was answered with 500."""
    right = {"sub": "ada", "aud": "app_1", "exp": NOW.timestamp() + 300}
    token = jwt.encode({**right, **claims}, "s" * 32, algorithm="HS256", headers={"kid": "k1"})
    with pytest.raises(tokens.TokenRefused, match=said):
        tokens.read(token, "s" * 32, "app_1", NOW)


async def test_a_wrong_token_sees_nothing(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    customer = await enrolled(world)
    message = await shown(world, customer)
    ada, acme = await names(world, customer)
    other = await product(world.database)
    right = shop.token(ada)
    wrong = {
        "none at all": {},
        "not a token": bearer("ada"),
        "another secret": bearer(shop.token(ada, secret="x" * 40)),
        "unsigned": bearer(unsigned(right)),
        "expired": bearer(shop.token(ada, until=utc_now() - timedelta(minutes=5))),
        "too long": bearer(shop.token(ada, until=utc_now() + timedelta(hours=3))),
        "another app": bearer(shop.token(ada, audience=other.app_id)),
        "tampered": bearer(right[:-4] + ("AAAA" if not right.endswith("AAAA") else "BBBB")),
    }
    for why, headers in wrong.items():
        answer = await page.get("/inapp/v1/feed", headers=headers)
        assert (answer.status_code, "Hello" in answer.text) == (401, False), why
        said = {"states": [{"message": str(message), "state": "seen"}]}
        done = await page.post("/inapp/v1/states", headers=headers, json=said)
        assert done.status_code == 401, why
    assert (await page.get("/inapp/v1/stream?ticket=guessed")).status_code == 401
    for token in (right, shop.token(ada, account=acme)):
        answer = await page.get("/inapp/v1/feed", headers=bearer(token))
        assert [each["content"]["title"] for each in answer.json()["messages"]] == ["Hello"]
    for token in (shop.token("eve"), shop.token(ada, account="globex")):
        answer = await page.get("/inapp/v1/feed", headers=bearer(token))
        assert (answer.status_code, answer.json()["messages"]) == (200, [])
    eve = await page.post(
        "/inapp/v1/states",
        headers=bearer(shop.token("eve")),
        json={"states": [{"message": str(message), "state": "dismissed"}]},
    )
    assert eve.json() == {"kept": []}


async def test_only_the_apps_own_websites_may_ask(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    elsewhere = "https://evil.example"
    right = bearer(shop.token("ada"))
    allowed = await page.get("/inapp/v1/feed", headers=right)
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    refused = await page.get("/inapp/v1/feed", headers={**right, "Origin": elsewhere})
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers
    for origin, said in ((ORIGIN, ORIGIN), (elsewhere, None)):
        before = await page.options("/inapp/v1/states", headers={"Origin": origin})
        assert before.headers.get("access-control-allow-origin") == said


async def test_a_reader_who_asks_over_and_over_is_told_to_wait(
    app: FastAPI, shop: Product, page: httpx.AsyncClient
) -> None:
    app.state.in_app_pace = Pace(most=2)
    asked = [await page.get("/inapp/v1/feed", headers=bearer(shop.token("ada"))) for _ in range(3)]
    assert [each.status_code for each in asked] == [200, 200, 429]
    assert 0 < int(asked[-1].headers["retry-after"]) <= 60
    other = await page.get("/inapp/v1/feed", headers=bearer(shop.token("eve")))
    assert other.status_code == 200


async def test_a_secret_is_exchanged_without_a_gap(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    async with world.database.transaction() as session:
        made = await add_secret(session, KEY, shop.app_id, by=BY)
    second = Product(shop.app_id, made.id, made.plain)

    async def statuses() -> list[int]:
        tokens = (shop.token("ada"), second.token("ada"))
        feeds = [await page.get("/inapp/v1/feed", headers=bearer(each)) for each in tokens]
        return [each.status_code for each in feeds]

    assert await statuses() == [200, 200]
    async with world.database.transaction() as session:
        await revoke_secret(session, shop.app_id, shop.key_id, by=BY, now=utc_now())
    assert await statuses() == [401, 200]
