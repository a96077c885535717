"""The web application, put together. Reads no settings and connects to nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api import errors, health, hooks, in_app, inbound, ingest, mail_events, pages, v1
from api.in_app.hub import Hub
from api.in_app.pace import Pace
from api.in_app.route import Origins
from api.ingest.keys import WriteKeys
from api.requests import Requests
from api.services import Services
from api.simulating.runner import Simulations
from api.v1.answers import ProblemAnswer


class Application(FastAPI):
    """Its description holds what a problem looks like, which no route says for itself."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["schemas"].setdefault(
            ProblemAnswer.__name__, ProblemAnswer.model_json_schema()
        )
        return document


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.in_app_hub.close()
    await app.state.simulations.close()
    await app.state.services.renderer.close()
    await app.state.services.trials.close()


def create_app(services: Services) -> FastAPI:
    """Everything Onward answers over HTTP."""
    app = routed()
    equip(app, services)
    return app


def equip(app: FastAPI, services: Services) -> None:
    """Hand the application what it works with, in place of what it had."""
    app.state.services = services
    app.state.simulations = Simulations(services.database)
    app.state.write_keys = WriteKeys(services.database)
    app.state.in_app_origins = Origins(services.database)
    app.state.in_app_hub = Hub(services.database)
    app.state.in_app_pace = Pace()


def routed() -> FastAPI:
    """The application without anything to work with."""
    app = Application(
        lifespan=_lifespan,
        title="Onward",
        version="1",
        summary="Customer journeys, over HTTP.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    errors.install(app)
    app.add_middleware(Requests)
    for part in (health, ingest, in_app, hooks, mail_events, inbound):
        app.include_router(part.router)
    v1.include_in(app)
    pages.include_in(app)
    return app
