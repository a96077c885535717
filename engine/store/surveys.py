"""What contacts answer to surveys: the first answer counts, and may be changed afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Invalid, NotFound
from engine.facts import SURVEY_ANSWERED
from engine.store.internal import internal_event
from engine.store.outbox import wake
from engine.store.tables import Journey, Message, SurveyResponse
from engine.surveys import AnswerKind, Scale, answer_kind, scale_of
from engine.templates.scale import question_in


@dataclass(frozen=True)
class Asked:
    """A survey as it was sent to one contact, and what they said to it so far."""

    message_id: UUID
    contact_id: UUID | None
    """Whom it was sent to. None: nobody who is known."""
    question: str | None
    """What the mail says above its scale, in plain text; else its subject, or the title in the
    product."""
    scale: Scale
    score: int | None
    comment: str | None


async def survey_asked(session: AsyncSession, message_id: UUID) -> Asked | None:
    """The survey this message is. None: there is no such message, or it is no survey."""
    found = await session.get(Message, message_id)
    kind = _kind(found) if found else None
    if found is None or kind is None:
        return None
    said = await session.get(SurveyResponse, message_id)
    return Asked(
        message_id,
        found.contact_id,
        question_in(found.text or "") or found.subject,
        scale_of(kind),
        said.score if said else None,
        said.comment if said else None,
    )


async def answer_survey(
    session: AsyncSession, message_id: UUID, score: int, comment: str | None, *, now: datetime
) -> None:
    """Keep what a contact answered, and tell whoever listens of the first time they did.

    A later answer replaces score and comment, and steers nothing any more. Of a test run only the
    test hears. Raises NotFound where no such survey was sent, and Invalid for a score off the
    scale.
    """
    # Two presses of the button at once come one after the other.
    found = await session.exec(select(Message).where(Message.id == message_id).with_for_update())
    message = found.first()
    kind = _kind(message) if message else None
    if message is None or kind is None:
        raise NotFound(f"There is no survey {message_id}.")
    try:
        answer_kind(kind, score)
    except ValueError as error:
        raise Invalid(str(error), code="score_off_scale") from error
    said = await session.get(SurveyResponse, message_id)
    if said is not None:
        _change(said, score, comment, now)
        return
    session.add(
        SurveyResponse(
            message_id=message_id,
            contact_id=message.contact_id,
            account_id=message.account_id,
            kind=kind,
            score=score,
            first_score=score,
            comment=comment,
            answered_at=now,
        )
    )
    if message.is_test:
        await wake(session, [message.enrollment_id], f"survey/{message_id}", now)
    else:
        await _tell(session, message, {"kind": kind, "score": score, "comment": comment}, now)


async def survey_answer(
    session: AsyncSession, message_id: UUID
) -> tuple[AnswerKind, datetime] | None:
    """Which outlet the first answer to a survey leads to, and when it came, real time.

    None: there is none yet.
    """
    found = await session.exec(
        select(SurveyResponse).where(SurveyResponse.message_id == message_id)
    )
    return _outlet(found.first())


async def survey_answer_of(
    session: AsyncSession, enrollment_id: UUID, step: str, visit: int
) -> tuple[AnswerKind, datetime] | None:
    """As `survey_answer`, for whoever knows the step and not to whom it was sent."""
    found = await session.exec(
        select(SurveyResponse)
        .join(Message, col(Message.id) == col(SurveyResponse.message_id))
        .where(Message.enrollment_id == enrollment_id, Message.step == step, Message.visit == visit)
        .order_by(col(SurveyResponse.answered_at))
        .limit(1)
    )
    return _outlet(found.first())


def _outlet(said: SurveyResponse | None) -> tuple[AnswerKind, datetime] | None:
    return (answer_kind(said.kind, said.first_score), said.answered_at) if said else None


def _kind(message: Message) -> str | None:
    survey = message.content.get("survey")
    kind = survey.get("kind") if isinstance(survey, dict) else None
    return kind if isinstance(kind, str) else None


def _change(said: SurveyResponse, score: int, comment: str | None, now: datetime) -> None:
    if (said.score, said.comment) != (score, comment):
        said.score, said.comment, said.changed_at = score, comment, now


async def _tell(
    session: AsyncSession, message: Message, said: dict[str, Any], now: datetime
) -> None:
    journey = await session.get_one(Journey, message.journey_id)
    await internal_event(
        session,
        name=SURVEY_ANSWERED,
        account_id=message.account_id,
        contact_id=message.contact_id,
        properties={
            "message_id": str(message.id),
            **said,
            "answer": answer_kind(said["kind"], said["score"]),
            "step": message.step,
            "journey": journey.key,
        },
        changed=(),
        now=now,
        key=f"survey/{message.id}",
    )
