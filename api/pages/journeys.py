"""Journeys: the list of them, and one with its steps, its rules and whoever is in it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.diagram import diagram
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.rules import rules_of
from api.pages.sessions import Acting, SignedIn
from engine.sentences import step_title
from engine.store import journeys as editing
from engine.store.enrollments import Whom
from engine.store.enrollments import test_run as start_test_run
from engine.store.views.journeys import JourneyView, journey_lines, journey_view
from engine.store.views.people import State, people_in

router = APIRouter(prefix="/journeys", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def journeys(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return page(
        request,
        "journeys/list.html",
        reader=reader,
        section="journeys",
        journeys=await journey_lines(transaction),
    )


@router.get("/{key}")
async def journey(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    state: State = "running",
    step: str = "",
    search: str = "",
    after: str | None = None,
) -> Response:
    view = await journey_view(transaction, key)
    found = await people_in(
        transaction, view.id, state=state, step=step or None, search=search.strip(), after=after
    )
    whole = request.headers.get("hx-target") != "people"
    return page(
        request,
        "journeys/show.html",
        fragment="journeys/_people.html",
        reader=reader,
        section="journeys",
        journey=view,
        title_of=lambda step: step_title(view.definition, step) if view.definition else step,
        people=found,
        state=state,
        step=step,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, "people", **changes),
        **(_portrait(request, view) if whole else {}),
    )


def _portrait(request: Request, view: JourneyView) -> dict[str, Any]:
    """The steps as a drawing and the rules in words."""
    if view.definition is None:
        return {"diagram": None, "rules": None}
    return {
        "diagram": diagram(
            view.definition,
            link=lambda step: address(request, "people", step=step, state="running"),
            here=view.standing_at,
            passed=view.passed,
        ),
        "rules": rules_of(view.definition),
    }


@router.post("/{key}/pause")
async def pause(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    await editing.pause(transaction, key, by=actor, now=datetime.now(UTC))
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
    seconds_per_day: Annotated[float, Form(gt=0, le=86_400)],
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
