"""Letting customers into a journey, one or an audience: whom, how fast, what came of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from pydantic import TypeAdapter

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.conditions import Condition, SegmentIs
from engine.errors import Invalid, NotFound
from engine.sentences import audience_sentence
from engine.sentences.conditions import condition_sentence
from engine.sentences.entering import REFUSALS
from engine.store import audiences
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.enrolling import Enrolled
from engine.store.enrollments import enroll_by_hand, foreseen_by_hand, live_version
from engine.store.previewing import any_hour
from engine.store.reading.audiences import (
    Estimate,
    RunSummary,
    estimate,
    get_run,
    list_run_results,
    list_runs,
)
from engine.store.reading.candidates import Candidate, candidates, whom_by_id
from engine.store.reading.enrollments import list_enrollments
from engine.store.reading.journeys import get_journey
from engine.store.reading.names import names
from engine.store.segments import segment_keys

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_conditions: TypeAdapter[Condition] = TypeAdapter(Condition)

WORDS = {"enrolled": "Entered", **REFUSALS}
"""What became of somebody, by its code."""

SPEEDS = {60: "60 a minute", 300: "300 a minute", 1_200: "1,200 a minute", 6_000: "6,000 a minute"}


_FRAGMENTS = {"found": "audiences/_one.html"}
"""What the page gives when a piece of it is asked for, by the piece's id."""
MOST_SINGLY = 10
"""So many of those who were let in one by one are on a page."""
ONE, EVERYBODY, INSIDE = "one", "everybody", "in:"
"""Whom: one customer, everybody, or who is in the segment of this key."""


@router.get("/journeys/{key}/audience")
async def audience(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    whom: Annotated[str, Query(max_length=120)] = "",
    customer: Annotated[str, Query(max_length=500)] = "",
    after: str | None = None,
    singly: str | None = None,
) -> Response:
    journey = await get_journey(transaction, key)
    row, _, definition = await live_version(transaction, key)
    called = await names(transaction)
    segments = {key: called.segment(key) for key in await segment_keys(transaction)}
    now, default_zone = datetime.now(UTC), services_of(request).time_zone
    some: Estimate | None = None
    found: Sequence[Candidate] = ()
    refusal = None
    if whom == ONE:
        found = await candidates(transaction, definition.subject, customer.strip())
        if len(found) == 1:
            refusal = await foreseen_by_hand(
                transaction, key, found[0].whom, now=now, default_zone=default_zone
            )
    elif whom == EVERYBODY or whom.removeprefix(INSIDE) in segments:
        some = await estimate(transaction, key, _only(whom), now, default_zone)
    else:
        whom = ""
    return page(
        request,
        "audiences/begin.html",
        fragment=_FRAGMENTS.get(request.headers.get("hx-target", ""), "audiences/_entering.html"),
        reader=reader,
        section="journeys",
        journey=journey,
        may_enter=row.status in ("live", "paused"),
        audience=audience_sentence(definition, called),
        of=definition.subject,
        segments=sorted(segments.items(), key=lambda each: each[1].casefold()),
        whom=whom,
        asked=customer.strip(),
        found=found,
        refusal=refusal,
        speeds=SPEEDS,
        estimate=some,
        words=WORDS,
        at_night=await any_hour(transaction, definition),
        runs=await list_runs(transaction, key, after=after),
        first_page=after is None,
        singly=await list_enrollments(
            transaction, journey=key, singly=True, limit=MOST_SINGLY, after=singly
        ),
        first_singly=singly is None,
        cause_of=cause_of,
    )


@router.post("/journeys/{key}/audience")
async def begin(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    whom: Annotated[str, Form(max_length=120)],
    customer: Annotated[str, Form(max_length=500)] = "",
    per_minute: Annotated[int, Form(ge=1, le=60_000)] = 300,
) -> Response:
    if whom == ONE:
        return await _let_one_in(request, transaction, actor, key, customer)
    only = _only(whom)
    if only is not None and only.segment not in await segment_keys(transaction):
        raise NotFound(f"There is no segment “{only.segment}”.")
    run_id = await audiences.begin_by_hand(
        transaction, key, only=only, per_minute=per_minute, by=actor, now=datetime.now(UTC)
    )
    return go_to(request, f"/audiences/{run_id}")


async def _let_one_in(
    request: Request, transaction: Session, actor: Actor, key: str, customer: str
) -> Response:
    """To the passage; who does not enter after all is said why on the page one came from."""
    _, _, definition = await live_version(transaction, key)
    outcome = await enroll_by_hand(
        transaction,
        key,
        whom_by_id(definition.subject, customer),
        by=actor,
        now=datetime.now(UTC),
        default_zone=services_of(request).time_zone,
    )
    if isinstance(outcome, Enrolled):
        return go_to(request, f"/enrollments/{outcome.enrollment_id}", "let-in")
    asked = urlencode({"whom": ONE, "customer": customer})
    return go_to(request, f"/journeys/{key}/audience?{asked}")


def _only(whom: str) -> SegmentIs | None:
    """Raises Invalid when nobody is chosen."""
    if whom == EVERYBODY:
        return None
    if not whom.startswith(INSIDE):
        raise Invalid("Choose whom to let in: one customer, everybody, or a segment.")
    return SegmentIs(segment=whom.removeprefix(INSIDE))


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
