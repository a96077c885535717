"""The JSON API: one module for each kind of thing, each route one call."""

from fastapi import Depends, FastAPI

from api.v1 import (
    accounts,
    audiences,
    calls,
    channels,
    comparing,
    contacts,
    converting,
    dead_letters,
    drafts,
    enrollments,
    events,
    explaining,
    health,
    imports,
    in_app,
    journeys,
    library,
    merging,
    messages,
    migrations,
    pools,
    preferences,
    pressure,
    ruler,
    schema,
    segments,
    settings,
    simulations,
    sources,
    steering,
    suppressions,
    topics,
    traffic,
    traits,
    users,
    vocabulary,
    walking,
    webhook_secrets,
)
from api.v1 import tasks as tasks_
from api.v1 import templates as templates_
from api.v1.answers import PROBLEMS
from api.v1.asking import only_known

_PARTS = (
    journeys,
    audiences,
    drafts,
    converting,
    comparing,
    merging,
    traffic,
    explaining,
    migrations,
    enrollments,
    steering,
    accounts,
    contacts,
    topics,
    preferences,
    health,
    messages,
    suppressions,
    tasks_,
    pools,
    users,
    events,
    dead_letters,
    channels,
    calls,
    webhook_secrets,
    sources,
    in_app,
    imports,
    segments,
    simulations,
    vocabulary,
    traits,
    walking,
    ruler,
    templates_,
    library,
    pressure,
    settings,
    schema,
)


def include_in(app: FastAPI) -> None:
    """Answer under `/api/v1`. Each router by itself: FastAPI makes the routes of a router anew for
    every one it is put into."""
    for router in (*(part.router for part in _PARTS), topics.asking):
        app.include_router(
            router, prefix="/api/v1", responses=PROBLEMS, dependencies=[Depends(only_known)]
        )
