"""Journeys: the list of them, and one with its steps, its rules and whoever is in it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request, Response

from api.dependencies import Transaction
from api.pages.diagram import diagram
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.rules import rules_of
from api.pages.sessions import Acting, SignedIn
from api.pages.whereabouts import NameOfStep, names_in, whereabouts
from engine.definition.journey import Journey
from engine.store import journeys as editing
from engine.store.customers import Whom
from engine.store.database import Session
from engine.store.enrollments import test_run as start_test_run
from engine.store.reading.enrollments import Status, list_enrollments
from engine.store.reading.journeys import (
    Traffic,
    all_journeys,
    definition,
    get_journey,
    traffic,
)
from engine.store.reading.migrations import holding, list_migrations

State = Literal["running", "held", "trouble", "ended", "test", "all"]

_STATES: dict[State, tuple[Status | None, bool | None]] = {
    "running": ("inside", False),
    "held": ("held", False),
    "trouble": ("trouble", False),
    "ended": ("ended", False),
    "test": (None, True),
    "all": (None, None),
}
"""Whom each choice shows: a status, and whether test runs, customers or both."""

router = APIRouter(prefix="/journeys", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def journeys(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return page(
        request,
        "journeys/list.html",
        reader=reader,
        section="journeys",
        journeys=await all_journeys(transaction),
    )


@router.get("/{key}")
async def journey(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    state: State = "running",
    step: str = "",
    version: Annotated[int | None, Query(ge=1)] = None,
    search: str = "",
    after: str | None = None,
) -> Response:
    found = await get_journey(transaction, key)
    live = None
    if found.live_version is not None:
        live = await definition(transaction, key, version=found.live_version)
    status, tests = _STATES[state]
    people = await list_enrollments(
        transaction,
        journey=key,
        status=status,
        tests=tests,
        step=step or None,
        version=version,
        search=search.strip(),
        after=after,
    )
    whole = request.headers.get("hx-target") != "people"
    around = await traffic(transaction, key) if live and whole else None
    shown = [row.version for row in people.rows] + ([version] if version else [])
    standing = around.standing if around else ()
    name_of = await names_in(transaction, key, live, [*shown, *(each.version for each in standing)])
    return page(
        request,
        "journeys/show.html",
        fragment="journeys/_people.html",
        reader=reader,
        section="journeys",
        journey=found,
        definition=live,
        title_of=name_of,
        people=people,
        state=state,
        step=step,
        version=version,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, "people", **changes),
        **(await _afoot(transaction, key) if whole else {}),
        **_portrait(request, live, found.live_version, around, name_of),
    )


def _portrait(
    request: Request,
    live: Journey | None,
    number: int | None,
    around: Traffic | None,
    name_of: NameOfStep,
) -> dict[str, Any]:
    """The steps as a drawing, who stands where, and the rules in words."""
    if live is None or around is None:
        return {"diagram": None, "rules": None}
    where = whereabouts(around.standing, live, number, name_of)
    return {
        "diagram": diagram(
            live,
            link=lambda step: address(request, "people", step=step, version=None, state="running"),
            here=where.here,
            earlier=where.earlier,
            passed=around.passed,
        ),
        "where": where,
        "rules": rules_of(live),
    }


async def _afoot(session: Session, key: str) -> dict[str, Any]:
    """What is done to the journey as a whole just now: paused, resumed, moved to a version."""
    latest = (await list_migrations(session, key, limit=1)).rows
    moving = latest[0] if latest and (latest[0].pending or latest[0].failed) else None
    return {"holding": await holding(session, key), "moving": moving}


@router.get("/{key}/holding")
async def afoot(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    return page(
        request,
        "journeys/_holding.html",
        reader=reader,
        journey=await get_journey(transaction, key),
        **await _afoot(transaction, key),
    )


@router.post("/{key}/pause")
async def pause(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    clock: Annotated[editing.Clock, Form()] = "keep",
) -> Response:
    await editing.pause(transaction, key, by=actor, now=datetime.now(UTC), clock=clock)
    return go_to(request, f"/journeys/{key}", "paused")


@router.post("/{key}/resume")
async def resume(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    await editing.resume(transaction, key, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/journeys/{key}", "resumed")


@router.post("/{key}/test-runs")
async def test_run(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    contact: Annotated[str, Form(min_length=1, max_length=320)],
    seconds_per_day: Annotated[float, Form(ge=0.1, le=86_400)],
) -> Response:
    enrolled = await start_test_run(
        transaction,
        key,
        Whom(contact=contact.strip()),
        by=actor,
        now=datetime.now(UTC),
        seconds_per_day=seconds_per_day,
    )
    return go_to(request, f"/enrollments/{enrolled.enrollment_id}")
