"""What is set for the whole installation."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.definition.times import Percentage
from engine.store.settings import holdout, set_holdout

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/settings")
async def settings(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    share = await holdout(transaction)
    return page(
        request,
        "settings/show.html",
        reader=reader,
        section="settings",
        holdout=str(share).removesuffix("%") if share else "",
        wrong=None,
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
        return page(
            request,
            "settings/show.html",
            reader=reader,
            status=422,
            section="settings",
            holdout=share,
            wrong="Write a number from 0.1 to 50, or leave it empty.",
        )
    await set_holdout(transaction, chosen, by=actor, now=datetime.now(UTC))
    return go_to(request, "/settings", "settings-saved")
