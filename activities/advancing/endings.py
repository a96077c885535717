"""What may end a journey at any moment: a person's request, an exit, the goal."""

from datetime import datetime

from engine.clock import after
from engine.definition.conditions import Condition, MessageWas, leaves
from engine.definition.journey import Goal
from engine.effects import Finish
from engine.evaluation import Finding, evaluate
from engine.store.database import Session
from engine.store.facts import gather
from engine.store.passages import Journal, Passage


class Endings:
    """Looks before anything else is done. `now` is real time."""

    def __init__(self, session: Session, passage: Passage, journal: Journal, now: datetime) -> None:
        self.session = session
        self.passage = passage
        self.journal = journal
        self.now = now
        self.goal_met_at = passage.row.goal_met_at

    @property
    def ask_about_messages(self) -> bool:
        """Whether what becomes of a message may end the journey."""
        journey = self.passage.journey
        asked = [exit_.when for exit_ in journey.exit]
        asked += [journey.goal.when] if journey.goal else []
        return any(isinstance(leaf, MessageWas) for when in asked for leaf in leaves(when))

    async def due(self) -> Finish | None:
        """Why the journey ends now, or None."""
        if request := self.passage.row.exit_request:
            return Finish("exited", f"Taken out by {request['by']}: {request['reason']}")
        for exit_ in self.passage.journey.exit:
            finding = await self._decide(exit_.when)
            if finding.holds:
                reason = (exit_.reason or "No longer belongs here").rstrip(".")
                return Finish("exited", f"{reason}: {finding.text}.", finding)
        return await self._goal_reached()

    async def _goal_reached(self) -> Finish | None:
        goal = self.passage.journey.goal
        if goal is None or self.goal_met_at is not None or self._too_late(goal):
            return None
        finding = await self._decide(goal.when)
        if not finding.holds:
            return None
        self.goal_met_at = self.now
        reason = f"Reached the goal: {finding.text}."
        if goal.exit:
            return Finish("goal", reason, finding)
        self.journal.write(
            "goal", f"{reason} The journey goes on.", detail={"because": finding.model_dump()}
        )
        return None

    def _too_late(self, goal: Goal) -> bool:
        clock = self.passage.clock
        return goal.within is not None and clock.journey_time(self.now) > after(
            clock.enrolled_at, goal.within, self.passage.zone
        )

    async def _decide(self, condition: Condition) -> Finding:
        facts = await gather(self.session, [condition], self.passage.witness(), self.now)
        return evaluate(condition, facts)
