"""What a journey asks for, step by step. Pure: no clock, no store, no network.

    effect = effect_of(journey, position, zone)      what standing here calls for
    position = advance(journey, position, outcome, now)   where its outcome leads

Every driver, such as the activity in production or the simulator, is a loop over these two.
Times are on the journey's own clock, aware UTC.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, assert_never
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    ByDate,
    EmailStep,
    EnrollStep,
    ExitStep,
    GoToStep,
    InAppStep,
    Limit,
    NotifyStep,
    SplitStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    UpdateStep,
    WaitStep,
    WebhookStep,
    links,
)
from engine.definition.times import DayOfJourney
from engine.effects import (
    Answered,
    Ask,
    Asked,
    Awaited,
    Call,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Done,
    Draw,
    Effect,
    Enroll,
    Finish,
    GoOn,
    Happened,
    Missed,
    Outcome,
    Passed,
    PassOver,
    Reminded,
    SurveyAnswer,
    TaskAnswer,
    Update,
    Wait,
)
from engine.errors import BrokenJourney
from engine.reckoning import Freeze, after_thaw, day_after_thaw, end_of, moment_of, next_time
from engine.sentences.words import step_title

END = "end"
"""By this way an exit is left; it leads nowhere."""


class Position(BaseModel):
    """Where an enrollment stands. All that `effect_of` needs to know of its past."""

    model_config = ConfigDict(frozen=True)

    step: StepId
    visit: int = 1
    """The how-manyth time it stands at this step."""
    visits: Mapping[StepId, int] = Field(default_factory=dict)
    """How often each step was entered, this one included."""
    enrolled_at: AwareDatetime
    entered_at: AwareDatetime
    """When it came to this step: see `advance`."""
    after_event: int | None = None
    """The event that led here, if one did: of others at that instant, later ones still count."""
    asked_at: AwareDatetime | None = None
    """When the task or survey of this step was handed over, once it waits for the answer."""
    reminded: bool = False
    """Whether the survey of this step has been asked once more, if it was to be."""
    done: frozenset[StepId] = frozenset()
    """Steps done before the journey was changed under the customer, and not to be done again when
    they come by next."""

    def come_to(
        self,
        target: StepId,
        at: datetime,
        *,
        done: frozenset[StepId],
        after_event: int | None = None,
    ) -> "Position":
        """At that step from then on, with nothing asked there yet. Once more, if it was there."""
        visit = self.visits.get(target, 0) + 1
        return self.model_copy(
            update={
                "step": target,
                "visit": visit,
                "visits": {**self.visits, target: visit},
                "entered_at": at,
                "after_event": after_event,
                "asked_at": None,
                "reminded": False,
                "done": done,
            }
        )


def begin(
    journey: Journey,
    enrolled_at: datetime,
    since: datetime | None = None,
    event: int | None = None,
) -> Position:
    """The position of a customer who enters at `enrolled_at`.

    `since` is when what let the customer in happened, if that was earlier: what happens from then
    on happens in the journey. `event` is that event's id.
    """
    return Position(
        step=journey.start,
        visits={journey.start: 1},
        enrolled_at=enrolled_at,
        entered_at=since or enrolled_at,
        after_event=event,
    )


def step_at(journey: Journey, step: StepId) -> Step:
    """The step called so. Raises BrokenJourney where there is none: nobody can publish that."""
    try:
        return journey.steps[step]
    except KeyError:
        raise BrokenJourney(f"Journey “{journey.journey}” has no step “{step}”.") from None


def effect_of(
    journey: Journey, position: Position, zone: str, freezes: Sequence[Freeze] = ()
) -> Effect:
    """What a customer at this position needs.

    `zone` is the customer's time zone, an IANA name; `freezes` are the times during which the
    journey was paused with its clock stopped.
    """
    step = step_at(journey, position.step)
    name, visit = position.step, position.visit
    if position.step in position.done:
        return _once_more(position, step)
    match step:
        case WaitStep():
            return _wait(position, step, zone, freezes)
        case SurveyStep() if position.asked_at is not None:
            return _answer_to_survey(position, step, zone, freezes)
        case EmailStep() | InAppStep() | SurveyStep():
            return Deliver(name, visit, step)
        case TaskStep() | ApproveStep() if position.asked_at is not None:
            return Wait(name, position.entered_at, None, TaskAnswer(visit, step))
        case TaskStep() | ApproveStep():
            return Ask(name, visit, step)
        case WebhookStep() | NotifyStep():
            return Call(name, visit, step)
        case UpdateStep():
            return Update(name, visit, step)
        case EnrollStep():
            return Enroll(name, visit, step)
        case BranchStep():
            return Decide(name, step)
        case SplitStep():
            return Draw(name, step)
        case GoToStep():
            return GoOn(name, step.to)
        case ExitStep():
            return Finish(step.outcome, f"Reached the end, “{step_title(journey, name)}”.")
        case _:
            assert_never(step)


def waits_for_answer(step: Step) -> bool:
    """Whether the step, once it has reached somebody, waits for what they say."""
    return isinstance(step, SurveyStep | ApproveStep) or (
        isinstance(step, TaskStep) and step.outcomes is not None
    )


def reaches_out(step: Step) -> bool:
    """Whether the step has an effect outside the journey, so that doing it twice would be seen."""
    return not isinstance(step, WaitStep | BranchStep | SplitStep | GoToStep | ExitStep)


def _once_more(position: Position, step: Step) -> Effect:
    """A step that was done before the journey was changed: only its answer may still be open."""
    if isinstance(step, TaskStep | ApproveStep) and waits_for_answer(step):
        return Wait(position.step, position.entered_at, None, TaskAnswer(None, step))
    return PassOver(position.step)


def _answer_to_survey(
    position: Position, step: SurveyStep, zone: str, freezes: Sequence[Freeze]
) -> Wait:
    since = position.asked_at or position.entered_at
    until, by_date = _at_most(step.at_most, position, since, zone, freezes)
    remind_at = None
    if step.remind is not None and not position.reminded:
        remind_at = after_thaw(since, step.remind.after, zone, freezes)
    answer = SurveyAnswer(position.visit, step, remind_at)
    return Wait(position.step, since, until, answer, by_date=by_date)


def _wait(position: Position, step: WaitStep, zone: str, freezes: Sequence[Freeze]) -> Wait:
    since, enrolled_at = position.entered_at, position.enrolled_at
    awaited: Awaited | None = None
    until, by_date = _at_most(step.at_most, position, since, zone, freezes)
    match step.until:
        case DayOfJourney():
            until = day_after_thaw(enrolled_at, step.until, zone, freezes)
        case UntilTime():
            until = next_time(step.until, since, zone)
        case UntilEvent() | UntilCondition() | UntilDate():
            awaited = step.until
        case None if step.for_ is not None:
            until = after_thaw(since, step.for_, zone, freezes)
        case None:
            raise BrokenJourney(f"The wait “{position.step}” has nothing to wait for.")
    return Wait(position.step, since, until, awaited, position.after_event, by_date)


def _at_most(
    limit: Limit | None, position: Position, since: datetime, zone: str, freezes: Sequence[Freeze]
) -> tuple[datetime | None, ByDate | None]:
    """When a limit ends what began at `since`, or by which date of the customer's own."""
    if limit is None or isinstance(limit, ByDate):
        return None, limit
    enrolled_at = position.enrolled_at
    end = end_of(limit, enrolled_at=enrolled_at, since=since, zone=zone, freezes=freezes)
    return end, None


def ending_by_date(wait: Wait, value_of: Callable[[str], Any], zone: str) -> Wait:
    """The wait with the end that a date of the customer's own sets it, if one does. `value_of` says
    what a trait is now; while it is no date, the wait has no end."""
    if wait.by_date is None:
        return wait
    value = value_of(wait.by_date.date.trait)
    return replace(wait, until=moment_of(wait.by_date, value, zone))


def coming_of_date(
    wait: Wait, wanted: UntilDate, moment: datetime | None, known_since: datetime
) -> Passed | Missed | None:
    """What comes of a wait for a date, and when, if the date and the end of the wait stay as they
    are. `moment` is when the date comes, `known_since` since when the customer has been here and it
    has been known. None: it waits until the date is known."""
    ends = wait.until
    if moment is None or (ends is not None and ends < moment):
        return None if ends is None else Passed(max(wait.since, ends))
    if ends is not None and ends < known_since:
        return Passed(max(wait.since, ends))
    if wanted.passed == "skip" and moment < known_since:
        return Missed(known_since)
    return Passed(max(moment, known_since), early=True)


def drawn(journey: Journey, step: StepId, split: SplitStep, who: UUID) -> str:
    """The way of a split that falls to an account, or to a contact without one.

    The same for the same account whenever and wherever it is asked, in proportion to the weights
    over many of them.
    """
    digest = blake2b(f"split/{journey.journey}/{step}/{who}".encode(), digest_size=8).digest()
    point = int.from_bytes(digest, "big") % sum(way.weight for way in split.ways)
    for way in split.ways:
        point -= way.weight
        if point < 0:
            return way.id
    raise AssertionError("the weights add up")


def advance(journey: Journey, position: Position, outcome: Outcome, now: datetime) -> Position:
    """The position an outcome leads to.

    It is entered when the outcome came about, which for what was waited for is not `now` but when
    it happened: a journey looked at late, or at two events in one go, leaves the same trace as one
    looked at without end. A step that reached somebody and waits for their answer is not left yet.
    """
    outlet = outlet_of(journey, position, outcome)
    if isinstance(outcome, Reminded):
        return position.model_copy(update={"reminded": True})
    if outlet is None:
        return position.model_copy(update={"asked_at": now})
    target = links(step_at(journey, position.step))[outlet]
    step_at(journey, target)
    return position.come_to(
        target,
        _moment(position, outcome, now),
        done=position.done - {position.step},
        after_event=_event(position, outcome),
    )


def outlet_of(journey: Journey, position: Position, outcome: Outcome) -> str | None:
    """The way out of the step that an outcome leads by. None: it is not left yet."""
    step = step_at(journey, position.step)
    if _is_asked(step, outcome):
        return None
    outlets = links(step)
    name = _outlet_called(outlets, outcome)
    if name not in outlets:
        raise BrokenJourney(f"Step “{position.step}” has no way out for “{name}”.")
    return name


def _is_asked(step: Step, outcome: Outcome) -> bool:
    match outcome:
        case Delivered(fate="sent") | Asked(skipped=False):
            return waits_for_answer(step)
        case Reminded():
            return True
        case _:
            return False


def _moment(position: Position, outcome: Outcome, now: datetime) -> datetime:
    match outcome:
        case Happened() | Passed() | Missed() | Answered():
            return outcome.at
        case Chosen():
            return position.entered_at
        case Done():
            return position.entered_at
        case Delivered() | Asked() | Reminded():
            return now
        case _:
            assert_never(outcome)


def _event(position: Position, outcome: Outcome) -> int | None:
    match outcome:
        case Happened(event_id=event_id):
            return event_id
        case Chosen() | Done():
            return position.after_event
        case _:
            return None


def _outlet_called(outlets: Mapping[str, StepId], outcome: Outcome) -> str:
    match outcome:
        case Delivered(fate=name) | Answered(outlet=name):
            return name if name in outlets else "next"
        case Reminded():
            return "next"
        case Asked():
            return "skipped" if outcome.skipped and "skipped" in outlets else "next"
        case Done():
            return "next" if "next" in outlets else next(iter(outlets), "next")
        case Chosen():
            return outcome.case
        case Happened():
            return "happened"
        case Passed():
            late = "happened" in outlets or "timeout" in outlets
            return "timeout" if late and not outcome.early else "next"
        case Missed():
            return "passed" if "passed" in outlets else "next"
        case _:
            assert_never(outcome)
