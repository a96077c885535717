"""`/api/v1/simulations`: try a journey out on real or made-up customers. Sends nothing."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.simulating.runner import Simulations
from engine.definition.document import from_data
from engine.definition.journey import Journey
from engine.errors import Invalid
from engine.simulation.orders import Order, Task
from engine.simulation.setting import Setting
from engine.store import simulations
from engine.store.checking import check
from engine.store.company import in_company
from engine.store.database import Session
from engine.store.library import completed
from engine.store.reading import journeys as reading
from engine.store.reading.names import names
from engine.store.simulations import SimulationView
from engine.store.tables.columns import utc_now

router = APIRouter(tags=["Simulations"])


class Wanted(Order):
    """What to simulate."""

    definition: dict[str, Any] | None = None
    """The journey as JSON. Null: its draft, or what is live when there is none."""


@router.post("/journeys/{journey}/simulate", status_code=202)
async def simulate(
    key: Admin,
    request: Request,
    services: CurrentServices,
    journey: str,
    wanted: Wanted,
    response: Response,
) -> SimulationView:
    """Begin a simulation. Ask for how far it is, and for the result, by its id."""
    now = utc_now()
    order = Order.model_validate(wanted.model_dump(exclude={"definition"}, exclude_unset=True))
    async with services.database.transaction() as session:
        definition = await _definition(session, journey, wanted)
        values = services.sender.values
        definition, _ = await completed(session, definition)
        called = await names(session)
        setting = Setting(definition, services.time_zone, values, names=called)
        task = await in_company(session, Task(order, setting, now))
        identifier = await simulations.ask_for(session, journey, order, by=key.actor.name, now=now)
        begun = await simulations.view(session, identifier, now=now)
    runner: Simulations = request.app.state.simulations
    runner.start(identifier, task)
    response.headers["Location"] = f"/api/v1/simulations/{identifier}"
    return begun


@router.get("/simulations/{simulation}")
async def get_simulation(key: Reader, transaction: Transaction, simulation: UUID) -> SimulationView:
    """How far it is; once it is done, what came of it."""
    return await simulations.view(transaction, simulation, now=utc_now())


@router.post("/simulations/{simulation}/cancel")
async def cancel_simulation(
    key: Admin, transaction: Transaction, simulation: UUID
) -> SimulationView:
    """Stop it. Cancelling again changes nothing."""
    now = utc_now()
    await simulations.cancel(transaction, simulation, now=now)
    await transaction.flush()
    return await simulations.view(transaction, simulation, now=now)


async def _definition(session: Session, key: str, wanted: Wanted) -> Journey:
    """What is to be simulated. Raises NotFound, DefinitionError, and Invalid for a journey that
    leads nowhere; failing scenarios are no hindrance here."""
    if wanted.definition is not None:
        definition = await asyncio.to_thread(from_data, wanted.definition)
    else:
        definition = await reading.definition(session, key)
    problems = [
        each
        for each in await check(session, definition)
        if each.severity == "blocking" and each.code != "scenario_failed"
    ]
    if problems:
        said = f"“{key}” cannot be simulated: {problems[0].in_words()}"
        raise Invalid(said, problems=problems, code="not_publishable")
    return definition
