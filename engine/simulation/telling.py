"""What happens beside the journey, told as it is told for real: by an event."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.definition.journey import Journey
from engine.definition.steps import SurveyStep
from engine.facts import MARK_EVENTS, SEGMENT_ENTERED, SEGMENT_LEFT, SURVEY_ANSWERED
from engine.listening import segment_path
from engine.simulation.happenings import Event, MessageMarked, SegmentChanged, SurveyAnswered
from engine.simulation.runs import Letter
from engine.surveys import answer_kind


def told_of_segment(happening: SegmentChanged, subject: UUID | None) -> Event:
    """`subject` is the contact of a contact's journey, else None."""
    name = SEGMENT_ENTERED if happening.member else SEGMENT_LEFT
    changes = {segment_path(happening.segment): happening.member}
    return Event(happening.at, name, {"segment": happening.segment}, subject, changes)


def told_of_mark(journey: Journey, letter: Letter, happening: MessageMarked) -> Event:
    """A message was opened, clicked and so on."""
    return _told(journey, letter, happening, MARK_EVENTS[happening.mark], {})


def told_of_answer(journey: Journey, letter: Letter, happening: SurveyAnswered) -> Event | None:
    """None: the score is off the scale, and would not be taken."""
    step = journey.steps[happening.step]
    if not isinstance(step, SurveyStep):
        return None
    try:
        answer = answer_kind(step.kind, happening.score)
    except ValueError:
        return None
    said = {"kind": step.kind, "score": happening.score, "comment": None, "answer": answer}
    return _told(journey, letter, happening, SURVEY_ANSWERED, said)


def _told(
    journey: Journey,
    letter: Letter,
    happening: MessageMarked | SurveyAnswered,
    name: str,
    said: Mapping[str, Any],
) -> Event:
    about = {"step": happening.step, "journey": journey.journey}
    properties = {"message_id": letter.told_as, **said, **about}
    return Event(max(happening.at, letter.at), name, properties, letter.contact)
