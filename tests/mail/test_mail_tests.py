"""Test mails are handed over by a worker: once, or again, or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.mail.transport import MailTransport
from activities.mail_tests import MailTests
from activities.ports import Organization, Ports
from activities.receipts import TemporaryFailure
from activities.rendering import RenderPool
from engine.store.access import create_user
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.mail_tests import DEAD_AFTER, DELAYS, Finished, ask_for, colleague_at
from engine.store.reading.mail_tests import MailTestDetail, get_mail_test
from tests.calling.parts import local_calls
from tests.mail.test_message import received
from tests.workflow.transports import Accepting, Away, DyingAfterwards, Refusing

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BY = Actor("maya@example.com")


class House:
    """A database with one test mail that waits, and whoever hands it over."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW

    async def ask(self) -> "House":
        async with self.database.transaction() as session:
            await create_user(session, email="maya@example.com", name="Maya", by=BY)
            mail = Finished(
                from_name="Priya",
                reply_to="priya@example.com",
                shown_for="Ada at Acme",
                journey="Hello",
                subject="[Test] Hi",
                text="Hi",
                html="<p>Hi</p>",
            )
            to = await colleague_at(session, "maya@example.com")
            self.id = await ask_for(session, mail, to, by=BY, now=NOW)
        return self

    def worker(self, mail: MailTransport) -> MailTests:
        return MailTests(
            Ports(
                database=self.database,
                mail=mail,
                calls=local_calls(),
                renderer=RenderPool(processes=1),
                organization=Organization(
                    "Northwind", "UTC", "success@northwind.test", "https://o.test"
                ),
                secret_key=b"",
                clock=lambda: self.now,
            )
        )

    async def found(self) -> MailTestDetail:
        async with self.database.transaction() as session:
            return await get_mail_test(session, self.id)


@pytest.fixture
async def house(database: Database) -> House:
    return await House(database).ask()


async def test_a_mail_is_handed_over_once(house: House) -> None:
    taken = Accepting()
    worker = house.worker(taken)
    assert [await worker.hand_over(), await worker.hand_over()] == [1, 0]
    (mail,) = taken.accepted
    read = received(mail)
    assert read["Subject"] == "[Test] Hi"
    assert read["X-Onward-Test"] == "yes"
    assert read["From"] == "Priya <success@northwind.test>"
    assert read["To"] == "Maya <maya@example.com>"
    assert read["Reply-To"] == "priya@example.com"
    assert read["List-Unsubscribe"] is None
    found = await house.found()
    assert (found.mail.status, found.provider_response, found.attempts) == (
        "sent",
        "250 accepted",
        1,
    )
    assert found.mail.sent_at == NOW


async def test_a_refusal_is_final_and_says_why(house: House) -> None:
    worker = house.worker(Refusing())
    assert [await worker.hand_over(), await worker.hand_over()] == [1, 0]
    found = await house.found()
    assert (found.mail.status, found.mail.reason) == ("failed", "550 No such user here.")


async def test_a_server_that_is_away_is_tried_again_and_then_given_up(house: House) -> None:
    away = Away()
    worker = house.worker(away)
    await worker.hand_over()
    assert (await house.found()).mail.status == "queued"
    assert await worker.hand_over() == 0
    for delay in DELAYS:
        house.now += delay
        assert await worker.hand_over() == 1
    found = await house.found()
    assert (found.mail.status, found.mail.reason) == ("failed", "The mail server does not answer.")
    house.now += timedelta(days=1)
    assert await worker.hand_over() == 0


async def test_it_goes_out_when_the_server_is_back(house: House) -> None:
    away = Away(TemporaryFailure("Busy.", timedelta(minutes=5)))
    worker = house.worker(away)
    await worker.hand_over()
    away.why = None
    house.now += timedelta(minutes=4)
    assert await worker.hand_over() == 0
    house.now += timedelta(minutes=1)
    assert await worker.hand_over() == 1
    found = await house.found()
    assert (found.mail.status, found.mail.reason, len(away.accepted)) == ("sent", None, 1)


async def test_who_dies_in_the_middle_leaves_it_to_others_who_send_the_very_same(
    house: House,
) -> None:
    """**Invariant:** a test mail is not lost, and a second copy is known by its Message-ID."""
    dying = DyingAfterwards()
    with pytest.raises(RuntimeError):
        await house.worker(dying).hand_over()
    other = Accepting()
    assert await house.worker(other).hand_over() == 0
    house.now += DEAD_AFTER
    assert await house.worker(other).hand_over() == 1
    assert received(other.accepted[0]).as_bytes() == received(dying.accepted[0]).as_bytes()
    assert replace(other.accepted[0]) == dying.accepted[0]
