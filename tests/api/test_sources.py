"""Sources that other products send to: set up, verified, read, looked at, tried again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import JsonValue
from sqlmodel import col, func, select

from engine.sources.presets import PRESETS
from engine.sources.schemes import Address, Signature
from engine.store.database import Database
from engine.store.deliveries import forget_old
from engine.store.tables import AuditEntry, DeadLetter, Event
from engine.store.tables import Delivery as DeliveryRow
from engine.store.tables import Hook as HookRow
from engine.store.tables.columns import utc_now
from tests.sources.parts import SECRET, delivery, signed
from tests.sources.payloads import SENT, Sent

_ONE_EACH = list({each.preset: each for each in SENT}.values())


@pytest.fixture
async def outside(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Another product, without a key."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        yield client


async def added(admin: httpx.AsyncClient, preset: str | None, **more: Any) -> dict[str, Any]:
    by_address = isinstance(PRESETS[preset].scheme, Address) if preset else "scheme" not in more
    given = {"key": preset or "own", "preset": preset, **more}
    if not by_address:
        given |= {"secret": SECRET}
    answer = await admin.post("/sources", json=given)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def send(
    outside: httpx.AsyncClient,
    address: str,
    preset: str | None,
    body: JsonValue | bytes,
    headers: dict[str, str] | None = None,
    *,
    off: timedelta = timedelta(),
) -> httpx.Response:
    """As the product would, signed at `off` from now."""
    sent = replace(delivery(body, headers), url=address)
    if preset is not None:
        sent = signed(preset, sent, utc_now() + off)
    return await outside.post(address, content=sent.body, headers=dict(sent.headers))


async def stored(database: Database) -> int:
    async with database.transaction() as session:
        events = (await session.exec(select(func.count()).select_from(Event))).one()
        return events + (await session.exec(select(func.count()).select_from(DeadLetter))).one()


async def deliveries(admin: httpx.AsyncClient, source: str) -> list[dict[str, Any]]:
    answer = await admin.get(f"/sources/{source}/deliveries")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize("sent", _ONE_EACH, ids=lambda sent: sent.preset)
async def test_what_a_product_sends_is_taken_once_and_what_others_send_is_not(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database, sent: Sent
) -> None:
    source = await added(admin, sent.preset)
    scheme = PRESETS[sent.preset].scheme
    body = sent.body if isinstance(sent.body, bytes) else orjson.dumps(sent.body)
    headers = dict(sent.headers)
    address = source["address"]
    if not isinstance(scheme, Address):
        wrong = await outside.post(address, content=body, headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (401, "unsigned")
    if isinstance(scheme, Signature) and scheme.timestamp:
        stale = await send(outside, address, sent.preset, body, headers, off=timedelta(minutes=-10))
        assert (stale.status_code, stale.json()["code"]) == (401, "stale")
    for torn in (body[: len(body) // 2], b"", b"\xff\x00[[", b"[" * 3_000):
        answer = await send(outside, address, sent.preset, torn, headers)
        assert answer.status_code == 400, answer.text
        assert answer.json()["message"].endswith(".")
    assert await stored(database) == 0
    first = await send(outside, address, sent.preset, body, headers)
    assert first.status_code == 200, first.text
    count = await stored(database)
    says_nothing = sent.event is None and sent.preset not in ("amplitude", "mixpanel")
    assert count == (0 if says_nothing else 1)
    assert (await send(outside, address, sent.preset, body, headers)).status_code == 200
    assert await stored(database) == count
    kept = await deliveries(admin, source["key"])
    assert [each["status"] for each in kept[1:2]] == ["left_out" if says_nothing else "taken"]
    assert kept[0]["status"] in ("repeated", "left_out")
    assert kept[-1]["status"] in ("refused", "unreadable")


async def test_secret_and_address_are_kept_from_others(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    source = await added(admin, "stripe")
    listed = await admin.get("/sources")
    assert [each["key"] for each in listed.json()] == ["stripe"]
    assert SECRET not in listed.text
    assert listed.json()[0]["has_secret"]
    async with database.transaction() as session:
        row = (await session.exec(select(HookRow))).one()
        entries = (await session.exec(select(AuditEntry))).all()
    assert SECRET not in "".join(row.secrets)
    assert SECRET not in "".join(entry.model_dump_json() for entry in entries)
    moved = (await admin.post("/sources/stripe/address")).json()["address"]
    assert moved != source["address"]
    gone = await send(outside, source["address"], "stripe", {"id": "e", "type": "t"})
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_address")
    assert (await send(outside, moved, "stripe", {"id": "e", "type": "t"})).status_code == 200


@pytest.mark.parametrize("token", ["", "a", "é", "A" * 43, "A" * 500, "%00", "AAAA=AAA"])
async def test_no_address_but_a_source_is_answered(outside: httpx.AsyncClient, token: str) -> None:
    answer = await outside.post(f"https://onward.example/hooks/{token}", content=b"{}")
    assert answer.status_code in (404, 405), answer.text


async def test_while_a_secret_is_exchanged_both_are_taken(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, "stripe"))["address"]
    body: JsonValue = {"id": "evt", "type": "invoice.paid", "data": {"object": {}}}
    await admin.patch("/sources/stripe", json={"secret": "another"})
    assert (await send(outside, address, "stripe", body)).status_code == 200
    await admin.patch("/sources/stripe", json={"secret": "a third"})
    answer = await send(outside, address, "stripe", body)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


async def test_a_secret_that_got_into_wrong_hands_is_let_go(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, "stripe"))["address"]
    exchanged = await admin.patch("/sources/stripe", json={"secret": "another"})
    assert exchanged.json()["has_old_secret"]
    retired = await admin.post("/sources/stripe/retire-secret")
    assert (retired.json()["has_secret"], retired.json()["has_old_secret"]) == (True, False)
    answer = await send(outside, address, "stripe", {"id": "evt", "type": "invoice.paid"})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert (await admin.get("/sources")).json()[0]["last_status"] == "refused"


async def test_a_paused_source_has_its_sender_try_again(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    address = (await added(admin, "stripe"))["address"]
    await admin.patch("/sources/stripe", json={"paused": True})
    body: JsonValue = {"id": "evt", "type": "invoice.paid", "data": {"object": {}}}
    answer = await send(outside, address, "stripe", body)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert await stored(database) == 0
    await admin.patch("/sources/stripe", json={"paused": False})
    assert (await send(outside, address, "stripe", body)).status_code == 200


async def test_a_delivery_is_seen_as_it_came_and_as_it_was_read(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, "cloudevents"))["address"]
    body: JsonValue = {
        "specversion": "1.0",
        "id": "1",
        "source": "/s",
        "type": "ordered",
        "subject": "ada",
    }
    await send(outside, address, "cloudevents", body)
    (kept,) = await deliveries(admin, "cloudevents")
    assert (kept["status"], kept["items"][0]["event"]) == ("taken", "ordered")
    one = (await admin.get(f"/sources/cloudevents/deliveries/{kept['id']}")).json()
    assert orjson.loads(one["body"]) == body
    assert one["headers"]["authorization"] == "(not shown)"
    assert one["url"] == "/hooks/…"
    assert SECRET not in str(one)
    assert (await admin.get("/sources/cloudevents/deliveries/999999")).status_code == 404


async def test_the_session_of_salesforce_is_kept_nowhere(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    source = await added(admin, "salesforce")
    sent = next(each.body for each in SENT if each.preset == "salesforce")
    assert isinstance(sent, bytes)
    assert b"<SessionId>secret" in sent
    await send(outside, source["address"], "salesforce", sent)
    async with database.transaction() as session:
        row = (await session.exec(select(DeliveryRow))).one()
    assert b"<SessionId>(not kept)<" in row.body
    assert source["address"].rpartition("/")[2] not in row.url


async def test_a_mapping_is_tried_on_what_came_and_then_read_by(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    scheme = {"kind": "secret", "header": "x-token"}
    address = (await added(admin, None, scheme=scheme))["address"]
    payload: JsonValue = {"what": "upgraded", "who": {"id": "ada"}, "plan": "pro"}
    headers = {"x-token": SECRET}
    assert (await send(outside, address, None, payload, headers)).status_code == 200
    (kept,) = await deliveries(admin, "own")
    assert (kept["status"], kept["reason"]) == (
        "left_out",
        "Nobody has said yet where in it things are.",
    )
    mapping = {"event": "what", "user": "who.id"}
    tried = (await admin.post("/sources/own/mapping", json={"mapping": mapping})).json()
    assert (tried["items"][0]["event"], tried["items"][0]["userId"]) == ("upgraded", "ada")
    assert await stored(database) == 0
    await admin.patch("/sources/own", json={"mapping": mapping})
    again = await admin.post(f"/sources/own/deliveries/{kept['id']}/replay")
    assert again.json()["status"] == "taken", again.text
    again = await admin.post(f"/sources/own/deliveries/{kept['id']}/replay")
    assert again.json()["status"] == "repeated", "nothing new comes of it"
    async with database.transaction() as session:
        assert (await session.exec(select(Event.name))).all() == ["upgraded"]
    assert (await deliveries(admin, "own"))[0]["replayed_at"] is not None


async def test_what_was_refused_is_not_replayed(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, "stripe"))["address"]
    await outside.post(address, content=b"{}")
    (kept,) = await deliveries(admin, "stripe")
    answer = await admin.post(f"/sources/stripe/deliveries/{kept['id']}/replay")
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")


async def send_cohort(
    outside: httpx.AsyncClient, address: str, *members: str, page: int = 1, of: int = 1
) -> None:
    body: JsonValue = {
        "action": "members",
        "parameters": {
            "mixpanel_cohort_id": "7",
            "mixpanel_session_id": "s",
            "page_info": {"page_count": page, "total_pages": of},
            "members": [{"mixpanel_distinct_id": each} for each in members],
        },
    }
    answer = await send(outside, address, "mixpanel", body)
    assert answer.json() == {"action": "members", "status": "success"}


async def turnovers(database: Database) -> list[str]:
    async with database.transaction() as session:
        found = await session.exec(select(Event.name).order_by(col(Event.name)))
        return [name.removeprefix("cohort.") for name in found]


async def test_a_cohort_that_is_sent_whole_tells_who_came_and_who_went(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    address = (await added(admin, "mixpanel"))["address"]
    for members in (("ada", "bob"), ("bob", "cyd"), ("bob", "cyd"), ("ada",)):
        await send_cohort(outside, address, *members)
    assert await turnovers(database) == ["entered"] * 4 + ["exited"] * 3


async def test_a_page_of_a_cohort_makes_nobody_leave_it(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    """**Invariant:** who is missing from a part of a cohort has not left it. **How it broke:** each
    page of a large one was taken for all of it, so that the second emptied the first."""
    address = (await added(admin, "mixpanel"))["address"]
    await send_cohort(outside, address, "ada", "bob", page=1, of=2)
    await send_cohort(outside, address, "cyd", page=2, of=2)
    assert await turnovers(database) == ["entered"] * 3


async def test_to_read_an_old_call_again_does_not_turn_its_cohort_back(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    address = (await added(admin, "mixpanel"))["address"]
    await send_cohort(outside, address, "ada")
    await send_cohort(outside, address, "bob")
    first = (await deliveries(admin, "mixpanel"))[-1]
    again = (await admin.post(f"/sources/mixpanel/deliveries/{first['id']}/replay")).json()
    assert again["status"] == "taken"
    assert "is not read again" in again["reason"]
    assert again["items"] == first["items"]
    async with database.transaction() as session:  # as if it could not be understood at the time
        row = await session.get(DeliveryRow, first["id"])
        assert row is not None
        row.status = "unreadable"
    again = (await admin.post(f"/sources/mixpanel/deliveries/{first['id']}/replay")).json()
    assert "is not read again" in again["reason"]
    assert await turnovers(database) == ["entered"] * 2 + ["exited"]


async def test_zoom_is_answered_when_it_asks(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    address = (await added(admin, "zoom"))["address"]
    asked: JsonValue = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}
    answer = await send(outside, address, "zoom", asked)
    assert answer.json()["plainToken"] == "abc"
    assert await stored(database) == 0


async def test_a_sender_of_cloudevents_may_ask_first(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    address = (await added(admin, "cloudevents"))["address"]
    answer = await outside.options(address, headers={"WebHook-Request-Origin": "acme.example"})
    assert answer.headers["WebHook-Allowed-Origin"] == "acme.example"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"key": "Not good"}, 422, "cannot be the key of a source"),
        ({"key": "a", "preset": "nobody"}, 422, "is none of the products known"),
        ({"key": "a", "secret": " "}, 422, "A secret has at least one"),
        ({"key": "a", "secret": "s"}, 422, "known by its address alone"),
        ({"key": "a", "preset": "salesforce", "secret": "s"}, 422, "known by its address alone"),
        ({"key": "a", "scheme": {"kind": "magic"}}, 422, "The scheme cannot be used"),
        (
            {"key": "a", "scheme": {"kind": "signature", "header": "x", "signed": "{id}"}},
            422,
            "must have {body} in it",
        ),
        ({"key": "a", "mapping": {"evnt": "x"}}, 422, "The mapping cannot be used"),
        (
            {"key": "a", "scheme": {"kind": "secret", "headr": "x"}},
            422,
            "The scheme cannot be used",
        ),
        ({"key": "a", "more": 1}, 422, "more"),
    ],
)
async def test_a_source_that_cannot_work_is_not_added(
    admin: httpx.AsyncClient, given: dict[str, Any], status: int, said: str
) -> None:
    answer = await admin.post("/sources", json=given)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert (await admin.get("/sources")).json() == []


async def test_two_sources_are_not_called_alike(admin: httpx.AsyncClient) -> None:
    await added(admin, "stripe")
    again = await admin.post("/sources", json={"key": "stripe", "preset": "stripe"})
    assert (again.status_code, again.json()["code"]) == (409, "exists")
    assert (await admin.get("/sources/nobody")).status_code == 404


async def test_deliveries_are_forgotten_after_a_month(
    admin: httpx.AsyncClient, outside: httpx.AsyncClient, database: Database
) -> None:
    address = (await added(admin, "stripe"))["address"]
    await outside.post(address, content=b"{}")
    async with database.transaction() as session:
        assert await forget_old(session, utc_now() + timedelta(days=29)) == 0
        assert await forget_old(session, utc_now() + timedelta(days=31)) == 1
    assert await deliveries(admin, "stripe") == []
