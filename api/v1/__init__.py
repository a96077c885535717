"""The JSON API: one module for each kind of thing, each route one call."""

from fastapi import APIRouter

from api.v1 import (
    accounts,
    audiences,
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
    journeys,
    messages,
    migrations,
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
    vocabulary,
    walking,
)
from api.v1 import tasks as tasks_
from api.v1 import templates as templates_
from api.v1.answers import PROBLEMS

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
for part in (
    journeys,
    audiences,
    drafts,
    converting,
    comparing,
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
    events,
    dead_letters,
    channels,
    sources,
    imports,
    segments,
    simulations,
    vocabulary,
    traits,
    walking,
    ruler,
    templates_,
    pressure,
    settings,
    schema,
):
    router.include_router(part.router)
router.include_router(topics.asking)
