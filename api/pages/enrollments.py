"""One customer's passage through a journey: where it is, how it came there, and why."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.diagram import diagram
from api.pages.evidence import evidence_of
from api.pages.moments import zone_named
from api.pages.notices import go_to
from api.pages.rendering import is_fragment, page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.base import StepId
from engine.sentences import step_title
from engine.store.enrollments import request_exit
from engine.store.reading.enrollments import (
    EnrollmentDetail,
    Entry,
    definition_for,
    get_enrollment,
)

router = APIRouter(prefix="/enrollments", route_class=PageRoute, include_in_schema=False)


@router.get("/{enrollment_id}")
async def enrollment(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    enrollment_id: UUID,
    seen: str | None = None,
) -> Response:
    found = await get_enrollment(transaction, enrollment_id)
    stamp = _stamp(found)
    if is_fragment(request) and seen == stamp:
        return Response(status_code=204)
    row, timeline = found.enrollment, found.timeline
    definition = await definition_for(transaction, enrollment_id)
    latest = {entry.step: entry.number for entry in timeline}
    return page(
        request,
        "enrollments/show.html",
        fragment="enrollments/_passage.html",
        reader=reader,
        section="journeys",
        row=row,
        customer=row.contact_name or row.account_name or "Unnamed",
        timeline=timeline,
        stamp=stamp,
        customer_zone=zone_named(row.time_zone, services_of(request).time_zone),
        temporal_url=_temporal_url(request, enrollment_id),
        title_of=lambda step: step_title(definition, step),
        evidence_of=evidence_of,
        diagram=diagram(
            definition,
            link=lambda step: f"#entry-{latest[step]}" if step in latest else None,
            path=_path(timeline, row.step),
            current=None if row.status == "ended" else row.step,
        ),
    )


def _path(timeline: Sequence[Entry], now: str | None) -> list[StepId]:
    """The steps a customer has been at, in order, the present one last."""
    steps: list[StepId] = []
    for step in [*(entry.step for entry in timeline), now]:
        if step and (not steps or steps[-1] != step):
            steps.append(step)
    return steps


def _stamp(found: EnrollmentDetail) -> str:
    """Changes whenever something on the page would."""
    row = found.enrollment
    entries = found.timeline[-1].number if found.timeline else 0
    parts = (row.status, row.moves, entries, bool(row.exit_request), row.trouble is not None)
    return "-".join(str(part) for part in (*parts, row.journey_status))


def _temporal_url(request: Request, enrollment_id: UUID) -> str | None:
    base = services_of(request).temporal_ui_url
    return f"{base}/namespaces/default/workflows/enrollment%2F{enrollment_id}" if base else None


@router.post("/{enrollment_id}/exit")
async def take_out(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    enrollment_id: UUID,
    reason: Annotated[str, Form(min_length=1, max_length=200)],
) -> Response:
    await request_exit(transaction, enrollment_id, reason.strip(), by=actor, now=datetime.now(UTC))
    return go_to(request, f"/enrollments/{enrollment_id}", "exit-asked")
