"""What is set for the whole installation."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from activities.advancing.addressing import sender
from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.definition.times import Percentage
from engine.store.sessions import Reader
from engine.store.settings import holdout, set_holdout

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/settings")
async def settings(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    share = await holdout(transaction)
    return _shown(request, reader, str(share).removesuffix("%") if share else "")


def _shown(
    request: Request, reader: Reader, holdout: str, *, wrong: str | None = None
) -> HTMLResponse:
    services = services_of(request)
    here = (
        ("Company", services.organization_name or "Not set", "ONWARD_ORGANIZATION_NAME"),
        ("Time zone", services.time_zone.replace("_", " "), "ONWARD_TIME_ZONE"),
        ("Mails come from", sender(None, services.sender).in_words, "ONWARD_MAIL_FROM"),
        ("Links lead to", services.public_url, "ONWARD_PUBLIC_URL"),
    )
    return page(
        request,
        "settings/show.html",
        reader=reader,
        status=422 if wrong else 200,
        section="settings",
        holdout=holdout,
        wrong=wrong,
        here=here,
    )


@router.get("/more")
async def more(request: Request, reader: SignedIn) -> Response:
    """The sections that have no room of their own on a phone."""
    return page(request, "more.html", reader=reader, section="more")


@router.post("/settings")
async def change(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    share: Annotated[str, Form(max_length=10, alias="holdout")] = "",
) -> Response:
    written = share.strip().removesuffix("%").strip().replace(",", ".")
    try:
        chosen = Percentage.parse(f"{written}%") if written not in ("", "0") else None
    except ValueError:
        said = "Write a number from 0.1 to 50, or leave it empty."
        return _shown(request, reader, share, wrong=said)
    await set_holdout(transaction, chosen, by=actor, now=datetime.now(UTC))
    return go_to(request, "/settings", "settings-saved")
