"""What the routes share: how lists are asked for and answered, and what a problem looks like."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from engine.store.reading.paging import LARGEST_PAGE, Page

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many to answer with at most.")]
After = Annotated[
    str | None,
    Query(max_length=1_000, description="`next` of the page before, for the page that follows."),
]
AContact = Annotated[
    str | None, Query(description="A contact's external id, id or mail address.", max_length=255)
]
Search = Annotated[str | None, Query(max_length=200)]


class Listing(BaseModel, Generic[Item]):
    """A page of a list."""

    items: Sequence[Item]
    next: str | None
    """Hand it in as `after` for what follows; null when that is all."""


def listing(page: Page[Item]) -> Listing[Item]:
    return Listing(items=page.rows, next=page.next)


class ProblemAnswer(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    """A sentence, for people."""
    request_id: str | None = None
    problems: list[dict[str, Any]] = []
    revision: int | None = None
    """With 412: of the draft as it is now."""
    saved_by: str | None = None
    """With 412: who changed it."""
    saved_at: datetime | None = None
    now: dict[str, Any] | None = None
    """With `stands_elsewhere`: where the customer stands now."""
    again: list[str] | None = None
    """With `done_already`: the steps that would be done again."""
    definition: dict[str, Any] | None = None
    """Of a text that could not be converted: what it holds, to be kept as a draft."""


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


# A model for each would be made anew for every route: two thousand of them, at every start.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _response("The request cannot be read."),
    401: _response("No API key, or not one that is known; and nobody signed in."),
    403: _response("The key may not do this, or the request was forged."),
    404: _response("There is no such thing."),
    409: _response("It is not in a state that allows this."),
    412: _response("Somebody else saved in between."),
    422: _response("The request can be read, but does not hold together."),
    429: _response("This has been done too often of late."),
    503: _response("Try again in a moment."),
}
