"""`/api/v1/journeys/{key}/draft`: what is being edited, kept however far it is."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.definitions import ANY_OBJECT, AnyObject
from api.v1.revisions import IfMatch, Quiet, etag, required_revision
from engine.errors import Changed
from engine.store import drafts
from engine.store.drafts import Draft, SavedDraft
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/journeys", tags=["Journeys"])


@dataclass(frozen=True)
class Behind:
    """Nothing was kept: somebody else saved in between."""

    behind: Literal[True] = True


@router.get("/{journey}/draft")
async def get_draft(
    key: Reader, transaction: Transaction, journey: str, response: Response
) -> Draft:
    """What is being edited, or what is live when nothing is, and what is wrong with it."""
    found = await drafts.get_draft(transaction, journey)
    response.headers["ETag"] = etag(found.revision)
    return found


@router.put("/{journey}/draft", openapi_extra=ANY_OBJECT)
async def save_draft(
    key: Admin,
    transaction: Transaction,
    journey: str,
    definition: AnyObject,
    response: Response,
    if_match: IfMatch = None,
    quiet: Quiet = False,
) -> SavedDraft | Behind:
    """Keep any JSON object as the draft, also one that is no readable journey yet.

    What is live stays as it is. Saving the same again changes nothing; saving what is live leaves
    no draft. `problems` says what is wrong with it and, once it is readable, what keeps it from
    being published. With `quiet`, a save that comes too late is answered with `behind`, and not
    with 412.
    """
    try:
        saved = await drafts.save_any(
            transaction,
            journey,
            definition,
            by=key.actor,
            now=utc_now(),
            revision=required_revision(if_match),
        )
    except Changed:
        if quiet:
            return Behind()
        raise
    response.headers["ETag"] = etag(saved.revision)
    return saved


@router.delete("/{journey}/draft")
async def discard_draft(
    key: Admin,
    transaction: Transaction,
    journey: str,
    response: Response,
    if_match: IfMatch = None,
) -> Draft:
    """Throw the edits away. Answers with what is live; a journey never published keeps its draft.

    The audit keeps what was thrown away.
    """
    left = await drafts.discard_draft(
        transaction, journey, by=key.actor, now=utc_now(), revision=required_revision(if_match)
    )
    response.headers["ETag"] = etag(left.revision)
    return left
