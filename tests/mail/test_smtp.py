"""Handing mail to a real server, on its good days and its bad ones."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from activities.mail.message import Person, Unsubscribing
from activities.mail.smtp import SmtpLimits, SmtpTransport
from activities.mail.smtp_settings import SmtpServer, server_from
from activities.mail.transport import AddressRejected
from activities.receipts import PermanentFailure, TemporaryFailure
from tests.mail.mails import mail
from tests.mail.server import MailServer, mail_server

HASTY = SmtpLimits(command=timedelta(seconds=0.3), whole=timedelta(seconds=5))


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


async def test_mail_arrives_as_it_was_sent(server: MailServer) -> None:
    transport = server.transport()
    receipt = await transport.send(mail())
    assert receipt.provider == "smtp"
    assert "queued as 42" in receipt.response
    (arrived,) = server.handler.mails
    assert arrived["Subject"] == "Willkommen, Zoë ✨"
    assert next(arrived.iter_parts()).get_content().splitlines() == [
        "Grüße,", "Priya", ".", "the end",
    ]  # fmt: skip
    await transport.close()


async def test_many_mails_share_few_connections(server: MailServer) -> None:
    transport = server.transport(SmtpLimits(connections=3))
    await asyncio.gather(*(transport.send(mail()) for _ in range(60)))
    assert len(server.handler.mails) == 60
    assert len(server.handler.sessions) <= 3
    await transport.close()


async def test_connection_is_not_used_for_ever(server: MailServer) -> None:
    transport = server.transport(SmtpLimits(connections=1, mails=2))
    for _ in range(5):
        await transport.send(mail())
    assert len(server.handler.mails) == 5
    await transport.close()


@pytest.mark.parametrize(
    ("recipient", "failure"),
    [
        ("greylisted", TemporaryFailure),
        ("unknown", AddressRejected),
        ("full", PermanentFailure),
        ("blocked", PermanentFailure),
        ("unauthenticated", TemporaryFailure),
    ],
)
async def test_refusal_says_whose_fault_it_is(
    server: MailServer, recipient: str, failure: type[Exception]
) -> None:
    transport = server.transport()
    with pytest.raises(failure) as caught:
        await transport.send(mail(recipient=Person(f"{recipient}@harbour.example")))
    assert type(caught.value) is failure
    await transport.send(mail())
    assert len(server.handler.sessions) == 1
    await transport.close()


async def test_a_sender_the_server_does_not_accept_can_be_mended(server: MailServer) -> None:
    """**Invariant:** what is wrong with us costs nobody a mail. **How it broke:** while a server
    was set up wrongly, each mail that met it had failed for good."""
    transport = server.transport()
    with pytest.raises(TemporaryFailure, match="takes nothing from us: 553"):
        await transport.send(mail(sender=Person("nobody@acme.example")))
    await transport.close()


@pytest.mark.parametrize(
    ("answer", "failure"), [("452 4.3.1 full", TemporaryFailure), ("554 spam", PermanentFailure)]
)
async def test_content_can_be_refused_too(
    server: MailServer, answer: str, failure: type[Exception]
) -> None:
    server.handler.data_answer = answer
    transport = server.transport()
    with pytest.raises(failure) as caught:
        await transport.send(mail())
    assert not getattr(caught.value, "maybe_sent", False)
    await transport.close()


async def test_address_that_cannot_be_one_never_reaches_the_server(server: MailServer) -> None:
    with pytest.raises(AddressRejected):
        await server.transport().send(mail(recipient=Person("zoe@harbour.example\r\nDATA")))
    assert not server.handler.sessions


async def test_our_own_mistake_is_no_fault_of_the_address(server: MailServer) -> None:
    """**Invariant:** only what is wrong with the recipient may cost the recipient all mail."""
    for mistake in (
        {"sender": Person("not an address")},
        {"reply_to": Person("not an address")},
        {"unsubscribing": Unsubscribing("https://u.example/ö")},
    ):
        with pytest.raises(PermanentFailure) as caught:
            await server.transport().send(mail(**mistake))
        assert not isinstance(caught.value, AddressRejected)


async def test_letters_of_any_script_reach_a_server_that_takes_them(server: MailServer) -> None:
    transport = server.transport()
    await transport.send(mail(recipient=Person("用户@例子.example")))
    assert server.handler.recipients == ["用户@xn--fsqu00a.example"]
    await transport.close()


async def test_an_older_server_gets_what_it_can_take_and_is_no_fault_of_the_address() -> None:
    """**Invariant:** only what is wrong with the recipient may cost the recipient all mail. **How
    it broke:** a CSM's address in another script had the customer's put on the suppression list."""
    server, zoe = MailServer(enable_SMTPUTF8=False), Person("用户@harbour.example")
    await server.start()
    transport = server.transport()
    await transport.send(mail(reply_to=zoe, replies_to=Person("in@acme.example")))
    assert server.handler.mails[0]["Reply-To"] == "in@acme.example"
    with pytest.raises(PermanentFailure, match="in this script") as caught:
        await transport.send(mail(recipient=zoe, reply_to=zoe))
    assert not isinstance(caught.value, AddressRejected)
    await transport.close()
    await server.stop()


async def test_lost_before_the_content_is_certainly_not_sent(server: MailServer) -> None:
    server.handler.drop_at = "mail"
    with pytest.raises(TemporaryFailure) as caught:
        await server.transport().send(mail())
    assert not caught.value.maybe_sent


async def test_lost_after_the_content_may_have_been_sent(server: MailServer) -> None:
    """A second try must not hide that there may be two: the caller records it."""
    server.handler.drop_at = "data"
    with pytest.raises(TemporaryFailure) as caught:
        await server.transport().send(mail())
    assert caught.value.maybe_sent


async def test_server_that_stalls_is_given_up(server: MailServer) -> None:
    server.handler.stall.clear()
    transport = server.transport(HASTY)
    with pytest.raises(TemporaryFailure, match="in time"):
        await transport.send(mail())
    server.handler.stall.set()
    await transport.send(mail())
    await transport.close()


async def test_server_restarting_between_mails_goes_unnoticed(server: MailServer) -> None:
    transport = server.transport()
    await transport.send(mail())
    await server.stop()
    await server.start()
    await transport.send(mail())
    assert len(server.handler.mails) == 2
    await transport.close()


async def test_kept_connection_that_dies_at_the_first_word_is_replaced(server: MailServer) -> None:
    transport = server.transport()
    await transport.send(mail())
    server.handler.drop_at = "mail"
    await transport.send(mail())
    assert len(server.handler.sessions) == 2
    await transport.close()


async def test_server_that_is_away_may_come_back(server: MailServer) -> None:
    transport = server.transport()
    await server.stop()
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        await transport.send(mail())
    await server.start()
    await transport.send(mail())
    await transport.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_encryption_is_used_where_it_is_offered(certificate: ssl.SSLContext) -> None:
    async with mail_server(certificate) as server:
        transport = server.transport(verify=False)
        await transport.send(mail())
        assert len(server.handler.mails) == 1
        await transport.close()


async def test_certificate_nobody_vouches_for_is_not_trusted(certificate: ssl.SSLContext) -> None:
    async with mail_server(certificate) as server:
        with pytest.raises(TemporaryFailure, match="certificate"):
            await server.transport().send(mail())
        assert not server.handler.mails


async def test_encryption_that_is_demanded_is_not_done_without(server: MailServer) -> None:
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        await server.transport(start_tls="require").send(mail())
    assert not server.handler.mails


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, tls=True)),
        (
            "smtp://me%40acme:p%2Fw@mail.example:25?starttls=never&verify=no",
            SmtpServer("mail.example", 25, "me@acme", "p/w", start_tls="never", verify=False),
        ),
    ],
)
def test_server_is_written_as_a_url(url: str, server: SmtpServer) -> None:
    assert server_from(url) == server
    assert "p/w" not in str(server)


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://x?starttls=maybe", "smtp://x?y=1"],
)
def test_url_that_is_not_one_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="A mail server"):
        server_from(url)


async def test_transport_needs_no_server_to_be_made() -> None:
    await SmtpTransport(SmtpServer("nowhere.example", 25)).close()
