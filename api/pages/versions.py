"""A journey's versions: publishing the draft with a plan, going back, and how far a move is."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Transaction
from api.not_set_up import lacking
from api.pages.notices import go_to
from api.pages.numbers import whole_number
from api.pages.plans import REASON, choices, chosen, plan_of
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.pages.unfinished import unfinished
from api.pages.whereabouts import names_in
from engine.definition.journey import Journey
from engine.differences import compare
from engine.errors import Invalid, UnreadableDraft
from engine.migrating import Plan
from engine.store import journeys as editing
from engine.store.checking import check
from engine.store.database import Session
from engine.store.migration_runs import retry_failed
from engine.store.previewing import preview, standing_in
from engine.store.reading.journeys import (
    JourneySummary,
    data_at,
    definition,
    draft_definition,
    get_journey,
    list_versions,
)
from engine.store.reading.migrations import get_migration, list_migrations, list_results
from engine.store.reading.names import names

Who = Literal["new", "everyone"]
VersionNumber = Annotated[int, Query(ge=1, le=2**31 - 1)]

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class Publishing:
    """What a form is about to publish."""

    journey: JourneySummary
    new: Journey
    version: int | None
    """The version it goes back to. None: the draft."""
    plan: Plan


@router.get("/journeys/{key}/versions")
async def versions(
    request: Request, transaction: Transaction, reader: SignedIn, key: str, after: str | None = None
) -> Response:
    return page(
        request,
        "versions/list.html",
        reader=reader,
        section="journeys",
        journey=await get_journey(transaction, key),
        versions=await list_versions(transaction, key),
        migrations=await list_migrations(transaction, key, after=after),
        first_page=after is None,
    )


@router.get("/journeys/{key}/versions/compare")
async def compared(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    before: VersionNumber,
    after: VersionNumber,
) -> Response:
    """What has changed from one version to another, whichever is the later."""
    old, new = [await data_at(transaction, key, number) for number in (before, after)]
    return page(
        request,
        "versions/compare.html",
        fragment="versions/_changes.html",
        reader=reader,
        section="journeys",
        journey=await get_journey(transaction, key),
        versions=await list_versions(transaction, key),
        before=before,
        after=after,
        comparison=await asyncio.to_thread(compare, old, new, await names(transaction)),
    )


@router.get("/journeys/{key}/publish")
async def publish_form(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    version: Annotated[int | None, Query(ge=1)] = None,
    who: Who = "new",
) -> Response:
    """`version`: go back to that one. Every choice is part of the address."""
    form = dict(request.query_params)
    services = services_of(request)
    try:
        about = await _publishing(transaction, key, version, who, form)
    except UnreadableDraft as error:
        return unfinished(request, reader, await get_journey(transaction, key), error)
    found = await preview(
        transaction,
        key,
        about.plan,
        now=datetime.now(UTC),
        version=about.version,
        default_zone=services.time_zone,
        lacking=partial(lacking, sender=services.sender, mail_by=services.mail_by),
    )
    problems = await check(transaction, about.new)
    # Of an earlier version the preview says it.
    noted = [each for each in problems if version is None and each.code == "started_too"]
    return page(
        request,
        "versions/publish.html",
        fragment="versions/_plan.html",
        reader=reader,
        section="journeys",
        journey=about.journey,
        # What weighs least comes last.
        lacking=sorted([*found.warnings, *noted], key=lambda each: each.code == "nameless_topic"),
        version=version,
        who=who,
        reason=form.get("reason", "").strip() or REASON,
        differences=found.changes,
        problems=problems,
        preview=found,
        chosen=chosen,
        choices=lambda step: choices(step, about.new),
    )


@router.post("/journeys/{key}/publish")
async def publish(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    version = _number(form, "version")
    who: Who = "everyone" if form.get("who") == "everyone" else "new"
    about = await _publishing(transaction, key, version, who, form)
    now = datetime.now(UTC)
    if version is not None:
        made = await editing.rollback(transaction, key, version, by=actor, now=now, plan=about.plan)
    else:
        revision = _number(form, "revision")
        made = await editing.publish(
            transaction, key, by=actor, now=now, revision=revision, plan=about.plan
        )
    if made.migration_id is not None:
        return go_to(request, f"/migrations/{made.migration_id}", "published-moved")
    return go_to(request, f"/journeys/{key}", "published")


def _number(form: Mapping[str, str], name: str) -> int | None:
    """None: none was sent. Raises Invalid: what is no version must not become the draft."""
    written = form.get(name, "")
    number = whole_number(written)
    if written and number is None:
        said = (
            f"“{written[:40]}” is the number of no {name}. Open the page again, and publish then."
        )
        raise Invalid(said, code="no_number")
    return number


async def _publishing(
    session: Session, key: str, version: int | None, who: Who, form: Mapping[str, str]
) -> Publishing:
    journey = await get_journey(session, key)
    live = journey.live_version
    if version is not None or (not journey.has_draft and live is not None):
        new = await definition(session, key, version=version or live)
    else:
        new = await draft_definition(session, key)
    olds = await standing_in(session, key, version=version)
    plan = plan_of(form, olds, new, everyone=who == "everyone")
    return Publishing(journey, new, version, plan)


@router.get("/migrations/{migration}")
async def migration(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    migration: UUID,
    after: str | None = None,
) -> Response:
    found = await get_migration(transaction, migration)
    failed = await list_results(transaction, migration, status="failed", after=after)
    on_the_way = await list_results(transaction, migration, on_the_way=True, limit=10)
    olds = [row.from_version for row in (*failed.rows, *on_the_way.rows)]
    return page(
        request,
        "versions/migration.html",
        fragment="versions/_progress.html",
        reader=reader,
        section="journeys",
        journey=await get_journey(transaction, found.journey),
        migration=found,
        failed=failed,
        on_the_way=on_the_way,
        first_page=after is None,
        title_of=await names_in(transaction, found.journey, None, olds),
    )


@router.post("/migrations/{migration}/retry")
async def retry(
    request: Request, transaction: Transaction, actor: Acting, migration: UUID
) -> Response:
    await retry_failed(transaction, migration, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/migrations/{migration}", "retried")
