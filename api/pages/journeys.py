"""Journeys: the list of them, and one with its steps, its rules and whoever is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import AwareDatetime

from api.dependencies import Transaction
from api.pages.diagram import diagram
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.rules import rules_of
from api.pages.sessions import Acting, SignedIn
from api.pages.whereabouts import names_in
from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.sentences import NO_NAMES, Names, outlet_sentence
from engine.sentences.words import name_in_words
from engine.store import journeys as editing
from engine.store import test_runs
from engine.store.customers import Whom
from engine.store.database import Session
from engine.store.due_dates import is_letting_in
from engine.store.reading.enrollments import EnrollmentSummary, Status, list_enrollments
from engine.store.reading.journeys import (
    JourneySummary,
    all_journeys,
    definition,
    get_journey,
    where_they_stand,
)
from engine.store.reading.layers import Layer
from engine.store.reading.migrations import holding, list_migrations
from engine.store.reading.names import names
from engine.store.reading.paging import Page
from engine.store.reading.traffic import Traffic, traffic

State = Literal["running", "held", "trouble", "ended", "test", "all"]

Fills = Literal["", "empty", "entering"]
"""Why a page may fill under its reader: nobody is listed yet, or customers enter by a publish."""

_STATES: dict[State, tuple[Status | None, bool | None]] = {
    "running": ("inside", False),
    "held": ("held", False),
    "trouble": ("trouble", False),
    "ended": ("ended", False),
    "test": (None, True),
    "all": (None, None),
}
"""Whom each choice shows: a status, and whether test runs, customers or both."""

LAYERS: Mapping[Layer, str] = {
    "here": "Here now",
    "passed": "Went on",
    "skipped": "Left out",
    "failed": "Failed",
    "converted": "Reached the goal after",
    "left": "Ended here early",
}
"""Whom of those who have to do with a step."""

MEANT: Mapping[Layer, str] = {
    "here": "Customers who are at this step now.",
    "passed": "Customers who went on from this step.",
    "skipped": "It was left out for them on purpose, as “Leave it out when” held, or a rule or "
    "limit forbade it. They went on.",
    "failed": "It could not go out to them. They went on.",
    "converted": "Customers who reached the goal after they had been at this step.",
    "left": "The journey ended for them while they stood here: by the goal, a rule or a person.",
}
"""What each of them means, in a sentence."""

STATES: Mapping[str, tuple[str, str]] = {
    "running": ("Inside", "Customers whose journey has not ended."),
    "held": (
        "Held",
        "Something keeps them where they are, such as a pause; they go on when it is over.",
    ),
    "trouble": ("In trouble", "What is due for them keeps failing; Onward tries it again."),
    "ended": ("Finished", "Customers whose journey has ended."),
    "test": ("Test runs", "Journeys that colleagues tried out on themselves."),
    "all": ("All", "Customers inside and finished, and test runs."),
}
"""Each choice in a word, and what it means."""

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


@dataclass(frozen=True)
class Narrowed:
    """Which of a journey's customers are listed, as the address says."""

    state: State = "running"
    step: str = ""
    version: Annotated[int | None, Query(ge=1)] = None
    layer: Layer = "here"
    outlet: str = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    search: str = ""
    after: str | None = None


@router.get("/{key}")
async def journey(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    narrowed: Annotated[Narrowed, Depends()],
) -> Response:
    found = await get_journey(transaction, key)
    live = None
    if found.live_version is not None:
        live = await definition(transaction, key, version=found.live_version)
    people = await _listed(transaction, key, narrowed)
    asked_for = request.headers.get("hx-target")
    whole = asked_for != "people"
    entering = whole and await is_letting_in(transaction, key, datetime.now(UTC))
    around = await traffic(transaction, key) if live and whole else None
    called = await names(transaction) if live else NO_NAMES
    step, version, outlet = narrowed.step, narrowed.version, narrowed.outlet
    shown = [row.version for row in people.rows] + ([version] if version else [])
    return page(
        request,
        "journeys/show.html",
        fragment=None if asked_for == "moved" else "journeys/_people.html",
        reader=reader,
        section="journeys",
        journey=found,
        definition=live,
        title_of=await names_in(transaction, key, live, shown),
        people=people,
        state=narrowed.state,
        step=step,
        version=version,
        layer=narrowed.layer,
        layers=LAYERS,
        meant=MEANT,
        states=STATES,
        kept={"outlet": outlet, "since": narrowed.since, "until": narrowed.until},
        way=_way(live, step, outlet, called),
        search=narrowed.search,
        first_page=narrowed.after is None,
        link=lambda **changes: address(request, "people", **changes),
        seen=await _seen(transaction, found),
        moved=False,
        filled=False,
        fills=_fills(empty=not people.rows, entering=entering),
        entering=entering,
        **(await _afoot(transaction, key) if whole else {}),
        **_portrait(request, live, around, called),
    )


async def _listed(
    transaction: Transaction, key: str, narrowed: Narrowed
) -> Page[EnrollmentSummary]:
    layer = None if narrowed.layer == "here" else narrowed.layer
    status, tests = _STATES[narrowed.state] if layer is None else (None, False)
    return await list_enrollments(
        transaction,
        journey=key,
        status=status,
        tests=tests,
        step=narrowed.step or None,
        version=narrowed.version,
        layer=layer,
        outlet=narrowed.outlet or None,
        since=narrowed.since,
        until=narrowed.until,
        search=narrowed.search.strip(),
        after=narrowed.after,
    )


def _way(live: Journey | None, step: str, outlet: str, called: Names) -> str:
    """A way out of a step in words; empty when none is meant."""
    if not outlet:
        return ""
    known = live is not None and step in live.steps and outlet in links(live.steps[step])
    said = outlet_sentence(live, step, outlet, called) if live and known else None
    return str(said) if said else name_in_words(outlet)


def _portrait(
    request: Request, live: Journey | None, around: Traffic | None, called: Names
) -> dict[str, Any]:
    """The steps as a drawing, who stands where, and the rules in words."""
    if live is None or around is None:
        return {"diagram": None, "rules": None}
    scattered = around.gone or any(each.here for each in around.versions if not each.is_live)
    return {
        "diagram": diagram(
            live,
            link=lambda step: _people(request, step=step, version=None),
            counts=around.steps,
            names=called,
        ),
        "there": lambda **which: _people(request, **which),
        "around": around,
        "scattered": scattered,
        "rules": rules_of(live, called),
    }


def _people(request: Request, **which: str | None) -> str:
    """Where a choice of customers is listed: those at a step now unless a layer is named."""
    usual = {"layer": None, "outlet": None, "since": None, "until": None, "state": "running"}
    chosen = usual | which
    return address(request, "people", **(chosen | {"layer": _named(chosen["layer"])}))


def _named(layer: str | None) -> str | None:
    """As an address says it: those who are there now need no word."""
    return None if layer == "here" else layer


async def _afoot(session: Session, key: str) -> dict[str, Any]:
    """What is done to the journey as a whole just now: paused, resumed, moved to a version."""
    latest = (await list_migrations(session, key, limit=1)).rows
    moving = latest[0] if latest and (latest[0].pending or latest[0].failed) else None
    return {"holding": await holding(session, key), "moving": moving}


@router.get("/{key}/figures")
async def figures(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    """Those of the page, for as long as customers enter by a publish."""
    return page(
        request,
        "journeys/_figures.html",
        reader=reader,
        journey=await get_journey(transaction, key),
        entering=await is_letting_in(transaction, key, datetime.now(UTC)),
    )


@router.get("/{key}/holding")
async def afoot(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    return page(
        request,
        "journeys/_holding.html",
        reader=reader,
        journey=await get_journey(transaction, key),
        **await _afoot(transaction, key),
    )


async def _seen(session: Session, found: JourneySummary) -> str:
    """What the page says of its customers, to be told whether that is still so."""
    counts = found.counts
    told = (counts.running, counts.ended, counts.reached_goal, counts.in_trouble)
    return ".".join([*map(str, told), await where_they_stand(session, found.key)])


def _fills(*, empty: bool, entering: bool) -> Fills:
    return "empty" if empty else "entering" if entering else ""


def _is_as_it_opens(request: Request) -> bool:
    """Whether the reader has chosen nothing on the page that asks: a choice is in its address."""
    return not urlsplit(request.headers.get("hx-current-url", "?as=unknown")).query


@router.get("/{key}/moved")
async def moved(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    seen: Annotated[str, Query(max_length=100)],
    fills: Fills = "",
) -> Response:
    """Whether as many are at each step as when the page was made; it stays as it is meanwhile.

    One that fills is filled instead, as long as its reader has chosen nothing."""
    found = await get_journey(transaction, key)
    has_moved = await _seen(transaction, found) != seen
    if fills == "entering" and not has_moved:
        entering = await is_letting_in(transaction, key, datetime.now(UTC))
        fills = _fills(empty=False, entering=entering)
    return page(
        request,
        "journeys/_moved.html",
        reader=reader,
        journey=found,
        seen=seen,
        moved=has_moved,
        filled=has_moved and fills != "" and _is_as_it_opens(request),
        fills=fills,
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
async def begin_test_run(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    contact: Annotated[str, Form(min_length=1, max_length=320)],
    seconds_per_day: Annotated[float, Form(ge=0.1, le=86_400)],
    to_me: Annotated[bool, Form()] = False,
) -> Response:
    enrolled = await test_runs.begin(
        transaction,
        key,
        Whom(contact=contact.strip()),
        by=actor,
        now=datetime.now(UTC),
        seconds_per_day=seconds_per_day,
        divert_to=actor.name if to_me else None,
    )
    return go_to(request, f"/enrollments/{enrolled.enrollment_id}")
