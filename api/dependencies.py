"""What routes are handed: the services of this process and a transaction of their own."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request

from api.services import Services
from engine.store.database import Session


def services(request: Request) -> Services:
    return cast(Services, request.app.state.services)


async def transaction(
    services: Annotated[Services, Depends(services)],
) -> AsyncIterator[Session]:
    async with services.database.transaction() as session:
        yield session


Transaction = Annotated[Session, Depends(transaction, scope="function")]

CurrentServices = Annotated[Services, Depends(services)]
