"""Journeys as they are edited and published. Every change is audited in its transaction."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Literal
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.document import to_json
from engine.definition.journey import Journey
from engine.definition.spelling import LONGEST_KEY
from engine.errors import Conflict, Invalid, NotFound
from engine.migrating import Plan
from engine.store import tables
from engine.store.audit import Actor, record
from engine.store.checking import check, publishable
from engine.store.drafts import other_key, readable
from engine.store.journey_rows import (
    clear_draft,
    expect_revision,
    live_row,
    locked_row,
    means_the_same,
    open_row,
    put_draft,
)
from engine.store.library import hold_still
from engine.store.migration_runs import begin_migration, refuse_unsound
from engine.store.outbox import wake_all
from engine.store.pauses import begin_pause, end_pause
from engine.store.tables.journeys import TRIED
from engine.store.tasks import put_off_answers
from engine.store.versions import definition_of
from engine.validation import Problem

NEW_ENTRANTS_ONLY = Plan()

Clock = Literal["keep", "freeze"]
"""Whether a pause lets the time go on that customers wait for, or stops it."""


@dataclass(frozen=True)
class Saved:
    """A draft as it was saved."""

    journey_id: UUID
    key: str
    revision: int
    """What to hand in with the next save."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Published:
    """What came of a publish."""

    key: str
    number: int
    """The live version's number."""
    changed: bool
    """False: the definition is the one that was live already, and nothing was made."""
    problems: tuple[Problem, ...]
    """Warnings."""
    migration_id: UUID | None = None
    """What brings those who are inside to it. None: nobody is to be moved."""


RESERVED_KEYS = frozenset(("gallery", "new"))
"""Journeys of these keys would have no page: the pages use the words themselves."""


async def free_key(session: AsyncSession, wanted: str) -> str:
    """The key, with the least number after it by which it is free. For showing: by the time it is
    used somebody may have taken it."""
    begins = wanted[: LONGEST_KEY - 5]
    found = await session.exec(
        select(tables.Journey.key).where(
            col(tables.Journey.key).startswith(begins, autoescape=True)
        )
    )
    taken = RESERVED_KEYS.union(found)
    numbered = (f"{begins}-{number}" for number in count(2))
    return next(key for key in chain([wanted], numbered) if key not in taken)


async def create(session: AsyncSession, definition: Journey, *, by: Actor, now: datetime) -> Saved:
    """A new journey with this draft. Raises Conflict when the key is taken."""
    if definition.journey in RESERVED_KEYS:
        said = f"“{definition.journey}” is a word Onward uses itself. Choose another key."
        raise Conflict(said, code="reserved_key")
    row = tables.Journey(
        key=definition.journey,
        name=definition.name,
        draft=to_json(definition),
        draft_revision=1,
        draft_saved_by=by.name,
        draft_saved_at=now,
        created_at=now,
        updated_at=now,
    )
    made = await session.execute(
        insert(tables.Journey)
        .values(row.model_dump())
        .on_conflict_do_nothing()
        .returning(col(tables.Journey.id))
    )
    if made.first() is None:
        raise Conflict(f"There is a journey “{row.key}” already.", code="journey_exists")
    record(session, by, "journey.create", row.key, after={"name": row.name})
    return Saved(row.id, row.key, 1, await check(session, definition))


async def save_draft(
    session: AsyncSession,
    key: str,
    definition: Journey,
    *,
    by: Actor,
    now: datetime,
    revision: int | None = None,
) -> Saved:
    """Keep a draft. `revision` is the one it was edited from; None overwrites whatever is there.

    Raises Changed when somebody saved in between, NotFound and Conflict (archived).
    """
    row = await open_row(session, key, "edited")
    _refuse_other_key(definition, key)
    await expect_revision(session, row, revision)
    data = to_json(definition)
    live = await live_row(session, row)
    is_live = live is not None and means_the_same(live.definition, data)
    put_draft(row, None if is_live else data, definition.name, by=by.name, now=now)
    record(session, by, "journey.save", key, after={"revision": row.draft_revision})
    return Saved(row.id, key, row.draft_revision, await check(session, definition))


async def publish(
    session: AsyncSession,
    key: str,
    *,
    by: Actor,
    now: datetime,
    revision: int | None = None,
    plan: Plan = NEW_ENTRANTS_ONLY,
) -> Published:
    """Make the draft the version new customers enter, and do with those inside as planned.

    A draft equal to the live version makes nothing and says so; a plan for everyone then brings
    those inside to the live version. Raises Invalid with the problems when the draft, or the plan,
    does not hold; Changed, Conflict (archived, nothing to publish) and NotFound.
    """
    row = await open_row(session, key, "published")
    await expect_revision(session, row, revision)
    live = await live_row(session, row)
    if live is not None and (row.draft is None or means_the_same(live.definition, row.draft)):
        clear_draft(row)
        journey = await definition_of(session, live.id)
        await refuse_unsound(session, row.id, plan, journey, below=live.number)
        moving = await _migrate(session, live, plan, by=by, now=now)
        return Published(key, live.number, False, (), moving)
    if row.draft is None:
        raise Conflict(f"“{key}” has nothing to publish.", code="nothing_to_publish")
    definition = await asyncio.to_thread(readable, key, row.draft)
    _refuse_other_key(definition, key)
    published = await _publish(session, row, definition, plan, by=by, now=now)
    clear_draft(row)
    return published


async def rollback(
    session: AsyncSession,
    key: str,
    version: int,
    *,
    by: Actor,
    now: datetime,
    plan: Plan = NEW_ENTRANTS_ONLY,
) -> Published:
    """Make what version `version` said a new version. A draft that is being edited stays.

    Where the live version says the same already, none is made.
    Raises as `publish` does, and Conflict when that version is the live one.
    """
    row = await open_row(session, key, "rolled back")
    if version == row.live_version:
        raise Conflict(f"Version {version} of “{key}” is live already.", code="is_live")
    found = await session.exec(
        select(tables.JourneyVersion).where(
            tables.JourneyVersion.journey_id == row.id,
            tables.JourneyVersion.number == version,
            tables.JourneyVersion.number != TRIED,
        )
    )
    earlier = found.first()
    if earlier is None:
        raise NotFound(f"“{key}” has no version {version}.")
    live = await live_row(session, row)
    if live is not None and means_the_same(live.definition, earlier.definition):
        journey = await definition_of(session, live.id)
        await refuse_unsound(session, row.id, plan, journey, below=live.number)
        moving = await _migrate(session, live, plan, by=by, now=now)
        return Published(key, live.number, False, (), moving)
    before = row.live_version
    definition = await definition_of(session, earlier.id)
    published = await _publish(session, row, definition, plan, by=by, now=now)
    if row.draft is None:
        # Whoever edits what was live until now is told that something else is.
        row.draft_revision += 1
    after: dict[str, JsonValue] = {"version": published.number, "as": version}
    record(session, by, "journey.rollback", key, before={"version": before}, after=after)
    return published


async def publish_definition(
    session: AsyncSession,
    definition: Journey,
    *,
    by: Actor,
    now: datetime,
    plan: Plan = NEW_ENTRANTS_ONLY,
) -> Published:
    """Publish what a file says: a new journey, or a new version of the one with its key.

    Whatever draft there is, is overwritten. Raises as `publish` does.
    """
    key = definition.journey
    there = await session.exec(select(tables.Journey.id).where(tables.Journey.key == key))
    if there.first() is None:
        await create(session, definition, by=by, now=now)
    else:
        await save_draft(session, key, definition, by=by, now=now)
    return await publish(session, key, by=by, now=now, plan=plan)


async def _publish(
    session: AsyncSession,
    row: tables.Journey,
    journey: Journey,
    plan: Plan,
    *,
    by: Actor,
    now: datetime,
) -> Published:
    await hold_still(session, journey)
    problems = await publishable(session, row.key, journey)
    await refuse_unsound(session, row.id, plan, journey)
    latest = await session.exec(
        select(func.max(tables.JourneyVersion.number)).where(
            tables.JourneyVersion.journey_id == row.id
        )
    )
    version = tables.JourneyVersion(
        journey_id=row.id,
        number=(latest.one() or 0) + 1,
        definition=to_json(journey),
        published_at=now,
        published_by=by.name,
    )
    session.add(version)
    before: dict[str, JsonValue] = {"version": row.live_version, "status": row.status}
    row.status = "live" if row.status == "draft" else row.status
    row.live_version, row.name, row.updated_at = version.number, journey.name, now
    after: dict[str, JsonValue] = {"version": version.number, "status": row.status}
    record(session, by, "journey.publish", row.key, before=before, after=after)
    await session.flush()
    moving = await _migrate(session, version, plan, by=by, now=now)
    return Published(row.key, version.number, True, problems, moving)


def _refuse_other_key(definition: Journey, key: str) -> None:
    if definition.journey != key:
        problem = other_key(definition, key)
        said = f"{problem.message} {problem.hint}"
        raise Invalid(said, problems=[problem], code=problem.code)


async def _migrate(
    session: AsyncSession, version: tables.JourneyVersion, plan: Plan, *, by: Actor, now: datetime
) -> UUID | None:
    """Bring those inside to a version that is there, if that is the plan."""
    if not plan.everyone:
        return None
    moving = await begin_migration(session, version, plan, by=by, now=now)
    if moving is not None:
        after: dict[str, JsonValue] = {
            "version": version.number,
            "plan": plan.model_dump(mode="json"),
        }
        record(session, by, "migration.create", moving, after=after)
    return moving


async def pause(
    session: AsyncSession, key: str, *, by: Actor, now: datetime, clock: Clock = "keep"
) -> None:
    """From now on nothing goes out. Customers still enter, and what they do is still heard.

    `freeze` stops the clock of what they wait for until the journey is resumed.
    """
    row = await _set_status(session, key, "paused", ("live",), by=by, now=now, clock=clock)
    if row is not None:
        await begin_pause(session, row.id, now, freeze=clock == "freeze")


async def resume(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> int:
    """Go on where everything stood. Returns how many customers are woken: those who were held;
    after a pause with its clock stopped all, since everything they wait for comes later."""
    row = await _set_status(session, key, "live", ("paused",), by=by, now=now)
    if row is None:
        return 0
    stood_since = await end_pause(session, row.id, now)
    if stood_since is not None:
        await put_off_answers(session, row.id, stood_since, now)
    cause = f"resume/{now.isoformat()}"
    return await wake_all(session, row.id, cause, now, held_only=stood_since is None)


async def archive(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> None:
    """Nobody enters any more. Customers inside finish on the version they are on."""
    await _set_status(session, key, "archived", ("draft", "live"), by=by, now=now)


async def _set_status(
    session: AsyncSession,
    key: str,
    status: str,
    allowed: tuple[str, ...],
    *,
    by: Actor,
    now: datetime,
    **said: JsonValue,
) -> tables.Journey | None:
    """None: it was so already, and nothing was done."""
    row = await locked_row(session, key)
    if row.status == status:
        return None
    if row.status not in allowed:
        raise Conflict(
            f"“{key}” is {_STATUS[row.status]}; only one that is "
            f"{' or '.join(_STATUS[each] for each in allowed)} can become {_STATUS[status]}.",
            code=f"is_{row.status}",
        )
    record(
        session,
        by,
        f"journey.{_VERBS[status]}",
        key,
        before={"status": row.status},
        after={"status": status, **said},
    )
    row.status, row.updated_at = status, now
    return row


_STATUS = {
    "draft": "a draft never published",
    "live": "live",
    "paused": "paused",
    "archived": "archived",
}
_VERBS = {"live": "resume", "paused": "pause", "archived": "archive"}
