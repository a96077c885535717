"""Dead letters: what came in and could not be used or acted on, why, and another try."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Form, HTTPException, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.store.reading.chosen_events import Chosen
from engine.store.reading.events import (
    DeadLetterSummary,
    get_dead_letter,
    list_dead_letters,
    list_events,
)
from engine.store.replaying import replay_dead_letter
from engine.store.taking import try_again

ASIDE = Chosen(set_aside=True)
State = Literal["waiting", "aside", "replayed"]

router = APIRouter(prefix="/dead-letters", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def dead_letters(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    state: State = "waiting",
    after: str | None = None,
) -> Response:
    rows: dict[str, Any] = {}
    if state == "aside":
        rows["events"] = await list_events(transaction, chosen=ASIDE, after=after)
    else:
        replayed = state == "replayed"
        rows["letters"] = await list_dead_letters(transaction, replayed=replayed, after=after)
    return page(
        request,
        "dead_letters/list.html",
        fragment="dead_letters/_aside.html" if state == "aside" else None,
        reader=reader,
        section="dead-letters",
        **rows,
        any_aside=bool((await list_events(transaction, chosen=ASIDE, limit=1)).rows),
        state=state,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.get("/{letter_id}")
async def dead_letter(
    request: Request, transaction: Transaction, reader: SignedIn, letter_id: int
) -> Response:
    letter = await get_dead_letter(transaction, letter_id)
    return page(
        request,
        "dead_letters/show.html",
        reader=reader,
        section="dead-letters",
        letter=letter,
        payload=_written(letter),
    )


def _written(letter: DeadLetterSummary) -> str:
    return orjson.dumps(letter.payload, option=orjson.OPT_INDENT_2).decode()


@router.post("/{letter_id}/replay")
async def replay(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    letter_id: int,
    payload: Annotated[str, Form(max_length=100_000)],
) -> Response:
    letter = await get_dead_letter(transaction, letter_id)
    corrected = _read(payload)
    changed = corrected if corrected != letter.payload else None
    outcome = await replay_dead_letter(
        transaction, letter_id, by=actor, now=datetime.now(UTC), payload=changed
    )
    if outcome.event_id is None:
        raise HTTPException(422, outcome.reason or "The item is still not right.")
    return go_to(request, f"/dead-letters/{letter_id}", "replayed")


@router.post("/events/{event_id}/again")
async def again(
    request: Request, transaction: Transaction, actor: Acting, event_id: int
) -> Response:
    """Have an event that was set aside looked at now, and not when its time comes."""
    await try_again(transaction, event_id, by=actor)
    return go_to(request, "/dead-letters?state=aside", "tried-again")


def _read(payload: str) -> dict[str, Any]:
    try:
        found = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise HTTPException(422, f"That is not JSON: see {where}.") from None
    if not isinstance(found, dict):
        raise HTTPException(422, "The item must be a JSON object, in curly braces.")
    return found
