"""What a contact said to a survey, as colleagues read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import SurveyResponse
from engine.surveys import AnswerKind, answer_kind, scale_of


@dataclass(frozen=True)
class SurveyAnswer:
    score: int
    """As it is now."""
    highest: int
    """The best score there is."""
    first_score: int
    """What they said first, by which the journey went."""
    answer: AnswerKind
    """Of the first score."""
    comment: str | None
    answered_at: datetime
    changed_at: datetime | None
    """When it was last changed after it was first given. Null: never."""


async def survey_answer_to(session: AsyncSession, message_id: UUID) -> SurveyAnswer | None:
    """None: it is no survey, or nobody has answered."""
    said = await session.get(SurveyResponse, message_id)
    if said is None:
        return None
    return SurveyAnswer(
        said.score,
        scale_of(said.kind).highest,
        said.first_score,
        answer_kind(said.kind, said.first_score),
        said.comment,
        said.answered_at,
        said.changed_at,
    )
