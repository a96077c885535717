"""A journey's draft as it is being written: any JSON object, judged and kept however far it is.

What is published is always a journey that can be read. A draft need not be one: whoever is in the
middle of a change must not lose it for that.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.document import from_data, to_json
from engine.definition.journey import Journey
from engine.errors import Conflict, DefinitionError, NotFound, UnreadableDraft
from engine.store import tables
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.checking import check
from engine.store.journey_rows import (
    expect_revision,
    live_row,
    means_the_same,
    open_row,
    put_draft,
)
from engine.store.tables.columns import JsonObject
from engine.validation import Problem, is_publishable

SPELL = timedelta(minutes=10)
"""Of saves by one person, the audit notes the first, and then one in so long."""
_LONGEST_NAME = 200


@dataclass(frozen=True)
class SavedDraft:
    """What is kept of a draft, and what there is to say about it."""

    revision: int
    """What to hand in with the next save."""
    is_draft: bool
    """False: what was saved is what is live, so that there is nothing to publish."""
    saved_by: str | None
    """Who changed the draft last, or threw it away. None: nobody since it was published."""
    saved_by_name: str | None
    """What they are called: a colleague’s name, `the API key “sync”`."""
    saved_at: datetime | None
    readable: bool
    """Whether it is a journey. One that is not can be kept, and nothing else."""
    publishable: bool
    problems: tuple[Problem, ...]
    status: str
    """Of the journey: draft, live, paused or archived."""
    live_version: int | None


@dataclass(frozen=True)
class Draft(SavedDraft):
    """What is being edited, or what is live when nothing is."""

    key: str
    name: str
    definition: dict[str, Any]
    """As it was saved, its keys in their order."""


@dataclass(frozen=True)
class _Judged:
    journey: Journey | None
    """None: it cannot be read."""
    problems: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        return self.journey is not None and is_publishable(list(self.problems))


def readable(key: str, draft: JsonObject) -> Journey:
    """The journey that a draft is. Raises UnreadableDraft with every problem."""
    try:
        return from_data(draft)
    except DefinitionError as error:
        raise UnreadableDraft(key, error.problems) from error


async def get_draft(session: AsyncSession, key: str) -> Draft:
    """The draft, else what is live. Raises NotFound."""
    found = await session.exec(select(tables.Journey).where(tables.Journey.key == key))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    return await _draft_of(session, row)


async def save_any(
    session: AsyncSession,
    key: str,
    data: JsonObject,
    *,
    by: Actor,
    now: datetime,
    revision: int | None,
) -> SavedDraft:
    """Keep whatever object this is as the draft. `revision` is the one it was edited from; None
    overwrites whatever is there.

    Saving again what is kept already changes nothing, whatever the revision: nobody's edit is lost
    by it. Raises Changed when somebody else saved in between, NotFound and Conflict (archived).
    """
    judged = await _judged(session, key, data)
    row = await open_row(session, key, "edited")
    live = await live_row(session, row)
    draft = None if live and _is_live(live, judged, data) else data
    if orjson.dumps(row.draft) != orjson.dumps(draft):
        await expect_revision(session, row, revision)
        _note(session, row, by, now)
        put_draft(row, draft, _name(data, row.name), by=by.name, now=now)
    return await _saved(session, row, judged)


async def discard_draft(
    session: AsyncSession, key: str, *, by: Actor, now: datetime, revision: int | None
) -> Draft:
    """Throw the edits away, and answer with what is live. The audit keeps what was thrown away.

    Raises Changed, NotFound, and Conflict: archived, or never published, when the draft is all
    there is.
    """
    row = await open_row(session, key, "edited")
    if row.live_version is None:
        raise Conflict(
            f"“{key}” has never been published: its draft is all there is. Archive the journey if "
            "it is not needed.",
            code="never_published",
        )
    if row.draft is not None:
        await expect_revision(session, row, revision)
        thrown: JsonObject = {"revision": row.draft_revision, "draft": row.draft}
        record(session, by, "journey.discard", key, before=thrown)
        put_draft(row, None, row.name, by=by.name, now=now)
        row.draft_noted_at = None
    return await _draft_of(session, row)


async def _draft_of(session: AsyncSession, row: tables.Journey) -> Draft:
    live = await live_row(session, row) if row.draft is None else None
    definition = dict(row.draft or (live.definition if live else {}))
    judged = await _judged(session, row.key, definition)
    return Draft(
        **vars(await _saved(session, row, judged)),
        key=row.key,
        name=row.name,
        definition=definition,
    )


async def _saved(session: AsyncSession, row: tables.Journey, judged: _Judged) -> SavedDraft:
    by = row.draft_saved_by
    return SavedDraft(
        revision=row.draft_revision,
        is_draft=row.draft is not None,
        saved_by=by,
        saved_by_name=await name_of(session, by) if by is not None else None,
        saved_at=row.draft_saved_at,
        readable=judged.journey is not None,
        publishable=judged.publishable,
        problems=judged.problems,
        status=row.status,
        live_version=row.live_version,
    )


async def _judged(session: AsyncSession, key: str, data: JsonObject) -> _Judged:
    """Beside the event loop, and before anything is locked: it may take a while."""
    try:
        journey = await asyncio.to_thread(from_data, data)
    except DefinitionError as error:
        return _Judged(None, error.problems)
    problems = await check(session, journey, key=key)
    if journey.journey != key:
        problems = (other_key(journey, key), *problems)
    return _Judged(journey, problems)


def other_key(journey: Journey, key: str) -> Problem:
    """Why a journey that calls itself something else cannot be published as this one."""
    return Problem(
        code="other_key",
        path="journey",
        message=f"This definition calls itself “{journey.journey}”, but is saved as “{key}”.",
        hint="A journey keeps its key; create a new one for another.",
    )


def _is_live(live: tables.JourneyVersion, judged: _Judged, data: JsonObject) -> bool:
    return means_the_same(live.definition, to_json(judged.journey) if judged.journey else data)


def _name(data: JsonObject, before: str) -> str:
    """What people call a journey that nobody has published: as its draft says, if it does."""
    name = data.get("name")
    fits = isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST_NAME
    return str(name) if fits else before


def _note(session: AsyncSession, row: tables.Journey, by: Actor, now: datetime) -> None:
    """In the audit, once for a spell of editing: a browser saves every second."""
    since = row.draft_noted_at
    if row.draft_saved_by == by.name and since is not None and now - since < SPELL:
        return
    # A colleague's draft that is edited on, or saved over, is not lost.
    theirs: JsonObject | None = None
    if row.draft is not None and row.draft_saved_by not in (None, by.name):
        theirs = {"saved_by": row.draft_saved_by, "draft": row.draft}
    after = {"revision": row.draft_revision + 1}
    record(session, by, "journey.edit", row.key, before=theirs, after=after)
    row.draft_noted_at = now
