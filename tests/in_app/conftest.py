"""A product that shows messages: its app and secret, and readers with tokens."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.services import Services
from engine.store.database import Database
from tests.calling.parts import local_calls
from tests.in_app.parts import KEY, ORIGIN, Product, product
from tests.parts import application


@pytest.fixture
def app(database: Database) -> FastAPI:
    return application(
        Services(
            database=database,
            secret_key=KEY,
            public_url="https://onward.example",
            organization_name="Example",
            time_zone="UTC",
            calls=local_calls(),
        )
    )


@pytest.fixture
async def shop(database: Database) -> Product:
    return await product(database)


@pytest.fixture
async def page(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A page of the product's website, that shows no token yet."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="https://onward.example",
        headers={"Origin": ORIGIN},
    ) as opened:
        yield opened
