"""How much reaches customers, day by day: everybody's calendar, and one account's."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.rendering import page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.errors import NotFound
from engine.store.customers import account_called
from engine.store.reading.accounts import AccountSummary, list_accounts
from engine.store.reading.pressure import MOST_DAYS_OFF, calendar, touches_of
from engine.store.settings import policy

router = APIRouter(prefix="/pressure", route_class=PageRoute, include_in_schema=False)

MOST_MEANT = 10

DAYS, BACK = 21, 14
"""Three weeks are shown, from two weeks before today unless somebody leafs."""


@router.get("")
async def pressure(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    account: Annotated[str, Query(max_length=500)] = "",
    since: date | None = None,
) -> Response:
    zone = zone_of(request, reader)
    now = datetime.now(UTC)
    today = now.astimezone(zone).date()
    first = since if since is not None and abs((since - today).days) < MOST_DAYS_OFF else None
    first = first or today - timedelta(days=BACK)
    whose, unknown = None, None
    meant: Sequence[AccountSummary] = ()
    if account.strip():
        try:
            whose = await account_called(transaction, account.strip())
        except NotFound as nobody:
            unknown = str(nobody)
            meant = (await list_accounts(transaction, search=account.strip())).rows[:MOST_MEANT]
            if len(meant) == 1:
                whose = await account_called(transaction, meant[0].external_id)
    found = await calendar(transaction, first, DAYS, zone.key, whose.id if whose else None)
    listed = await touches_of(transaction, whose.id, first, DAYS, zone.key, now) if whose else []
    return page(
        request,
        "pressure/calendar.html",
        reader=reader,
        section="pressure",
        found=found,
        listed=listed,
        whose=whose,
        unknown=unknown if whose is None else None,
        meant=meant,
        asked=account.strip(),
        today=today,
        first=first,
        days=DAYS,
        earlier=address(request, since=(first - timedelta(days=BACK)).isoformat()),
        later=address(request, since=(first + timedelta(days=BACK)).isoformat()),
        now_on=address(request, since=None),
        rules=await policy(transaction),
    )
