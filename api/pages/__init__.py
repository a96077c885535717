"""The pages people see. Server-rendered; every list's state is in its URL."""

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse

from api.pages import (
    accounts,
    audiences,
    beginning,
    building,
    bundle,
    calls,
    channels,
    chats,
    contact_preferences,
    data,
    dead_letters,
    deliveries,
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
    one_task,
    passwords,
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
    write_keys,
)
from api.pages.nowhere import answer_nowhere
from api.pages.route import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def home() -> RedirectResponse:
    return RedirectResponse("/journeys", status_code=303)


_PARTS = (
    bundle,
    static,
    sessions,
    passwords,
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
    one_task,
    team,
    events,
    write_keys,
    sources,
    deliveries,
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
    channels,
    chats,
    demo,
)


def include_in(app: FastAPI) -> None:
    """Each router by itself: FastAPI makes the routes of a router anew for every one it is put
    into."""
    for each in (router, *(part.router for part in _PARTS)):
        app.include_router(each, include_in_schema=False)
    answer_nowhere(app)
