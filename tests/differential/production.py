"""Lives lived for real: PostgreSQL, the dispatcher, the courier, and the workflow on skipped time.

Several lives run side by side on one server, each in a journey of its own.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from engine.definition.journey import Journey
from engine.entry import usual_event
from engine.store import journeys, tables, tasks
from engine.store.audit import Actor
from engine.store.chat import set_channel
from engine.store.enrollments import request_exit
from engine.store.marks import mark_message
from engine.store.preferences import unsubscribe
from engine.store.segments import add_members, put_segment, remove_member
from engine.store.surveys import answer_survey
from engine.store.tables import Account, Contact, Enrollment, Message, Task
from tests.differential.inventing import CHANNEL, SEGMENTS
from tests.differential.lives import DAYS, Data, Happening, Life, Moment, Trace
from tests.workflow.driver import Driver
from tests.world import Customer, World

ACTOR = Actor("differential")

ELSEWHERE = """
journey: elsewhere
name: Elsewhere
entry: {reentry: always}
start: end
steps: {end: {type: exit}}
"""


@dataclass(frozen=True)
class Lived:
    """Whose life it was, from when, and what came of it."""

    customer: Customer
    journey: Journey
    began: datetime
    owner: UUID | None
    name: str
    email: str
    external_id: str
    contact_external_id: str
    trace: Trace


def dated(traits: Data, began: datetime) -> Data:
    """The traits with days counted from the beginning turned into dates."""
    made = {name: value for name, value in traits.items() if not name.endswith("_in")}
    for name, trait in (("renewal_in", "renewal_date"), ("signed_in", "signed_on")):
        if name in traits:
            made[trait] = day(began, traits[name]).isoformat()
    return made


def day(began: datetime, ahead: int) -> date:
    return began.date() + timedelta(days=ahead)


def called(journey: Data, number: int, hook: str) -> Data:
    """The journey under a key of its own, entered by an event of its own, calling `hook`."""
    entry = journey["entry"] | {"triggers": [{"event": f"Account Created {number}"}]}
    steps = {
        name: step | {"url": hook} if step["type"] == "webhook" else step
        for name, step in journey["steps"].items()
    }
    return journey | {"journey": f"life-{number}", "entry": entry, "steps": steps}


class Production:
    """Lives a few lives at a time.

    `hook` is what their webhooks call; `after` is how many were lived in this database before.
    """

    def __init__(self, driver: Driver, world: World, hook: str, after: int = 0) -> None:
        self.driver = driver
        self.world = world
        self.hook = hook
        self._count = after

    async def prepare(self) -> None:
        """What all lives of one database share: segments, a channel, another journey."""
        now = await self.driver.now()
        async with self.world.database.transaction() as session:
            for kind, key in SEGMENTS.items():
                await put_segment(session, key, name=key, subject_kind=kind, by=ACTOR, now=now)
            await set_channel(session, CHANNEL, kind="slack", by=ACTOR, url=self.hook)
        await self.world.publish(ELSEWHERE)

    async def live(self, lives: Sequence[Life]) -> list[Lived]:
        """Live them side by side, from the next full hour on."""
        began = await self._next_hour()
        born = [await self._born(life, began) for life in lives]
        await self._sleep_until(began)
        for one in born:
            await self.world.happens(usual_event(one.journey) or "", one.customer, began)
        await self._settle()
        for after, now in _in_order(lives):
            await self._sleep_until(began + after)
            for number, happening in now:
                await self._happen(born[number], happening, began + after)
            await self._settle()
        await self._sleep_until(began + timedelta(days=DAYS))
        await self._settle()
        return [replace(one, trace=await self._trace(one.customer, began)) for one in born]

    async def _next_hour(self) -> datetime:
        now = await self.driver.now()
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    async def _sleep_until(self, moment: datetime) -> None:
        """Let all that is due before then be done."""
        now = await self.driver.now()
        if moment > now:
            await self.driver.sleep(moment - now)

    async def _settle(self) -> None:
        await self.driver.settle()

    async def _born(self, life: Life, began: datetime) -> Lived:
        self._count += 1
        journey = await self.world.publish(json.dumps(called(life.journey, self._count, self.hook)))
        customer = await self.world.customer(
            name := f"Acme {self._count}",
            account=dated(life.account, began),
            email=(email := f"ada-{self._count}@acme.test"),
            roles=life.roles,
            time_zone=life.zone,
        )
        async with self.world.database.transaction() as session:
            contact = await session.get_one(Contact, customer.contact_id)
            contact.traits = {**contact.traits, **life.contact}
            account = await session.get_one(Account, customer.account_id)
            external_id, person_id = account.external_id, str(contact.external_id)
        owner = None
        if life.owned:
            owner = await self.world.user(f"mo-{self._count}@x.test", "Mo", owns=customer)
        return Lived(customer, journey, began, owner, name, email, external_id, person_id, [])

    # What happens

    async def _happen(self, one: Lived, happening: Happening, at: datetime) -> None:
        customer, values = one.customer, happening.values
        match happening.kind:
            case "event":
                await self.world.happens(happening.name, customer, at, values)
            case "account":
                await self.world.set_traits(customer, at, **dated(dict(values), one.began))
            case "contact":
                await self.world.describe(customer, at, **values)
            case "zone":
                await self.world.moves(customer, at, happening.name)
            case "unsubscribe":
                await self._unsubscribe(customer, happening.name)
            case "exit":
                await self._take_out(customer, at)
            case "pause" | "freeze" | "resume":
                await self._pause(one.journey.journey, happening.kind, at)
            case "task":
                await self._answer_task(customer, happening, at)
            case "survey":
                await self._answer_survey(customer, happening, at)
            case "mark":
                await self._mark(customer, happening, at)
            case "segment":
                await self._segment(one, happening, at)

    async def _unsubscribe(self, customer: Customer, topic: str) -> None:
        async with self.world.database.transaction() as session:
            await unsubscribe(
                session, customer.contact_id, topic, via="page", now=await self.driver.now()
            )

    async def _take_out(self, customer: Customer, at: datetime) -> None:
        enrollment = await self._enrollment(customer)
        if enrollment is None or enrollment.status == "ended":
            return
        who = Actor("Mo")
        async with self.world.database.transaction() as session:
            await request_exit(session, enrollment.id, "No reason", by=who, now=at)

    async def _pause(self, key: str, kind: str, at: datetime) -> None:
        async with self.world.database.transaction() as session:
            if kind == "resume":
                await journeys.resume(session, key, by=ACTOR, now=at)
            else:
                clock: Any = "freeze" if kind == "freeze" else "keep"
                await journeys.pause(session, key, by=ACTOR, now=at, clock=clock)

    async def _answer_task(self, customer: Customer, happening: Happening, at: datetime) -> None:
        enrollment = await self._enrollment(customer)
        async with self.world.database.transaction() as session:
            task = await _latest(session, Task, enrollment, happening.name)
            if task is None or task.status not in ("open", "held"):
                return
            outcome = outcome_for(task.kind, task.outcomes, happening.values["outcome"])
            await tasks.complete(session, task.id, outcome=outcome, note=None, by=ACTOR, now=at)

    async def _answer_survey(self, customer: Customer, happening: Happening, at: datetime) -> None:
        enrollment = await self._enrollment(customer)
        async with self.world.database.transaction() as session:
            message = await _latest(session, Message, enrollment, happening.name)
            if message is not None and message.status == "sent":
                await answer_survey(session, message.id, happening.values["score"], None, now=at)

    async def _mark(self, customer: Customer, happening: Happening, at: datetime) -> None:
        enrollment = await self._enrollment(customer)
        async with self.world.database.transaction() as session:
            message = await _latest(session, Message, enrollment, happening.name)
            if message is not None and message.status == "sent":
                await mark_message(session, message.id, happening.values["mark"], at=at, now=at)

    async def _enrollment(self, customer: Customer) -> Enrollment | None:
        """The customer's, if they were let in."""
        async with self.world.database.transaction() as session:
            found = await session.exec(
                select(Enrollment)
                .join(tables.Journey, col(tables.Journey.id) == col(Enrollment.journey_id))
                .where(
                    Enrollment.account_id == customer.account_id,
                    col(tables.Journey.key).like("life-%"),
                )
            )
            return found.first()

    async def _segment(self, one: Lived, happening: Happening, at: datetime) -> None:
        named = one.external_id if one.journey.subject == "account" else one.contact_external_id
        async with self.world.database.transaction() as session:
            if happening.values["in"]:
                await add_members(session, happening.name, [named], by=ACTOR, now=at)
            else:
                await remove_member(session, happening.name, named, by=ACTOR, now=at)

    # What came of it

    async def _trace(self, customer: Customer, began: datetime) -> Trace:
        enrollment = await self._enrollment(customer)
        if enrollment is None:
            return []
        end = began + timedelta(days=DAYS)
        return [
            Moment(entry.kind, entry.step, entry.summary, entry.journey_at - began, entry.outlet)
            for entry in await self.world.timeline(enrollment.id)
            if entry.journey_at < end
        ]


def _in_order(lives: Sequence[Life]) -> list[tuple[timedelta, list[tuple[int, Happening]]]]:
    """What happens in all of them, together where it happens at once."""
    ahead = defaultdict[timedelta, list[tuple[int, Happening]]](list)
    for number, life in enumerate(lives):
        for happening in life.happenings:
            ahead[happening.after].append((number, happening))
    return sorted(ahead.items())


def outcome_for(kind: str, outcomes: Sequence[str], wanted: str) -> str | None:
    """The button that is pressed: an approval is approved by whoever would win a task."""
    if kind == "approval":
        return "approved" if wanted == "won" else "cancelled"
    return wanted if outcomes else None


async def _latest(session: Any, table: Any, enrollment: Enrollment | None, step: str) -> Any:
    if enrollment is None:
        return None
    found = await session.exec(
        select(table)
        .where(table.enrollment_id == enrollment.id, table.step == step)
        .order_by(col(table.visit).desc())
        .limit(1)
    )
    return found.first()
