"""Letting a whole audience into a journey: whom, how fast, how far it is, what came of it."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from pydantic import TypeAdapter

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.conditions import Condition, SegmentIs
from engine.errors import NotFound
from engine.sentences import audience_sentence
from engine.sentences.conditions import condition_sentence
from engine.sentences.entering import REFUSALS
from engine.store import audiences
from engine.store.enrollments import live_version
from engine.store.previewing import any_hour
from engine.store.reading.audiences import (
    RunSummary,
    estimate,
    get_run,
    list_run_results,
    list_runs,
)
from engine.store.reading.journeys import get_journey
from engine.store.reading.names import names
from engine.store.segments import segment_keys

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_conditions: TypeAdapter[Condition] = TypeAdapter(Condition)

WORDS = {"enrolled": "Entered", **REFUSALS}
"""What became of somebody, by its code."""

SPEEDS = {60: "60 a minute", 300: "300 a minute", 1_200: "1,200 a minute", 6_000: "6,000 a minute"}


@router.get("/journeys/{key}/audience")
async def audience(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    segment: str = "",
    after: str | None = None,
) -> Response:
    journey = await get_journey(transaction, key)
    row, _, definition = await live_version(transaction, key)
    called = await names(transaction)
    segments = {key: called.segment(key) for key in await segment_keys(transaction)}
    chosen = segment if segment in segments else ""
    return page(
        request,
        "audiences/begin.html",
        fragment="audiences/_estimate.html",
        reader=reader,
        section="journeys",
        journey=journey,
        may_enter=row.status in ("live", "paused"),
        audience=audience_sentence(definition, called),
        of=definition.subject,
        segments=sorted(segments.items(), key=lambda each: each[1].casefold()),
        segment=chosen,
        speeds=SPEEDS,
        estimate=await estimate(
            transaction,
            key,
            SegmentIs(segment=chosen) if chosen else None,
            datetime.now(UTC),
            services_of(request).time_zone,
        ),
        at_night=await any_hour(transaction, definition),
        runs=await list_runs(transaction, key, after=after),
        first_page=after is None,
        cause_of=cause_of,
    )


@router.post("/journeys/{key}/audience")
async def begin(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    per_minute: Annotated[int, Form(ge=1, le=60_000)],
    segment: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    if segment and segment not in await segment_keys(transaction):
        raise NotFound(f"There is no segment “{segment}”.")
    run_id = await audiences.begin_by_hand(
        transaction,
        key,
        only=SegmentIs(segment=segment) if segment else None,
        per_minute=per_minute,
        by=actor,
        now=datetime.now(UTC),
    )
    return go_to(request, f"/audiences/{run_id}")


@router.get("/audiences/{run}")
async def show(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    run: UUID,
    code: str | None = None,
    after: str | None = None,
) -> Response:
    found = await get_run(transaction, run)
    journey = await get_journey(transaction, found.journey)
    only = None
    if found.only:
        asked = _conditions.validate_python(found.only)
        only = condition_sentence(asked, names=await names(transaction))
    return page(
        request,
        "audiences/show.html",
        fragment="audiences/_run.html",
        reader=reader,
        section="journeys",
        run=found,
        journey=journey,
        may_enter=journey.status in ("live", "paused"),
        only=only,
        cause=cause_of(found),
        results=await list_run_results(transaction, run, code=code, after=after),
        code=code,
        first_page=after is None,
        words=WORDS,
    )


@router.post("/audiences/{run}/stop")
async def stop(request: Request, transaction: Transaction, actor: Acting, run: UUID) -> Response:
    await audiences.stop(transaction, run, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/audiences/{run}", "audience-stopped")


@router.post("/audiences/{run}/again")
async def again(request: Request, transaction: Transaction, actor: Acting, run: UUID) -> Response:
    begun = await audiences.begin_again(transaction, run, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/audiences/{begun}")


def cause_of(run: RunSummary) -> str:
    """`By its schedule`, `Begun by Ada`."""
    match run.cause:
        case {"by": "schedule", "instead_of": _}:
            return "By its schedule, catching up"
        case {"by": "schedule"}:
            return "By its schedule"
        case {"called": who} | {"who": who}:
            return f"Begun by {who}"
        case _:
            return "Begun"
