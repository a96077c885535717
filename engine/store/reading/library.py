"""The library as it is looked at: what there is, all versions of it, and what uses it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import String, cast, or_, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import BrokenJourney, NotFound
from engine.store.actors import names_of
from engine.store.library import shelf
from engine.store.reading.listing import mentioning
from engine.store.tables import LibraryItem, LibraryVersion
from engine.store.versions import definition_of
from engine.template_library import Kind, borrowed, named
from engine.templates.texts import texts

MOST_VERSIONS = 200


@dataclass(frozen=True)
class ItemSummary:
    key: str
    kind: Kind
    name: str
    note: str
    version: int
    """The current one."""
    heading: str | None
    """Its subject or title. Null: it is a partial."""
    languages: list[str]
    """Beside its texts as they stand."""
    changed_at: datetime
    changed_by: str
    changed_by_name: str
    """What they are called."""


@dataclass(frozen=True)
class VersionSummary:
    number: int
    kind: Kind
    note: str
    made_at: datetime
    made_by: str
    made_by_name: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Use:
    """What needs a template or a partial."""

    kind: Literal["journey", "draft", "template"]
    key: str
    name: str

    @property
    def binds(self) -> bool:
        """Whether it would be left without a text; a draft is told when it is published."""
        return self.kind != "draft"

    def in_words(self) -> str:
        what = {"journey": "the journey", "draft": "the draft of", "template": "the template"}
        return f"{what[self.kind]} “{self.name}”"


@dataclass
class Uses:
    by_key: dict[str, list[Use]] = field(default_factory=dict)

    def of(self, key: str) -> Sequence[Use]:
        return self.by_key.get(key, ())

    def add(self, key: str, use: Use) -> None:
        uses = self.by_key.setdefault(key, [])
        if use not in uses:
            uses.append(use)


async def list_items(
    session: AsyncSession, *, search: str = "", kind: Kind | None = None
) -> list[ItemSummary]:
    """By name. `search` is looked for in names, keys, notes and what they say."""
    wanted = _ITEMS.order_by(func.lower(LibraryItem.name), col(LibraryItem.key))
    if kind is not None:
        wanted = wanted.where(LibraryItem.kind == kind)
    if search:
        said = cast(col(LibraryVersion.content), String)
        columns = (LibraryItem.name, LibraryItem.key, LibraryItem.note)
        where = [*mentioning(search, *columns), said.icontains(search, autoescape=True)]
        wanted = wanted.where(or_(*where))
    return [_summary(*row) for row in (await session.exec(wanted)).all()]


async def get_item(session: AsyncSession, key: str) -> ItemSummary:
    """Raises NotFound."""
    found = (await session.exec(_ITEMS.where(LibraryItem.key == key))).first()
    if found is None:
        raise NotFound(f"There is no template “{key}” in the library.")
    return _summary(*found)


async def get_version(session: AsyncSession, key: str, number: int | None = None) -> VersionSummary:
    """The current one, unless another is named. Raises NotFound."""
    wanted = (await get_item(session, key)).version if number is None else number
    one = _VERSIONS.where(LibraryVersion.item_key == key, LibraryVersion.number == wanted)
    found = (await session.exec(one)).first()
    if found is None:
        raise NotFound(f"There is no version {wanted} of “{key}”.")
    return _version(*found)


async def list_versions(session: AsyncSession, key: str) -> list[VersionSummary]:
    """The latest first."""
    await get_item(session, key)
    found = await session.exec(
        _VERSIONS.where(LibraryVersion.item_key == key)
        .order_by(col(LibraryVersion.number).desc())
        .limit(MOST_VERSIONS)
    )
    return [_version(*each) for each in found]


async def uses(session: AsyncSession) -> Uses:
    """What needs each: journeys that are live or paused or that have somebody inside, in whichever
    version; drafts; and, of partials, templates of the library."""
    found = Uses()
    for row in await session.execute(_VERSIONS_IN_USE):
        with suppress(BrokenJourney):
            journey = await definition_of(session, row.version_id)
            _add(found, journey, Use("journey", row.key, row.name))
    for row in await session.execute(_DRAFTS):
        with suppress(ValidationError):
            draft = Journey.model_validate(row.draft)
            _add(found, draft, Use("draft", row.key, row.name))
    names = {row.key: row.name for row in await session.execute(_NAMES)}
    for key, template in (await shelf(session)).templates.items():
        for partial in {each for said in texts(template) for each in named(said.written)}:
            found.add(partial, Use("template", key, names.get(key, key)))
    return found


async def binding(session: AsyncSession, key: str) -> list[str]:
    """What would be left without a text were it deleted, in words."""
    return [use.in_words() for use in (await uses(session)).of(key) if use.binds]


def _add(found: Uses, journey: Journey, use: Use) -> None:
    has = borrowed(journey)
    for key in has.templates | has.partials:
        found.add(key, use)


_ITEMS: Any = select(LibraryItem, LibraryVersion, *names_of(LibraryItem.changed_by)).join(
    LibraryVersion,
    (col(LibraryVersion.item_key) == col(LibraryItem.key))
    & (col(LibraryVersion.number) == col(LibraryItem.version)),
)
_VERSIONS: Any = select(LibraryVersion, *names_of(LibraryVersion.made_by))
_NAMES = text("SELECT key, name FROM library_items")
_VERSIONS_IN_USE = text(
    "SELECT j.key, j.name, v.id AS version_id FROM journeys j"
    " JOIN journey_versions v ON v.journey_id = j.id"
    " WHERE v.definition::text ~ '(library/|partial)' AND ("
    "  (j.status IN ('live', 'paused') AND v.number = j.live_version)"
    "  OR EXISTS (SELECT 1 FROM enrollments e WHERE e.version_id = v.id AND e.status <> 'ended'))"
    " ORDER BY lower(j.name)"
)
_DRAFTS = text(
    "SELECT key, name, draft FROM journeys WHERE draft IS NOT NULL AND status <> 'archived'"
    " AND draft::text ~ '(library/|partial)' ORDER BY lower(name)"
)


def _summary(item: LibraryItem, version: LibraryVersion, changed_by_name: str) -> ItemSummary:
    content: dict[str, Any] = version.content
    return ItemSummary(
        key=item.key,
        kind=item.kind,  # type: ignore[arg-type]
        name=item.name,
        note=item.note,
        version=item.version,
        heading=content.get("subject") or content.get("title"),
        languages=sorted(content.get("locales", {})),
        changed_at=item.changed_at,
        changed_by=item.changed_by,
        changed_by_name=changed_by_name,
    )


def _version(row: LibraryVersion, made_by_name: str) -> VersionSummary:
    return VersionSummary(
        row.number,
        row.kind,  # type: ignore[arg-type]
        row.note,
        row.made_at,
        row.made_by,
        made_by_name,
        row.content,
    )
