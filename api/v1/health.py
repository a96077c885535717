"""`/api/v1/health`: how healthy accounts are and why, what people set, and by which scorecards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from api.v1.revisions import IfMatch, etag, revision_in
from api.v1.scorecards import BODY, Card, CardAnswer, answer
from engine.definition.base import Key
from engine.errors import Conflict
from engine.health import Level
from engine.store.actors import name_of
from engine.store.customers import account_called
from engine.store.database import Session
from engine.store.health import cards, overriding
from engine.store.health.previewing import Preview, preview
from engine.store.reading import health as reading
from engine.store.reading.health import (
    Band,
    BandChange,
    HealthDetail,
    HealthSummary,
    Point,
    Share,
    Sort,
)
from engine.store.tables.columns import utc_now

router = APIRouter(tags=["Health"])

CardKey = Annotated[Key, Path()]


class HealthAnswer(BaseModel):
    account: str
    """External id."""
    health: HealthDetail | None
    """Null: nobody has looked at it yet. That takes minutes at most."""
    trend: Sequence[Point]
    """Of half a year, the oldest first: a point a day, and one at each change of band."""


class NewOverride(BaseModel):
    """Either a band or a score."""

    model_config = ConfigDict(extra="forbid")

    band: Level | None = None
    score: Annotated[float, Field(ge=0, le=100)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
    expires_at: AwareDatetime
    """From then on the computed health counts again. Within a year."""


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid")

    place: Annotated[int, Field(ge=0, le=1_000)]
    """Counted from 0. The last is always the one that holds for all accounts."""


@router.get("/health")
async def list_health(
    key: Reader,
    transaction: Transaction,
    band: Band | None = None,
    owner: Annotated[str | None, Query(description="A user's mail address.")] = None,
    search: Search = None,
    sort: Sort = "score",
    limit: Limit = 50,
    after: After = None,
) -> Listing[HealthSummary]:
    """The lowest score first, or what fell most in 30 days (`change`); `-` turns it round."""
    page = await reading.list_health(
        transaction, band=band, owner=owner, search=search, sort=sort, limit=limit, after=after
    )
    return listing(page)


@router.get("/health/distribution")
async def get_distribution(
    key: Reader,
    transaction: Transaction,
    owner: Annotated[str | None, Query(description="A user's mail address.")] = None,
) -> list[Share]:
    """How many accounts are in each band, now and 30 days ago."""
    return await reading.distribution(transaction, owner=owner)


@router.get("/health/scorecards")
async def list_scorecards(key: Reader, transaction: Transaction) -> list[CardAnswer]:
    """In order: the first whose `segment` holds for an account is its scorecard."""
    return [answer(each) for each in await cards.list_cards(transaction)]


@router.post("/health/scorecards/preview", openapi_extra=BODY)
async def preview_scorecard(key: Reader, transaction: Transaction, card: Card) -> Preview:
    """What a scorecard would make of the accounts there are. Nothing is changed.

    When there are many accounts, or something is to be measured that was not before, it is tried
    on some of them.
    """
    return await preview(transaction, card, utc_now())


@router.get("/health/scorecards/{scorecard}")
async def get_scorecard(
    key: Reader, transaction: Transaction, scorecard: CardKey, response: Response
) -> CardAnswer:
    found = await cards.get_card(transaction, scorecard)
    response.headers["ETag"] = etag(found.revision)
    return answer(found)


@router.put("/health/scorecards/{scorecard}", openapi_extra=BODY)
async def put_scorecard(
    key: Admin,
    transaction: Transaction,
    scorecard: CardKey,
    card: Card,
    response: Response,
    if_match: IfMatch = None,
) -> CardAnswer:
    """Write a scorecard. A new one comes before the last. Every account is looked at by it in the
    minutes that follow, and changes are told as any others."""
    if card.key != scorecard:
        raise Conflict(f"The scorecard calls itself “{card.key}”, and not “{scorecard}”.")
    put = await cards.put_card(
        transaction, card, by=key.actor, now=utc_now(), revision=revision_in(if_match)
    )
    response.headers["ETag"] = etag(put.revision)
    return answer(put)


@router.delete("/health/scorecards/{scorecard}", status_code=204)
async def remove_scorecard(key: Admin, transaction: Transaction, scorecard: CardKey) -> None:
    """Its accounts have the next scorecard that holds for them."""
    await cards.remove_card(transaction, scorecard, by=key.actor, now=utc_now())


@router.post("/health/scorecards/{scorecard}/move")
async def move_scorecard(
    key: Admin, transaction: Transaction, scorecard: CardKey, to: Place
) -> list[CardAnswer]:
    """Have it asked earlier or later. Answers with all, in their order."""
    await cards.move_card(transaction, scorecard, to.place, by=key.actor, now=utc_now())
    return [answer(each) for each in await cards.list_cards(transaction)]


@router.get("/accounts/{account}/health", tags=["Accounts and contacts"])
async def get_account_health(key: Reader, transaction: Transaction, account: str) -> HealthAnswer:
    """What counts, what was computed with each component and why, what somebody set, the past."""
    return await _health(transaction, account, utc_now())


@router.get("/accounts/{account}/health/changes", tags=["Accounts and contacts"])
async def list_band_changes(
    key: Reader, transaction: Transaction, account: str, limit: Limit = 50, after: After = None
) -> Listing[BandChange]:
    """When it came into which band and why, the latest first."""
    found = await account_called(transaction, account)
    page = await reading.list_changes(transaction, found.id, limit=limit, after=after)
    return listing(page)


@router.put("/accounts/{account}/health/override", tags=["Accounts and contacts"])
async def override_health(
    key: Admin, transaction: Transaction, account: str, override: NewOverride
) -> HealthAnswer:
    """Have a band or a score count in place of the computed one, for a time and with a reason."""
    now = utc_now()
    await overriding.set_override(
        transaction,
        (await account_called(transaction, account)).id,
        band=override.band,
        score=override.score,
        reason=override.reason,
        expires_at=override.expires_at,
        by=key.actor,
        name=await name_of(transaction, key.actor.name),
        now=now,
    )
    return await _health(transaction, account, now)


@router.delete("/accounts/{account}/health/override", tags=["Accounts and contacts"])
async def clear_override(key: Admin, transaction: Transaction, account: str) -> HealthAnswer:
    """Have the computed health count again."""
    now = utc_now()
    found = await account_called(transaction, account)
    await overriding.clear_override(transaction, found.id, by=key.actor, now=now)
    return await _health(transaction, account, now)


async def _health(transaction: Session, account: str, now: datetime) -> HealthAnswer:
    found = await account_called(transaction, account)
    return HealthAnswer(
        account=found.external_id,
        health=await reading.get_health(transaction, found.id, now=now),
        trend=await reading.trend(transaction, found.id, now=now),
    )
