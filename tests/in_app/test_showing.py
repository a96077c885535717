"""What readers are shown, and what comes of what they do."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from api.in_app.hub import Hub
from api.in_app.stream import feed_events
from engine.store.in_app import ticking
from engine.store.in_app.apps import revoke_secret
from engine.store.in_app.listing import list_shown
from engine.store.in_app.readers import take_ticket
from engine.store.in_app.telling import feed_changed
from engine.store.tables import Event, SurveyResponse
from engine.store.tables.columns import utc_now
from tests.in_app.parts import BY, SENT, Product, enrolled, item, names, shown
from tests.in_app.test_identity import bearer
from tests.world import Customer, World
from workflows.dispatcher import Dispatcher


async def told(world: World) -> list[str]:
    async with world.database.transaction() as session:
        return list(await session.exec(select(Event.name).order_by(Event.id)))  # type: ignore[arg-type]


class Reader:
    """A contact of the shop's, on one of its pages."""

    def __init__(self, page: httpx.AsyncClient, token: str) -> None:
        self.page, self.headers = page, bearer(token)

    async def feed(self, **asked: Any) -> dict[str, Any]:
        answer = await self.page.get("/inapp/v1/feed", headers=self.headers, params=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def does(self, message: object, state: str, **more: Any) -> None:
        said = {"states": [{"message": str(message), "state": state, **more}]}
        answer = await self.page.post("/inapp/v1/states", headers=self.headers, json=said)
        assert answer.status_code == 200, answer.text


async def reader(world: World, shop: Product, page: httpx.AsyncClient, who: Customer) -> Reader:
    return Reader(page, shop.token((await names(world, who))[0]))


def titles(messages: list[dict[str, Any]]) -> list[str]:
    return [each["content"]["title"] for each in messages]


async def test_the_feed_is_read_page_by_page_and_unchanged_is_not_sent_again(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    ada = await reader(world, shop, page, customer := await enrolled(world))
    for number in range(5):
        await shown(world, customer, f"{number}", at=SENT + timedelta(hours=number))
    await shown(world, customer, "a test", is_test=True)
    first = await ada.feed(limit=3)
    assert (titles(first["messages"]), first["unread"]) == (["4", "3", "2"], 5)
    last = await ada.feed(limit=3, after=first["next"])
    assert (titles(last["messages"]), last["next"]) == (["1", "0"], None)
    answer = await page.get("/inapp/v1/feed", headers=ada.headers)
    again = {**ada.headers, "If-None-Match": answer.headers["etag"]}
    assert (await page.get("/inapp/v1/feed", headers=again)).status_code == 304
    await ada.does(first["messages"][0]["id"], "archived")
    changed = await page.get("/inapp/v1/feed", headers=again)
    assert titles(changed.json()["messages"]) == ["3", "2", "1", "0"]
    assert titles((await ada.feed(which="archived"))["messages"]) == ["4"]
    async with world.database.transaction() as session:
        newest = await list_shown(session, utc_now(), limit=4)
        rest = await list_shown(session, utc_now(), limit=4, after=newest.next)
    assert (len(newest.rows), len(rest.rows), rest.next) == (4, 2, None)
    assert len({each.id for each in [*newest.rows, *rest.rows]}) == 6


async def test_what_has_ended_or_is_superseded_is_not_shown_over_the_product(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    ada = await reader(world, shop, page, customer := await enrolled(world))
    now = utc_now()
    await shown(world, customer, "low", format="banner", priority="low")
    await shown(world, customer, "usual", format="banner", priority="normal")
    await shown(world, customer, "first", format="tour", priority="high", step="tour")
    later = SENT + timedelta(days=1)
    await shown(world, customer, "second", format="tour", priority="high", step="tour", at=later)
    ended = (now - timedelta(minutes=1)).isoformat()
    await shown(world, customer, "ended", format="modal", expires_at=ended)
    away = await shown(world, customer, "away", format="modal")
    await ada.does(away, "dismissed")
    # Answered under the first of its two messages, a survey's reminder is not in front either.
    asked = await shown(world, customer, "survey", format="survey", step="ask")
    await shown(world, customer, "reminder", format="survey", step="ask", at=later)
    async with world.database.transaction() as session:
        session.add(
            SurveyResponse(message_id=asked, kind="nps", score=9, first_score=9, answered_at=now)
        )
    assert titles((await ada.feed())["over"]) == ["second", "usual", "low"]


async def test_each_state_is_kept_and_told_once(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    ada = await reader(world, shop, page, customer := await enrolled(world))
    message = await shown(world, customer)
    for _ in range(2):
        await ada.does(message, "clicked", at=(SENT + timedelta(minutes=1)).isoformat())
    await ada.does(message, "read")
    await ada.does(message, "unread")
    await ada.does(message, "read")
    [found] = (await ada.feed())["messages"]
    assert set(found["states"]) == {"seen", "interacted", "clicked", "read"}
    assert found["states"]["clicked"] == "2026-09-07T12:01:00Z"
    assert sorted(await told(world)) == [
        "In-App Message Clicked",
        "In-App Message Interacted",
        "In-App Message Read",
        "In-App Message Seen",
        "Message Clicked",
        "Message Opened",
    ]


async def test_a_checklist_is_ticked_by_its_reader_and_by_what_the_customer_does(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    ada = await reader(world, shop, page, customer := await enrolled(world))
    items = [{"id": each, "title": each} for each in ("read", "project", "plan")]
    message = await shown(world, customer, "Start", format="checklist", items=items)
    await item(world, message, customer, "read")
    event, trait = {"event": "Project Created"}, {"trait": "account.plan", "is": "pro"}
    await item(world, message, customer, "project", condition=event, keys=["event:Project Created"])
    await item(world, message, customer, "plan", condition=trait, keys=["trait:account.plan"])
    # What nobody can read holds up neither the others nor whatever else is to be dispatched.
    broken = await shown(world, customer, "Broken", format="checklist", step="broken", items=items)
    unknown = {"asks": "of a later version"}
    await item(world, broken, customer, "plan", condition=unknown, keys=["trait:account.plan"])
    await ada.does(message, "ticked", item="project")  # which is not hers to tick
    await ada.does(message, "ticked", item="read")
    now = utc_now()
    dispatcher = Dispatcher(world.database, time_zone="UTC", clock=lambda: now)
    await world.happens("Project Created", customer, SENT + timedelta(minutes=5))
    await world.set_traits(customer, SENT + timedelta(minutes=6), plan="free")
    while await dispatcher.dispatch():
        pass
    [over] = [each for each in (await ada.feed())["over"] if each["id"] == str(message)]
    assert {each["id"]: each["done"] for each in over["items"]} == {
        "read": True,
        "project": True,
        "plan": False,
    }
    await world.set_traits(customer, SENT + timedelta(minutes=7), plan="pro")
    while await dispatcher.dispatch():
        pass
    assert titles((await ada.feed())["over"]) == ["Broken"]
    names_told = await told(world)
    assert names_told.count("Checklist Item Completed") == 3
    assert names_told.count("Checklist Completed") == 1
    assert names_told.count("Message Completed") == 1
    async with world.database.transaction() as session:
        assert await ticking.look(session, now, default_zone="UTC") == 0


async def test_a_ticket_opens_one_stream_for_whoever_it_was_made_for(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    customer = await enrolled(world)
    ada = await reader(world, shop, page, customer)
    ticket = (await page.post("/inapp/v1/stream/ticket", headers=ada.headers)).json()["ticket"]
    async with world.database.transaction() as session:
        taken = await take_ticket(session, ticket, utc_now())
        assert taken is not None
        assert taken.contact_id == customer.contact_id
        assert await take_ticket(session, ticket, utc_now()) is None


async def events(
    world: World, shop: Product, page: httpx.AsyncClient, name: str, hub: Hub
) -> AsyncIterator[bytes]:
    headers = bearer(shop.token(name))
    ticket = (await page.post("/inapp/v1/stream/ticket", headers=headers)).json()["ticket"]
    async with world.database.transaction() as session:
        taken = await take_ticket(session, ticket, utc_now())
    assert taken is not None
    return feed_events(world.database, hub, taken, None)


async def test_a_stream_counts_from_its_first_moment_and_ends_with_its_secret(
    world: World, shop: Product, page: httpx.AsyncClient
) -> None:
    """**Invariant:** what is revoked shows nothing more. **How it broke:** streams were opened with
    a ticket and asked for no secret again; those of contacts nobody knew were not even counted."""
    customer, hub = await enrolled(world), Hub(world.database)
    unknown = await events(world, shop, page, "nobody-yet", hub)
    known = await events(world, shop, page, (await names(world, customer))[0], hub)
    assert b"nobody has been told" in await anext(unknown)
    assert hub.streams == 1
    assert [(await anext(known))[:7], (await anext(known))[:11]] == [b": here\n", b"event: feed"]
    assert hub.streams == 2
    async with world.database.transaction() as session:
        await revoke_secret(session, shop.app_id, shop.key_id, by=BY, now=utc_now())
        await feed_changed(session, customer.contact_id)
    assert [each async for each in known if not each.startswith(b":")] == []
    await hub.close()
    assert [each async for each in unknown] == []
    assert hub.streams == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b"7"])
async def test_what_novu_would_never_send_is_refused(
    world: World, shop: Product, page: httpx.AsyncClient, body: bytes
) -> None:
    token = shop.token("ada", audience=f"{shop.app_id}/novu")
    sent = await page.post("/v1/inbox/notifications/seen", headers=bearer(token), content=body)
    assert sent.status_code == 422


async def test_the_hash_of_what_a_token_is_signed_over_opens_nothing(
    shop: Product, page: httpx.AsyncClient
) -> None:
    signed = shop.token("ada").rpartition(".")[0]
    fits = hmac.new(shop.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    opening = {"applicationIdentifier": shop.app_id, "subscriberHash": fits, "subscriber": signed}
    assert (await page.post("/v1/inbox/session", json=opening)).status_code == 401


async def test_a_hash_that_does_not_fit_is_told_what_it_should_be(
    shop: Product, page: httpx.AsyncClient
) -> None:
    opening = {"applicationIdentifier": shop.app_id, "subscriber": "ada", "subscriberHash": "f00d"}
    answer = await page.post("/v1/inbox/session", json=opening)
    assert answer.status_code == 401
    assert "HMAC-SHA256 of your id of the contact" in answer.json()["detail"]
