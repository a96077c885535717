"""Answers to surveys and marks of messages: kept once, told once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from engine.errors import Conflict, Invalid, NotFound
from engine.store.enrolling import Enrolled
from engine.store.marks import mark_message
from engine.store.surveys import answer_survey, survey_answer, survey_answer_of, survey_asked
from engine.store.tables import Event, Message, SurveyResponse
from tests.store.test_tasks import JOURNEY
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


async def sent(world: World, **values: object) -> tuple[Customer, UUID]:
    """A customer and an NPS survey that was sent to them."""
    journey, customer = await world.publish(JOURNEY), await world.customer()
    made = await world.enroll(journey, customer, NOW)
    assert isinstance(made, Enrolled)
    enrollment = await world.enrollment(customer)
    message = Message(
        id=uuid4(),
        enrollment_id=enrollment.id,
        journey_id=enrollment.journey_id,
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        step="nps",
        visit=1,
        channel="email",
        template="nps",
        topic="once",
        **{  # type: ignore[arg-type]
            "status": "sent",
            "sent_at": NOW,
            "content": {"survey": {"kind": "nps"}},
            **values,
        },
    )
    async with world.database.transaction() as session:
        session.add(message)
    return customer, message.id


async def answer(
    world: World, message: UUID, score: int, comment: str | None = None, at: datetime = LATER
) -> None:
    async with world.database.transaction() as session:
        await answer_survey(session, message, score, comment, now=at)


async def events(world: World) -> Sequence[Event]:
    async with world.database.transaction() as session:
        return (await session.exec(select(Event))).all()


async def test_an_answer_is_kept_and_told(world: World) -> None:
    customer, message = await sent(world)
    await answer(world, message, 9, "Fast!")
    async with world.database.transaction() as session:
        assert await survey_answer(session, message) == ("promoter", LATER)
        enrollment = await world.enrollment(customer)
        assert await survey_answer_of(session, enrollment.id, "nps", 1) == ("promoter", LATER)
        assert await survey_answer_of(session, enrollment.id, "nps", 2) is None
    [event] = await events(world)
    assert (event.name, event.account_id) == ("Survey Answered", customer.account_id)
    assert event.contact_id == customer.contact_id
    assert event.properties == {
        "message_id": str(message),
        "kind": "nps",
        "score": 9,
        "comment": "Fast!",
        "answer": "promoter",
        "step": "nps",
        "journey": "once",
    }


async def test_the_first_answer_steers_and_a_later_one_is_kept_beside_it(world: World) -> None:
    _, message = await sent(world)
    await answer(world, message, 9, at=NOW)
    await answer(world, message, 3, "It broke.")
    async with world.database.transaction() as session:
        assert await survey_answer(session, message) == ("promoter", NOW)
        kept = await session.get_one(SurveyResponse, message)
    assert (kept.score, kept.first_score, kept.comment) == (3, 9, "It broke.")
    assert (kept.answered_at, kept.changed_at) == (NOW, LATER)
    assert len(await events(world)) == 1


async def test_saying_the_same_again_changes_nothing(world: World) -> None:
    _, message = await sent(world)
    await answer(world, message, 9, at=NOW)
    await answer(world, message, 9)
    async with world.database.transaction() as session:
        assert (await session.get_one(SurveyResponse, message)).changed_at is None


async def test_a_score_off_the_scale_is_refused(world: World) -> None:
    _, message = await sent(world)
    with pytest.raises(Invalid, match="from 0 to 10, not 11"):
        await answer(world, message, 11)
    assert await events(world) == []


async def test_what_is_no_survey_takes_no_answer(world: World) -> None:
    _, message = await sent(world, content={})
    with pytest.raises(NotFound):
        await answer(world, message, 9)
    async with world.database.transaction() as session:
        assert await survey_asked(session, message) is None
        assert await survey_asked(session, uuid4()) is None


async def test_of_a_test_run_only_the_test_hears(world: World) -> None:
    _, message = await sent(world, is_test=True)
    await answer(world, message, 9)
    assert await events(world) == []
    assert [wake.cause for wake in await world.wakes()] == [f"survey/{message}"]


async def test_a_mark_is_told_once_and_never_before_the_sending(world: World) -> None:
    customer, message = await sent(world)
    for at in (NOW - timedelta(hours=1), LATER):
        async with world.database.transaction() as session:
            news = await mark_message(session, message, "opened", at=at, now=LATER)
        assert news is (at < NOW)
    [event] = await events(world)
    assert (event.name, event.contact_id) == ("Message Opened", customer.contact_id)
    assert event.occurred_at == NOW
    assert event.properties == {"message_id": str(message), "step": "nps", "journey": "once"}


async def test_a_mark_of_a_test_run_is_none_of_the_customers(world: World) -> None:
    """**How it would break:** a tester clicks, and a journey for those who click begins for the
    customer in whose place they got the mail."""
    _, message = await sent(world, is_test=True)
    async with world.database.transaction() as session:
        assert await mark_message(session, message, "clicked", at=None, now=LATER)
    [event] = await events(world)
    assert (event.account_id, event.contact_id) == (None, None)
    assert [wake.cause for wake in await world.wakes()] == [f"mark/{message}/clicked"]


async def test_what_was_not_sent_has_no_marks(world: World) -> None:
    _, message = await sent(world, status="skipped", sent_at=None)
    async with world.database.transaction() as session:
        with pytest.raises(Conflict, match="was not sent: it is skipped"):
            await mark_message(session, message, "opened", at=None, now=LATER)
        with pytest.raises(NotFound):
            await mark_message(session, uuid4(), "opened", at=None, now=LATER)
