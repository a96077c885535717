"""What a publish would do, before it is done: to the customers inside, and who would enter."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import case
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import dates_of
from engine.errors import Invalid
from engine.interpreter import Position, begin
from engine.migrating import Entering, Horizon, Named, Plan, who_enters
from engine.migrating.previewing import About, Inside, Preview, summed, worked_out
from engine.reckoning import Freeze
from engine.store import tables
from engine.store.at_once import at_once
from engine.store.drafts import other_key
from engine.store.in_app.apps import any_asks
from engine.store.journey_rows import expect_revision
from engine.store.knowledge import known
from engine.store.library import completed
from engine.store.migration_runs import versions_inside
from engine.store.pauses import freezes_of
from engine.store.reading.journeys import definition as definition_of_version
from engine.store.reading.journeys import get_journey
from engine.store.reading.names import names
from engine.store.settings import policy
from engine.store.tables import Account, Contact, Enrollment, JourneyVersion
from engine.store.topics import described
from engine.store.versions import definition_of
from engine.validation.any_hour import at_any_hour
from engine.validation.entering import started_too
from engine.validation.nameless_topics import nameless_topics
from engine.validation.shown_to_nobody import has_any_in_product, shown_to_nobody

SOON = timedelta(hours=24)
"""What is due within this is counted."""
_AT_A_TIME = 5_000
Lacking = Callable[[Journey], Iterable[Problem]]
_Traits = Mapping[str, Mapping[str, Any]]


async def preview(
    session: AsyncSession,
    key: str,
    plan: Plan,
    *,
    now: datetime,
    version: int | None = None,
    definition: Journey | None = None,
    revision: int | None = None,
    default_zone: str = "UTC",
    lacking: Lacking = lambda _: (),
) -> Preview:
    """What publishing the draft with this plan would do; or rolling back to a version; or
    publishing a definition that is not kept yet.

    `revision` is the draft's as it was seen. `lacking`: what the installation lacks for it.

    Raises Changed when it was saved since; NotFound, UnreadableDraft, and Invalid for a definition
    of another journey.
    """
    found = await get_journey(session, key)
    if definition is not None and definition.journey != key:
        wrong = other_key(definition, key)
        raise Invalid(wrong.message, problems=[wrong], code=wrong.code)
    of_draft = version is None and definition is None and found.has_draft
    if revision is not None:
        await expect_revision(session, await _row(session, key), revision)
    new = definition or await definition_of_version(session, key, version=version)
    live = found.live_version
    old = await definition_of_version(session, key, version=live) if live else None
    whole = version is not None or definition is not None or found.has_draft
    olds, customers = await _inside(session, key, None if whole else live, now, new)
    called = await names(session)
    about = About(plan, new, olds, old, found.revision if of_draft else None, called)
    steps, due = await asyncio.to_thread(worked_out, about, customers)
    names_ = await _names(session, due.named())
    entering = None
    if whole:
        paused, identifier = found.status == "paused", await _id(session, key)
        entering = await _entering(session, identifier, about, now, default_zone, paused=paused)
    summary = await asyncio.to_thread(summed, about, steps, due, names_, entering)
    told = await _warnings(session, new, lacking)
    if version is not None:  # a draft's own findings say it
        told += tuple(started_too(new, replace(await known(session), itself=key)))
    return replace(summary, warnings=told, paused=found.status == "paused")


async def _warnings(
    session: AsyncSession, journey: Journey, lacking: Lacking
) -> tuple[Problem, ...]:
    told = [*lacking((await completed(session, journey))[0])]
    if has_any_in_product(journey) and not await any_asks(session):
        told.append(shown_to_nobody())
    if at_night := await any_hour(session, journey):
        told.append(at_night)
    told += nameless_topics(journey, {each.key for each in await described(session)})
    return tuple(told)


async def any_hour(session: AsyncSession, journey: Journey) -> Problem | None:
    """That its mails may go out at night, where neither it nor the installation keeps that off."""
    return at_any_hour(journey, quiet=(await policy(session)).quiet is not None)


async def _entering(
    session: AsyncSession,
    journey_id: UUID,
    about: About,
    now: datetime,
    default_zone: str,
    *,
    paused: bool = False,
) -> Entering | None:
    """Who comes in by the publish itself. None: nobody, and no other than comes in as it is."""
    new, old = about.new, about.live
    found = await at_once(session, journey_id, new, now, default_zone)
    if not found.comers and old is not None and old.entry == new.entry:
        return None
    return await asyncio.to_thread(
        partial(
            who_enters,
            upcoming=found.upcoming,
            all_looked_at=found.all_looked_at,
            paused=paused,
            called=about.called,
        ),
        new,
        found.comers,
        now,
        SOON,
    )


async def preview_new(
    session: AsyncSession,
    definition: Journey,
    plan: Plan,
    *,
    now: datetime,
    default_zone: str,
    lacking: Lacking = lambda _: (),
) -> Preview:
    """The same for a journey that is not there yet, so that nobody can be inside."""
    about = About(plan, definition, {}, None, None, await names(session))
    entering = await _entering(session, uuid4(), about, now, default_zone)
    summary = summed(about, *worked_out(about, ()), {}, entering)
    return replace(summary, warnings=await _warnings(session, definition, lacking))


async def _names(session: AsyncSession, enrollments: Collection[UUID]) -> dict[UUID, Named]:
    """What those customers are called, and the page of each one's passage."""
    found = await session.execute(
        select(
            Enrollment.id,
            case(
                (
                    col(Enrollment.subject_kind) == "contact",
                    func.coalesce(Contact.name, Contact.email, Contact.external_id),
                ),
                else_=func.coalesce(Account.name, Account.external_id),
            ),
        )
        .outerjoin(Account, col(Account.id) == col(Enrollment.account_id))
        .outerjoin(Contact, col(Contact.id) == col(Enrollment.contact_id))
        .where(col(Enrollment.id).in_(enrollments))
    )
    return {each: Named(name or "Unnamed", f"/enrollments/{each}") for each, name in found}


async def standing_in(
    session: AsyncSession, key: str, *, version: int | None = None
) -> Mapping[int, Journey]:
    """The versions customers are on who would be moved. Raises NotFound."""
    found = await get_journey(session, key)
    journey_id = await _id(session, key)
    whole = version is not None or found.has_draft
    return await versions_inside(session, journey_id, None if whole else found.live_version)


async def _row(session: AsyncSession, key: str) -> tables.Journey:
    found = await session.exec(select(tables.Journey).where(tables.Journey.key == key))
    return found.one()


async def _id(session: AsyncSession, key: str) -> UUID:
    return (await _row(session, key)).id


async def _inside(
    session: AsyncSession, key: str, below: int | None, now: datetime, new: Journey
) -> tuple[Mapping[int, Journey], list[Inside]]:
    journey_id = await _id(session, key)
    wanted = (
        select(  # type: ignore[call-overload]
            col(Enrollment.id).label("enrollment_id"),
            JourneyVersion.number,
            Enrollment.version_id,
            Enrollment.position,
            Enrollment.wakes_at,
            Enrollment.time_zone,
            Enrollment.enrolled_at,
        )
        .join(JourneyVersion, col(JourneyVersion.id) == col(Enrollment.version_id))
        .where(
            Enrollment.journey_id == journey_id,
            Enrollment.status != "ended",
            col(Enrollment.is_test).is_(False),
        )
    )
    if below is not None:
        wanted = wanted.where(JourneyVersion.number < below)
    rows = (await session.execute(wanted)).all()
    versions: dict[int, UUID] = {row.number: row.version_id for row in rows}
    olds = {number: await definition_of(session, versions[number]) for number in sorted(versions)}
    freezes = await freezes_of(session, journey_id, now)
    traits = dict[UUID, _Traits]()
    if rows and any(map(_goes_by_dates, (new, *olds.values()))):
        traits = await _traits(session, [row.enrollment_id for row in rows])
    return olds, [
        _customer(row, olds[row.number], freezes, now, traits.get(row.enrollment_id, {}))
        for row in rows
    ]


def _goes_by_dates(journey: Journey) -> bool:
    """Whether a wait ends by a date of the customer's own."""
    return any(any(dates_of(step)) for step in journey.steps.values())


async def _traits(session: AsyncSession, those: Sequence[UUID]) -> dict[UUID, _Traits]:
    """What is known of those who are inside, by passage."""
    found = dict[UUID, _Traits]()
    for start in range(0, len(those), _AT_A_TIME):
        wanted = (
            select(Enrollment.id, Account.traits, Contact.traits)
            .outerjoin(Account, col(Account.id) == col(Enrollment.account_id))
            .outerjoin(Contact, col(Contact.id) == col(Enrollment.contact_id))
            .where(col(Enrollment.id).in_(those[start : start + _AT_A_TIME]))
        )
        for each, account, contact in await session.execute(wanted):
            found[each] = {"account": account or {}, "contact": contact or {}}
    return found


def _customer(
    row: Any, old: Journey, freezes: Sequence[Freeze], now: datetime, traits: _Traits
) -> Inside:
    position = (
        Position.model_validate(row.position) if row.position else begin(old, row.enrolled_at)
    )
    return Inside(
        enrollment_id=row.enrollment_id,
        version=row.number,
        position=position,
        wakes_at=row.wakes_at,
        horizon=Horizon(now, now + SOON, known_zone(row.time_zone), freezes, traits),
    )
