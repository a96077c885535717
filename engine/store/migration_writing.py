"""Carrying out a migration for enrollments that are locked: worked out singly, written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import JourneyClock, known_zone
from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, TaskStep, links
from engine.errors import Conflict
from engine.interpreter import Position, waits_for_answer
from engine.listening import listens
from engine.migrating import Leaves, Moved, Plan, Stays, fate_of, migrated
from engine.migrating.standing import Stand, Standing, asleep
from engine.reckoning import Freeze
from engine.sentences import step_title
from engine.store.outbox import wake_each
from engine.validation.graph import later


class Unmovable(Conflict):
    """This customer cannot be moved as planned, and stands still until somebody has seen to it."""

    code = "cannot_be_moved"


@dataclass(frozen=True)
class Target:
    """Where a migration leads."""

    migration_id: UUID
    version_id: UUID
    number: int
    journey: Journey
    plan: Plan
    freezes: Sequence[Freeze]
    now: datetime
    """Real time."""


@dataclass
class Change:
    """What is to be written of one enrollment."""

    enrollment_id: UUID
    status: str
    """Of the result."""
    to_step: str | None = None
    columns: dict[str, Any] | None = None
    """The enrollment's new ones. None: it stays as it is."""
    entry: dict[str, Any] | None = None
    """For its timeline."""
    wakes: bool = False
    left: tuple[str, int] | None = None
    """The step and visit it was moved away from: what was still to be said there is not."""
    buttons: tuple[str, int, list[str]] | None = None
    """The step and visit of a task that is answered otherwise now."""
    result: dict[str, Any] = field(default_factory=dict)


def change_of(row: Row[Any], old: Journey, target: Target, answer: str | None) -> Change:
    """What becomes of an enrollment. `answer`: the button pressed on its step's latest task.

    Raises Unmovable, and BrokenJourney where a position makes no sense.
    """
    change = _decided(row, old, target, answer)
    change.result = {
        "migration": target.migration_id,
        "enrollment": row.id,
        "new_status": change.status,
        "version_then": row.number,
        "step_then": row.current_step,
        "new_step": change.to_step,
        "now": target.now,
    }
    return change


def _decided(row: Row[Any], old: Journey, target: Target, answer: str | None) -> Change:
    if row.status == "ended":
        return Change(row.id, "ended")
    if row.number >= target.number:
        return Change(row.id, "superseded")
    if row.exit_request is not None:
        return _leaves(row, target, "")
    if row.position is None:
        return _not_begun(row, target)
    position = Position.model_validate(row.position)
    fate = fate_of(target.plan, position.step, target.journey)
    if fate is None:
        raise Unmovable(f"The plan does not say what becomes of those at “{position.step}”.")
    now = _clock(row).journey_time(target.now)
    match migrated(position, old, target.journey, fate, now):
        case Stays():
            return _stays(row, target)
        case Leaves(reason=reason):
            return _leaves(row, target, reason)
        case Moved(position=there):
            return _moved(row, old, position, there, target, answer)
        case other:
            assert_never(other)


def _clock(row: Row[Any]) -> JourneyClock:
    return JourneyClock(row.enrolled_at, row.seconds_per_day)


def _not_begun(row: Row[Any], target: Target) -> Change:
    """Begins in the new version."""
    keys = sorted(listens(target.journey, None))
    columns = _columns(row, target, version_id=target.version_id, listens=keys)
    return Change(row.id, "moved", target.journey.start, columns)


def _stays(row: Row[Any], target: Target) -> Change:
    says = f"Stays on version {row.number}, as was planned when version {target.number} came."
    entry = _entry(row, target, says, "continue", None)
    return Change(row.id, "continues", None, _columns(row, target, entries=row.entries + 1), entry)


def _leaves(row: Row[Any], target: Target, reason: str) -> Change:
    """It is taken out as by a person's request, which whoever advances it carries out. Who has
    asked already need not be moved first, and leaves also where nobody could move them."""
    request = row.exit_request or {
        "reason": reason,
        "by": f"the change to version {target.number}",
        "at": target.now.isoformat(),
    }
    return Change(row.id, "exited", None, _columns(row, target, exit_request=request), wakes=True)


def _moved(
    row: Row[Any], old: Journey, here: Position, there: Position, target: Target, answer: str | None
) -> Change:
    new = target.journey
    _answerable(new, there, answer)
    standing, wakes = _standing(row, old, here, there, target)
    elsewhere = (here.step, here.visit) != (there.step, there.visit)
    comes_by = elsewhere and here.asked_at is not None and _waits_again(new, here.step, there)
    columns = _columns(
        row,
        target,
        version_id=target.version_id,
        position=there.model_dump(mode="json"),
        current_step=there.step,
        listens=sorted(listens(new, there.step)),
        waiting_for=standing.waiting_for,
        wakes_at=standing.wakes_at,
        entries=row.entries + 1,
    )
    return Change(
        row.id,
        "moved",
        there.step,
        columns,
        _entry(row, target, _says(old, here, there, target), "move", there),
        wakes=wakes and row.status == "running",
        left=(here.step, here.visit) if elsewhere and not comes_by else None,
        buttons=_buttons(new, here if comes_by else there),
    )


def _answerable(new: Journey, there: Position, answer: str | None) -> None:
    """Refuse an answer, given but not yet acted on, that leads nowhere in the new version."""
    step = new.steps[there.step]
    if answer is None or not isinstance(step, TaskStep | ApproveStep):
        return
    if there.asked_at is None and there.step not in there.done:
        return
    ways = links(step)
    if waits_for_answer(step) and answer not in ways and "next" not in ways:
        raise Unmovable(
            f"“{step_title(new, there.step)}” was answered with “{answer}”, "
            "which leads nowhere in the new version."
        )


def _waits_again(new: Journey, step: str, there: Position) -> bool:
    """Whether they come by what was asked of somebody again, and wait for that very answer."""
    asks = step in there.done and waits_for_answer(new.steps[step])
    return asks and (step == there.step or step in later(new, there.step))


def _buttons(new: Journey, there: Position) -> tuple[str, int, list[str]] | None:
    step = new.steps[there.step]
    if there.asked_at is None or not isinstance(step, TaskStep):
        return None
    return there.step, there.visit, list(step.outcomes or ())


def _standing(
    row: Row[Any], old: Journey, here: Position, there: Position, target: Target
) -> tuple[Standing, bool]:
    """How it is shown to rest, and whether somebody must look at once."""
    clock, zone = _clock(row), known_zone(row.time_zone)
    if row.status == "running" and row.held_because is None:
        goes_on = asleep(
            Stand(old, here, clock, zone, target.freezes),
            Stand(target.journey, there, clock, zone, target.freezes),
            Standing(row.waiting_for, row.wakes_at),
            target.now,
        )
        if goes_on is not None:
            return goes_on, False
    return Standing(None, None), True


def _says(old: Journey, here: Position, there: Position, target: Target) -> str:
    before, after = step_title(old, here.step), step_title(target.journey, there.step)
    if here.step == there.step and here.visit == there.visit:
        return f"Moved to version {target.number}, where it stands at “{after}” as before."
    return f"Moved to version {target.number}: from “{before}” to “{after}”."


def _columns(row: Row[Any], target: Target, **changed: Any) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in _CHANGEABLE}
    return {
        **kept,
        **changed,
        "moves": row.moves + 1,
        "updated_at": target.now,
        "enrollment": row.id,
    }


def _entry(
    row: Row[Any], target: Target, summary: str, fate: str, there: Position | None
) -> dict[str, Any]:
    return {
        "enrollment_id": row.id,
        "number": row.entries + 1,
        "account_id": row.account_id,
        "contact_id": row.contact_id,
        "at": target.now,
        "journey_at": _clock(row).journey_time(target.now),
        "kind": "migrated",
        "step": there.step if there else row.current_step,
        "visit": there.visit if there else None,
        "journey_id": row.journey_id,
        "version": target.number if there else row.number,
        "summary": summary,
        "detail": {
            "migration_id": str(target.migration_id),
            "fate": fate,
            "from": {"version": row.number, "step": row.current_step},
            "to": {"version": target.number, "step": there.step} if there else None,
            "not_again": sorted(there.done) if there else [],
        },
    }


_CHANGEABLE = (
    "version_id", "position", "current_step", "listens", "waiting_for", "wakes_at", "exit_request",
    "entries",
)  # fmt: skip
_TABLES = SQLModel.metadata.tables
_ENROLLMENTS, _RESULTS = _TABLES["enrollments"], _TABLES["migration_results"]
_MESSAGES, _TASKS = _TABLES["messages"], _TABLES["tasks"]
_MOVE = update(_ENROLLMENTS).where(_ENROLLMENTS.c.id == bindparam("enrollment"))
_SETTLE = (
    update(_RESULTS)
    .where(
        _RESULTS.c.migration_id == bindparam("migration"),
        _RESULTS.c.enrollment_id == bindparam("enrollment"),
    )
    .values(
        status=bindparam("new_status"),
        error=None,
        from_version=bindparam("version_then"),
        from_step=bindparam("step_then"),
        to_step=bindparam("new_step"),
        at=bindparam("now"),
    )
)
_WITHDRAW = (
    update(_MESSAGES)
    .where(
        _MESSAGES.c.enrollment_id == bindparam("enrollment"),
        _MESSAGES.c.step == bindparam("at_step"),
        _MESSAGES.c.visit == bindparam("at_visit"),
        _MESSAGES.c.status == "queued",
    )
    .values(status="skipped", reason="The journey was changed before it was sent.")
)
_AT_TASK = (
    _TASKS.c.enrollment_id == bindparam("enrollment"),
    _TASKS.c.step == bindparam("at_step"),
    _TASKS.c.visit == bindparam("at_visit"),
    _TASKS.c.status == "open",
)
_CANCEL = (
    update(_TASKS)
    .where(*_AT_TASK, _TASKS.c.outcomes != [])
    .values(
        status="cancelled",
        note="The journey was changed; this is no longer needed.",
        completed_at=bindparam("called_off_at"),
    )
)
_RELABEL = update(_TASKS).where(*_AT_TASK).values(outcomes=bindparam("buttons"))


async def write(session: AsyncSession, changes: Sequence[Change]) -> None:
    """Write these changes, and wake whoever must look at once. Their rows must be locked."""
    if not changes:
        return
    connection = await session.connection()

    async def each(statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            await connection.execute(statement, rows)

    await each(_MOVE, [change.columns for change in changes if change.columns])
    await each(insert(_TABLES["timeline_entries"]), [c.entry for c in changes if c.entry])
    places = [
        {"enrollment": change.enrollment_id, "at_step": step, "at_visit": visit}
        for change in changes
        if change.left
        for step, visit in [change.left]
    ]
    await each(_WITHDRAW, places)
    called_off_at = changes[0].result["now"]
    await each(_CANCEL, [{**place, "called_off_at": called_off_at} for place in places])
    await each(_RELABEL, [_relabelled(change) for change in changes if change.buttons])
    await each(_SETTLE, [change.result for change in changes])
    cause = f"migrated/{changes[0].result['migration']}"
    wakings = [(change.enrollment_id, cause) for change in changes if change.wakes]
    await wake_each(session, wakings, called_off_at)


def _relabelled(change: Change) -> dict[str, Any]:
    assert change.buttons is not None
    step, visit, buttons = change.buttons
    place = {"enrollment": change.enrollment_id, "at_step": step, "at_visit": visit}
    return {**place, "buttons": buttons}
