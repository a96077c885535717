"""A reply to one of our mails: taken once, told to the journey, and shown with the message."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from activities.mail.inbound_links import inbound_url
from api.mail_reports import MailReports
from api.services import Services
from engine.definition.document import parse
from engine.replies.mail import read_mail
from engine.replies.matching import proof_of
from engine.replies.telling_apart import Kind
from engine.store.database import Database
from engine.store.replies import ReplySeen, replies_to, take_reply
from engine.store.suppressions import suppression_of
from engine.store.tables import Contact, Enrollment, Event, Message
from engine.store.tables.columns import utc_now
from engine.validation import validate
from tests.parts import application
from tests.replies.test_reading import REPORT, WIRE
from tests.world import World

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
KEY = b"a secret of the tests, long enough"
OURS = UUID("6f1c9c0e-7c39-5a0f-9a57-0c8f5a8f3c11")
HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: mail
steps:
  mail: {type: email, template: mail, next: done}
  done: {type: exit}
templates:
  mail: {subject: Hello, body: Good to have you.}
"""


@pytest.fixture
async def sent(world: World, database: Database) -> Message:
    """A mail of ours that went out to Ada."""
    journey = await world.publish(HELLO)
    acme = await world.customer()
    await world.user("maya@northwind.test", "Maya", owns=acme)
    await world.enroll(journey, acme, NOW)
    async with database.transaction() as session:
        enrollment = (await session.exec(select(Enrollment))).one()
        message = Message(
            id=OURS,
            enrollment_id=enrollment.id,
            journey_id=enrollment.journey_id,
            account_id=acme.account_id,
            contact_id=acme.contact_id,
            step="mail",
            visit=1,
            channel="email",
            template="mail",
            topic="hello",
            status="sent",
            sent_at=NOW,
            created_at=NOW,
        )
        session.add(message)
    return message


def reply(text: str = "Yes, please.\n\n> Hello", **headers: str) -> bytes:
    message = EmailMessage()
    message.set_content(text)
    known = {
        "From": "Ada <ada@acme.test>",
        "Subject": "Re: Hello",
        "Message-ID": "<1@acme.test>",
        "In-Reply-To": f"<{OURS}@northwind.test>",
    }
    for name, value in (known | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        message[name] = value
    return message.as_bytes()


async def take(database: Database, raw: bytes) -> Kind | None:
    async with database.transaction() as session:
        return await take_reply(
            session, read_mail(raw), via="raw", secret_key=KEY, now=NOW + timedelta(hours=1)
        )


async def told(database: Database) -> Sequence[Event]:
    async with database.transaction() as session:
        rows = await session.exec(select(Event).order_by(col(Event.id)))
        return [row for row in rows if row.name != "Account Created"]


async def seen(database: Database) -> Sequence[ReplySeen]:
    async with database.transaction() as session:
        return await replies_to(session, OURS)


async def test_a_reply_is_taken_once_and_told(database: Database, sent: Message) -> None:
    assert await take(database, reply()) == "reply"
    assert await take(database, reply()) is None
    (event,) = await told(database)
    assert (event.name, event.contact_id) == ("Message Replied", sent.contact_id)
    assert event.properties == {
        "message_id": str(OURS),
        "journey": "hello",
        "step": "mail",
        "text": "Yes, please.",
        "from": "ada@acme.test",
    }
    assert [(each.kind, each.text) for each in await seen(database)] == [("reply", "Yes, please.")]
    assert await take(database, reply("And now?", Message_ID="<2@acme.test>")) == "reply"
    assert [event.properties["text"] for event in await told(database)] == [
        "Yes, please.",
        "And now?",
    ]


async def test_a_holiday_notice_is_no_reply(database: Database, sent: Message) -> None:
    assert await take(database, reply(Auto_Submitted="auto-replied")) == "out_of_office"
    (event,) = await told(database)
    assert (event.name, event.properties["journey"]) == ("Out of Office", "hello")


async def test_a_bounce_marks_the_message(database: Database, sent: Message) -> None:
    raw = reply(From="mailer-daemon@acme.test", Subject="Undeliverable: Hello")
    assert await take(database, raw) == "bounce"
    assert [event.name for event in await told(database)] == ["Message Bounced"]


@pytest.mark.parametrize(("status", "leaves_alone"), [("5.1.1", True), ("5.2.2", False)])
async def test_an_address_that_a_report_says_is_none_is_left_alone_from_then_on(
    database: Database, sent: Message, status: str, leaves_alone: bool
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Message, sent.id)).to_address = "ada@acme.test"
    report = REPORT.format(kind="message/rfc822", action="failed", status=status)
    assert await take(database, report.encode()) == "bounce"
    async with database.transaction() as session:
        found = await suppression_of(session, "ada@acme.test")
    assert (found is not None and found.reason == "hard_bounce") is leaves_alone


@pytest.mark.parametrize("proof", ["", f".{proof_of(OURS, KEY)}"], ids=["earlier", "proven"])
async def test_who_works_out_an_id_has_no_address_left_alone(
    database: Database, sent: Message, proof: str
) -> None:
    """**Invariant:** a mail address is left alone only by who has seen our mail. **How it broke:**
    ids of messages are made from names that can be guessed, and naming one was believed."""
    async with database.transaction() as session:
        row = await session.get_one(Message, sent.id)
        row.to_address = "ada@acme.test"
        row.wire_message_id = f"<{OURS}{proof}@northwind.test>"
    forged = REPORT.replace(WIRE, f"<{OURS}@northwind.test>")
    report = forged.format(kind="message/rfc822", action="failed", status="5.1.1")
    assert await take(database, report.encode()) == (None if proof else "bounce")
    async with database.transaction() as session:
        assert await suppression_of(session, "ada@acme.test") is None
    assert await take(database, reply()) == (None if proof else "reply")


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "maya@northwind.test"},
        {"In_Reply_To": "<somebody-else@acme.test>"},
        {"In_Reply_To": f"<{UUID(int=7)}@northwind.test>"},
        {"Auto_Submitted": "auto-generated"},
    ],
    ids=["a colleague's", "another thread's", "of no message", "a machine's"],
)
async def test_what_is_no_answer_to_us_is_not_kept(
    database: Database, sent: Message, headers: dict[str, str]
) -> None:
    assert await take(database, reply(**headers)) in (None, "automatic")
    assert (await told(database), await seen(database)) == ([], [])


async def test_a_reply_to_somebody_merged_since_is_the_survivor_s(
    database: Database, sent: Message
) -> None:
    async with database.transaction() as session:
        grace = Contact(external_id="grace")
        session.add(grace)
        await session.flush()
        (await session.get_one(Contact, sent.contact_id)).merged_into = grace.id
    await take(database, reply())
    assert [event.contact_id for event in await told(database)] == [grace.id]


def test_the_journey_in_the_documentation_waits_for_an_answer() -> None:
    page = (Path(__file__).parents[2] / "docs" / "replies.md").read_text()
    (written,) = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
    assert validate(parse(written, format="yaml")) == []


async def test_providers_post_what_came_in(
    app: FastAPI,
    services: Services,
    person: httpx.AsyncClient,
    database: Database,
    sent: Message,
) -> None:
    base = "https://onward.example"
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=base) as provider:
        raw = inbound_url("", "raw", services.secret_key)
        answer = await provider.post(raw, content=reply())
        assert (answer.status_code, answer.json()["kind"]) == (200, "reply")
        mailgun = inbound_url("", "mailgun", services.secret_key)
        assert (await provider.post(mailgun, files=route("x"))).json()["code"] == "no_secret"
        postmark = inbound_url("", "postmark", services.secret_key)
        assert (await provider.post(postmark, content=b"[")).status_code == 400
        assert (await provider.post(raw.replace("/raw/", "/mailgun/"))).status_code == 404
        assert (await provider.post("/inbound/raw/x")).status_code == 404
    for address in (f"/mailbox/{OURS}", "/replies"):
        page = (await person.get(f"{base}{address}")).text
        assert "Yes, please." in page
        # How it is set up is for administrators: whoever knows an address can post to it.
        assert "ONWARD_" not in page
        assert "/inbound/" not in page


def route(text: str, key: str = "key", token: str = "t1", **ago: int) -> dict[str, Any]:
    """What a route of Mailgun's posts, in a form."""
    at = str(int((utc_now() - timedelta(**ago)).timestamp()))
    signature = hmac.new(key.encode(), (at + token).encode(), sha256).hexdigest()
    mail = reply(text, Message_ID=f"<{text}@acme.test>").decode()
    fields = {"body-mime": mail, "timestamp": at, "token": token, "signature": signature}
    return {name: (None, value) for name, value in fields.items()}


async def test_what_mailgun_posts_is_signed_of_late_and_for_one_mail(
    services: Services, database: Database, sent: Message
) -> None:
    """**How it broke:** whoever knew the address was believed, and it stands in logs on the way."""
    reports = MailReports({"mailgun": ["an-old-key", "key"]})
    transport = httpx.ASGITransport(application(replace(services, mail_reports=reports)))
    address = inbound_url("https://onward.example", "mailgun", services.secret_key)
    course = [
        ({"body-mime": route("No")["body-mime"]}, "unsigned"),
        (route("No", key="another"), "bad_signature"),
        (route("No", days=2), "stale"),
        (route("Danke"), "reply"),
        (route("Danke"), None),  # sent again, in another form
        (route("No"), "replayed"),
    ]
    async with httpx.AsyncClient(transport=transport) as provider:
        for form, said in course:
            answer = (await provider.post(address, files=form)).json()
            assert answer.get("code", answer.get("kind")) == said
    assert [each.text for each in await seen(database)] == ["Danke"]
