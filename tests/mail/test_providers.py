"""Each provider is asked as its documentation says, and its answers mean what they say."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any
from urllib.parse import quote

import pytest

from activities.mail.message import Mail, Person, Unsubscribing
from activities.mail.pacing import Paced
from activities.mail.providers.address import ProviderAddress, provider_from
from activities.mail.providers.known import provider_mail
from activities.mail.providers.signing import aws_headers
from activities.mail.smtp import SmtpTransport
from activities.mail.transport import AddressRejected, MailTransport
from activities.mail.way import way_from
from activities.mail.ways import transport
from activities.receipts import PermanentFailure, Receipt, TemporaryFailure
from engine.store.database import Database
from engine.store.pacing import next_turn
from tests.calling.server import Answer, Request, WebServer, web_server
from tests.mail.mails import MESSAGE_ID, mail
from tests.workflow.transports import Accepting

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
URLS = {
    "ses": "ses://AKID:se%2Fcret@eu-west-1?configuration_set=onward&",
    "sendgrid": "sendgrid://SG.key@?",
    "postmark": "postmark://token@?",
    "mailgun": "mailgun://key@mg.acme.example?",
    "resend": "resend://re_key@?",
}
STOPPING = "<https://u.example/t>"


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as running:
        yield running


def way(provider: str, server: WebServer) -> MailTransport:
    url = f"{URLS[provider]}base={quote(server.url, safe='')}"
    address = way_from(url)
    assert isinstance(address, ProviderAddress)
    return provider_mail(address, lambda: NOW)


async def sent(provider: str, server: WebServer, answer: Answer, **changes: Any) -> Receipt:
    server.answers.append(answer)
    given = {"unsubscribing": Unsubscribing("https://u.example/t"), **changes}
    opened = way(provider, server)
    try:
        return await opened.send(mail(reply_to=Person("csm@acme.example"), **given))
    finally:
        await opened.close()


async def asked(provider: str, server: WebServer, answer: Answer) -> tuple[Request, Any]:
    receipt = await sent(provider, server, answer)
    assert receipt.provider == provider
    (request,) = server.requests
    assert request.method == "POST"
    return request, json.loads(request.body) if provider != "mailgun" else None


def is_whole(raw: bytes) -> None:
    read = message_from_bytes(raw, policy=SMTPUTF8)
    assert isinstance(read, EmailMessage)
    assert read["X-Onward-Message"] == str(MESSAGE_ID)
    assert read["List-Unsubscribe"] == STOPPING
    assert read["Subject"] == "Willkommen, Zoë ✨"


async def test_ses_is_handed_the_raw_mail_signed(server: WebServer) -> None:
    request, body = await asked("ses", server, Answer(body=b'{"MessageId": "01"}'))
    assert request.target == "/v2/email/outbound-emails"
    assert body["Destination"] == {"ToAddresses": ["zoe@harbour.example"]}
    assert body["EmailTags"] == [{"Name": "onward_message", "Value": str(MESSAGE_ID)}]
    assert body["ConfigurationSetName"] == "onward"
    is_whole(b64decode(body["Content"]["Raw"]["Data"]))
    proof = request.headers["authorization"]
    assert proof.startswith("AWS4-HMAC-SHA256 Credential=AKID/20261130/eu-west-1/ses/aws4_request,")
    assert "SignedHeaders=content-type;host;x-amz-date," in proof


def test_the_signature_is_that_of_the_published_example() -> None:
    """`post-vanilla` of AWS's test suite for signature version 4."""
    made = aws_headers(
        "https://example.amazonaws.com/",
        b"",
        {},
        key="AKIDEXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        service="service",
        now=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )
    signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    assert made["Authorization"].endswith(f"SignedHeaders=host;x-amz-date, Signature={signature}")


async def test_sendgrid_is_handed_the_parts(server: WebServer) -> None:
    answer = Answer(202, {"X-Message-Id": "sg-1"}, b"")
    request, body = await asked("sendgrid", server, answer)
    assert request.target == "/v3/mail/send"
    assert request.headers["authorization"] == "Bearer SG.key"
    assert body["personalizations"] == [
        {
            "to": [{"email": "zoe@harbour.example", "name": "Zoë"}],
            "custom_args": {"onward_message": str(MESSAGE_ID)},
        }
    ]
    assert body["from"] == {"email": "priya@acme.example", "name": "Priya at Acme"}
    assert body["reply_to"] == {"email": "csm@acme.example"}
    assert [part["type"] for part in body["content"]] == ["text/plain", "text/html"]
    assert body["headers"]["List-Unsubscribe"] == STOPPING
    assert body["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not {"From", "To", "Subject", "Content-Type", "Reply-To"} & body["headers"].keys()
    assert body["tracking_settings"]["click_tracking"]["enable"] is False


async def test_postmark_is_handed_the_parts(server: WebServer) -> None:
    answer = Answer(body=b'{"ErrorCode": 0, "MessageID": "pm-1"}')
    request, body = await asked("postmark", server, answer)
    assert request.target == "/email"
    assert request.headers["x-postmark-server-token"] == "token"
    assert body["To"] == "Zoë <zoe@harbour.example>"
    assert body["Metadata"] == {"onward_message": str(MESSAGE_ID)}
    assert body["MessageStream"] == "outbound"
    assert (body["TrackOpens"], body["TrackLinks"]) == (False, "None")
    headers = {each["Name"]: each["Value"] for each in body["Headers"]}
    assert headers["List-Unsubscribe"] == STOPPING
    assert headers["Message-ID"] == f"<{MESSAGE_ID}@acme.example>"


async def test_mailgun_is_handed_the_raw_mail_in_a_form(server: WebServer) -> None:
    request, _ = await asked("mailgun", server, Answer(body=b'{"id": "<mg-1>"}'))
    assert request.target == "/v3/mg.acme.example/messages.mime"
    assert request.headers["authorization"] == f"Basic {b64encode(b'api:key').decode()}"
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(head + request.body)
    parts = {
        str(part.get_param("name", header="content-disposition")): part
        for part in form.walk()
        if part.get_param("name", header="content-disposition")
    }
    assert parts["to"].get_payload() == "zoe@harbour.example"
    assert parts["v:onward_message"].get_payload() == str(MESSAGE_ID)
    raw = request.body.partition(b"message/rfc822\r\n\r\n")[2]
    is_whole(raw.rpartition(b"\r\n--=_form_")[0])


async def test_resend_is_handed_the_parts_under_one_key(server: WebServer) -> None:
    request, body = await asked("resend", server, Answer(body=b'{"id": "re-1"}'))
    assert request.target == "/emails"
    assert request.headers["authorization"] == "Bearer re_key"
    assert body["to"] == ["Zoë <zoe@harbour.example>"]
    assert body["tags"] == [{"name": "onward_message", "value": str(MESSAGE_ID)}]
    assert body["headers"]["List-Unsubscribe"] == STOPPING
    key = request.headers["idempotency-key"]
    assert key.startswith(f"{MESSAGE_ID}/")
    await sent("resend", server, Answer())
    assert server.requests[1].headers["idempotency-key"] == key
    await sent("resend", server, Answer(), subject="Another")
    assert server.requests[2].headers["idempotency-key"] != key


@pytest.mark.parametrize("provider", URLS)
async def test_what_may_pass_puts_the_mail_off(provider: str, server: WebServer) -> None:
    for answer, maybe_sent, pause in [
        (Answer(429, {"Retry-After": "30"}), False, timedelta(seconds=30)),
        (Answer(503), False, None),
        (Answer(500), True, None),
        (Answer(401), False, None),
        (Answer(hangs_up=True), True, None),
    ]:
        with pytest.raises(TemporaryFailure) as caught:
            await sent(provider, server, answer)
        assert (caught.value.maybe_sent, caught.value.retry_after) == (maybe_sent, pause)
    with pytest.raises(PermanentFailure, match="answered 400: no such field") as refused:
        await sent(provider, server, Answer(400, body=b"no such field"))
    assert type(refused.value) is PermanentFailure
    calls = len(server.requests)
    with pytest.raises(AddressRejected):
        await sent(provider, server, Answer(), recipient=Person("nobody"))
    assert len(server.requests) == calls


async def test_a_provider_that_is_away_has_not_got_it(server: WebServer) -> None:
    await server.stop()
    with pytest.raises(TemporaryFailure, match="Postmark cannot be reached") as caught:
        await sent("postmark", server, Answer())
    assert not caught.value.maybe_sent
    await server.start()


@pytest.mark.parametrize(
    ("provider", "status", "body", "means"),
    [
        ("postmark", 422, {"ErrorCode": 406, "Message": "inactive recipient"}, AddressRejected),
        ("postmark", 422, {"ErrorCode": 405, "Message": "no more mails"}, TemporaryFailure),
        ("postmark", 422, {"ErrorCode": 300, "Message": "invalid request"}, PermanentFailure),
        ("mailgun", 400, {"message": "to parameter is not a valid address."}, AddressRejected),
        ("sendgrid", 400, {"errors": [{"field": "personalizations.0.to.0.email"}]},
         AddressRejected),
        ("resend", 422, {"name": "validation_error", "message": "Invalid `to` field."},
         AddressRejected),
        ("resend", 409, {"name": "concurrent_idempotent_requests"}, TemporaryFailure),
        ("ses", 400, {"message": "Email address is not verified."}, TemporaryFailure),
        ("ses", 400, {"message": "Invalid header."}, PermanentFailure),
        ("sendgrid", 400, ["what", 5], PermanentFailure),
    ],
)  # fmt: skip
async def test_a_refusal_says_whose_fault_it_is(
    server: WebServer, provider: str, status: int, body: Any, means: type[Exception]
) -> None:
    with pytest.raises(means) as caught:
        await sent(provider, server, Answer(status, body=json.dumps(body).encode()))
    assert type(caught.value) is means


@pytest.mark.parametrize(
    "url",
    ["postmark://", "ses://key@eu-west-1", "ses://key:secret@", "mailgun://key@",
     "sendgrid://key@?color=red", "resend://key@?base=ftp://x", "sendgrid://key@?region=mars"],
)  # fmt: skip
def test_a_url_that_is_not_one_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"missing|option|base|region"):
        provider_from(url)


def test_keys_are_not_shown() -> None:
    for url in URLS.values():
        found = provider_from(url.rstrip("?&"))
        assert "key" not in f"{found}{found!r}".lower().replace("postmark", "")
    assert way_from("") is None


async def test_mails_beyond_the_rate_are_put_off_one_after_the_other(database: Database) -> None:
    """Two workers, since a provider counts the mails of both.

    **How it broke:** each worker kept a pace of its own, so that two sent twice as many."""
    taken = Accepting()
    slow, other = (Paced(taken, 0.1, database, lambda: NOW) for _ in range(2))
    first: Mail = mail()
    await slow.send(first)
    waits = []
    for paced in (other, slow, other):
        with pytest.raises(TemporaryFailure, match="waits its turn") as caught:
            await paced.send(mail())
        waits.append(caught.value.retry_after)
    assert taken.accepted == [first]
    assert waits == [timedelta(seconds=seconds) for seconds in (20, 30, 40)]
    assert isinstance(transport("smtp://mail.example", lambda: NOW, database), SmtpTransport)


async def test_turns_are_given_out_once_and_lost_when_nobody_uses_them(database: Database) -> None:
    async def turn(seconds: float) -> tuple[float, bool]:
        now = NOW + timedelta(seconds=seconds)
        async with database.transaction() as session:
            at, taken = await next_turn(
                session, "mail", now, apart=timedelta(seconds=1), patience=timedelta(seconds=2)
            )
        return (at - NOW).total_seconds(), taken

    at_once = await asyncio.gather(*(turn(0) for _ in range(4)))
    assert sorted(at_once) == [(0, True), (1, True), (2, True), (4, False)]
    assert [await turn(9), await turn(9)] == [(9, True), (10, True)]


async def test_a_mail_without_a_turn_has_certainly_not_been_sent() -> None:
    """A database that is away leaves nothing in doubt."""
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(TemporaryFailure) as caught:
        await Paced(Accepting(), 1, nowhere, lambda: NOW).send(mail())
    assert not caught.value.maybe_sent
