"""`/api/v1/enrollments`: where customers are, how they came there, and taking one out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import AContact, After, Limit, Listing, Search, listing
from engine.store import enrollments
from engine.store.customers import contact_called
from engine.store.reading import enrollments as reading
from engine.store.reading.enrollments import EnrollmentDetail, EnrollmentSummary, Status
from engine.store.reading.layers import Layer
from engine.store.reading.paths import Path, path_of
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/enrollments", tags=["Enrollments"])


class Leaving(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    """For colleagues: it is shown in the timeline."""


@router.get("")
async def list_enrollments(
    key: Reader,
    transaction: Transaction,
    journey: str | None = None,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: AContact = None,
    status: Status | None = None,
    step: Annotated[str | None, Query(description="Where they stand now.")] = None,
    version: Annotated[int | None, Query(ge=1, description="The one they are on.")] = None,
    layer: Annotated[
        Layer | None,
        Query(
            description="Those whom `traffic` counts in this layer; `step` and `version` then say"
            " where they are, or went on."
        ),
    ] = None,
    outlet: Annotated[
        str | None, Query(description="With a layer: those who went on by this way.")
    ] = None,
    since: Annotated[AwareDatetime | None, Query(description="With a layer: from then on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="With a layer: before then.")] = None,
    search: Search = None,
    tests: Annotated[bool, Query(description="Test runs instead of customers.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Listing[EnrollmentSummary]:
    """Who entered last comes first. `search` is looked for in names of accounts and contacts.
    Of a `contact` those are listed that they entered, and not what their account is in besides."""
    meant = await contact_called(transaction, contact) if contact is not None else None
    page = await reading.list_enrollments(
        transaction,
        journey=journey,
        account=account,
        contact=meant.id if meant is not None else None,
        status=status,
        step=step,
        version=version,
        layer=layer,
        outlet=outlet,
        since=since,
        until=until,
        search=search,
        tests=tests,
        limit=limit,
        after=after,
    )
    return listing(page)


@router.get("/{enrollment}")
async def get_enrollment(
    key: Reader, transaction: Transaction, enrollment: UUID
) -> EnrollmentDetail:
    """One passage with its timeline: what happened, and why."""
    return await reading.get_enrollment(transaction, enrollment)


@router.get("/{enrollment}/path")
async def get_path(
    key: Reader, transaction: Transaction, services: CurrentServices, enrollment: UUID
) -> Path:
    """The way one customer took, stay by stay with the reason for each turn; where they stand, what
    they will wake for and listen for, and what can be done about it."""
    return await path_of(transaction, enrollment, default_zone=services.time_zone, now=utc_now())


@router.post("/{enrollment}/exit", status_code=202)
async def exit_enrollment(
    key: Admin, transaction: Transaction, enrollment: UUID, leaving: Leaving
) -> dict[str, str]:
    """Take the customer out. Done by the worker within a moment."""
    await enrollments.request_exit(
        transaction, enrollment, leaving.reason, by=key.actor, now=utc_now()
    )
    return {"status": "requested"}
