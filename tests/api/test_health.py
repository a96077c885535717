"""Accounts' health over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from engine.health import DEFAULT, to_json
from engine.store.database import Database
from engine.store.health.due import take_in
from engine.store.tables import Account, AccountHealth, ApiKey
from engine.store.tables.columns import utc_now
from workflows.health import HealthKeeper

GOOD: dict[str, Any] = {
    "payment_status": "auto_pay",
    "engagement": "active",
    "contract_status": "renewed",
}
LEVELS = {"green": ["auto_pay"], "yellow": ["manual"], "red": ["failed"]}
PAYS: dict[str, Any] = {
    "key": "default",
    "name": "Whether they pay",
    "components": [
        {
            "key": "payment",
            "name": "Payment",
            "weight": 1,
            "source": "billing",
            "measure": {"type": "trait", "trait": "account.payment_status"},
            "levels": LEVELS,
        }
    ],
}


async def keep(database: Database) -> None:
    """Have everybody looked at."""
    async with database.transaction() as session:
        await take_in(session, utc_now())
    await HealthKeeper(database, utc_now).keep()


@pytest.fixture(autouse=True)
async def _accounts(database: Database, admin: httpx.AsyncClient) -> None:
    """By whether they pay: Acme is green, Beta red, of Gamma nothing is known."""
    async with database.transaction() as session:
        for key, traits in (
            ("acme", GOOD),
            ("beta", GOOD | {"payment_status": "failed"}),
            ("gamma", {}),
        ):
            session.add(Account(external_id=key, name=key.title(), traits=traits))
    assert (await admin.put("/health/scorecards/default", json=PAYS)).status_code == 200
    await keep(database)


def until(**time: float) -> str:
    return (utc_now() + timedelta(**time)).isoformat()


async def test_an_account_tells_its_health_and_all_that_explains_it(
    reader: httpx.AsyncClient,
) -> None:
    found = (await reader.get("/accounts/beta/health")).json()
    health = found["health"]
    assert (health["score"], health["band"], health["card"]) == (0.0, "red", "default")
    assert health["sentence"] == "0, red: Payment costs 100 points."
    (payment,) = health["computed"]["components"]
    assert (payment["value"], payment["level"], payment["lost"]) == ("failed", "red", 100.0)
    assert [point["band"] for point in found["trend"]] == ["red"]
    (change,) = (await reader.get("/accounts/beta/health/changes")).json()["items"]
    assert (change["changed_from"], change["band"]) == (None, "red")
    assert (await reader.get("/accounts/nobody/health")).status_code == 404


async def test_accounts_are_listed_by_health_page_by_page(reader: httpx.AsyncClient) -> None:
    async def names(**asked: Any) -> list[str]:
        answer = await reader.get("/health", params=asked)
        return [each["account"] for each in answer.json()["items"]]

    assert await names() == ["beta", "acme", "gamma"]
    assert await names(sort="-score") == ["acme", "beta", "gamma"]
    assert await names(band="unknown") == ["gamma"]
    assert await names(search="ACM") == ["acme"]
    assert await names(owner="nobody@example.com") == []
    first = (await reader.get("/health", params={"limit": 2})).json()
    assert await names(limit=2, after=first["next"]) == ["gamma"]
    shares = (await reader.get("/health/distribution")).json()
    assert {each["band"]: each["now"] for each in shares} == {
        "green": 1, "yellow": 0, "red": 1, "unknown": 1,
    }  # fmt: skip


async def test_the_page_says_by_its_name_which_program_set_it(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** what had been set by a program was “set by key:1c0f…”."""
    said = {"band": "red", "reason": "Their champion left.", "expires_at": until(days=14)}
    await admin.put("/accounts/acme/health/override", json=said)
    account = (await admin.get("/accounts/acme")).json()["account"]["id"]
    page = f"https://onward.example/accounts/{account}/health"
    assert "the API key “a admin key”" in (await person.get(page)).text
    async with database.transaction() as session:
        [key] = (await session.exec(select(ApiKey).where(ApiKey.name == "a admin key"))).all()
        set_ = col(AccountHealth.override).is_not(None)
        [kept] = (await session.exec(select(AccountHealth).where(set_))).all()
        kept.override = {**(kept.override or {}), "by": f"key:{key.id}"}  # as it was kept once
    shown = (await person.get(page)).text
    assert "the API key “a admin key”" in shown
    assert "key:" not in shown


async def test_a_person_sets_a_band_and_takes_it_back(admin: httpx.AsyncClient) -> None:
    said = {"band": "red", "reason": "Their champion left.", "expires_at": until(days=14)}
    answer = await admin.put("/accounts/acme/health/override", json=said)
    health = answer.json()["health"]
    assert (health["band"], health["is_overridden"]) == ("red", True)
    assert (health["computed"]["band"], health["override"]["reason"]) == ("green", said["reason"])
    back = (await admin.delete("/accounts/acme/health/override")).json()["health"]
    assert (back["band"], back["override"]) == ("green", None)
    assert (await admin.delete("/accounts/acme/health/override")).status_code == 404
    for bad in ({"band": "red"}, said | {"score": 3}, said | {"expires_at": until(days=-1)}):
        assert (await admin.put("/accounts/acme/health/override", json=bad)).status_code == 422


async def test_what_an_edit_would_change_is_told_before_it_is_made(
    admin: httpx.AsyncClient, database: Database
) -> None:
    kinder = PAYS | {"components": [PAYS["components"][0] | {"levels": _kinder()}]}
    told = (await admin.post("/health/scorecards/preview", json=kinder)).json()
    assert (told["looked_at"], told["changing"]) == (3, 1)
    (moved,) = told["examples"]
    assert (moved["account"], moved["before"], moved["after"]) == ("beta", "red", "yellow")
    assert (await admin.get("/accounts/beta/health")).json()["health"]["band"] == "red"
    await admin.put("/health/scorecards/default", json=kinder)
    await HealthKeeper(database, utc_now).keep()
    assert (await admin.get("/accounts/beta/health")).json()["health"]["band"] == "yellow"
    # One whose parts were never measured, and which holds for some only.
    segment = {"trait": "account.engagement", "is": "active"}
    other = to_json(DEFAULT) | {"key": "active", "segment": segment}
    told = (await admin.post("/health/scorecards/preview", json=other)).json()
    assert {(each["before"], each["after"]): each["accounts"] for each in told["moves"]} == {
        ("green", None): 1, ("yellow", None): 1, (None, None): 1,
    }  # fmt: skip


def _kinder() -> dict[str, Any]:
    return LEVELS | {"yellow": ["manual", "failed"], "red": []}


async def test_scorecards_are_kept_in_order_and_nobody_overwrites_unseen(
    admin: httpx.AsyncClient,
) -> None:
    segment = {"trait": "account.plan", "is": "pro"}
    yaml = "key: pro\nname: Pro\nsegment: {trait: account.plan, is: pro}\ncomponents:\n  - "
    written = yaml + str(PAYS["components"][0])
    kind = {"Content-Type": "application/yaml"}
    made = await admin.put("/health/scorecards/pro", content=written, headers=kind)
    assert (made.status_code, made.json()["scorecard"]["segment"]) == (200, segment), made.text
    listed = (await admin.get("/health/scorecards")).json()
    assert [each["key"] for each in listed] == ["pro", "default"]
    late = await admin.put(
        "/health/scorecards/pro", content=written, headers=kind | {"If-Match": '"1"'}
    )
    assert (late.status_code, late.json()["revision"]) == (412, made.json()["revision"])
    assert (await admin.delete("/health/scorecards/default")).status_code == 409
    moved = await admin.post("/health/scorecards/pro/move", json={"place": 1})
    assert moved.status_code == 409
    assert (await admin.delete("/health/scorecards/pro")).status_code == 204


async def test_what_is_wrong_with_a_scorecard_is_said_with_its_place(
    admin: httpx.AsyncClient,
) -> None:
    wrong = PAYS | {"components": [PAYS["components"][0] | {"weight": -1}]}
    for method, path in (("PUT", "default"), ("POST", "preview")):
        answer = await admin.request(method, f"/health/scorecards/{path}", json=wrong)
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["path"] == "components.0.weight"
    own = {"type": "trait", "trait": "account.health_score"}
    looping = PAYS | {"components": [PAYS["components"][0] | {"measure": own}]}
    answer = await admin.put("/health/scorecards/default", json=looping)
    assert "is what comes of the scorecard" in answer.json()["detail"]
    assert (await admin.put("/health/scorecards/other", json=PAYS)).status_code == 409


async def test_garbage_is_answered(admin: httpx.AsyncClient) -> None:
    for text in ("", "\x00", "[1]", "{", "key: \ud83d", "components: 3", "a: &a *a"):
        raw = text.encode("utf-8", "surrogatepass")
        for kind in ("application/yaml", "application/json"):
            answer = await admin.put(
                "/health/scorecards/default", content=raw, headers={"Content-Type": kind}
            )
            assert answer.status_code in (400, 422), answer.text
