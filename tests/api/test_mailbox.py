"""What the mailbox says of messages: whether anybody has seen one, and whom a mail is from."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from engine.interpreter import Position
from engine.store.access import create_user
from engine.store.database import Database
from engine.store.mail_tests import Finished, ask_for, colleague_at
from engine.store.tables import Enrollment, InAppState, Message
from engine.store.tables.columns import utc_now
from tests.in_app.parts import BY, enrolled, names, shown
from tests.world import World

MAILBOX = "https://onward.example/mailbox"


async def badges(person: httpx.AsyncClient, message: UUID) -> list[str]:
    """In the list, and above the message."""
    found = [(await person.get(f"{MAILBOX}{end}")).text for end in ("", f"/{message}")]
    lines, opened = found[0], found[1].partition('class="card message"')[2]
    words = ("Sent", "Not seen yet", "Seen", "Nobody saw it in time", "Test, shown to nobody")
    return [word for text in (lines, opened) for word in words if f">{word}</span>" in text]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "Not seen yet"),
        ({"expires_at": "2026-09-08T00:00:00Z"}, "Nobody saw it in time"),
        ({"is_test": True}, "Test, shown to nobody"),
    ],
)
async def test_a_message_in_the_product_is_not_sent_but_waits_to_be_seen(
    person: httpx.AsyncClient, world: World, content: dict[str, Any], said: str
) -> None:
    """**How it broke:** what no product had shown stood there as sent."""
    message = await shown(world, await enrolled(world), format="modal", **content)
    assert await badges(person, message) == [said, said]
    listed = (await person.get("https://onward.example/in-app")).text
    assert (said in listed, "Not seen yet" in listed) == (True, said == "Not seen yet")
    assert "Window · First steps" in listed, "as the builder calls it"


async def test_the_calendar_and_the_way_say_whether_it_was_seen(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, world: World, database: Database
) -> None:
    """**How it broke:** both said of what nobody had seen that it was sent."""
    customer = await enrolled(world)
    there = await world.enrollment(customer)
    at = Position(step="list", visits={"list": 1}, enrolled_at=utc_now(), entered_at=utc_now())
    stands = {"current_step": "list", "position": at.model_dump(mode="json")}
    await world.change(Enrollment, there.id, status="running", **stands)
    message = await shown(world, customer, at=utc_now(), step="list")
    _, account = await names(world, customer)

    async def told() -> tuple[bool, bool, str]:
        page = f"https://onward.example/pressure?account={account}"
        listed = (await person.get(page)).text.partition('id="listed-title"')[2]
        way = (await admin.get(f"/enrollments/{there.id}/path")).json()["visits"]
        return ">Sent</span>" in listed, ">Seen</span>" in listed, way[-1]["message"]["in_product"]

    assert await told() == (False, False, "Not seen yet")
    async with database.transaction() as session:
        session.add(InAppState(message_id=message, seen_at=utc_now()))
    assert await told() == (False, True, "Seen")


async def test_once_it_was_seen_it_says_so(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, world: World, database: Database
) -> None:
    ends = utc_now() + timedelta(days=1)
    message = await shown(world, await enrolled(world), expires_at=ends.isoformat())
    assert await badges(person, message) == ["Not seen yet", "Not seen yet"]
    seen = utc_now()
    async with database.transaction() as session:
        session.add(InAppState(message_id=message, seen_at=seen))
    assert await badges(person, message) == ["Seen", "Seen"]
    told = (await admin.get(f"/messages/{message}")).json()["message"]
    assert (told["seen_at"] is None, told["expires_at"] is None) == (False, False)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maya", "Maya &lt;success@example.com&gt;"),
        (None, "success@example.com"),
        ("", "success@example.com"),
    ],
)
async def test_whom_a_mail_is_from_is_said_as_its_reader_is_told(
    person: httpx.AsyncClient, world: World, database: Database, name: str | None, said: str
) -> None:
    """**How it broke:** of an account without an owner, where the company has no name, it was from
    “–”, and of others the address was not said."""
    mail = await shown(world, await enrolled(world))
    from_whom = f'<dt>From</dt><dd class="any-direction">{said}</dd>'
    headers = f"{MAILBOX}/{mail}?part=headers"
    assert "<dt>From</dt>" not in (await person.get(headers)).text
    await world.change(Message, mail, channel="email", from_name=name)
    assert from_whom in (await person.get(headers)).text
    async with database.transaction() as session:
        await create_user(session, email="kim@example.com", name="Kim", by=BY)
        finished = Finished(name, None, "Ada", "Hello", "[Test] Hi", "Hi", "<p>Hi</p>")
        kim = await colleague_at(session, "kim@example.com")
        tested = await ask_for(session, finished, kim, by=BY, now=utc_now())
    assert from_whom in (await person.get(f"{MAILBOX}/tests/{tested}?part=headers")).text
