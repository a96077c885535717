"""Events: what has come in and what each led to, and why one did not start a journey."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.rendering import is_fragment, page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.sentences.evidence import evidence_of
from engine.spelling import nearest
from engine.store.database import Session
from engine.store.reading.chosen_events import MOST_NEW, Chosen, count_new
from engine.store.reading.events import (
    Decision,
    EventSummary,
    decisions_on,
    get_event,
    latest_event,
    list_events,
    source_names,
)
from engine.store.reading.journeys import journey_names
from engine.store.reading.led_to import count_effects
from engine.store.reading.names import names as called
from engine.store.reading.seen import event_names
from engine.store.reading.why_not import why_event

router = APIRouter(prefix="/events", route_class=PageRoute, include_in_schema=False)

TYPES = {
    "track": "Something happened",
    "identify": "Told of a contact",
    "group": "Told of an account",
    "page": "Page seen",
    "screen": "Screen seen",
    "alias": "Two ids of one contact",
}
"""What kinds there are, in words."""
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Led = Literal["", "started", "aside"]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, as the address says it."""

    who: Annotated[str, Query(max_length=200)] = ""
    name: Annotated[str, Query(max_length=255)] = ""
    source: Annotated[str, Query(max_length=100)] = ""
    type: Annotated[str, Query(max_length=20)] = ""
    led: Led = ""

    def chosen(self) -> Chosen:
        return Chosen(
            who=self.who.strip() or None,
            name=self.name.strip() or None,
            source=self.source or None,
            type=self.type or None,
            set_aside=self.led == "aside",
            started=self.led == "started",
        )

    @property
    def any(self) -> bool:
        return self.chosen() != Chosen()


@dataclass(frozen=True)
class Line:
    """An event as one of the list."""

    event: EventSummary
    decisions: list[Decision]
    moved: int
    """In how many passages it brought something about."""


@router.get("")
async def events(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    filters: Annotated[Filters, Depends()],
    after: str | None = None,
    paused: bool = False,
) -> Response:
    newest = await latest_event(transaction)
    found = await list_events(transaction, chosen=filters.chosen(), after=after)
    context: dict[str, Any] = {}
    sources = await source_names(transaction)
    names = [] if is_fragment(request) and found.rows else await event_names(transaction)
    if not is_fragment(request):
        context["sources"] = sources
    return page(
        request,
        "events/list.html",
        fragment="events/_list.html",
        reader=reader,
        section="events",
        lines=await _lines(transaction, list(found.rows)),
        following=found.next,
        filters=filters,
        names=names,
        meant=nearest(filters.name, names) if filters.name and not found.rows else None,
        types=TYPES,
        source_called=dict(sources),
        first_page=after is None,
        **_live(request, newest, 0, paused),
        **context,
    )


@router.get("/news")
async def news(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    filters: Annotated[Filters, Depends()],
    newest: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    paused: bool = False,
) -> Response:
    """How many have come in since the list was made, which stays as it is meanwhile."""
    count = 0 if paused else await count_new(transaction, newest, filters.chosen())
    live = _live(request, newest, count, paused)
    return page(request, "events/_news.html", reader=reader, **live)


@router.get("/{event_id}")
async def event(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    event_id: Number,
    why: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    answer = None
    if why:
        zone = zone_of(request, reader).key
        answer = await why_event(transaction, event_id, why, zone)
    context: dict[str, Any] = {}
    if not is_fragment(request):
        found = await get_event(transaction, event_id)
        context = {
            "found": found,
            "event": found.event,
            "types": TYPES,
            "source_called": dict(await source_names(transaction)),
            "journeys": await journey_names(transaction),
            "context": orjson.dumps(found.context, option=orjson.OPT_INDENT_2).decode(),
            "began": {e.enrollment_id: e for e in found.effects if e.kind == "entered"},
            "moved": [each for each in found.effects if each.kind != "entered"],
        }
    return page(
        request,
        "events/show.html",
        fragment="events/_answer.html",
        reader=reader,
        section="events",
        answer=answer,
        why=why,
        evidence_of=partial(evidence_of, names=await called(transaction)),
        **context,
    )


async def _lines(session: Session, rows: list[EventSummary]) -> list[Line]:
    numbers = [row.id for row in rows]
    decisions = await decisions_on(session, numbers)
    moved = await count_effects(session, numbers)
    return [Line(row, decisions[row.id], moved.get(row.id, 0)) for row in rows]


def _live(request: Request, newest: int, new: int, paused: bool) -> dict[str, Any]:
    def link(**changes: str | None) -> str:
        return address(request, "", newest=None, **changes).replace("/events/news", "/events", 1)

    def news_link(paused: bool) -> str:
        kept: dict[str, str | None] = {
            "newest": str(newest),
            "paused": "true" if paused else None,
            "after": None,
        }
        return address(request, "", **kept).replace(request.url.path, "/events/news", 1)

    return {
        "link": link,
        "news_link": news_link,
        "new": new,
        "most_new": MOST_NEW,
        "paused": paused,
    }
