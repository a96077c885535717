"""Data: what comes in, and from where."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.pages.route import PageRoute

router = APIRouter(prefix="/data", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def data() -> Response:
    return RedirectResponse("/imports", status_code=303)
