"""How a customer rests once moved, as far as that can be said without looking anything up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.clock import JourneyClock, in_words
from engine.definition.journey import Journey
from engine.definition.steps import WaitStep
from engine.effects import Wait
from engine.interpreter import Position, effect_of
from engine.listening import standing_conditions
from engine.reckoning import Freeze


@dataclass(frozen=True)
class Standing:
    """What is shown of a rest."""

    waiting_for: str | None
    """None: nobody has looked yet."""
    wakes_at: datetime | None
    """Real time."""


@dataclass(frozen=True)
class Stand:
    """A position in a version, and the clock it is reckoned by."""

    journey: Journey
    position: Position
    clock: JourneyClock
    zone: str
    freezes: Sequence[Freeze] = ()

    def time_alone(self) -> tuple[datetime, str] | None:
        """When, in real time, and in words, the customer goes on, where only time is waited for."""
        effect = effect_of(self.journey, self.position, self.zone, self.freezes)
        if not isinstance(effect, Wait) or effect.awaited is not None or effect.until is None:
            return None
        return self.clock.real_time(effect.until), in_words(effect.until, self.zone)


def asleep(before: Stand, after: Stand, standing: Standing, now: datetime) -> Standing | None:
    """How a customer who slept as `standing` sleeps on. None: somebody must look at once.

    Somebody must when there may be something to do now, when they would wake too late, and
    whenever more than the time decides.
    """
    if _standing_conditions(before.journey) != _standing_conditions(after.journey):
        return None
    if _same_wait(before, after):
        return standing
    was, becomes = before.time_alone(), after.time_alone()
    if was is None or becomes is None or standing.wakes_at != was[0]:
        return None
    wakes_at, words = becomes
    return Standing(words, wakes_at) if wakes_at >= max(was[0], now) else None


def _same_wait(before: Stand, after: Stand) -> bool:
    here = before.journey.steps.get(before.position.step)
    return (
        isinstance(here, WaitStep)
        and before.position.step == after.position.step
        and before.position.visit == after.position.visit
        and here == after.journey.steps[after.position.step]
    )


def _standing_conditions(journey: Journey) -> object:
    """What may end the journey at any moment; the rule, not the reason that is given."""
    return journey.goal, journey.exit, standing_conditions(journey)
