"""What Novu's components ask of a back end (`@novu/js` 3), answered from the feed.

They are pointed here by `backendUrl`. `applicationIdentifier` is the app's id; `subscriberHash` is
what Novu calls so, the hex HMAC-SHA256 of the subscriber's id under one of the app's secrets, or a
token as the snippet is given. What is not known here, such as snoozing, is not there.
"""

import hashlib
import hmac
import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from api.dependencies import CurrentServices, Transaction
from api.in_app.identity import bearer_token, believed, check_website, keep_pace
from api.in_app.novu_filters import of_object, of_query
from api.in_app.route import InAppRoute, preflight
from engine.errors import Invalid, NotSignedIn
from engine.in_app import tokens
from engine.store.database import Session
from engine.store.in_app.apps import signers_of
from engine.store.in_app.feed import Feed, Shown, Wanted, count, cursor_of, feed_of
from engine.store.in_app.readers import Reader, reader_of
from engine.store.in_app.states import Change, set_states
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/v1/inbox", route_class=InAppRoute, include_in_schema=False)

SESSION_LASTS = timedelta(hours=24)
"""Their session is asked for once for a page."""
_PURPOSE = "/novu"
"""In the audience of sessions' tokens, so that they open nothing but this."""
_SIGNING_INPUT = re.compile(r"eyJ[\w-]*\.[\w-]*")
"""What a token's signature is made of. No contact is called so: its hash would be a signature."""
_UNFIT = (
    "“subscriberHash” does not fit: it is the hex HMAC-SHA256 of your id of the contact under a"
    " secret of the app that “applicationIdentifier” names."
)
MOST_AT_ONCE = 500
"""Messages that “all” reaches."""


class Subscriber(BaseModel):
    subscriberId: str = ""  # noqa: N815


class Opening(BaseModel):
    model_config = ConfigDict(extra="ignore")

    applicationIdentifier: str = ""  # noqa: N815
    subscriberHash: str | None = None  # noqa: N815
    subscriber: Subscriber | str | None = None


async def session_bearer(
    request: Request, services: CurrentServices, transaction: Transaction
) -> Reader:
    token = bearer_token(request)
    key = services.secret_key
    return await believed(request, transaction, key, token, purpose=_PURPOSE, longest=SESSION_LASTS)


Subscribed = Annotated[Reader, Depends(session_bearer)]


@router.post("/session", status_code=201)
async def open_session(
    request: Request, services: CurrentServices, transaction: Transaction, opening: Opening
) -> dict[str, Any]:
    """A token for the session, once it is shown who reads."""
    whom = opening.subscriber
    subscriber = whom.subscriberId if isinstance(whom, Subscriber) else whom or ""
    claims, app_id, token = await _opened(request, services, transaction, opening, subscriber)
    reader = await reader_of(transaction, app_id, claims)
    unread = await count(transaction, reader, Wanted(read=False), utc_now())
    return {
        "data": {
            "token": token,
            "totalUnreadCount": unread,
            "unreadCount": {"total": unread, "severity": {"none": unread}},
            "removeNovuBranding": True,
            "isDevelopmentMode": False,
            "maxSnoozeDurationHours": 0,
            "applicationIdentifier": app_id,
        }
    }


async def _opened(
    request: Request,
    services: CurrentServices,
    session: Session,
    opening: Opening,
    subscriber: str,
) -> tuple[tokens.Claims, str, str]:
    """Who reads, in which app, and the session's token. Raises NotSignedIn."""
    now, shown = utc_now(), opening.subscriberHash or ""
    signers = await signers_of(session, services.secret_key, opening.applicationIdentifier, now)
    account, until = None, now + SESSION_LASTS
    fitting = [each for each in signers if _fits(each[1].secret, subscriber, shown)]
    if fitting:
        check_website(request, fitting[0][1])
        keep_pace(request, signers[0][1].app_id, tokens.Claims(subscriber, account, until))
    elif "." not in shown:
        raise NotSignedIn(_UNFIT, code="token_refused")
    else:
        reader = await believed(request, session, services.secret_key, shown)
        claims = reader.claims
        if reader.app_id != opening.applicationIdentifier or claims.contact != subscriber:
            raise NotSignedIn("The token is for somebody else.", code="token_refused")
        account = claims.account
    key_id, signer = (fitting or signers)[0]
    token = tokens.sign(
        signer.secret,
        key_id,
        signer.app_id + _PURPOSE,
        contact=subscriber,
        account=account,
        until=until,
    )
    return tokens.Claims(subscriber, account, until), signer.app_id, token


def _fits(secret: str, subscriber: str, shown: str) -> bool:
    if not subscriber or _SIGNING_INPUT.fullmatch(subscriber):
        return False
    expected = hmac.new(secret.encode(), subscriber.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), shown.lower().encode("utf-8", "replace"))


@router.get("/notifications")
async def list_notifications(
    request: Request,
    reader: Subscribed,
    transaction: Transaction,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    after: UUID | None = None,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    read: bool | None = None,
    seen: bool | None = None,
    archived: bool = False,
    snoozed: bool = False,
) -> dict[str, Any]:
    """A page of the feed, the newest first; what they call snoozed is nothing here."""
    wanted = Wanted(
        limit=limit,
        after=await cursor_of(transaction, after) if after else None,
        offset=offset,
        which="archived" if archived else "open",
        read=read,
        seen=seen,
        journeys=of_query(request.query_params),
    )
    found = Feed((), None, 0, 0, ())
    if not snoozed:
        found = await feed_of(transaction, reader, wanted, utc_now())
    return {
        "data": [_notification(each, reader) for each in found.messages],
        "hasMore": found.next is not None,
        "filter": {"read": read, "archived": archived, "snoozed": snoozed, "seen": seen},
    }


@router.get("/notifications/count")
async def count_notifications(
    reader: Subscribed, transaction: Transaction, filters: str = "[{}]"
) -> dict[str, Any]:
    counted = []
    for each in _filters(filters):
        wanted = Wanted(
            which="archived" if each.get("archived") else "open",
            read=_flag(each, "read"),
            seen=_flag(each, "seen"),
            journeys=of_object(each),
        )
        none = each.get("snoozed") is True
        number = 0 if none else await count(transaction, reader, wanted, utc_now())
        counted.append({"count": number, "filter": each})
    return {"data": counted}


@router.post("/notifications/seen", status_code=204)
async def mark_seen(request: Request, reader: Subscribed, transaction: Transaction) -> None:
    """Those that are named, or all."""
    said = _said(await request.body())
    named = said.get("notificationIds")
    if isinstance(named, list) and named:
        changes = [Change(_id(each), "seen") for each in named[:MOST_AT_ONCE]]
        await set_states(transaction, reader, changes, utc_now())
    else:
        await _all(transaction, reader, Wanted(seen=False, journeys=of_object(said)), "seen")


@router.post("/notifications/read", status_code=204)
async def read_all(request: Request, reader: Subscribed, transaction: Transaction) -> None:
    journeys = of_object(_said(await request.body()))
    await _all(transaction, reader, Wanted(read=False, journeys=journeys), "read")


@router.post("/notifications/archive", status_code=204)
async def archive_all(request: Request, reader: Subscribed, transaction: Transaction) -> None:
    journeys = of_object(_said(await request.body()))
    await _all(transaction, reader, Wanted(journeys=journeys), "archived")


@router.post("/notifications/read-archive", status_code=204)
async def archive_read(request: Request, reader: Subscribed, transaction: Transaction) -> None:
    journeys = of_object(_said(await request.body()))
    await _all(transaction, reader, Wanted(read=True, journeys=journeys), "archived")


_DOES: dict[str, Any] = {
    "read": "read",
    "unread": "unread",
    "archive": "archived",
    "unarchive": "unarchived",
    "complete": "clicked",
    "delete": "archived",
}


@router.api_route("/notifications/{notification}/{what}", methods=["PATCH", "DELETE"])
async def change_notification(
    reader: Subscribed, transaction: Transaction, notification: UUID, what: str
) -> dict[str, Any]:
    """Read, archive and so on. What is deleted there is archived here."""
    if what not in _DOES:
        raise Invalid(f"“{what[:50]}” is nothing that can be done here.", code="not_supported")
    changes = [Change(notification, _DOES[what])]
    kept = await set_states(transaction, reader, changes, utc_now())
    found = await feed_of(transaction, reader, Wanted(which="all", only=notification), utc_now())
    if notification not in kept or not found.messages:
        raise Invalid("There is no such notification.", code="not_found")
    return {"data": _notification(found.messages[0], reader)}


@router.get("/preferences")
async def list_preferences(reader: Subscribed) -> dict[str, Any]:
    """What people want is set on Onward's own page."""
    return {"data": []}


@router.options("/{path:path}")
async def before_asking(path: str) -> Response:
    return preflight()


async def _all(session: Session, reader: Reader, wanted: Wanted, state: Any) -> None:
    page = replace(wanted, limit=MOST_AT_ONCE)
    found = await feed_of(session, reader, page, utc_now())
    await set_states(
        session, reader, [Change(each.id, state) for each in found.messages], utc_now()
    )


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError:
        raise Invalid("This is not JSON.", code="bad_body") from None
    if not isinstance(said, dict):
        raise Invalid("Send an object: {“notificationIds”: […]}.", code="bad_body")
    return said


def _filters(written: str) -> list[dict[str, Any]]:
    try:
        found = orjson.loads(written)
    except orjson.JSONDecodeError:
        raise Invalid("“filters” is not JSON.", code="bad_filters") from None
    if not isinstance(found, list) or len(found) > 30 or any(type(e) is not dict for e in found):
        raise Invalid("“filters” is a list of at most 30 filters.", code="bad_filters")
    return found


def _flag(asked: dict[str, Any], name: str) -> bool | None:
    value = asked.get(name)
    return value if isinstance(value, bool) else None


def _id(written: object) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise Invalid("This is not the id of a notification.", code="bad_id") from None


def _notification(shown: Shown, reader: Reader) -> dict[str, Any]:
    action = shown.content.get("action")
    states = shown.states
    found: dict[str, Any] = {
        "id": shown.id,
        "transactionId": shown.id,
        "subject": shown.title,
        "body": shown.text,
        "to": {"id": reader.claims.contact, "subscriberId": reader.claims.contact},
        "isRead": "read" in states,
        "isSeen": "seen" in states,
        "isArchived": "archived" in states,
        "isSnoozed": False,
        "createdAt": shown.sent_at,
        "readAt": states.get("read"),
        "firstSeenAt": states.get("seen"),
        "archivedAt": states.get("archived"),
        "channelType": "in_app",
        "tags": [shown.journey],
        "data": {"journey": shown.journey, "step": shown.step},
        "severity": "none",
    }
    if isinstance(action, dict):
        redirect = {"url": action["url"], "target": "_self"}
        clicked = {"label": action["label"], "isCompleted": "clicked" in states}
        found |= {"redirect": redirect, "primaryAction": {**clicked, "redirect": redirect}}
    return found
