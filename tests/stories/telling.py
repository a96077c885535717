"""A vocabulary for stories: a journey in a few lines, one customer, what they do, what they get."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from ruamel.yaml import YAML

from engine.definition.journey import Journey
from engine.interpreter import Position
from engine.store.audit import Actor
from engine.store.surveys import answer_survey
from engine.store.tables import Account, Enrollment, Message, Task
from engine.store.tasks import complete
from engine.validation import validate
from tests.workflow.driver import PATIENCE, Driver
from tests.world import Customer, World

MO = Actor("mo@northwind.test")

USUAL: Mapping[str, Any] = {
    "journey": "story",
    "name": "A story",
    "entry": {"triggers": [{"event": "Account Created"}]},
    "templates": {
        "mail": {"subject": "Hello", "body": "Good to have you."},
        "note": {"title": "Hello", "body": "Good to have you."},
    },
}
"""What stories leave unsaid."""


def whole(written: str) -> str:
    """A journey of which only what matters to the story is written, completed with the usual."""
    given = YAML(typ="safe").load(written)
    used = {step.get("template") for step in given["steps"].values()}
    templates = {key: text for key, text in USUAL["templates"].items() if key in used}
    usual = dict(USUAL) | {"templates": templates | given.pop("templates", {})}
    return json.dumps(usual | given)


class Story:
    """Publishes journeys and has customers enter them. It is Monday, 09:00 UTC, when it begins."""

    def __init__(self, driver: Driver, world: World, begins: datetime) -> None:
        self.driver = driver
        self.world = world
        self.begins = begins

    async def publish(self, written: str) -> Journey:
        """Publish a journey, if anybody could."""
        journey = await self.world.publish(whole(written))
        wrong = [str(each) for each in validate(journey) if each.severity == "blocking"]
        assert not wrong, wrong
        return journey

    async def enters(self, written: str, by: str = "Account Created", **who: Any) -> "Traveller":
        """Publish the journey; a new customer, cared for by Mo, enters it by this event."""
        await self.publish(written)
        acme = await self.customer(**who)
        await acme.does(by)
        return acme

    async def customer(self, name: str = "Acme", *, owned: bool = True, **who: Any) -> "Traveller":
        """A new customer; if owned, Mo looks after them."""
        customer = await self.world.customer(name, **who)
        if owned:
            await self.world.user(f"mo.{uuid4().hex}@northwind.test", "Mo", owns=customer)
        return Traveller(self.driver, self.world, customer)

    async def now(self) -> datetime:
        return await self.driver.now()

    def date(self, days: int) -> str:
        """The date so many days from the Monday on which the story begins."""
        return (self.begins + timedelta(days)).date().isoformat()

    async def lulls(self) -> None:
        """What is to be done at once is done."""
        await self.driver.sleep(timedelta(seconds=1))
        await self.driver.settle()

    async def looks_at_the_calendar(self) -> None:
        """Dates and schedules that have come are told of, and let in whom they let in."""
        await self.driver.now()
        await self.driver.recurring.keep_calendars()
        await self.driver.recurring.look_at_dates()
        await self.driver.settle()
        async with asyncio.timeout(PATIENCE):
            while await self.world.letting_in():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await self.driver.settle()

    async def comes(self, instant: datetime) -> None:
        """Skip to an instant."""
        await self.driver.sleep(instant - await self.now())


@dataclass
class Traveller:
    """A customer whose story is told, in the journey they entered last unless one is named."""

    driver: Driver
    world: World
    customer: Customer

    def within(self, journey: str) -> "Traveller":
        """The same customer in another of their journeys."""
        return replace(self, customer=replace(self.customer, journey=journey))

    # What they do

    async def does(self, event: str, **properties: Any) -> None:
        """The event comes in now."""
        await self.driver.happens(event, self.customer, **properties)
        await self.heeds()

    async def did(self, event: str, ago: timedelta, times: int) -> None:
        """The event has come in so often, so long ago, and set nothing off."""
        now = await self.driver.now()
        await self.world.has_happened(event, self.customer, now - ago, times)

    async def becomes(self, **traits: Any) -> None:
        """Traits of the account change now."""
        await self.world.set_traits(self.customer, await self.driver.now(), **traits)
        await self.heeds()

    async def contact_becomes(self, **traits: Any) -> None:
        """Traits of the contact change now."""
        await self.world.describe(self.customer, await self.driver.now(), **traits)
        await self.heeds()

    async def moves(self, **traits: Any) -> None:
        """As `becomes`; when they will wake moves with it."""
        before = await self.enrollment()
        await self.becomes(**traits)
        await self.until(
            lambda one: one.wakes_at != before.wakes_at and one.waiting_for is not None
        )

    async def answers(self, step: str, score: int) -> None:
        """The contact answers the survey of a step."""
        (asked,) = [each for each in await self.messages() if each.step == step]
        now = await self.driver.now()
        async with self.world.database.transaction() as session:
            await answer_survey(session, asked.id, score, None, now=now)
        await self.heeds()

    async def has_done(self, step: str, outcome: str | None = None) -> None:
        """Mo does the task of a step."""
        task = [each for each in await self.tasks() if each.step == step][-1]
        now = await self.driver.now()
        async with self.world.database.transaction() as session:
            await complete(session, task.id, outcome=outcome, note=None, by=MO, now=now)
        await self.heeds()

    # How they fare

    async def rests(self, step: str) -> Enrollment:
        """Skip time until they wait at a step."""
        return await self.driver.rests(self.customer, step)

    async def at_once(self, step: str) -> Enrollment:
        """They come to wait at a step without any time passing."""
        here = self.driver.until(self.customer, lambda one: _waits_at(one, step), skip=False)
        return await here

    async def ends(self) -> str:
        """Skip time until the journey ends. Returns the outcome."""
        return (await self.driver.ends(self.customer)).outcome or ""

    async def ends_at_once(self) -> str:
        """The journey ends without any time passing. Returns the outcome."""
        over = await self.driver.until(self.customer, lambda one: one.status == "ended", skip=False)
        return over.outcome or ""

    async def until(self, so: Callable[[Enrollment], bool], *, skip: bool = False) -> Enrollment:
        return await self.driver.until(self.customer, so, skip=skip)

    async def comes_round(self, step: str) -> Enrollment:
        """They wait at a step, and go on until they wait there the next time."""
        visit = _visits(await self.rests(step), step)
        return await self.until(
            lambda one: _waits_at(one, step) and _visits(one, step) > visit, skip=True
        )

    async def passes(self, time: timedelta) -> None:
        """Time passes, and what is due is done."""
        await self.driver.sleep(time)
        await self.driver.settle()

    # What came of it

    async def enrollment(self) -> Enrollment:
        return await self.world.enrollment(self.customer)

    async def story(self) -> list[str]:
        return await self.world.story(self.customer)

    async def came_about_by(self, kind: str) -> list[JsonValue]:
        """The events by which their timeline's entries of a kind came about; None: by none."""
        entries = await self.world.timeline((await self.enrollment()).id)
        return [each.detail.get("event_id") for each in entries if each.kind == kind]

    async def why(self) -> str:
        """Why it ended."""
        return (await self.enrollment()).end_reason or ""

    async def tasks(self) -> list[Task]:
        mine = [
            each for each in await self.world.tasks() if each.account_id == self.customer.account_id
        ]
        return sorted(mine, key=lambda task: task.created_at)

    async def got(self) -> list[str]:
        """The steps of the messages that reached them, in order."""
        return [each.step for each in await self.messages() if each.status == "sent"]

    async def got_on(self) -> list[tuple[str, int]]:
        """The messages that reached them, whatever sent them, each with the day of this journey on
        the customer's clock; the first is 1."""
        here = await self.enrollment()
        zone = ZoneInfo(here.time_zone or "UTC")
        first = here.enrolled_at.astimezone(zone).date()
        return [
            (each.step, (each.sent_at.astimezone(zone).date() - first).days + 1)
            for each in await self.messages()
            if each.sent_at is not None
        ]

    async def times(self) -> list[datetime]:
        """When the messages reached them."""
        return [each.sent_at for each in await self.messages() if each.sent_at is not None]

    async def addresses(self) -> list[str | None]:
        """Where the messages went; None for what was shown in the product."""
        return [each.to_address for each in await self.messages()]

    async def wakes_on(self) -> str | None:
        """The date, on their clock, on which they wake if nothing happens."""
        here = await self.enrollment()
        zone = ZoneInfo(here.time_zone or "UTC")
        return here.wakes_at.astimezone(zone).date().isoformat() if here.wakes_at else None

    async def traits(self) -> dict[str, Any]:
        """The account's traits."""
        async with self.world.database.transaction() as session:
            return dict((await session.get_one(Account, self.customer.account_id)).traits)

    async def heeds(self) -> None:
        """See it acted upon, before any time passes."""
        await self.driver.settle()
        for each in await self.world.enrollments():
            if each.account_id == self.customer.account_id and each.status != "ended":
                await self.driver.heeds(each)

    async def messages(self) -> list[Message]:
        return [
            each
            for each in await self.world.messages()
            if each.account_id == self.customer.account_id
        ]


def _waits_at(enrollment: Enrollment, step: str) -> bool:
    return enrollment.current_step == step and enrollment.waiting_for is not None


def _visits(enrollment: Enrollment, step: str) -> int:
    position = enrollment.position
    return Position.model_validate(position).visits.get(step, 0) if position else 0
