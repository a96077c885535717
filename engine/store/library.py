"""The library of templates: each change is a version of its own, and one of them is current.

What is live takes the current version when it sends, and so may not be left without one: what a
live journey uses, or customers inside an older version of one still need, is not deleted.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import Conflict, Invalid, NotFound
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.statements import run
from engine.store.tables import LibraryItem, LibraryVersion
from engine.template_library import (
    LIBRARY,
    Content,
    Kind,
    Partial,
    Shelf,
    borrowed,
    content_from,
    whole,
)
from engine.validation.library import problems_of

MOST_ITEMS = 1_000
"""All of them are looked at when a journey is checked."""

_KEPT = 2_048
_read: OrderedDict[tuple[str, int, str], Content] = OrderedDict()
"""By key, number and when it was made: a key that was free again may have been taken anew."""
_SHOWN = 5


async def save(
    session: AsyncSession,
    key: str,
    *,
    kind: Kind,
    name: str,
    content: Mapping[str, JsonValue],
    note: str = "",
    change: str = "",
    expected: int | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Have there be a template or partial of this name that says this. The number of its current
    version, which is a new one only where it says something else than before.

    `expected` is the version somebody began from; 0: there is none yet. Raises Conflict when
    another is current, and when it would become of a kind that those who use it cannot use;
    DefinitionError and Invalid for what cannot be used.
    """
    written = await asyncio.to_thread(content_from, kind, content)
    await _alone(session)
    item = await session.get(LibraryItem, key, with_for_update=True)
    await _expect(session, key, item, expected)
    await _check(session, key, kind, written)
    before = _described(item) if item else None
    if item is None:
        item = await _made(session, key, kind, name, by, now)
    else:
        _stays_of_use(item, kind)
    await _say(session, item, kind, written, change, by, now)
    item.kind, item.name, item.note = kind, name, note
    after = _described(item)
    if before != after:
        item.changed_at, item.changed_by = now, by.name
        record(session, by, "template.save", key, before=before, after=after)
    await session.flush()
    return item.version


def _described(item: LibraryItem) -> dict[str, JsonValue]:
    return {"name": item.name, "note": item.note, "version": item.version}


async def _made(
    session: AsyncSession, key: str, kind: Kind, name: str, by: Actor, now: datetime
) -> LibraryItem:
    """One that says nothing yet."""
    await _room(session)
    item = LibraryItem(
        key=key, kind=kind, name=name, version=0, created_at=now, changed_at=now,
        changed_by=by.name,
    )  # fmt: skip
    session.add(item)
    await session.flush()
    return item


async def _say(
    session: AsyncSession,
    item: LibraryItem,
    kind: Kind,
    content: Content,
    change: str,
    by: Actor,
    now: datetime,
) -> None:
    """Make a version that says this, unless the current one does."""
    said = content.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    current = await _version(session, item.key, item.version) if item.version else None
    if current is not None and (current.kind, current.content) == (kind, said):
        return
    item.version = await _next(session, item.key)
    session.add(
        LibraryVersion(
            item_key=item.key, number=item.version, kind=kind, content=said, note=change,
            made_at=now, made_by=by.name,
        )
    )  # fmt: skip


async def restore(session: AsyncSession, key: str, number: int, *, by: Actor, now: datetime) -> int:
    """Have it say what an earlier version said, as a new version. Raises NotFound and Invalid."""
    item = await _item(session, key)
    earlier = await _version(session, key, number)
    return await save(
        session,
        key,
        kind=earlier.kind,  # type: ignore[arg-type]
        name=item.name,
        content=earlier.content,
        note=item.note,
        change=f"As version {number} was.",
        by=by,
        now=now,
    )


async def remove(
    session: AsyncSession,
    key: str,
    users_of: Callable[[], Awaitable[Sequence[str]]],
    *,
    by: Actor,
) -> None:
    """Delete it with all its versions. `users_of` says in words what still needs it.

    Raises NotFound, and Conflict when something does.
    """
    await _alone(session)
    item = await _item(session, key)
    if users := await users_of():
        more = f" and {len(users) - _SHOWN} more" if len(users) > _SHOWN else ""
        said = f"“{item.name}” is used by {', '.join(users[:_SHOWN])}{more}."
        raise Conflict(f"{said} Have them use another first.", code="template_in_use")
    record(session, by, "template.delete", key, before={"name": item.name, "kind": item.kind})
    await session.delete(item)
    await session.flush()


async def shelf(session: AsyncSession) -> Shelf:
    """The current version of everything."""
    found = await session.execute(_CURRENT)
    rows = [(row.key, row.kind, row.number, row.made_at.isoformat()) for row in found]
    unread = [key for key, _, number, made in rows if (key, number, made) not in _read]
    if unread:
        await _take_in(session, unread)
    read = {key: _read[key, number, made] for key, _, number, made in rows}
    while len(_read) > _KEPT:
        _read.popitem(last=False)
    return Shelf(
        templates={key: each for key, each in read.items() if not isinstance(each, Partial)},
        partials={key: each for key, each in read.items() if isinstance(each, Partial)},
        kinds={key: kind for key, kind, _, _ in rows},
        numbers={key: number for key, _, number, _ in rows},
    )


_completed: OrderedDict[tuple[int, tuple[tuple[str, int], ...]], tuple[Journey, Journey]] = (
    OrderedDict()
)
"""Journeys made whole, by what they were made from, which is held on to."""


async def completed(session: AsyncSession, journey: Journey) -> tuple[Journey, Mapping[str, int]]:
    """The journey with the current version of what it has from the library, and which that is."""
    has = borrowed(journey)
    if not has:
        return journey, {}
    held = await shelf(session)
    numbers = {LIBRARY + key: held.numbers[key] for key in has.templates if key in held.numbers}
    known = (id(journey), tuple(sorted(held.numbers.items())))
    if known not in _completed:
        _completed[known] = journey, whole(journey, held)
        if len(_completed) > _KEPT // 8:
            _completed.popitem(last=False)
    return _completed[known][1], numbers


async def _take_in(session: AsyncSession, keys: Sequence[str]) -> None:
    versions = await session.exec(
        select(LibraryVersion)
        .join(
            LibraryItem,
            (col(LibraryItem.key) == col(LibraryVersion.item_key))
            & (col(LibraryItem.version) == col(LibraryVersion.number)),
        )
        .where(col(LibraryItem.key).in_(keys))
    )
    for each in versions:
        content = content_from(each.kind, each.content)  # type: ignore[arg-type]
        _read[each.item_key, each.number, each.made_at.isoformat()] = content


_CURRENT = text(
    "SELECT i.key, v.kind, v.number, v.made_at FROM library_items i"
    " JOIN library_versions v ON v.item_key = i.key AND v.number = i.version ORDER BY i.key"
)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('onward/library', 0))")


async def _alone(session: AsyncSession) -> None:
    """One change of the library at a time; a publish that uses it takes the same turn."""
    await run(session, _ALONE, {})


async def hold_still(session: AsyncSession, journey: Journey) -> None:
    """Nothing the journey has from the library goes until this transaction ends."""
    if borrowed(journey):
        await _alone(session)


async def _expect(
    session: AsyncSession, key: str, item: LibraryItem | None, expected: int | None
) -> None:
    if expected is None or expected == (item.version if item else 0):
        return
    if item is None:
        raise NotFound(f"There is no template “{key}” any more.")
    if expected == 0:
        raise Conflict(f"There is a template “{key}” already.", code="key_taken")
    who = await name_of(session, item.changed_by)
    raise Conflict(
        f"{who} has changed it meanwhile: version {item.version} is current.",
        code="changed_meanwhile",
    )


def _stays_of_use(item: LibraryItem, kind: Kind) -> None:
    def use(of: str) -> str:
        return of if of in ("in_app", "partial") else "mail"

    if use(item.kind) != use(kind):
        raise Conflict(
            f"“{item.name}” stays what it is: make another, and have journeys use that.",
            code="other_kind",
        )


async def _check(session: AsyncSession, key: str, kind: Kind, content: Content) -> None:
    if kind == "partial" and not key.replace("_", "a").isalnum():
        raise Invalid(
            f"“{key}” cannot name a partial: use letters, digits and “_”.", code="bad_key"
        )
    names = await session.exec(select(LibraryItem.key).where(LibraryItem.kind == "partial"))
    wrong = [each for each in problems_of(content, set(names)) if each.severity == "blocking"]
    if wrong:
        raise Invalid(wrong[0].in_words(), problems=wrong, code="invalid_template")


async def _room(session: AsyncSession) -> None:
    there = len((await session.exec(select(LibraryItem.key))).all())
    if there >= MOST_ITEMS:
        raise Conflict(f"There are {there} templates already, and no room for more.")


async def _next(session: AsyncSession, key: str) -> int:
    numbers = await session.exec(
        select(LibraryVersion.number).where(LibraryVersion.item_key == key)
    )
    return max(numbers, default=0) + 1


async def _item(session: AsyncSession, key: str) -> LibraryItem:
    item = await session.get(LibraryItem, key)
    if item is None:
        raise NotFound(f"There is no template “{key}” in the library.")
    return item


async def _version(session: AsyncSession, key: str, number: int) -> LibraryVersion:
    found = await session.get(LibraryVersion, (key, number))
    if found is None:
        raise NotFound(f"There is no version {number} of “{key}”.")
    return found
