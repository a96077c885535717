"""Messages in the product, over HTTP: what the snippet asks, and what Novu's components ask."""

from fastapi import APIRouter

from api.in_app import feed, novu, script, stream

router = APIRouter()
for part in (feed, stream, novu, script):
    router.include_router(part.router)
