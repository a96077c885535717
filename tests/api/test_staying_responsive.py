"""What takes long is done beside the event loop, so that a process goes on answering."""

import asyncio
from collections.abc import Iterator
from threading import Event
from typing import Any

import httpx
from fastapi import FastAPI

from engine.definition.document import parse
from engine.store.checking import check
from engine.store.database import Database
from engine.store.library import save
from engine.store.tables.columns import utc_now
from tests.api.conftest import BY
from tests.api.customers import ONBOARDING

PATIENCE = 20
"""Seconds after which a process that does not answer is a failure."""


class NeverDone(tuple[Any, ...]):
    """Scenarios that are being tried out until they are let go."""

    def __init__(self, *_: Any) -> None:
        self.begun, self.enough = Event(), Event()

    def __iter__(self) -> Iterator[Any]:
        self.begun.set()
        assert self.enough.wait(PATIENCE), "the process was held up"
        return iter(())


class HeldUp(dict[str, Any]):
    """A template that is being read until it is let go."""

    def __init__(self) -> None:
        super().__init__(subject="Hello", body="There.")
        self.begun, self.enough = Event(), Event()

    def items(self) -> Any:
        self.begun.set()
        assert self.enough.wait(PATIENCE), "the process was held up"
        return super().items()


async def test_a_large_template_of_the_library_holds_up_nobody(database: Database) -> None:
    """**How it broke:** one of 800 KB with something wrong at many places held up everybody for
    four seconds."""
    content = HeldUp()
    async with database.transaction() as session:
        saving = asyncio.create_task(
            save(session, "x", kind="mail", name="X", content=content, by=BY, now=utc_now())
        )
        await asyncio.to_thread(content.begun.wait, PATIENCE)
        assert not saving.done()
        content.enough.set()
        assert await saving == 1


async def test_a_journey_with_heavy_scenarios_holds_up_nobody(
    app: FastAPI, database: Database
) -> None:
    """**Invariant:** however long a journey's scenarios are tried out, others are answered."""
    scenarios = NeverDone()
    journey = parse(ONBOARDING).model_copy(update={"scenarios": scenarios})
    transport = httpx.ASGITransport(app)
    async with (
        database.transaction() as session,
        httpx.AsyncClient(transport=transport, base_url="https://onward.example") as anyone,
    ):
        checking = asyncio.create_task(check(session, journey))
        await asyncio.to_thread(scenarios.begun.wait, PATIENCE)
        answers = [(await anyone.get(path)).status_code for path in ("/healthz", "/readyz")]
        assert (answers, checking.done()) == ([200, 200], False)
        scenarios.enough.set()
        assert await checking == ()
