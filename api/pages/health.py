"""Accounts' health: all of them, and one with everything that explains it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.pages.trend import trend_of
from engine.errors import Invalid
from engine.store.actors import name_of
from engine.store.database import Session
from engine.store.health.cards import list_cards
from engine.store.health.overriding import LONGEST, clear_override, set_override
from engine.store.reading import health as reading
from engine.store.reading.accounts import get_account
from engine.store.reading.health import Band, Sort
from engine.store.sessions import Reader

router = APIRouter(route_class=PageRoute, include_in_schema=False)

EVERYBODY, MINE, USUAL = "", "mine", timedelta(days=30)


@dataclass(frozen=True)
class Wanted:
    """What the form of an override says."""

    what: str = "red"
    score: str = ""
    reason: str = ""
    until: str = ""
    refused: str | None = None


@router.get("/health")
async def health(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    band: Band | None = None,
    owner: str = EVERYBODY,
    search: str = "",
    sort: Sort = "score",
    after: str | None = None,
) -> Response:
    whose = reader.email if owner == MINE else owner or None
    found = await reading.list_health(
        transaction, band=band, owner=whose, search=search.strip(), sort=sort, after=after
    )
    return page(
        request,
        "health/list.html",
        fragment="health/_found.html",
        reader=reader,
        section="health",
        found=found,
        shares=await reading.distribution(transaction, owner=whose),
        owners=await reading.owners(transaction),
        band=band,
        owner=owner,
        search=search,
        sort=sort,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.get("/accounts/{account_id}/health")
async def account_health(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    account_id: UUID,
    after: str | None = None,
) -> Response:
    return await _shown(request, transaction, reader, account_id, Wanted(), after=after)


@router.post("/accounts/{account_id}/health/override")
async def override(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    account_id: UUID,
    what: Annotated[str, Form(max_length=10)] = "",
    score: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=2_000)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    await get_account(transaction, account_id)
    now = datetime.now(UTC)
    try:
        await set_override(
            transaction,
            account_id,
            band=what if what in ("green", "yellow", "red") else None,  # type: ignore[arg-type]
            score=_number(score) if what == "score" else None,
            reason=reason,
            expires_at=_end_of(until, zone_of(request, reader)),
            by=actor,
            name=reader.name,
            now=now,
        )
    except Invalid as refused:
        wanted = Wanted(what, score, reason, until, str(refused))
        return await _shown(request, transaction, reader, account_id, wanted)
    return go_to(request, f"/accounts/{account_id}/health", "health-set")


@router.post("/accounts/{account_id}/health/computed")
async def computed(
    request: Request, transaction: Transaction, actor: Acting, account_id: UUID
) -> Response:
    """What was set counts no longer."""
    await clear_override(transaction, account_id, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/accounts/{account_id}/health", "health-computed")


async def _shown(
    request: Request,
    transaction: Session,
    reader: Reader,
    account_id: UUID,
    wanted: Wanted,
    *,
    after: str | None = None,
) -> Response:
    now = datetime.now(UTC)
    account = (await get_account(transaction, account_id)).account
    found = await reading.get_health(transaction, account_id, now=now)
    points = await reading.trend(transaction, account_id, now=now)
    today = now.astimezone(zone_of(request, reader)).date()
    names = {each.card.key: each.card.name for each in await list_cards(transaction)}
    override = found.override if found else None
    return page(
        request,
        "health/show.html",
        fragment="health/_changes.html",
        reader=reader,
        section="health",
        account=account,
        health=found,
        card_name=names.get(found.card, found.card) if found else None,
        set_by=await name_of(transaction, override.by) if override else None,
        trend=trend_of(points, found.computed.bands, now) if found else None,
        points_seen=points[::-1],
        changes=await reading.list_changes(transaction, account_id, limit=20, after=after),
        first_page=after is None,
        link=lambda **changes: address(request, "changes", **changes),
        wanted=wanted,
        usual=(today + USUAL).isoformat(),
        earliest=today.isoformat(),
        latest=(today + LONGEST - timedelta(days=1)).isoformat(),
        status=422 if wanted.refused else 200,
    )


def _end_of(day: str, zone: ZoneInfo) -> datetime:
    """The end of a day on the reader's clock. Raises Invalid."""
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Invalid("Say until when it counts: a day to come, within a year.") from None
    return datetime.combine(following, time(), zone).astimezone(UTC)


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        raise Invalid("A score is a number from 0 to 100.") from None
