"""Journeys in two versions, and a customer who goes through one of them as time or luck has it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.definition.journey import Journey
from engine.definition.steps import UntilEvent, links
from engine.effects import (
    Answered,
    Ask,
    Asked,
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
    Outcome,
    Passed,
    PassOver,
    SurveyAnswer,
    TaskAnswer,
    Update,
    Wait,
)
from engine.interpreter import Position, advance, begin, effect_of

ENTERED = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
LATER = ENTERED + timedelta(days=10)
DONE: dict[str, Any] = {"type": "exit"}


def journey(steps: Mapping[str, Any], *, start: str | None = None, **more: Any) -> Journey:
    """Begins at the first step, and always has an exit `done`."""
    return Journey.model_validate(
        {
            "journey": "in-flight",
            "name": "In flight",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": start or next(iter(steps)),
            "steps": {**steps, "done": DONE},
            **more,
        }
    )


def email(following: str = "done") -> dict[str, Any]:
    return {"type": "email", "template": "hello", "next": following}


def wait(following: str = "done", time: str = "7d") -> dict[str, Any]:
    return {"type": "wait", "for": time, "next": following}


Choose = Callable[[Position, list[Outcome]], Outcome | None]
"""Which of the outcomes there may be comes about. None: nobody looks any further."""


def first(position: Position, outcomes: list[Outcome]) -> Outcome | None:
    return outcomes[0]


def follow(
    whole: Journey, position: Position | None = None, choose: Choose = first, most: int = 60
) -> tuple[Position, list[str]]:
    """Go on for so many steps, or until it is over. Returns where that is, and what reached out."""
    here = position or begin(whole, ENTERED)
    reached: list[str] = []
    for _ in range(most):
        effect = effect_of(whole, here, "UTC")
        outcome = choose(here, outcomes(whole, effect))
        if isinstance(effect, Finish) or outcome is None:
            break
        if isinstance(effect, Deliver | Ask | Call | Update | Enroll):
            reached.append(here.step)
        here = advance(whole, here, outcome, here.entered_at)
    return here, reached


def until(step: str, visit: int = 1) -> Choose:
    """Nobody looks any further once the customer has come to a step."""

    def choose(position: Position, outcomes: list[Outcome]) -> Outcome | None:
        there = position.step == step and position.visits[step] >= visit
        return None if there else outcomes[0]

    return choose


def outcomes(whole: Journey, effect: Effect) -> list[Outcome]:
    """Whatever may come of an effect, what time alone brings first."""
    match effect:
        case Wait(awaited=TaskAnswer(task=task)):
            return [Answered(outlet, effect.since) for outlet in _answers(links(task))]
        case Wait(awaited=SurveyAnswer()):
            return [Answered("no_answer", effect.since), Answered("promoter", effect.since)]
        case Wait(awaited=UntilEvent()):
            happened = Happened(1, effect.since + timedelta(hours=1))
            return [Passed(effect.until), happened] if effect.until else [happened]
        case Wait():
            return [Passed(effect.until or effect.since)]
        case Decide(step=step) | Draw(step=step):
            return [Chosen(way) for way in links(whole.steps[step])]
        case Ask(step=step):
            ways = links(whole.steps[step])
            return [Asked(), Asked(skipped=True)] if "next" in ways else [Asked()]
        case Deliver() | Call():
            return [Delivered("sent"), Delivered("skipped"), Delivered("failed")]
        case Update() | Enroll() | PassOver() | GoOn():
            return [Done()]
        case Finish():
            return [Done()]


def _answers(outlets: Mapping[str, str]) -> list[str]:
    return [name for name in outlets if name not in ("skipped", "next")] or ["next"]
