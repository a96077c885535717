"""Replies in a mailbox: found once, whatever happens in between, and left unread."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from activities.inbox.imap import ImapInbox
from activities.inbox.imap_settings import ImapBox, box_from
from engine.store.database import Database
from engine.store.mail_in import unreadable_mails
from engine.store.tables import Message
from tests.replies.imap_server import ImapServer, imap_server
from tests.replies.test_taking import KEY, NOW, reply, seen, sent
from workflows.replies import ReplyReader

__all__ = ["sent"]


@pytest.fixture
async def server() -> AsyncIterator[ImapServer]:
    async with imap_server() as serving:
        yield serving


def reader(database: Database, server: ImapServer, password: str = "pass%20word") -> ReplyReader:
    address = f"imap://maya%40x:{password}@127.0.0.1:{server.port}/?starttls=never"
    return ReplyReader(database, ImapInbox(box_from(address)), KEY, lambda: NOW)


async def test_replies_are_found_once_and_left_unread(
    database: Database, server: ImapServer, sent: Message
) -> None:
    server.mails = {7: b"From: spam@x.test\r\n\r\nhello", 9: reply()}
    assert await reader(database, server).read() == 1
    assert "SINCE 01-May-2026" in server.searches[0]
    assert await reader(database, server).read() == 0
    assert server.searches[-1].endswith("UID 10:*")
    server.mails[12] = reply("And now?", Message_ID="<2@acme.test>")
    assert await reader(database, server).read() == 1
    # The server numbers anew: everything is looked at again, and known.
    server.validity, server.mails = 2, {1: reply(), 2: server.mails[12]}
    assert await reader(database, server).read() == 0
    assert {each.text for each in await seen(database)} == {"Yes, please.", "And now?"}
    assert server.read == set()


async def test_a_mail_that_cannot_be_taken_is_noted_and_holds_up_no_other(
    database: Database, server: ImapServer, sent: Message, person: httpx.AsyncClient
) -> None:
    """**Invariant:** one mail never stops the reading of others. **How it broke:** what failed was
    fetched again every minute, and nothing behind it was ever seen."""
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE replies ADD CHECK (subject <> 'Poison')"))
    odd = b"From: eve@acme.test\r\nContent-Type: text/plain; charset*\r\n\r\nhello"
    server.mails = {1: odd, 2: reply(Subject="Poison"), 3: reply(Message_ID="<2@acme.test>")}
    assert await reader(database, server).read() == 1
    assert await reader(database, server).read() == 0
    async with database.transaction() as session:
        (noted,) = await unreadable_mails(session)
    assert (noted.from_address, noted.subject, noted.via) == ("ada@acme.test", "Poison", "imap")
    assert (
        "Mails that could not be taken" in (await person.get("https://onward.example/replies")).text
    )


async def test_many_are_read_page_by_page(
    database: Database, server: ImapServer, sent: Message
) -> None:
    server.mails = dict.fromkeys(range(1, 60), b"Subject: News\r\n\r\nhello") | {60: reply()}
    assert await reader(database, server).read() == 1
    assert len(server.searches) == 2


async def test_a_mailbox_that_is_away_is_said_once_and_nothing_is_lost(
    database: Database, server: ImapServer, sent: Message, caplog: pytest.LogCaptureFixture
) -> None:
    server.mails = {1: reply()}
    shut_out = reader(database, server, password="wrong")
    for _ in range(2):
        assert await shut_out.read() == 0
    assert [record.getMessage() for record in caplog.records if "cannot be read" in record.message]
    assert sum("cannot be read" in record.getMessage() for record in caplog.records) == 1
    assert "wrong@" not in caplog.text
    assert await reader(database, server).read() == 1


def test_a_mailbox_is_written_as_an_address() -> None:
    assert box_from("imaps://a%40b:c%20d@mail.test/Replies") == ImapBox(
        "mail.test", 993, "a@b", "c d", "Replies"
    )
    assert str(box_from("imap://a:secret@mail.test")) == "imap://mail.test:143/INBOX"


@pytest.mark.parametrize("url", ["smtp://a@b", "imaps://host", "imap://a:b@c?starttls=maybe"])
def test_what_is_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        box_from(url)
