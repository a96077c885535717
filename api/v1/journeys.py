"""`/api/v1/journeys`: write, check, publish, pause, and let customers in."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.not_set_up import lacking
from api.v1.answers import After, Limit, Listing, listing
from api.v1.definitions import BODY, YAML, Definition, definition_out
from api.v1.revisions import IfMatch, etag, revision_in
from engine.definition.document import from_data
from engine.definition.steps import Address
from engine.entry import Refusal
from engine.migrating import Plan
from engine.migrating.previewing import Preview
from engine.store import enrollments, journeys, test_runs
from engine.store.checking import check
from engine.store.customers import Whom
from engine.store.journeys import Published, Saved
from engine.store.previewing import preview
from engine.store.reading import journeys as reading
from engine.store.reading.journeys import JourneySummary, VersionSummary
from engine.store.reading.migrations import MigrationSummary
from engine.store.reading.migrations import list_migrations as list_of_migrations
from engine.store.tables.columns import utc_now
from engine.validation import Problem, is_publishable

router = APIRouter(prefix="/journeys", tags=["Journeys"])

Status = Literal["draft", "live", "paused", "archived"]


@dataclass(frozen=True)
class Checked:
    publishable: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Resumed:
    waking: int
    """How many customers now look again: those who were held; all, if the clock stood still."""


class Publishing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(ge=0)] | None = None
    """Of the draft you looked at; a later save by others answers 412."""
    plan: Plan = Plan()


class Planned(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plan: Plan = Plan()
    version: Annotated[int, Field(ge=1)] | None = None
    """Preview a rollback to this version; null: publishing the draft."""
    definition: dict[str, Any] | None = None
    """Preview publishing this, which need not be saved; null: the draft."""
    revision: Annotated[int, Field(ge=0)] | None = None
    """Of the draft you look at; a later save by others answers 412."""


class Rollback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1)]
    plan: Plan = Plan()


class Pausing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    clock: journeys.Clock = "keep"


class Entering(BaseModel):
    """Which customer: by the ids your own systems use."""

    model_config = ConfigDict(extra="forbid")

    account: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    """An account's external id."""
    contact: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    """A contact's external id, id or mail address."""


class TestRun(Entering):
    seconds_per_day: Annotated[float, Field(ge=0.1, le=86_400)] | None = None
    """How many real seconds make one day of the journey. Null: real time."""
    draft: bool = False
    """Try the draft as it is now; where there is none, what is live."""
    divert_to: Address | None = None
    """The address of a user, who gets every mail and every task in everybody's place; then nobody
    is called. Null: mail goes to whom it is meant for."""


@dataclass(frozen=True)
class Entered:
    enrolled: bool
    code: str
    """`enrolled`, or why not: already_running, already_been, too_soon, audience, no_subject…"""
    reason: str
    enrollment_id: UUID | None = None


@router.get("")
async def list_journeys(
    key: Reader,
    transaction: Transaction,
    status: Status | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[JourneySummary]:
    """All journeys by key, with how many customers entered, are inside and reached the goal."""
    return listing(
        await reading.list_journeys(transaction, status=status, limit=limit, after=after)
    )


@router.post("", status_code=201, openapi_extra=BODY)
async def create_journey(
    key: Admin, transaction: Transaction, definition: Definition, response: Response
) -> Saved:
    """Keep a new journey as a draft. Problems do not keep it from being saved."""
    saved = await journeys.create(transaction, definition, by=key.actor, now=utc_now())
    response.headers["ETag"] = etag(saved.revision)
    response.headers["Location"] = f"/api/v1/journeys/{saved.key}"
    return saved


@router.post("/validate", openapi_extra=BODY)
async def validate_journey(
    key: Reader, transaction: Transaction, definition: Definition
) -> Checked:
    """Say what is wrong with a definition. Nothing is kept."""
    problems = await check(transaction, definition)
    return Checked(is_publishable(list(problems)), problems)


@router.get("/{journey}")
async def get_journey(
    key: Reader, transaction: Transaction, journey: str, response: Response
) -> JourneySummary:
    """One journey, without its definition."""
    found = await reading.get_journey(transaction, journey)
    response.headers["ETag"] = etag(found.revision)
    return found


@router.get("/{journey}/definition", responses={200: {"content": {YAML: {}}}})
async def get_definition(
    key: Reader,
    transaction: Transaction,
    journey: str,
    version: Annotated[int | None, Query(ge=1)] = None,
    form: Annotated[Literal["json", "yaml"], Query(alias="format")] = "json",
) -> dict[str, Any]:
    """A version's definition; the draft's, else the live one, unless a version is named."""
    found: Any = definition_out(
        await reading.definition(transaction, journey, version=version), form
    )
    return found  # type: ignore[no-any-return]


@router.put("/{journey}/definition", openapi_extra=BODY)
async def save_definition(
    key: Admin,
    transaction: Transaction,
    journey: str,
    definition: Definition,
    response: Response,
    if_match: IfMatch = None,
) -> Saved:
    """Save the draft. What is live stays as it is until you publish."""
    saved = await journeys.save_draft(
        transaction,
        journey,
        definition,
        by=key.actor,
        now=utc_now(),
        revision=revision_in(if_match),
    )
    response.headers["ETag"] = etag(saved.revision)
    return saved


@router.post("/{journey}/publish")
async def publish_journey(
    key: Admin,
    transaction: Transaction,
    journey: str,
    publishing: Publishing | None = None,
    if_match: IfMatch = None,
) -> Published:
    """Make the draft the version new customers enter, and do with those inside as planned.

    Without a plan they stay on the version they are on. A draft that equals the live version makes
    nothing new; a plan for everyone then brings those inside to the live version.
    """
    asked = publishing or Publishing()
    revision = revision_in(if_match) if asked.revision is None else asked.revision
    return await journeys.publish(
        transaction, journey, by=key.actor, now=utc_now(), revision=revision, plan=asked.plan
    )


@router.post("/{journey}/publish/preview")
async def preview_publish(
    key: Reader,
    transaction: Transaction,
    services: CurrentServices,
    journey: str,
    planned: Planned | None = None,
) -> Preview:
    """Whom a publish with this plan would move where, what else may become of them, who enters by
    it at once, and what is done for all of them within 24 hours.

    Nothing is done. With `version`, the same for a rollback to it; with a `definition`, for that.
    """
    asked = planned or Planned()
    written = asked.definition
    return await preview(
        transaction,
        journey,
        asked.plan,
        now=utc_now(),
        version=asked.version,
        definition=await asyncio.to_thread(from_data, written) if written is not None else None,
        revision=asked.revision,
        default_zone=services.time_zone,
        lacking=partial(lacking, sender=services.sender, mail_by=services.mail_by),
    )


@router.post("/{journey}/rollback")
async def rollback_journey(
    key: Admin, transaction: Transaction, journey: str, back: Rollback
) -> Published:
    """Publish what an earlier version said, as a new version. The draft stays as it is."""
    return await journeys.rollback(
        transaction, journey, back.version, by=key.actor, now=utc_now(), plan=back.plan
    )


@router.get("/{journey}/migrations")
async def list_migrations(
    key: Reader, transaction: Transaction, journey: str, limit: Limit = 50, after: After = None
) -> Listing[MigrationSummary]:
    """Every time the customers inside were brought to a version, the latest first."""
    return listing(await list_of_migrations(transaction, journey, limit=limit, after=after))


@router.post("/{journey}/pause", status_code=204)
async def pause_journey(
    key: Admin, transaction: Transaction, journey: str, pausing: Pausing | None = None
) -> None:
    """From now on nothing goes out. What customers do is still heard.

    `keep`: the time goes on that they wait for. `freeze`: it stands still until you resume.
    """
    clock = (pausing or Pausing()).clock
    await journeys.pause(transaction, journey, by=key.actor, now=utc_now(), clock=clock)


@router.post("/{journey}/resume")
async def resume_journey(key: Admin, transaction: Transaction, journey: str) -> Resumed:
    """Go on where everything stood."""
    return Resumed(await journeys.resume(transaction, journey, by=key.actor, now=utc_now()))


@router.post("/{journey}/archive", status_code=204)
async def archive_journey(key: Admin, transaction: Transaction, journey: str) -> None:
    """Nobody enters any more and nothing can be edited; customers inside finish. For good."""
    await journeys.archive(transaction, journey, by=key.actor, now=utc_now())


@router.get("/{journey}/versions")
async def list_versions(
    key: Reader, transaction: Transaction, journey: str
) -> list[VersionSummary]:
    """What was published, the latest first, and how many customers are inside each."""
    return await reading.list_versions(transaction, journey)


@router.post("/{journey}/enroll")
async def enroll(
    key: Admin,
    transaction: Transaction,
    services: CurrentServices,
    journey: str,
    whom: Entering,
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="The same key again never enrolls a second time."),
    ] = None,
) -> Entered:
    """Let a customer in by hand. Answers why not when the journey's rules say no."""
    outcome = await enrollments.enroll_by_hand(
        transaction,
        journey,
        Whom(whom.account, whom.contact),
        by=key.actor,
        now=utc_now(),
        default_zone=services.time_zone,
        idempotency_key=idempotency_key,
    )
    if isinstance(outcome, Refusal):
        return Entered(False, outcome.code, outcome.reason)
    return Entered(True, "enrolled", "The customer has entered.", outcome.enrollment_id)


@router.post("/{journey}/test-run", status_code=201)
async def start_test_run(
    key: Admin, transaction: Transaction, journey: str, run: TestRun
) -> Entered:
    """Send a customer through as a test, in fast motion if you like. Counted nowhere.

    Mail goes out for real: to `divert_to`, or else to the customer you name, who should then be one
    of your own.
    """
    outcome = await test_runs.begin(
        transaction,
        journey,
        Whom(run.account, run.contact),
        by=key.actor,
        now=utc_now(),
        seconds_per_day=run.seconds_per_day,
        draft=run.draft,
        divert_to=run.divert_to,
    )
    return Entered(True, "enrolled", "The test run has begun.", outcome.enrollment_id)
