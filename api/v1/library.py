"""`/api/v1/library`: templates and partials that belong to the installation."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import Listing
from engine.definition.base import Key
from engine.store import library
from engine.store.reading import library as reading
from engine.store.reading.library import ItemSummary, Use, VersionSummary
from engine.store.tables.columns import utc_now
from engine.template_library import Kind

router = APIRouter(prefix="/library", tags=["Library of templates"])

LibraryKey = Annotated[Key, Path()]


class ItemContent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind
    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: dict[str, Any]
    """What it says: a template as in a journey, or a partial's `text`; each with its `locales`."""
    note: Annotated[str, Field(max_length=2_000)] = ""
    """What it is for, for colleagues."""
    change: Annotated[str, Field(max_length=500)] = ""
    """What is another than before, for whoever looks at the versions."""
    expected: Annotated[int, Field(ge=0)] | None = None
    """The version it was changed from; 0: there is none yet. Null overwrites whatever is there."""


@dataclass(frozen=True)
class ItemView(ItemSummary):
    content: dict[str, Any]
    used_by: list[Use]


class Removed(BaseModel):
    removed: bool


@router.get("")
async def list_items(
    key: Reader,
    transaction: Transaction,
    search: Annotated[str, Query(max_length=200)] = "",
    kind: Kind | None = None,
) -> Listing[ItemSummary]:
    """Everything in the library, by name. Steps use one as `library/` and its key."""
    found = await reading.list_items(transaction, search=search.strip(), kind=kind)
    return Listing(items=found, next=None)


@router.get("/{item}")
async def get_item(key: Reader, transaction: Transaction, item: LibraryKey) -> ItemView:
    """What it says now, and what uses it."""
    return await _view(transaction, item)


@router.put("/{item}")
async def put_item(
    key: Admin, transaction: Transaction, item: LibraryKey, new: ItemContent
) -> ItemView:
    """Make it, or make another version of it. What is live sends the new one from now on."""
    await library.save(
        transaction,
        item,
        kind=new.kind,
        name=new.name,
        content=new.content,
        note=new.note,
        change=new.change,
        expected=new.expected,
        by=key.actor,
        now=utc_now(),
    )
    return await _view(transaction, item)


@router.delete("/{item}")
async def delete_item(key: Admin, transaction: Transaction, item: LibraryKey) -> Removed:
    """Delete it with its versions. Refused while a live journey needs it, or a template a
    partial."""
    await library.remove(
        transaction, item, lambda: reading.binding(transaction, item), by=key.actor
    )
    return Removed(removed=True)


@router.get("/{item}/versions")
async def list_versions(
    key: Reader, transaction: Transaction, item: LibraryKey
) -> Listing[VersionSummary]:
    """All it ever said, the latest first."""
    return Listing(items=await reading.list_versions(transaction, item), next=None)


@router.post("/{item}/versions/{number}/restore")
async def restore_version(
    key: Admin, transaction: Transaction, item: LibraryKey, number: int
) -> ItemView:
    """Have it say what it said then, as a new version."""
    await library.restore(transaction, item, number, by=key.actor, now=utc_now())
    return await _view(transaction, item)


async def _view(transaction: Transaction, key: str) -> ItemView:
    summary = await reading.get_item(transaction, key)
    current = await reading.get_version(transaction, key)
    used = (await reading.uses(transaction)).of(key)
    return ItemView(**vars(summary), content=current.content, used_by=list(used))
