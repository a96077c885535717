"""What may come next for a customer: for what they will wake, and what they listen for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    ByDate,
    MovingDate,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    WaitStep,
    links,
)
from engine.effects import SurveyAnswer, TaskAnswer, Wait
from engine.facts import SURVEY_ANSWERED
from engine.interpreter import Position, effect_of, ending_by_date
from engine.listening import event_key, first_level, keys_asked, standing_conditions, trait_key
from engine.reckoning import Freeze
from engine.sentences import (
    NO_NAMES,
    Names,
    condition_sentence,
    exit_sentences,
    goal_sentence,
    say,
    step_title,
)
from engine.sentences.people import by_whom
from engine.sentences.words import Piece, trait_in_words

_CLOSE = timedelta(seconds=1)


@dataclass(frozen=True)
class Listening:
    """Something that may lead a customer on, or out, as soon as it comes about."""

    what: Literal["step", "goal", "exit"]
    words: str
    keys: Sequence[str]
    """What it is heard by: `event:Project Created`, `trait:account.status`."""


def listening(
    journey: Journey, position: Position, *, goal_met: bool = False, names: Names = NO_NAMES
) -> list[Listening]:
    """What they listen for, the step they stand at first. A change of their time zone, by which
    days and hours are reckoned anew, is left out."""
    found = list(_at_the_step(journey, position, names))
    goal = goal_sentence(journey, names)
    if journey.goal is not None and goal is not None and not goal_met:
        found.append(Listening("goal", f"The goal: {goal}.", _keys(journey.goal.when)))
    conditions = standing_conditions(journey)[1 if journey.goal else 0 :]
    for said, condition in zip(exit_sentences(journey, names), conditions, strict=False):
        found.append(
            Listening("exit", f"Leaves the journey {_lower(str(said))}.", _keys(condition))
        )
    return found


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _keys(condition: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys_asked(condition)))  # type: ignore[arg-type]


def _at_the_step(journey: Journey, position: Position, names: Names) -> Iterator[Listening]:
    step = journey.steps.get(position.step)

    def name_of(other: str) -> str:
        return step_title(journey, other)

    def leads(outlet: str) -> str:
        target = links(step).get(outlet) if step else None
        return f", which leads to “{name_of(target)}”" if target else ""

    match step:
        case WaitStep(until=UntilEvent(event=name, where=where) as until):
            pieces: list[Piece] = [f"“{name}”", by_whom(until)]
            if where is not None:
                pieces += [" (only if ", condition_sentence(where, name_of, names), ")"]
            keys = (event_key(name), *(_keys(where) if where is not None else ()))
            yield Listening("step", f"{say(*pieces)}{leads('happened')}.", keys)
        case WaitStep(until=UntilCondition(when=when)):
            said = condition_sentence(when, name_of, names)
            yield Listening("step", f"This to be so: {said}{leads('happened')}.", _keys(when))
        case WaitStep(until=UntilDate(date=moving)):
            named = trait_in_words(moving.trait)
            key = trait_key(first_level(moving.trait))
            yield Listening("step", f"A change of {named}, by which it is reckoned.", (key,))
        case SurveyStep() if position.asked_at is not None:
            yield Listening("step", "An answer to the survey.", (event_key(SURVEY_ANSWERED),))
        case TaskStep() | ApproveStep() if position.asked_at is not None:
            yield Listening("step", f"An answer to “{name_of(position.step)}”.", ())
        case _:
            pass
    match step:
        case WaitStep(at_most=ByDate(date=moving)):
            yield _change_of_limit(moving)
        case SurveyStep(at_most=ByDate(date=moving)) if position.asked_at is not None:
            yield _change_of_limit(moving)
        case _:
            pass


def _change_of_limit(moving: MovingDate) -> Listening:
    named, key = trait_in_words(moving.trait), trait_key(first_level(moving.trait))
    return Listening("step", f"A change of {named}, by which it ends at the latest.", (key,))


def wakes_for(
    journey: Journey,
    position: Position,
    zone: str,
    freezes: Sequence[Freeze],
    wakes_at: datetime,
    value_of: Callable[[str], Any],
) -> str:
    """What a customer wakes for at `wakes_at`, which is on the journey's clock, in a sentence.
    `value_of` says what a trait of theirs is."""
    step = journey.steps[position.step]
    effect = effect_of(journey, position, zone, freezes)
    if not isinstance(effect, Wait):
        return "It may go out from then on."
    effect = ending_by_date(effect, value_of, zone)
    if _before(wakes_at, effect.until):
        if isinstance(effect.awaited, UntilCondition):
            return "To look again whether it is so; time alone may have changed it by then."
        if isinstance(effect.awaited, SurveyAnswer) and effect.awaited.remind_at is not None:
            return "Whoever has not answered by then is asked once more."
        if not isinstance(effect.awaited, UntilDate | TaskAnswer):
            return "To look whether the goal, or a rule that ends the journey, holds by then."
    return _when_time_comes(journey, step, effect, wakes_at)


def _before(wakes_at: datetime, until: datetime | None) -> bool:
    return until is None or wakes_at < until - _CLOSE


def _when_time_comes(journey: Journey, step: Step, wait: Wait, wakes_at: datetime) -> str:
    ways = links(step)

    def to(*outlets: str) -> str:
        target = next((ways[each] for each in outlets if each in ways), None)
        return f" Goes on to “{step_title(journey, target)}”." if target else ""

    match wait.awaited:
        case None:
            return f"The wait is over then.{to('next')}"
        case UntilDate() if wait.until is None or _before(wakes_at, wait.until):
            return f"The day comes then.{to('next')}"
        case TaskAnswer(task=ApproveStep(silence=silence)):
            return f"Nobody has answered by then, so it is {silence}.{to(silence)}"
        case TaskAnswer():
            return f"It is overdue then.{to('overdue')}"
        case SurveyAnswer():
            return f"No answer is waited for any longer then.{to('no_answer', 'next')}"
        case _:
            return f"It is waited for no longer then.{to('timeout')}"
