"""Since when a condition holds that is found to hold: as of when it happened, not of when somebody
looked.

What is counted from events can be asked as of any moment. Of traits, segments, tasks and what
became of messages only the last change is known, so nothing is dated before that.
"""

from collections.abc import Iterable
from datetime import datetime

from engine.advancing.surroundings import Surroundings
from engine.definition.conditions import Condition, EventHappened, TaskWas, leaves
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.interpreter import Position
from engine.listening import event_key, keys_asked
from engine.turning import next_turn

_MOST_EVENTS, _MOST_TURNS = 100, 10
"""How far back, and how many turns of time, it is looked for. Beyond, the date is a later one."""


class Dating:
    """Dates one condition for a customer who came to `position` at `since`. All times are on the
    journey's clock."""

    def __init__(
        self, around: Surroundings, condition: Condition, position: Position, since: datetime
    ) -> None:
        self.around = around
        self.condition = condition
        self.position = position
        self.since = since
        asked = leaves(condition)
        self.counted = {event_key(leaf.event) for leaf in asked if isinstance(leaf, EventHappened)}
        self.told = set(keys_asked(condition)) - self.counted

    async def came_to_hold(
        self, facts: Facts, *, woken_at: datetime | None, looked: bool
    ) -> datetime | None:
        """When the condition came to hold that does, by these facts. None: nothing tells.

        `woken_at` is the moment they slept towards, when it has come; `looked`: it was looked at
        before, since they came here, and did not hold.
        """
        changed = _latest([await self._heard(self.told), *_answers(self.condition, facts)])
        floor = max(self.since, changed or self.since)
        known = not looked or changed is not None
        moment = facts.now
        for _ in range(_MOST_EVENTS):
            woken = woken_at if woken_at and woken_at < moment else None
            earlier = _latest([await self._heard(self.counted, moment), woken])
            if earlier is None or earlier <= floor:
                moment = await self._between(floor, moment, may=known)
                break
            if not await self._held(earlier):
                moment = await self._between(earlier, moment, may=False)
                break
            moment = earlier
        if moment == facts.now and not known and await self._heard(self.counted) is None:
            return None
        return moment

    async def event_at(self, moment: datetime) -> int | None:
        """The event by which it came to hold at a moment. None: it was none, as when time alone
        did it."""
        keys = self.counted | self.told
        return await self.around.heard_at(keys, moment) if keys else None

    async def held_at(self, moment: datetime) -> bool:
        """Whether it is known to have held at a moment that is past."""
        changed = await self.around.last_heard(self.told, moment)
        return changed is None and await self._held(moment)

    async def _held(self, moment: datetime) -> bool:
        return bool(evaluate(self.condition, await self._as_of(moment)).holds)

    async def _as_of(self, moment: datetime) -> Facts:
        return await self.around.facts([self.condition], self.position, None, moment)

    async def _between(self, start: datetime, end: datetime, *, may: bool) -> datetime:
        """When it came to hold between two moments at which something happened; at the later it
        did. `may`: perhaps it did at the first."""
        if start >= end or (may and await self._held(start)):
            return min(start, end)
        turn = start
        for _ in range(_MOST_TURNS):
            following = next_turn([self.condition], await self._as_of(turn))
            if following is None or following >= end:
                return end
            if await self._held(following):
                return following
            turn = following
        return end

    async def _heard(self, keys: set[str], before: datetime | None = None) -> datetime | None:
        return await self.around.last_heard(keys, self.since, before) if keys else None


def _answers(condition: Condition, facts: Facts) -> Iterable[datetime | None]:
    for leaf in leaves(condition):
        if isinstance(leaf, TaskWas) and (task := facts.tasks[leaf.task]):
            yield task.completed_at


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in moments if each is not None), default=None)
