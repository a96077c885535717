"""The pages people see. Server-rendered; every list's state is in its URL."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from api.pages import (
    accounts,
    audiences,
    beginning,
    building,
    bundle,
    calls,
    contact_preferences,
    data,
    dead_letters,
    demo,
    enrollments,
    events,
    explaining,
    gallery,
    health,
    health_model,
    imports,
    in_app,
    journeys,
    library,
    mail_tests,
    mailbox,
    preferring,
    pressure,
    pressure_rules,
    replies,
    segments,
    sessions,
    settings,
    sources,
    static,
    steering,
    suppressions,
    surveys,
    tasks,
    team,
    topics,
    tracking,
    unsubscribing,
    versions,
)
from api.pages.route import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def home() -> RedirectResponse:
    return RedirectResponse("/journeys", status_code=303)


for part in (
    bundle,
    static,
    sessions,
    building,
    beginning,
    gallery,
    journeys,
    library,
    explaining,
    versions,
    audiences,
    accounts,
    segments,
    health,
    health_model,
    enrollments,
    mail_tests,
    steering,
    mailbox,
    suppressions,
    calls,
    tasks,
    team,
    events,
    sources,
    data,
    imports,
    dead_letters,
    settings,
    pressure,
    pressure_rules,
    surveys,
    unsubscribing,
    tracking,
    preferring,
    topics,
    contact_preferences,
    replies,
    in_app,
    demo,
):
    router.include_router(part.router)
