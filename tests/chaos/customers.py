"""Customers who go through journeys meanwhile, and do not mind asking twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import httpx
from sqlalchemy.exc import SQLAlchemyError

from engine.definition.journey import Journey
from engine.errors import Conflict
from tests.chaos.ledger import Ledger
from tests.world import Customer

ONBOARDING = Path(__file__).parents[2] / "journeys" / "onboarding.yaml"
TRIAL = """
journey: trial
name: Trial
entry: {triggers: [{event: Trial Started}]}
start: hello
steps:
  hello: {type: email, template: hello, next: first-project}
  first-project:
    type: wait
    until: {event: Project Created}
    at_most: 30d
    on: {happened: congratulate, timeout: done}
  congratulate: {type: email, template: congratulate, next: done}
  done: {type: exit}
templates:
  hello: {subject: "Welcome, {{ contact.first_name }}", body: "Good to have {{ account.name }}."}
  congratulate: {subject: Your first project, body: Well done.}
"""
"""Entered by an event, and gone through by another, in real time."""

MAILS = {
    "onboarding": {
        "welcome",
        "tutorial",
        "practices-team",
        "stuck-before-starting",
        "story-team",
    },
    "trial": {"hello", "congratulate"},
}
"""The steps whose mail a customer of each journey gets who does nothing but what is told here."""

AGAIN = 0.2
"""Seconds before asking again."""

Answer = TypeVar("Answer")


async def insist(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask until there is an answer: PostgreSQL may be away, or go away before it says yes."""
    while True:
        try:
            return await ask()
        except (SQLAlchemyError, OSError, Conflict):
            await asyncio.sleep(AGAIN)


@dataclass
class Crowd:
    """Lets customers in."""

    world: Ledger
    edge: httpx.AsyncClient
    """The tracking API, with a write key."""

    async def onboard(self, journey: Journey, customer: Customer, seconds_per_day: float) -> None:
        """Somebody enrolls the customer, as often as it takes to hear that it is done."""
        now = datetime.now(UTC)
        await insist(
            lambda: self.world.enroll(journey, customer, now, seconds_per_day=seconds_per_day)
        )

    async def try_out(self, number: int, times: int) -> None:
        """A customer starts a trial, and later a project; each event is sent several times."""
        user, account = f"user-{number}", f"trial-{number}"
        await self._send("identify", user, traits={"email": f"{user}@trial.test", "name": "Ada"})
        await self._send("group", user, groupId=account, traits={"name": "Acme"})
        await self._track(user, account, "Trial Started", times)
        while not await insist(lambda: self._waits(account)):  # noqa: ASYNC110
            await asyncio.sleep(AGAIN)
        await self._track(user, account, "Project Created", times)

    async def _waits(self, account: str) -> bool:
        return await self.world.waits_at(account, "first-project")

    async def _track(self, user: str, account: str, event: str, times: int) -> None:
        message_id = uuid4().hex
        for _ in range(times):
            await self._send(
                "track", user, event=event, messageId=message_id, context={"groupId": account}
            )

    async def _send(self, kind: str, user: str, **call: object) -> None:
        body = {"messageId": uuid4().hex, "userId": user, **call}
        while not await self._accepted(kind, body):  # noqa: ASYNC110
            await asyncio.sleep(AGAIN)

    async def _accepted(self, kind: str, body: dict[str, object]) -> bool:
        try:
            answer = await self.edge.post(f"/v1/{kind}", json=body)
        except httpx.TransportError:
            return False
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200
