"""What may end a journey at any moment: a person's request, an exit, the goal."""

from datetime import datetime

from engine.advancing.dating import Dating
from engine.advancing.journal import Journal
from engine.advancing.passage import Passage
from engine.advancing.surroundings import Surroundings, because, by_event
from engine.definition.base import StepId
from engine.definition.conditions import Condition, MessageWas, Not, TaskWas, leaves
from engine.definition.journey import Exit, Goal, Journey, LeavesAudience
from engine.definition.kept import kept
from engine.definition.steps import TaskStep
from engine.effects import Finish
from engine.errors import BrokenJourney
from engine.evaluation import Finding, evaluate
from engine.facts import Facts
from engine.interpreter import Position
from engine.listening import standing_conditions
from engine.reckoning import after_thaw
from engine.turning import next_turn


class Endings:
    """Looks before anything else is done. `now` is on the journey's clock."""

    def __init__(
        self, around: Surroundings, passage: Passage, journal: Journal, now: datetime
    ) -> None:
        self.around = around
        self.passage = passage
        self.journal = journal
        self.now = now
        self.goal_met_at = passage.goal_met_at
        self.turns_at: datetime | None = None
        """After `due`: when time alone may make one of them hold, on the journey's clock."""

    async def due(self, position: Position) -> Finish | None:
        """Why the journey ends now, or None."""
        if request := self.passage.exit_request:
            who = request.get("called", request["by"])
            return Finish("exited", f"Taken out by {who}: {request['reason']}")
        asked = standing_conditions(self.passage.journey)
        if not asked:
            return None
        facts = await self.around.facts(asked, position, None)
        self.turns_at = next_turn(asked, facts)
        for exit_, when in _leaving(self.passage.journey):
            finding = evaluate(when, facts)
            if finding.holds:
                return _exited(exit_, finding, await self._event(when, facts, position))
        goal = self.passage.journey.goal
        if goal is None or self.goal_met_at is not None:
            return None
        finding = evaluate(goal.when, facts)
        if not finding.holds or not await self._in_time(goal, position):
            return None
        return self._reached(goal, finding, await self._event(goal.when, facts, position))

    async def _event(self, when: Condition, facts: Facts, position: Position) -> int | None:
        """The event by which it came to hold. None: time did it, or nothing tells."""
        passage = self.passage
        dating = Dating(self.around, when, position, passage.clock.journey_time(passage.since))
        looked, woken_at = passage.position is not None, passage.woken_at(self.now)
        at = await dating.came_to_hold(facts, woken_at=woken_at, looked=looked)
        return await dating.event_at(at) if at is not None else None

    def _reached(self, goal: Goal, finding: Finding, event: int | None) -> Finish | None:
        at = min(self.now, self._last_moment(goal) or self.now)
        self.goal_met_at = self.passage.clock.real_time(at)
        reason = f"Reached the goal: {finding.text}."
        if goal.exit:
            return Finish("goal", reason, finding, event)
        detail = because(finding) | by_event(event)
        self.journal.write("goal", f"{reason} The journey goes on.", detail=detail)
        return None

    async def _in_time(self, goal: Goal, position: Position) -> bool:
        """Whether a goal that is reached by now was in time, whenever it is looked at."""
        last = self._last_moment(goal)
        if last is None or self.now <= last:
            return True
        dating = Dating(self.around, goal.when, position, self.passage.enrolled_at)
        return await dating.held_at(last)

    def _last_moment(self, goal: Goal) -> datetime | None:
        passage = self.passage
        if goal.within is None:
            return None
        return after_thaw(passage.enrolled_at, goal.within, passage.zone, passage.freezes)


@kept
def ends_as_it_goes(journey: Journey) -> bool:
    """Whether what the journey itself does may end it."""
    asked = standing_conditions(journey)
    return any(isinstance(leaf, MessageWas | TaskWas) for when in asked for leaf in leaves(when))


@kept
def _leaving(journey: Journey) -> tuple[tuple[Exit | LeavesAudience, Condition], ...]:
    """Every exit with what takes it."""
    return tuple((exit_, _taken_when(journey, exit_)) for exit_ in journey.exit)


def _taken_when(journey: Journey, exit_: Exit | LeavesAudience) -> Condition:
    if isinstance(exit_, Exit):
        return exit_.when
    audience = journey.entry.audience
    if audience is None:
        raise BrokenJourney(f"“{journey.journey}” is left with an audience, and has none.")
    return Not.model_construct(not_=audience)


def _exited(exit_: Exit | LeavesAudience, finding: Finding, event: int | None) -> Finish:
    fallback = "No longer belongs here" if isinstance(exit_, Exit) else "Left the audience"
    reason = (exit_.reason or fallback).rstrip(".")
    return Finish("exited", f"{reason}: {finding.text}.", finding, event)


def tasks_that_end_with(journey: Journey) -> frozenset[StepId]:
    """The steps whose tasks nobody needs to do any more once the customer has left."""
    return frozenset(
        key
        for key, step in journey.steps.items()
        if isinstance(step, TaskStep) and step.ends_with_journey
    )
