"""`/inapp/v1`: what a reader is shown, and what they do about it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.dependencies import Transaction
from api.in_app.answers import feed_answer, tag_of
from api.in_app.identity import Bearer
from api.in_app.route import InAppRoute, preflight
from engine.store.in_app.feed import MOST, Wanted, Which, feed_of
from engine.store.in_app.states import Change, set_states
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/inapp/v1", route_class=InAppRoute, tags=["In-app messages"])

MOST_CHANGES = 100


class Done(BaseModel):
    """Something the reader did."""

    model_config = ConfigDict(extra="forbid")

    message: UUID
    state: Literal[
        "seen",
        "read",
        "interacted",
        "clicked",
        "archived",
        "dismissed",
        "completed",
        "ticked",
        "unread",
        "unarchived",
    ]
    """`completed` is a tour's; a checklist is completed by its items, each `ticked`."""
    item: str | None = Field(default=None, max_length=63)
    """Of a checklist, for `ticked`."""
    at: AwareDatetime | None = None
    """When, if it was told late. Null: just now."""


class States(BaseModel):
    model_config = ConfigDict(extra="forbid")

    states: Annotated[list[Done], Field(min_length=1, max_length=MOST_CHANGES)]


class Kept(BaseModel):
    kept: list[UUID]
    """The messages that are the reader's. Others are left alone."""


@router.get("/feed")
async def get_feed(
    request: Request,
    reader: Bearer,
    transaction: Transaction,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
    after: Annotated[str | None, Query(max_length=200)] = None,
    which: Which = "open",
    read: bool | None = None,
) -> Response:
    """What the reader is shown now: a page of the feed, and what lies over the product.

    With `If-None-Match` an unchanged feed is answered by 304.
    """
    wanted = Wanted(limit=limit, after=after, which=which, read=read)
    body = feed_answer(await feed_of(transaction, reader, wanted, utc_now()))
    tag = f'"{tag_of(body)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/states")
async def post_states(reader: Bearer, transaction: Transaction, done: States) -> Kept:
    """Say what the reader did about messages. Saying it twice changes nothing.

    Each is told once as an event, such as `In-App Message Seen`, and counts where a journey asks
    what became of the message.
    """
    changes = [Change(each.message, each.state, each.item, each.at) for each in done.states]
    kept = await set_states(transaction, reader, changes, utc_now())
    return Kept(kept=sorted(kept))


@router.options("/{path:path}", include_in_schema=False)
async def before_asking(path: str) -> Response:
    return preflight()
