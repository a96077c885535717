"""Handing a task, or a message to be approved, to a CSM."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from engine.advancing.journal import Journal
from engine.advancing.passage import Colleague, Passage
from engine.advancing.surroundings import Handing, Surroundings, because
from engine.clock import deadline, in_words
from engine.definition.steps import (
    ApproveStep,
    Assignment,
    AssignToOwner,
    AssignToPool,
    AssignToRole,
    AssignToUser,
    TaskStep,
)
from engine.effects import Ask, Asked
from engine.evaluation import evaluate
from engine.interpreter import Position
from engine.sentences import step_title


async def hand_over(
    around: Surroundings, passage: Passage, journal: Journal, ask: Ask, position: Position,
    now: datetime,
) -> Asked:  # fmt: skip
    """Hand it over once, assigned and due, unless the step says to leave it out. `now` is on the
    journey's clock."""
    if isinstance(ask.task, TaskStep) and ask.task.skip_when is not None:
        facts = await around.facts([ask.task.skip_when], position, None)
        needless = evaluate(ask.task.skip_when, facts)
        if needless.holds:
            said = f"Task left out: {needless.text}."
            journal.write("skipped", said, step=ask.step, detail=because(needless))
            return Asked(skipped=True)
    found = await Assigning(around, passage, ask).whom(ask.task.assign)
    handing = _handing(found, passage, ask, now)
    handed = await around.hand_over(handing)
    queue = f"the pool “{found.pool_name or found.pool}”" if found.pool else "nobody yet"
    whom = handing.assignee.name if handing.assignee else queue
    by = f", due {in_words(handing.due_at, passage.zone)}" if handing.due_at else ""
    journal.write(
        "asked",
        f"Asked {whom} ({handing.because}): {handed.title}{by}.",
        step=ask.step,
        task_id=handed.task_id,
    )
    return Asked()


def _handing(found: "Found", passage: Passage, ask: Ask, now: datetime) -> Handing:
    working = found.assignee.working if found.assignee else None
    due = deadline(now, ask.task.due, passage.zone, working) if ask.task.due is not None else None
    handing = Handing(
        step=ask.step,
        visit=ask.visit,
        kind="task",
        title="",
        instructions="",
        outcomes=(),
        assignee=found.assignee,
        because=found.because,
        due_at=due,
        due_in=ask.task.due,
        pool=found.pool,
    )
    match ask.task:
        case TaskStep():
            return replace(
                handing,
                title=ask.task.title,
                instructions=ask.task.instructions,
                outcomes=ask.task.outcomes or (),
                checklist=ask.task.checklist or (),
                levels=ask.task.levels,
                takes=ask.task.takes,
            )
        case ApproveStep():
            return replace(
                handing,
                kind="approval",
                title=f"Approve: {step_title(passage.journey, ask.task.message)}",
                outcomes=("approved", "cancelled"),
                message=ask.task.message,
                silence=ask.task.silence,
            )


@dataclass(frozen=True)
class Found:
    assignee: Colleague | None
    because: str
    pool: str | None = None
    pool_name: str | None = None


@dataclass(frozen=True)
class Assigning:
    """Finds who gets what a step asks, as things are now."""

    around: Surroundings
    passage: Passage
    ask: Ask

    async def whom(self, assign: Assignment) -> Found:
        around, passage = self.around, self.passage
        if passage.diverted_to is not None:
            who = await around.colleague(passage.diverted_to)
            return Found(who, "who tries the journey out")
        match assign:
            case AssignToUser(user=user):
                return Found(await around.colleague(user), "named by the step")
            case AssignToPool(pool=pool):
                return await self._next(pool)
            case AssignToRole():
                manager = await around.manager(passage.owner) if passage.owner else None
                if manager is not None:
                    return Found(manager, "the manager of the account’s owner")
                why = "the account’s owner has no manager"
                return await self._instead(assign.otherwise, why)
            case AssignToOwner():
                if passage.owner is not None:
                    return Found(passage.owner, "the account’s owner")
                return await self._instead(assign.otherwise, "the account has no owner")
            case _:
                assert_never(assign)

    async def _instead(self, other: str | AssignToPool | None, why: str) -> Found:
        if isinstance(other, AssignToPool):
            return await self._next(other.pool)
        return Found(await self.around.colleague(other) if other else None, why)

    async def _next(self, pool: str) -> Found:
        takes = self.ask.task.takes if isinstance(self.ask.task, TaskStep) else None
        given = await self.around.next_in_pool(pool, self.ask.step, self.ask.visit, takes)
        if not given.fails:
            return Found(given.assignee, given.because, pool, given.pool_name)
        if self.passage.owner is not None:
            return Found(self.passage.owner, f"the account’s owner; {given.because}")
        # In its queue, so that it is given out once the pool is made.
        why = f"{given.because}; it waits until somebody is in it"
        return Found(None, why, pool, given.pool_name)
