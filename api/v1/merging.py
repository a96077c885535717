"""`/api/v1/journeys/{key}/draft/merge`: an edited draft, and what others have saved meanwhile."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Reader
from api.dependencies import Transaction
from engine.definition.text import read_data
from engine.merging import Told, merge, taken_in, told
from engine.sentences import Names
from engine.store import drafts
from engine.store.drafts import Draft
from engine.store.reading.names import names

router = APIRouter(prefix="/journeys", tags=["Journeys"])


class Edited(BaseModel):
    model_config = ConfigDict(extra="forbid")

    base: dict[str, Any]
    """The draft as it was read, from which was edited."""
    mine: dict[str, Any]
    choices: dict[str, Literal["mine", "theirs"]] = Field(default_factory=dict)
    """By the path of a clash. Mine, where nothing is said."""


@dataclass(frozen=True)
class MergedDraft:
    revision: int
    """Of the draft it was merged with: what to hand in with the next save."""
    saved_by: str | None
    saved_by_name: str | None
    saved_at: datetime | None
    definition: Mapping[str, Any]
    """The merge, with clashes as they were chosen."""
    theirs: Mapping[str, Any]
    """The draft as it is kept."""
    clashes: tuple[Told, ...]
    """What both have changed, each in another way: to be asked before this is kept."""
    said: str
    """Whose changes were taken in, what they are, and how to have back what was there before."""


@router.post("/{journey}/draft/merge")
async def merge_draft(
    key: Reader, transaction: Transaction, journey: str, edited: Edited
) -> MergedDraft:
    """What you have edited and what somebody else has saved in between, as one. Nothing is kept.

    Edits of different things are merged: of different steps, fields, links and texts. Where both
    changed the same in different ways, or the two do not make one journey, `clashes` says what each
    has changed, and `choices` say which to take.
    """
    kept = await drafts.get_draft(transaction, journey)
    own = kept.saved_by == key.actor.name
    return await asyncio.to_thread(_merged, edited, kept, own, await names(transaction))


def _merged(edited: Edited, kept: Draft, own: bool, names: Names) -> MergedDraft:
    base, mine, theirs = edited.base, edited.mine, kept.definition
    for each in (base, mine):
        read_data(each)  # whatever could never be kept is refused
    merged = merge(base, mine, theirs, edited.choices)
    return MergedDraft(
        revision=kept.revision,
        saved_by=kept.saved_by,
        saved_by_name=kept.saved_by_name,
        saved_at=kept.saved_at,
        definition=merged.definition,
        theirs=theirs,
        clashes=told(base, mine, theirs, merged.clashes, names),
        said=_said(taken_in(base, theirs, None if own else kept.saved_by_name or "", names), kept),
    )


def _said(taken: str, kept: Draft) -> str:
    """An archived journey is edited no more, so nothing of it is undone."""
    return taken if kept.status == "archived" else f"{taken} Undo takes them out again."
