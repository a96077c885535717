"""The buttons on a customer's page: lead them past a wait, elsewhere, to another try, or out."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting
from engine.store import steering
from engine.store.enrollments import request_exit
from engine.store.steerable import Seen

router = APIRouter(prefix="/enrollments", route_class=PageRoute, include_in_schema=False)

Reason = Annotated[str, Form(min_length=1, max_length=200)]
Step = Annotated[str, Form(min_length=1, max_length=100)]
Number = Annotated[int, Form(ge=1)]


@router.post("/{enrollment_id}/skip-wait")
async def skip_wait(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    enrollment_id: UUID,
    reason: Reason,
    step: Step,
    visit: Number,
    version: Number,
    outlet: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    await steering.skip_wait(
        transaction,
        enrollment_id,
        reason.strip(),
        seen=Seen(step, visit, version),
        outlet=outlet or None,
        by=actor,
        now=datetime.now(UTC),
        default_zone=services_of(request).time_zone,
    )
    return go_to(request, f"/enrollments/{enrollment_id}", "wait-skipped")


@router.post("/{enrollment_id}/move")
async def move(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    enrollment_id: UUID,
    reason: Reason,
    to: Step,
    step: Step,
    visit: Number,
    version: Number,
    again: bool = Form(default=False),
) -> Response:
    await steering.move_to(
        transaction,
        enrollment_id,
        reason.strip(),
        to=to,
        seen=Seen(step, visit, version),
        again=again,
        by=actor,
        now=datetime.now(UTC),
        default_zone=services_of(request).time_zone,
    )
    return go_to(request, f"/enrollments/{enrollment_id}", "moved")


@router.post("/{enrollment_id}/retry")
async def retry(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    enrollment_id: UUID,
    reason: Reason,
    failed: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """`failed`: the step to go back to. Empty: try at once what keeps failing."""
    await steering.retry(
        transaction,
        enrollment_id,
        reason.strip(),
        step=failed or None,
        by=actor,
        now=datetime.now(UTC),
        default_zone=services_of(request).time_zone,
    )
    return go_to(request, f"/enrollments/{enrollment_id}", "moved" if failed else "tried-now")


@router.post("/{enrollment_id}/exit")
async def take_out(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    enrollment_id: UUID,
    reason: Reason,
) -> Response:
    await request_exit(transaction, enrollment_id, reason.strip(), by=actor, now=datetime.now(UTC))
    return go_to(request, f"/enrollments/{enrollment_id}", "exit-asked")
