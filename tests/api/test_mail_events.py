"""What each provider reports, as its documentation shows it: believed, kept once, and acted on."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from sqlmodel import col, select

from activities.mail.tracking import Tracking, tracked
from api.mail_reports import CannotFetch, MailReports
from api.services import Services
from engine.store.database import Database
from engine.store.reading.became import Became, became
from engine.store.reading.touches import get_message, list_messages
from engine.store.tables import AuditEntry, Contact, Event, Message, Suppression, Unsubscribe
from engine.store.tables.columns import utc_now
from tests.parts import all_are, application
from tests.store.test_answers_and_marks import sent
from tests.world import World

TOPIC = "arn:aws:sns:eu-west-1:123456789012:onward"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"
CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
WHSEC = "whsec_" + b64encode(b"a secret of resend's").decode()
BASIC = "onward:pass word"
MAILGUN = "mailgun-signing-key"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)


def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(RSA_KEY.public_key())
        .serial_number(1)
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=1))
    )
    return built.sign(RSA_KEY, SHA256()).public_bytes(Encoding.PEM)


@dataclass
class Sns:
    """What lies at the addresses of Amazon SNS."""

    fetched: list[str]
    away: bool = False

    async def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        if self.away:
            raise CannotFetch("It is away.")
        return certificate() if url == CERTIFICATE else b"<ConfirmSubscriptionResponse/>"


@pytest.fixture
def sns() -> Sns:
    return Sns([])


@pytest.fixture
def app(services: Services, sns: Sns) -> FastAPI:
    public = EC_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    reports = MailReports(
        {
            "ses": [TOPIC],
            "sendgrid": [b64encode(public).decode()],
            "postmark": ["an:old one", BASIC],
            "mailgun": [MAILGUN],
            "resend": [WHSEC],
        },
        sns.fetch,
    )
    return application(replace(services, mail_reports=reports))


@pytest.fixture
async def outside(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Without cookies, a session or a key."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as opened:
        yield opened


@pytest.fixture
async def message(world: World) -> UUID:
    """A mail that was sent an hour ago."""
    return (await sent(world, to_address="Ada@acme.test", sent_at=an_hour_ago()))[1]


def an_hour_ago() -> datetime:
    return utc_now() - timedelta(hours=1)


Headers = dict[str, str]


@dataclass
class Report:
    provider: str
    body: bytes
    headers: Headers

    async def post(self, outside: httpx.AsyncClient) -> httpx.Response:
        return await outside.post(
            f"/mail/events/{self.provider}", content=self.body, headers=self.headers
        )


def ses(message: UUID, kind: str, *, at: datetime | None = None, **more: Any) -> Report:
    tags = {"tags": {"onward_message": [str(message)]}, "timestamp": an_hour_ago().isoformat()}
    return notification(json.dumps({"eventType": kind, "mail": tags, **more}), at=at)


def notification(said: str, *, at: Any = None, **changes: str) -> Report:
    data = {
        "Type": "Notification",
        "MessageId": str(uuid4()),
        "TopicArn": TOPIC,
        "Subject": "Amazon SES Email Event Notification",
        "Message": said,
        "Timestamp": (at or utc_now()).isoformat().replace("+00:00", "Z"),
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        **changes,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn",
             "Type")  # fmt: skip
    if data["Type"] != "Notification":
        data.pop("Subject")
    text = "".join(f"{name}\n{data[name]}\n" for name in names if name in data)
    signature = RSA_KEY.sign(text.encode(), PKCS1v15(), SHA256())
    data = {"Signature": b64encode(signature).decode(), **data}
    return Report("ses", json.dumps(data).encode(), {"content-type": "text/plain"})


def sendgrid(*events: dict[str, Any], at: datetime | None = None) -> Report:
    body = json.dumps(events).encode()
    timestamp = str(int((at or utc_now()).timestamp()))
    signature = EC_KEY.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }
    return Report("sendgrid", body, headers)


def sg(message: UUID, event: str, **more: Any) -> dict[str, Any]:
    return {
        "email": "ada@acme.test",
        "event": event,
        "sg_event_id": uuid4().hex,
        "timestamp": int(utc_now().timestamp()),
        "onward_message": str(message),
        **more,
    }


def postmark(message: UUID, record: str, **more: Any) -> Report:
    data = {"RecordType": record, "MessageID": "pm-1", "Metadata": {"onward_message": str(message)}}
    proof = b64encode(BASIC.encode()).decode()
    body = json.dumps({**data, **more}).encode()
    return Report("postmark", body, {"Authorization": f"Basic {proof}"})


def mailgun(message: UUID, event: str, *, token: Any = "", at: Any = None, **more: Any) -> Report:
    timestamp, token = str(int((at or utc_now()).timestamp())), token or uuid4().hex
    signature = hmac.new(MAILGUN.encode(), (timestamp + token).encode(), sha256).hexdigest()
    said = {
        "event": event,
        "id": uuid4().hex,
        "timestamp": utc_now().timestamp(),
        "user-variables": {"onward_message": str(message)},
        **more,
    }
    signed = {"timestamp": timestamp, "token": token, "signature": signature}
    return Report("mailgun", json.dumps({"signature": signed, "event-data": said}).encode(), {})


def resend(message: UUID, kind: str, *, at: datetime | None = None, **more: Any) -> Report:
    data = {"tags": {"onward_message": str(message)}, "to": ["ada@acme.test"], **more}
    said = {"type": kind, "created_at": utc_now().isoformat(), "data": data}
    body = json.dumps(said).encode()
    identifier, timestamp = f"msg_{uuid4().hex}", str(int((at or utc_now()).timestamp()))
    key = b64decode(WHSEC.removeprefix("whsec_"))
    signed = f"{identifier}.{timestamp}.".encode() + body
    signature = b64encode(hmac.new(key, signed, sha256).digest()).decode()
    headers = {
        "svix-id": identifier,
        "svix-timestamp": timestamp,
        "svix-signature": f"v1,{signature}",
    }
    return Report("resend", body, headers)


async def told(database: Database, message: UUID) -> list[Became]:
    """What is shown of it beside that it was sent."""
    async with database.transaction() as session:
        found = await became(session, message)
    return [each for each in found if each.provider is not None]


async def suppressed(database: Database) -> list[tuple[str, str]]:
    async with database.transaction() as session:
        rows = await session.exec(select(Suppression))
        return [(row.address, row.reason) for row in rows]


async def heard(database: Database) -> list[str]:
    """What journeys hear of."""
    async with database.transaction() as session:
        rows = await session.exec(select(Event.name).where(col(Event.name).like("Message %")))
        return sorted(rows)


BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1.15 Safari/605.1.15"

Make = Callable[[UUID], Report]
HARD: list[tuple[Make, str]] = [
    (lambda m: ses(m, "Bounce", bounce={"bounceType": "Permanent", "bouncedRecipients":
        [{"diagnosticCode": "550 no such user"}]}), "bounced"),
    (lambda m: sendgrid(sg(m, "bounce", type="bounce", reason="550 no such user")), "bounced"),
    (lambda m: postmark(m, "Bounce", ID=4, Type="HardBounce", Details="550 no such user"),
     "bounced"),
    (lambda m: mailgun(m, "failed", severity="permanent",
        **{"delivery-status": {"message": "550 no such user"}}), "bounced"),
    (lambda m: resend(m, "email.bounced",
        bounce={"type": "Permanent", "message": "550 no such user"}), "bounced"),
]  # fmt: skip
COMPLAINTS: list[Make] = [
    lambda m: ses(m, "Complaint", complaint={"complaintFeedbackType": "abuse"}),
    lambda m: sendgrid(sg(m, "spamreport")),
    lambda m: postmark(m, "SpamComplaint"),
    lambda m: mailgun(m, "complained"),
    lambda m: resend(m, "email.complained"),
]
OTHERS: list[tuple[Make, str]] = [
    (lambda m: ses(m, "Delivery", delivery={"smtpResponse": "250 ok"}), "delivered"),
    (lambda m: ses(m, "Send"), "sent"),
    (lambda m: ses(m, "DeliveryDelay", deliveryDelay={"delayType": "General"}), "deferred"),
    (lambda m: ses(m, "Bounce", bounce={"bounceType": "Transient"}), "bounced"),
    (lambda m: sendgrid(sg(m, "processed")), "queued"),
    (lambda m: sendgrid(sg(m, "bounce", type="blocked")), "bounced"),
    (lambda m: sendgrid(sg(m, "dropped", reason="Invalid")), "rejected"),
    (lambda m: sendgrid(sg(m, "click", url="https://x.test", useragent=BROWSER)), "clicked"),
    (lambda m: postmark(m, "Delivery", DeliveredAt="2026-11-28T10:00:00Z"), "delivered"),
    (lambda m: postmark(m, "Bounce", Type="SoftBounce"), "bounced"),
    (lambda m: postmark(m, "Click", OriginalLink="https://x.test", UserAgent=BROWSER), "clicked"),
    (lambda m: mailgun(m, "failed", severity="temporary"), "deferred"),
    (lambda m: mailgun(m, "opened", **{"client-info": {"user-agent": BROWSER}}), "opened"),
    (lambda m: resend(m, "email.delivered"), "delivered"),
    (lambda m: resend(m, "email.failed", failed={"reason": "quota"}), "failed"),
]  # fmt: skip


async def test_each_provider_s_shapes_become_one_vocabulary(
    outside: httpx.AsyncClient, world: World, database: Database
) -> None:
    for make, kind in OTHERS:
        _, message = await _another(world)
        answer = await make(message).post(outside)
        assert (answer.status_code, answer.json()["taken"]) == (200, 1), answer.text
        (event,) = await told(database, message)
        assert (event.kind, event.suspected) == (kind, False)
        async with database.transaction() as session:
            listed = (await get_message(session, message)).message.came_back
        assert listed == (kind if kind in ("bounced", "rejected", "failed") else None)
    assert await suppressed(database) == []
    assert set(await heard(database)) == {
        "Message Delivered", "Message Bounced", "Message Clicked", "Message Opened",
    }  # fmt: skip


async def _another(world: World) -> tuple[str, UUID]:
    """Another mail to somebody else, in the journey that is there."""
    async with world.database.transaction() as session:
        found = (await session.exec(select(Message).limit(1))).first()
        if found is not None:
            address = f"{uuid4().hex}@acme.test"
            row = Message(**{**found.model_dump(), "id": uuid4(), "to_address": address})
            session.add(row)
            return address, row.id
    address = "ada@acme.test"
    return address, (await sent(world, to_address=address, sent_at=an_hour_ago()))[1]


async def test_a_hard_bounce_and_a_complaint_suppress_the_address(
    outside: httpx.AsyncClient, world: World, database: Database
) -> None:
    expected = []
    for make, kind in HARD:
        address, message = await _another(world)
        assert (await make(message).post(outside)).status_code == 200
        (event,) = await told(database, message)
        assert (event.kind, event.bounce, event.detail) == (kind, "hard", "550 no such user")
        expected.append((address, "hard_bounce"))
    for complain in COMPLAINTS:
        address, message = await _another(world)
        assert (await complain(message).post(outside)).status_code == 200
        expected.append((address, "complaint"))
    assert sorted(await suppressed(database)) == sorted(expected)
    assert await heard(database) == ["Message Bounced"] * len(HARD)
    async with database.transaction() as session:
        listed = {each.came_back for each in (await list_messages(session)).rows}
    assert listed == {"bounced", "complained"}


async def test_what_is_told_twice_counts_once(
    outside: httpx.AsyncClient, message: UUID, database: Database
) -> None:
    reports = [
        ses(message, "Delivery"),
        sendgrid(sg(message, "open", useragent=BROWSER), sg(message, "click", useragent=BROWSER)),
        postmark(message, "Delivery", DeliveredAt="2026-11-28T10:00:00Z"),
        mailgun(message, "delivered"),
        resend(message, "email.delivered"),
    ]
    for report in reports:
        first, again = await report.post(outside), await report.post(outside)
        assert first.json()["taken"] == again.json()["known"] > 0, again.text
        assert again.json()["taken"] == 0
    assert len(await told(database, message)) == 6
    assert await heard(database) == ["Message Clicked", "Message Delivered", "Message Opened"]


@pytest.mark.parametrize("proof", ["", "Basic eDp5"])
async def test_postmark_is_refused_in_words_of_who_sets_mail_up(
    outside: httpx.AsyncClient, message: UUID, proof: str
) -> None:
    """**How it broke:** it was told of “this source's secret”, and there is no source."""
    report = postmark(message, "Delivery")
    answer = await replace(report, headers={"Authorization": proof}).post(outside)
    assert answer.status_code == 401
    assert "ONWARD_MAIL_EVENTS" in answer.text
    assert "source" not in answer.text


async def test_what_is_not_about_ours_is_left_out(
    outside: httpx.AsyncClient, message: UUID
) -> None:
    others = sendgrid(sg(uuid4(), "delivered"), {"event": "delivered"}, sg(message, "delivered"))
    assert (await others.post(outside)).json() == {
        "success": True, "taken": 1, "known": 0, "left_out": 1,
    }  # fmt: skip
    hello = notification("Successfully validated SNS topic for Amazon SES event publishing.")
    assert (await hello.post(outside)).status_code == 200


async def test_what_a_machine_opens_is_kept_and_heard_by_nobody(
    outside: httpx.AsyncClient, world: World, database: Database
) -> None:
    _, message = await sent(world, to_address="ada@acme.test", sent_at=utc_now())
    machines = [
        sendgrid(sg(message, "open", sg_machine_open=True)),
        mailgun(message, "opened", **{"client-info": {"bot": "apple"}}),
        sendgrid(sg(message, "click", useragent=BROWSER)),  # Just after it was sent.
    ]
    for report in machines:
        assert (await report.post(outside)).json()["taken"] == 1
    assert [each.suspected for each in await told(database, message)] == [True] * 3
    assert await heard(database) == []


async def test_unsubscribing_at_the_provider_is_of_the_topic(
    outside: httpx.AsyncClient, message: UUID, database: Database
) -> None:
    await mailgun(message, "unsubscribed").post(outside)
    async with database.transaction() as session:
        (found,) = await session.exec(select(Unsubscribe))
        contact = (await session.exec(select(Contact.id))).one()
    assert (found.topic, found.via, found.contact_id) == ("once", "provider", contact)
    assert await suppressed(database) == []


async def test_who_does_not_know_the_secret_is_refused(
    outside: httpx.AsyncClient, message: UUID, database: Database, sns: Sns
) -> None:
    right = [
        ses(message, "Complaint"),
        sendgrid(sg(message, "spamreport")),
        postmark(message, "SpamComplaint"),
        mailgun(message, "complained", token="t9"),
        resend(message, "email.complained"),
    ]
    wrong = [
        Report("ses", right[0].body.replace(b"Complaint", b"Bounce"), {}),
        replace(right[1], body=right[1].body + b" "),
        replace(right[2], headers={"Authorization": "Basic AAAA"}),
        replace(right[3], body=right[3].body.replace(b'"t9"', b'"t8"')),
        replace(right[4], body=right[4].body + b" "),
    ]
    unsigned = [replace(each, headers={}) for each in (right[1], right[2], right[4])]
    unsigned += [Report("ses", b"{}", {}), Report("mailgun", b"{}", {})]
    long_ago = utc_now() - timedelta(days=3)
    stale = [
        ses(message, "Complaint", at=long_ago),
        sendgrid(sg(message, "spamreport"), at=long_ago),
        mailgun(message, "complained", at=long_ago),
        resend(message, "email.complained", at=long_ago),
    ]
    elsewhere = [
        notification("{}", SigningCertURL="https://sns.eu-west-1.amazonaws.com.evil.test/x.pem"),
        notification("{}", SigningCertURL="http://sns.eu-west-1.amazonaws.com/x.pem"),
        notification("{}", SigningCertURL="https://me@sns.eu-west-1.amazonaws.com:8443/x.pem"),
        notification("{}", SigningCertURL="https://[sns.eu-west-1.amazonaws.com/x.pem"),
        notification("{}", TopicArn=TOPIC.replace("onward", "other")),
        notification("{}", SignatureVersion="1"),
    ]
    for report in [*wrong, *unsigned, *stale, *elsewhere]:
        answer = await report.post(outside)
        assert answer.status_code == 401, (report, answer.text)
        assert answer.json()["message"].endswith(".")
    assert set(sns.fetched) == {CERTIFICATE}
    assert await told(database, message) == []
    assert await suppressed(database) == []


async def test_a_token_counts_for_one_body(
    outside: httpx.AsyncClient, message: UUID, database: Database
) -> None:
    """Mailgun signs no bodies: who caught a token could say with it what they like."""
    assert (await mailgun(message, "delivered", token="t2").post(outside)).status_code == 200
    forged = await mailgun(message, "complained", token="t2").post(outside)
    assert (forged.status_code, forged.json()["code"]) == (401, "replayed")
    assert await suppressed(database) == []


@pytest.mark.parametrize("provider", ["ses", "sendgrid", "postmark", "mailgun", "resend"])
async def test_garbage_is_answered_and_never_breaks_anything(
    outside: httpx.AsyncClient, provider: str
) -> None:
    for body in (b"", b"\xff", b"[", b"5", b'"x"', b"null", b"[[[]]]", b'{"signature": 5}'):
        answer = await outside.post(f"/mail/events/{provider}", content=body)
        assert answer.status_code in (400, 401), (body, answer.text)
    too_much = await outside.post(f"/mail/events/{provider}", content=b" " * 600_000)
    assert too_much.status_code == 400
    assert (await outside.post("/mail/events/pigeon", content=b"{}")).status_code == 404


async def test_a_subscription_is_confirmed_at_sns_alone(
    outside: httpx.AsyncClient, sns: Sns
) -> None:
    ask = {"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": CONFIRM}
    assert (await notification("Hello", **ask).post(outside)).status_code == 200
    assert sns.fetched == [CERTIFICATE, CONFIRM]
    elsewhere = notification("Hello", **{**ask, "SubscribeURL": "https://evil.test/"})
    assert (await elsewhere.post(outside)).status_code == 401
    assert len(sns.fetched) == 2


async def test_a_certificate_that_cannot_be_had_is_asked_for_again(
    outside: httpx.AsyncClient, message: UUID, sns: Sns
) -> None:
    sns.away = True
    report = ses(message, "Delivery")
    answer = await report.post(outside)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    sns.away = False
    assert (await report.post(outside)).json()["taken"] == 1


def link(services: Services, message: UUID, *, opens: bool = False) -> str:
    found = tracked(
        '<a href="https://x.test/a?b=c">Go</a>',
        message,
        Tracking(opens=opens, clicks=not opens),
        public_url="",
        key=services.secret_key,
    )
    return found.partition('src="' if opens else 'href="')[2].partition('"')[0]


async def test_a_link_leads_on_and_the_click_is_heard_once(
    outside: httpx.AsyncClient, services: Services, message: UUID, database: Database
) -> None:
    there = link(services, message)
    for _ in range(2):
        answer = await outside.get(there, headers={"User-Agent": BROWSER})
        assert (answer.status_code, answer.headers["location"]) == (302, "https://x.test/a?b=c")
    scanner = await outside.head(there, headers={"User-Agent": BROWSER})
    assert scanner.status_code == 302
    dot = await outside.get(link(services, message, opens=True), headers={"User-Agent": BROWSER})
    assert (dot.status_code, dot.headers["content-type"]) == (200, "image/gif")
    assert await heard(database) == ["Message Clicked", "Message Opened"]
    kinds = {(each.kind, each.suspected) for each in await told(database, message)}
    assert kinds == {("clicked", False), ("clicked", True), ("opened", False)}


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3_000, "x?url=https://evil.test"])
async def test_a_made_up_link_leads_nowhere(
    outside: httpx.AsyncClient, token: str, database: Database
) -> None:
    answer = await outside.get(f"/c/{token}")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)
    assert (await outside.get(f"/o/{token}")).status_code == 200


async def test_the_suppression_list_is_kept_over_the_api(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient, database: Database
) -> None:
    added = await admin.post("/suppressions", json={"address": "Ada@Acme.test", "note": "Asked."})
    assert (added.status_code, added.json()["address"]) == (201, "ada@acme.test")
    assert (await admin.post("/suppressions", json={"address": "ada@acme.test"})).status_code == 409
    assert (await admin.post("/suppressions", json={"address": "nobody"})).status_code == 422
    assert (await reader.post("/suppressions", json={"address": "b@c.d"})).status_code == 403
    found = (await reader.get("/suppressions?search=ACME&reason=by_hand")).json()["items"]
    assert [each["note"] for each in found] == ["Asked."]
    assert (await reader.get("/suppressions/ADA@acme.test")).status_code == 200
    assert (await admin.delete("/suppressions/ada@acme.test")).status_code == 422
    lifted = await admin.delete("/suppressions/ada@acme.test?because=They+wrote+to+us")
    assert lifted.status_code == 204
    assert (await reader.get("/suppressions/ada@acme.test")).status_code == 404
    async with database.transaction() as session:
        kept = await session.exec(
            select(AuditEntry).where(col(AuditEntry.action).like("suppression.%"))
        )
        assert [(each.action, each.after) for each in kept] == [
            ("suppression.add", {"note": "Asked."}),
            ("suppression.lift", {"because": "They wrote to us"}),
        ]


async def test_the_pages_show_what_became_and_lift_with_a_reason(
    person: httpx.AsyncClient, outside: httpx.AsyncClient, message: UUID, database: Database
) -> None:
    await all_are(database, "admin")
    await HARD[0][0](message).post(outside)
    await sendgrid(sg(message, "open", sg_machine_open=True)).post(outside)
    shown = (await person.get(f"https://onward.example/mailbox/{message}")).text
    for words in ("Came back for good", "550 no such user", "Probably a machine", "No mail goes"):
        assert words in shown
    listed = (await person.get("https://onward.example/suppressions?search=ada")).text
    assert "ada@acme.test" in listed
    there = "https://onward.example/suppressions/lift"
    form = {"address": "ada@acme.test", "because": ""}
    assert (await person.post(there, data=form)).status_code == 422
    assert (await person.post(there, data={**form, "because": "A typo"})).status_code == 303
    assert await suppressed(database) == []
