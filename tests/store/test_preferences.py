"""What contacts want: said by topic and way, kept with its history, and followed at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from engine.consent import Consent, Refusal, Wish, may_be_asked_again
from engine.store.audit import Actor
from engine.store.consent import consent_of
from engine.store.database import Database, Session
from engine.store.merging import merge
from engine.store.preferences import (
    Said,
    choose,
    choose_nothing,
    pause,
    refuse,
    resubscribe,
    set_frequency,
    subscriber,
    unsubscribe,
    want,
)
from engine.store.tables import (
    AuditEntry,
    ConsentChange,
    Contact,
    Enrollment,
    Topic,
    WaitingTouch,
    Wake,
)
from tests.world import World

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
PAGE = Said("preferences", NOW)
WAITING = """
journey: waiting
name: Waiting
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""


@pytest.fixture
async def ada(database: Database) -> UUID:
    async with database.transaction() as session:
        contact = Contact(external_id="ada", email="ada@acme.test")
        session.add(contact)
        session.add(Topic(key="news", opt_in=True))
        session.add(Topic(key="invoices", transactional=True))
    return contact.id


async def history(session: Session, contact: UUID) -> list[tuple[str, str | None, str | None]]:
    rows = await session.exec(
        select(ConsentChange)
        .where(ConsentChange.contact_id == contact)
        .order_by(col(ConsentChange.id))
    )
    return [(row.change, row.topic, row.way) for row in rows]


def test_what_may_come() -> None:
    consent = Consent(
        refusals=frozenset({Refusal("tips")}),
        opt_in=frozenset({"news", "beta"}),
        wishes=frozenset({Wish("beta")}),
        transactional=frozenset({"invoices"}),
    )
    assert [
        consent.refuses(topic, "email") for topic in ("tips", "news", "beta", "onboarding")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert not consent.refuses("tips", "in_app")
    assert consent.refuses("beta", "in_app")
    everything = consent.refusing(Refusal("*"))
    assert everything.refuses("onboarding", "email")
    assert not everything.refuses("onboarding", "in_app")
    assert not everything.refuses("invoices", "email")


def test_why_nothing_comes_is_said_by_what_topics_are_called() -> None:
    consent = Consent(
        refusals=frozenset({Refusal("tips"), Refusal("offers")}),
        opt_in=frozenset({"news"}),
        titles={"tips": "Tips and tricks", "news": "What is new"},
    )
    assert consent.why_not("tips", "email") == "Unsubscribed from “Tips and tricks”."
    assert consent.why_not("offers", "email") == "Unsubscribed from “offers”."
    assert consent.why_not("news", "email") == "Nobody gets “What is new” who has not asked for it."


async def test_topics_are_called_as_they_are_described(database: Database) -> None:
    """**How it broke:** why a message was left out named the topic by its key."""
    async with database.transaction() as session:
        contact = Contact(external_id="ada", email="ada@example.com")
        session.add(contact)
        session.add(Topic(key="tips", words={"de": {"name": "Tipps"}, "en": {"name": "Tips"}}))
        session.add(Topic(key="news", words={"de": {"name": "Neues"}}))
        await session.flush()
        consent = await consent_of(session, contact.id, NOW)
    assert consent.titles == {"tips": "Tips", "news": "Neues"}


def test_a_pause_stops_all_but_the_service_itself_and_ends_by_itself() -> None:
    paused = Consent(transactional=frozenset({"invoices"}), paused_until=NOW)
    before = paused.at(NOW - timedelta(seconds=1))
    assert before.why_not("tips", "in_app") == "Wants to hear nothing until 4 May 2026."
    assert not before.refuses("invoices", "email")
    assert not paused.at(NOW).refuses("tips", "email")


def test_who_refused_is_left_alone_for_as_long_as_was_set() -> None:
    assert may_be_asked_again(NOW, timedelta(days=180)) == NOW + timedelta(days=180)
    assert may_be_asked_again(NOW, None) is None


async def test_one_topic_stops_by_one_way_and_nothing_else(database: Database, ada: UUID) -> None:
    async with database.transaction() as session:
        for _ in range(2):
            await unsubscribe(session, ada, "tips", via="one_click", now=NOW)
    async with database.transaction() as session:
        consent = await consent_of(session, ada, NOW)
        assert consent.refusals == {Refusal("tips", "email")}
        assert await history(session, ada) == [("refused", "tips", "email")]
        await resubscribe(session, ada, "tips", via="page", now=NOW)
        assert (await consent_of(session, ada, NOW)).refusals == frozenset()
        assert (await history(session, ada))[1:] == [("wanted", "tips", "email")]


async def test_choices_change_only_what_is_different(database: Database, ada: UUID) -> None:
    choices = {("tips", "email"): False, ("tips", "in_app"): True, ("news", "email"): True}
    async with database.transaction() as session:
        for _ in range(2):
            await choose(session, ada, {**choices, ("invoices", "email"): False}, PAGE)  # type: ignore[dict-item]
        consent = await consent_of(session, ada, NOW)
        assert consent.refusals == {Refusal("tips")}
        assert consent.wishes == {Wish("news")}
        assert await history(session, ada) == [
            ("refused", "tips", "email"),
            ("wanted", "news", "email"),
        ]
        await refuse(session, ada, "news", "email", PAGE)
        assert (await consent_of(session, ada, NOW)).refuses("news", "email")


async def test_nothing_at_all_keeps_what_was_chosen_by_topic(database: Database, ada: UUID) -> None:
    async with database.transaction() as session:
        await refuse(session, ada, "tips", "email", PAGE)
        await choose_nothing(session, ada, True, PAGE)
        assert (await consent_of(session, ada, NOW)).refuses("onboarding", "in_app")
        await choose_nothing(session, ada, False, PAGE)
        assert (await consent_of(session, ada, NOW)).refusals == {Refusal("tips")}


async def test_how_often_and_a_pause(database: Database, ada: UUID) -> None:
    until = NOW + timedelta(days=30)
    async with database.transaction() as session:
        for _ in range(2):
            await set_frequency(session, ada, 2, PAGE)
            await pause(session, ada, until, PAGE)
        await session.flush()
        consent = await consent_of(session, ada, NOW)
        assert (consent.most_per_week, consent.paused_until) == (2, until)
        assert (await consent_of(session, ada, until)).paused_until is None
        await pause(session, ada, None, PAGE)
        assert [change for change, _, _ in await history(session, ada)] == [
            "frequency",
            "paused",
            "resumed",
        ]


async def test_what_a_csm_changes_says_who_and_why_and_is_audited(
    database: Database, ada: UUID
) -> None:
    said = Said("csm", NOW, Actor("maya@example.com"), "She said so on the phone")
    async with database.transaction() as session:
        await refuse(session, ada, "tips", "email", said)
        await session.flush()
        row = (await session.exec(select(ConsentChange))).one()
        assert (row.by, row.reason) == ("maya@example.com", "She said so on the phone")
        audited = (await session.exec(select(AuditEntry))).one()
        assert (audited.action, audited.object_id) == ("contact.preferences", str(ada))


@pytest.mark.parametrize("whose", ["their own", "of their account"])
async def test_what_was_put_off_is_decided_about_again_once_they_refuse(
    world: World, whose: str
) -> None:
    journey, acme = await world.publish(WAITING), await world.customer()
    await world.enroll(journey, acme, NOW)
    enrollment = await world.enrollment(acme)
    await world.change(Enrollment, enrollment.id, status="running", current_step="hello")
    waits = WaitingTouch(
        enrollment_id=enrollment.id,
        whose=acme.contact_id if whose == "their own" else enrollment.id,
        journey_id=enrollment.journey_id,
        contact_id=acme.contact_id if whose == "their own" else None,
        account_id=acme.account_id,
        step="hello", visit=1, kind="email", topic="tips", priority=1, code="x", reason="x",
        asked_at=NOW, due_at=NOW,
    )  # fmt: skip
    async with world.database.transaction() as session:
        session.add(waits)
    async with world.database.transaction() as session:
        await refuse(session, acme.contact_id, "tips", "email", PAGE)
        await refuse(session, acme.contact_id, "tips", "email", PAGE)
    async with world.database.transaction() as session:
        assert list(await session.exec(select(Wake.enrollment_id))) == [enrollment.id]


async def test_a_merge_keeps_every_refusal_and_the_history(database: Database, ada: UUID) -> None:
    async with database.transaction() as session:
        nameless = Contact()
        session.add(nameless)
        await session.flush()
        await refuse(session, nameless.id, "news", "email", PAGE)
        await want(session, ada, "news", "email", PAGE)
        await set_frequency(session, nameless.id, 1, PAGE)
        await set_frequency(session, ada, 3, PAGE)
        await session.flush()
        await merge(session, nameless.id, ada, NOW)
    async with database.transaction() as session:
        consent = await consent_of(session, ada, NOW)
        assert consent.refusals == {Refusal("news")}
        assert consent.wishes == frozenset()
        assert consent.most_per_week == 1
        assert len(await history(session, ada)) == 4
        assert await subscriber(session, nameless.id) == ada
