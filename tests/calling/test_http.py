"""Calls over real sockets: what is said, what each answer means, and where nothing is sent."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

import pytest

from activities.calling.addresses import Guard
from activities.calling.bodies import body, webhook_text
from activities.calling.http import CallLimits, HttpCalls
from activities.calling.signing import shareable, signing_key
from activities.calling.transport import Calling
from activities.receipts import PermanentFailure, TemporaryFailure
from engine.reach import Reach
from tests.calling.server import Answer, Request, WebServer, web_server

KEY = signing_key(b"a secret of the tests, long enough")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def calls(guard: Guard | None = None, **options: object) -> HttpCalls:
    guard = guard or Guard(Reach(private=True))
    return HttpCalls(guard, lambda: NOW, **options)  # type: ignore[arg-type]


def call_to(url: str) -> Calling:
    return Calling(
        message_id=UUID(int=7),
        step="tell",
        visit=1,
        first_tried_at=NOW,
        kind="webhook",
        url=url,
        shown_as=url,
        body=body("webhook", webhook_text({"is_test": False, "name": "Zoë"}, NOW)),
        keys=(KEY,),
    )


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as running:
        yield running


def verified(request: Request, secret: str) -> bool:
    """What a receiver does, after the specification and with nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = ".".join(
        [request.headers["webhook-id"], request.headers["webhook-timestamp"], request.body.decode()]
    )
    expected = base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha256).digest())
    signatures = [each.split(",", 1) for each in request.headers["webhook-signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(signature, expected.decode())
        for version, signature in signatures
    )


async def test_a_receiver_can_verify_a_webhook(server: WebServer) -> None:
    await calls().send(call_to(f"{server.url}/hooks?token=7"))
    [request] = server.requests
    assert (request.method, request.target) == ("POST", "/hooks?token=7")
    assert verified(request, shareable(KEY))
    assert not verified(replace(request, body=request.body + b" "), shareable(KEY))
    assert not verified(request, shareable(signing_key(b"another secret, long enough too")))
    assert request.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert json.loads(request.body)["data"] == {"is_test": False, "name": "Zoë"}
    assert request.headers["content-type"] == "application/json"


async def test_the_id_is_the_same_at_every_try(server: WebServer) -> None:
    for _ in range(2):
        await calls().send(call_to(server.url))
    first, second = server.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


async def test_chat_is_not_signed(server: WebServer) -> None:
    await calls().send(replace(call_to(server.url), kind="slack"))
    assert "webhook-signature" not in server.requests[0].headers


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_any_2xx_is_a_yes(server: WebServer, status: int) -> None:
    server.answers = [Answer(status, body=b"" if status == 204 else b"thanks")]
    receipt = await calls().send(call_to(server.url))
    assert receipt.response.startswith(str(status))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
async def test_a_4xx_is_a_no_for_good(server: WebServer, status: int) -> None:
    server.answers = [Answer(status, body=b"no such hook")]
    with pytest.raises(PermanentFailure, match=rf"Answered {status} .*no such hook"):
        await calls().send(call_to(server.url))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
async def test_what_may_pass_is_worth_another_try(server: WebServer, status: int) -> None:
    server.answers = [Answer(status)]
    with pytest.raises(TemporaryFailure) as failure:
        await calls().send(call_to(server.url))
    assert (failure.value.retry_after, failure.value.maybe_sent) == (None, False)


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_redirects_are_not_followed(server: WebServer, status: int) -> None:
    server.answers = [Answer(status, {"Location": f"{server.url}/elsewhere"})]
    with pytest.raises(PermanentFailure, match=rf"{status} [A-Za-z ]+: redirects are not followed"):
        await calls().send(call_to(server.url))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(seconds=1)),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), timedelta(minutes=3)),
        (format_datetime(NOW - timedelta(minutes=3), usegmt=True), timedelta(seconds=1)),
        ("99999999999", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
async def test_retry_after_is_honoured(
    server: WebServer, asked: str, pause: timedelta | None
) -> None:
    server.answers = [Answer(429, {"Retry-After": asked})]
    with pytest.raises(TemporaryFailure) as failure:
        await calls().send(call_to(server.url))
    assert failure.value.retry_after == pause


async def test_a_connection_lost_before_the_answer_may_have_been_a_yes(server: WebServer) -> None:
    server.answers = [Answer(hangs_up=True)]
    with pytest.raises(TemporaryFailure, match="was lost") as failure:
        await calls().send(call_to(server.url))
    assert failure.value.maybe_sent


async def test_so_may_silence(server: WebServer) -> None:
    server.answers = [Answer(stalls=True)]
    limits = CallLimits(whole=timedelta(milliseconds=200))
    with pytest.raises(TemporaryFailure, match="in time") as failure:
        await calls(limits=limits).send(call_to(server.url))
    assert failure.value.maybe_sent


async def test_nobody_there_is_certainly_not_sent(server: WebServer) -> None:
    await server.stop()
    with pytest.raises(TemporaryFailure, match="cannot be reached") as failure:
        await calls().send(call_to(server.url))
    assert not failure.value.maybe_sent
    await server.start()


async def test_of_an_endless_answer_only_the_beginning_is_read(server: WebServer) -> None:
    server.answers = [Answer(body=b"x" * 100_000), Answer(drips=True, body=b"")]
    long = await calls().send(call_to(server.url))
    assert len(long.response) < 2_100
    limits = CallLimits(reading=timedelta(milliseconds=100))
    dripping = await calls(limits=limits).send(call_to(server.url))
    assert dripping.response.startswith("200 OK.")


async def test_whoever_gets_no_turn_says_so_and_sends_nothing(server: WebServer) -> None:
    server.answers = [Answer(stalls=True)]
    limits = CallLimits(whole=timedelta(seconds=1), turn=timedelta(milliseconds=50), at_a_time=1)
    busy = calls(limits=limits)
    first = asyncio.create_task(busy.send(call_to(server.url)))
    await server.called(1)
    with pytest.raises(TemporaryFailure, match="waits its turn") as failure:
        await busy.send(call_to(server.url))
    assert not failure.value.maybe_sent
    with pytest.raises(TemporaryFailure, match="in time"):
        await first
    assert len(server.requests) == 1


# Where it goes


async def test_private_networks_are_not_called(server: WebServer) -> None:
    with pytest.raises(PermanentFailure, match="not on the public internet"):
        await calls(Guard()).send(call_to(server.url))
    assert not server.requests


async def test_a_name_is_resolved_once_and_that_address_is_connected_to(server: WebServer) -> None:
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    guard = Guard(Reach(private=True), resolver=resolver)
    await calls(guard).send(call_to(f"http://hooks.example:{server.port}/x"))
    assert asked == ["hooks.example"]
    assert server.requests[0].headers["host"] == f"hooks.example:{server.port}"


async def test_the_next_address_is_tried_where_the_first_does_not_answer(
    server: WebServer,
) -> None:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    guard = Guard(Reach(private=True), resolver=resolver)
    await calls(guard).send(call_to(f"http://hooks.example:{server.port}/x"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["ftp://example.com/", "https:///nothing", "http://[::1/"])
async def test_what_is_no_web_address_never_will_be(url: str) -> None:
    with pytest.raises(PermanentFailure):
        await calls().send(call_to(url))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
async def tls_server(certificate: Path) -> AsyncIterator[WebServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    async with web_server(context) as running:
        yield running


def by_name(*addresses: str) -> Guard:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return addresses

    return Guard(Reach(private=True), resolver=resolver)


async def test_tls_asks_for_the_name_and_checks_it(
    tls_server: WebServer, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=certificate / "cert.pem")
    secure = calls(by_name("127.0.0.1"), tls=trusting)
    await secure.send(call_to(f"https://hooks.example:{tls_server.port}/x"))
    assert tls_server.server_names == ["hooks.example"]
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        await secure.send(call_to(f"https://else.example:{tls_server.port}/x"))
    assert len(tls_server.requests) == 1


# What is said


def test_slack_is_told_no_mentions_by_a_customers_name() -> None:
    told = json.loads(body("slack", "<!channel> & co. went quiet"))
    assert told == {"text": "&lt;!channel&gt; &amp; co. went quiet"}


def test_teams_is_sent_a_card_in_a_message() -> None:
    told = json.loads(body("teams", "Acme went quiet.\n\nSee [here](https://evil.example)"))
    assert told["type"] == "message"
    [attachment] = told["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], [block["text"] for block in card["body"]]) == (
        "AdaptiveCard",
        ["Acme went quiet.", "See \\[here\\](https://evil.example)"],
    )
