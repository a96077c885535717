"""The web application, put together. Reads no settings and connects to nothing."""

from fastapi import FastAPI

from api import errors, health, ingest, pages, v1
from api.requests import Requests
from api.services import Services


def create_app(services: Services) -> FastAPI:
    """Everything Onward answers over HTTP."""
    app = FastAPI(
        title="Onward",
        version="1",
        summary="Customer journeys, over HTTP.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    errors.install(app)
    app.add_middleware(Requests)
    for part in (health, ingest, v1, pages):
        app.include_router(part.router)
    return app
