"""One customer's passage through a journey: where it is, how it came there, and why."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.pages.diagram import diagram
from api.pages.moments import zone_named
from api.pages.rendering import is_fragment, page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.sentences import step_title
from engine.sentences.evidence import evidence_of
from engine.store.reading.became import kept_here
from engine.store.reading.enrollments import EnrollmentDetail, definition_for, get_enrollment
from engine.store.reading.names import names
from engine.store.reading.paths import path_of

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
    zone = services_of(request).time_zone
    way = await path_of(transaction, enrollment_id, default_zone=zone, now=datetime.now(UTC))
    called = await names(transaction)
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
        kept=await kept_here(
            transaction, {each.message_id for each in timeline if each.message_id}
        ),
        stamp=stamp,
        here=way.now,
        latest_of=latest,
        asked={stay.task.id: stay.task for stay in way.visits if stay.task},
        customer_zone=zone_named(row.time_zone, zone),
        temporal_url=_temporal_url(request, enrollment_id),
        title_of=lambda step: step_title(definition, step),
        evidence_of=partial(evidence_of, names=called),
        diagram=diagram(
            definition,
            link=lambda step: f"#entry-{latest[step]}" if step in latest else None,
            path=[stay.step for stay in way.visits],
            current=None if row.status == "ended" else row.step,
            names=called,
        ),
    )


def _stamp(found: EnrollmentDetail) -> str:
    """Changes whenever something on the page would."""
    row = found.enrollment
    entries = found.timeline[-1].number if found.timeline else 0
    parts = (row.status, row.moves, entries, bool(row.exit_request), row.trouble is not None)
    return "-".join(str(part) for part in (*parts, row.journey_status))


def _temporal_url(request: Request, enrollment_id: UUID) -> str | None:
    base = services_of(request).temporal_ui_url
    return f"{base}/namespaces/default/workflows/enrollment%2F{enrollment_id}" if base else None
