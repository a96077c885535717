"""One customer's passage through a journey: where it is, how it came there, and why."""

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
from engine.sentences import step_title
from engine.store.enrollments import request_exit
from engine.store.views.enrollments import EnrollmentView, enrollment_view

router = APIRouter(prefix="/enrollments", route_class=PageRoute, include_in_schema=False)


@router.get("/{enrollment_id}")
async def enrollment(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    enrollment_id: UUID,
    seen: str | None = None,
) -> Response:
    view = await enrollment_view(transaction, enrollment_id)
    stamp = _stamp(view)
    if is_fragment(request) and seen == stamp:
        return Response(status_code=204)
    latest = {entry.step: entry.number for entry in view.entries}
    zone = zone_named(view.row.time_zone, services_of(request).time_zone)
    return page(
        request,
        "enrollments/show.html",
        fragment="enrollments/_passage.html",
        reader=reader,
        section="journeys",
        view=view,
        row=view.row,
        stamp=stamp,
        customer_zone=zone,
        temporal_url=_temporal_url(request, view),
        title_of=lambda step: step_title(view.definition, step),
        evidence_of=evidence_of,
        diagram=diagram(
            view.definition,
            link=lambda step: f"#entry-{latest[step]}" if step in latest else None,
            path=view.path,
            current=None if view.row.status == "ended" else view.row.current_step,
        ),
    )


def _stamp(view: EnrollmentView) -> str:
    """Changes whenever something on the page would."""
    row = view.row
    parts = (row.status, row.moves, row.entries, bool(row.exit_request), row.trouble is not None)
    return "-".join(str(part) for part in (*parts, view.journey_status))


def _temporal_url(request: Request, view: EnrollmentView) -> str | None:
    base = services_of(request).temporal_ui_url
    return f"{base}/namespaces/default/workflows/enrollment%2F{view.row.id}" if base else None


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
