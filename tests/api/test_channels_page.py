"""The page that says of each channel whether it works."""

from datetime import timedelta

import httpx
from sqlmodel import select

from engine.store.database import Database
from engine.store.in_app.apps import add_app
from engine.store.in_app.demo import demo_app
from engine.store.reading.ways import ways
from engine.store.tables import Account, Channel, MailTest, Message, TimelineEntry
from engine.store.tables.columns import utc_now
from tests.calling.server import Answer, web_server
from tests.in_app.parts import BY, KEY, ORIGIN, enrolled, shown
from tests.parts import all_are
from tests.world import World

PAGE = "https://onward.example/channels"
HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""


async def test_each_channel_says_when_it_worked_and_why_not(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    empty = (await person.get(PAGE)).text
    for said in (
        "reach nobody. Whoever runs Onward for you can",
        "No app shows messages yet",
        "No channel of Slack",
    ):
        assert said in empty
    journey, customer, now = await world.publish(HELLO), await world.customer(), utc_now()
    await world.enroll(journey, customer, now)
    for minutes in (3, 2):
        await world.has_got(customer, "hello", now - timedelta(minutes=minutes))
    async with database.transaction() as session:
        latest = (await session.exec(select(Message).order_by(Message.created_at))).all()[-1]  # type: ignore[arg-type]
        latest.status, latest.reason = "failed", "No such domain."
        session.add(
            Channel(key="cs", name="CS", kind="slack", url="https://hooks.test/abcd",
                    last_used_at=now, last_error="Slack says 404.")
        )  # fmt: skip
    async with database.transaction() as session:
        found = await ways(session, now)
    assert (found.mail.fails, found.mail.reason, found.mail.waiting) == (True, "No such domain.", 0)
    assert [(each.name, each.worked.reason) for each in found.chats] == [("CS", "Slack says 404.")]
    assert "Slack says 404." in (await person.get(PAGE)).text


async def test_mail_that_is_tried_again_is_no_mail_that_works(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    """**How it broke:** with its server away the page said that mail works."""
    journey, customer, now = await world.publish(HELLO), await world.customer(), utc_now()
    await world.enroll(journey, customer, now)
    for minutes in (3, 2):
        await world.has_got(customer, "hello", now - timedelta(minutes=minutes))
    async with database.transaction() as session:
        latest = (await session.exec(select(Message).order_by(Message.created_at))).all()[-1]  # type: ignore[arg-type]
        latest.status, latest.reason, latest.attempts = "queued", "It cannot be reached.", 2
        latest.sent_at = None
    async with database.transaction() as session:
        found = (await ways(session, now)).mail
    assert (found.fails, found.tried_again, found.waiting) == (True, True, 1)
    assert found.reason == "It cannot be reached."
    async with database.transaction() as session:
        one = (await session.exec(select(Message).order_by(Message.created_at))).all()[0]  # type: ignore[arg-type]
        one.sent_at = now
    async with database.transaction() as session:
        assert not (await ways(session, now)).mail.fails


async def test_administrators_add_try_change_and_remove_a_channel(
    person: httpx.AsyncClient, database: Database
) -> None:
    there = f"{PAGE}/chats"
    async with web_server() as server:
        new = {"kind": "slack", "key": "cs", "name": "CS", "url": server.url}
        assert (await person.post(there, data=new)).status_code == 403
        assert "Add a channel" not in (await person.get(PAGE)).text
        await all_are(database, "admin")
        for wrong in ({"key": "C S"}, {"url": "hooks"}, {"url": ""}, {"kind": "irc"}):
            assert (await person.post(there, data=new | wrong)).status_code == 422
        assert (await person.post(there, data=new)).status_code == 303
        assert (await person.post(there, data=new)).status_code == 409
        await person.post(f"{there}/cs/test")
        server.answers.append(Answer(404, body=b"no_service"))
        await person.post(f"{there}/cs/test")
        assert len(server.requests) == 2
        shown = (await person.get(PAGE)).text
        assert "no_service" in shown
        assert server.url not in shown
    await person.post(f"{there}/cs", data={"kind": "teams", "name": "Success", "url": ""})
    async with database.transaction() as session:
        (row,) = await session.exec(select(Channel))
        assert (row.kind, row.name, row.url) == ("teams", "Success", server.url)
    assert (await person.post(f"{there}/cs/remove")).status_code == 303
    assert (await person.post(f"{there}/cs", data=new)).status_code == 404
    async with database.transaction() as session:
        assert (await session.exec(select(Channel))).all() == []


async def test_a_test_mail_comes_to_whoever_asks(
    person: httpx.AsyncClient, database: Database
) -> None:
    assert (await person.post(f"{PAGE}/mail/test")).status_code == 303
    async with database.transaction() as session:
        (mail,) = await session.exec(select(MailTest))
    assert (mail.to_address, mail.subject) == ("maya@example.com", "[Test] Mail works")
    assert "is on its way" in (await person.get(PAGE)).text


async def test_mail_kept_here_is_not_called_sent(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    """**How it broke:** the mailbox said “Sent”, in green, of mails that reached nobody."""
    journey, customer, now = await world.publish(HELLO), await world.customer(), utc_now()
    await world.enroll(journey, customer, now)
    await world.has_got(customer, "hello", now)
    mailbox = "https://onward.example/mailbox"
    assert '<span class="badge good">Sent</span>' in (await person.get(mailbox)).text
    async with database.transaction() as session:
        message = (await session.exec(select(Message))).one()
        message.provider = "mailbox"
    for page in (mailbox, f"{mailbox}/{message.id}"):
        shown = (await person.get(page)).text
        assert '<span class="badge ">Kept here</span>' in shown
        assert '<span class="badge good">Sent</span>' not in shown
        assert "Mails are kept in Onward’s own mailbox and reach nobody. Whoever runs" in shown
        assert 'See <a href="/channels">Channels</a>.' in shown


async def test_the_calendar_says_of_a_mail_that_it_was_kept_here(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    """**How it broke:** “Pressure” called mails sent that had reached nobody."""
    journey, customer, now = await world.publish(HELLO), await world.customer(), utc_now()
    await world.enroll(journey, customer, now)
    for _ in range(2):
        await world.has_got(customer, "hello", now)
    async with database.transaction() as session:
        account = await session.get_one(Account, customer.account_id)
    pages = ("/pressure", f"/pressure?account={account.external_id}")
    for page in pages:
        assert "ept here" not in (await person.get(f"https://onward.example{page}")).text
    async with database.transaction() as session:
        (await session.exec(select(Message).limit(1))).one().provider = "mailbox"
    everybody, one = [(await person.get(f"https://onward.example{page}")).text for page in pages]
    for seen in (everybody, one):
        assert 'title="2 mails; 1 kept here, not sent"' in seen
        assert "1 of the mails counted was kept here, not sent: caps count it all the" in seen
    assert '<span class="badge ">Kept here</span>' in one
    assert '<span class="badge good">Sent</span>' in one


async def test_a_story_says_of_a_mail_that_it_was_kept_here(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    """**How it broke:** a customer's page said no more than “Sent” of what reached nobody."""
    journey, customer, now = await world.publish(HELLO), await world.customer(), utc_now()
    await world.enroll(journey, customer, now)
    await world.has_got(customer, "hello", now)
    async with database.transaction() as session:
        message = (await session.exec(select(Message))).one()
        entry = TimelineEntry(
            enrollment_id=message.enrollment_id,
            account_id=message.account_id,
            contact_id=message.contact_id,
            number=99,
            at=now,
            journey_at=now,
            kind="sent",
            summary="Sent “Hello” to ada@acme.test.",
            message_id=message.id,
        )
        session.add(entry)
    pages = (
        f"https://onward.example/accounts/{customer.account_id}",
        f"https://onward.example/enrollments/{message.enrollment_id}",
    )
    for page in pages:
        assert "Kept here, not sent" not in (await person.get(page)).text
    async with database.transaction() as session:
        (await session.get_one(Message, message.id)).provider = "mailbox"
    for page in pages:
        assert "Kept here, not sent" in (await person.get(page)).text


async def test_a_product_works_only_once_its_app_has_asked(
    person: httpx.AsyncClient, database: Database, world: World
) -> None:
    """**How it broke:** that messages lay ready for it counted as that it works, though its app had
    never asked for any."""
    await shown(world, await enrolled(world), at=utc_now())

    async def state() -> list[str]:
        row = (await person.get(PAGE)).text.partition("Your product")[2].partition("</tr>")[0]
        return [word for word in ("Not set up", "Shows nothing yet", "Works") if word in row]

    assert await state() == ["Not set up"]
    async with database.transaction() as session:
        await add_app(session, KEY, "Shop", [ORIGIN], by=BY)
    assert await state() == ["Shows nothing yet"]
    async with database.transaction() as session:
        await demo_app(session, KEY, by=BY, now=utc_now())
    assert await state() == ["Works"]
