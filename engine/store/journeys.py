"""Journeys as they are edited and published. Every change is audited in its transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.document import to_json
from engine.definition.journey import Journey
from engine.errors import Changed, Conflict, Invalid, NotFound
from engine.store import tables
from engine.store.audit import Actor, record
from engine.store.knowledge import known
from engine.store.outbox import wake
from engine.validation import Problem, is_publishable, validate

_WAKE_AT_A_TIME = 1_000


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


async def check(session: AsyncSession, definition: Journey) -> tuple[Problem, ...]:
    """What is wrong with a definition, also in view of what this installation holds."""
    return tuple(validate(definition, known=await known(session)))


async def create(session: AsyncSession, definition: Journey, *, by: Actor, now: datetime) -> Saved:
    """A new journey with this draft. Raises Conflict when the key is taken."""
    row = tables.Journey(
        key=definition.journey,
        name=definition.name,
        draft=to_json(definition),
        draft_revision=1,
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
    row = await _locked(session, key)
    if row.status == "archived":
        raise Conflict(f"“{key}” is archived and cannot be edited.", code="archived")
    if definition.journey != key:
        raise Invalid(
            f"This definition calls itself “{definition.journey}”, but is saved as “{key}”. "
            "A journey keeps its key; create a new one for another.",
            code="other_key",
        )
    _expect(row, revision)
    data = to_json(definition)
    live = await _live(session, row)
    row.draft = None if live is not None and live.definition == data else data
    row.draft_revision += 1
    row.name = definition.name if row.live_version is None else row.name
    row.updated_at = now
    record(session, by, "journey.save", key, after={"revision": row.draft_revision})
    return Saved(row.id, key, row.draft_revision, await check(session, definition))


async def publish(
    session: AsyncSession, key: str, *, by: Actor, now: datetime, revision: int | None = None
) -> Published:
    """Make the draft the version new customers enter. Customers inside stay on theirs.

    A draft equal to the live version makes nothing and says so. Raises Invalid with the problems
    when it cannot be published, Changed, Conflict (archived, nothing to publish) and NotFound.
    """
    row = await _locked(session, key)
    if row.status == "archived":
        raise Conflict(f"“{key}” is archived and cannot be published.", code="archived")
    _expect(row, revision)
    live = await _live(session, row)
    if row.draft is None:
        if live is None:
            raise Conflict(f"“{key}” has nothing to publish.", code="nothing_to_publish")
        return Published(key, live.number, False, ())
    definition = Journey.model_validate(row.draft)
    problems = await check(session, definition)
    if not is_publishable(list(problems)):
        blocking = [problem for problem in problems if problem.severity == "blocking"]
        raise Invalid(
            f"“{key}” cannot be published: {blocking[0].in_words()}",
            problems=problems,
            code="not_publishable",
        )
    if live is not None and live.definition == row.draft:
        row.draft = None
        return Published(key, live.number, False, problems)
    return await _publish(session, row, definition, problems, by=by, now=now)


async def publish_definition(
    session: AsyncSession, definition: Journey, *, by: Actor, now: datetime
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
    return await publish(session, key, by=by, now=now)


async def _publish(
    session: AsyncSession,
    row: tables.Journey,
    definition: Journey,
    problems: tuple[Problem, ...],
    *,
    by: Actor,
    now: datetime,
) -> Published:
    latest = await session.exec(
        select(func.max(tables.JourneyVersion.number)).where(
            tables.JourneyVersion.journey_id == row.id
        )
    )
    number = (latest.one() or 0) + 1
    session.add(
        tables.JourneyVersion(
            journey_id=row.id,
            number=number,
            definition=row.draft or {},
            published_at=now,
            published_by=by.name,
        )
    )
    before: dict[str, JsonValue] = {"version": row.live_version, "status": row.status}
    row.status = "live" if row.status == "draft" else row.status
    row.live_version, row.draft, row.name, row.updated_at = number, None, definition.name, now
    after: dict[str, JsonValue] = {"version": number, "status": row.status}
    record(session, by, "journey.publish", row.key, before=before, after=after)
    await session.flush()
    return Published(row.key, number, True, problems)


async def pause(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> None:
    """From now on nothing goes out. Customers still enter, and what they do is still heard."""
    await _set_status(session, key, "paused", ("live",), by=by, now=now)


async def resume(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> int:
    """Go on where everything stood. Returns how many customers were held and now go on."""
    row = await _set_status(session, key, "live", ("paused",), by=by, now=now)
    if row is None:
        return 0
    held = await session.exec(
        select(tables.Enrollment.id).where(
            tables.Enrollment.journey_id == row.id,
            tables.Enrollment.status == "running",
            col(tables.Enrollment.held_because).is_not(None),
        )
    )
    waiting = list(held)
    for start in range(0, len(waiting), _WAKE_AT_A_TIME):
        await wake(session, waiting[start : start + _WAKE_AT_A_TIME], f"resume/{now.isoformat()}")
    return len(waiting)


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
) -> tables.Journey | None:
    """None: it was so already, and nothing was done."""
    row = await _locked(session, key)
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
        after={"status": status},
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


async def _locked(session: AsyncSession, key: str) -> tables.Journey:
    found = await session.exec(
        select(tables.Journey)
        .where(tables.Journey.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    return row


def _expect(row: tables.Journey, revision: int | None) -> None:
    if revision is not None and revision != row.draft_revision:
        raise Changed(
            f"“{row.key}” has been saved by someone else since you opened it "
            f"(revision {row.draft_revision}, yours is {revision}). Load it again, then redo your "
            "change."
        )


async def _live(session: AsyncSession, row: tables.Journey) -> tables.JourneyVersion | None:
    found = await session.exec(
        select(tables.JourneyVersion).where(
            tables.JourneyVersion.journey_id == row.id,
            tables.JourneyVersion.number == row.live_version,
        )
    )
    return found.first()
