"""Where providers post the mail that came in: answers to what we sent.

200 says that it was looked at, whether or not it was about a mail of ours: sent again it would say
the same. 404 for an address that is nobody's, 401 for what should be signed and is not, 400 for
what cannot be read, 413 for too much.
"""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from activities.mail.inbound_links import read_inbound
from activities.mail.tokens import TokenInvalid
from api.dependencies import CurrentServices
from api.ingest.bodies import read_body
from api.services import Services
from engine.mailing import mailgun
from engine.mailing.reporting import used_before
from engine.replies.mail import LARGEST
from engine.replies.providers import Provider, from_mailgun, from_postmark, from_sendgrid
from engine.sources.delivery import Refused
from engine.store.mail_in import take_mail
from engine.store.message_events import use_up
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem

router = APIRouter(prefix="/inbound", include_in_schema=False)

_LARGEST_BODY = 40 * 1024**2
"""Providers send attachments along, up to some 30 MB."""


@router.post("/{provider}/{token}")
async def receive(
    request: Request, services: CurrentServices, provider: str, token: str
) -> Response:
    try:
        known = read_inbound(provider, token, [services.secret_key])
    except (TokenInvalid, UnicodeDecodeError):
        return _answer(404, "no_such_address", "Copy the address anew from the replies’ page.")
    if int(request.headers.get("content-length") or 0) > _LARGEST_BODY:
        return _answer(413, "too_large", "The mail is larger than 40 MB.")
    try:
        raw = await _raw(request, services, known)
    except Refused as refused:
        return _answer(401, refused.code, refused.reason)
    except BadItem:
        return _answer(413, "too_large", "The mail is larger than 40 MB.")
    except (ValueError, HTTPException):
        return _answer(400, "unreadable", f"This is not what {known} sends.")
    kind = await take_mail(
        services.database, raw, via=known, secret_key=services.secret_key, now=utc_now()
    )
    return JSONResponse({"success": True, "kind": kind})


async def _raw(request: Request, services: Services, provider: Provider) -> bytes:
    """The mail. Raises ValueError and HTTPException for what is not the provider's, Refused where
    it signs and this is not signed."""
    match provider:
        case "raw":
            return (await read_body(request, _LARGEST_BODY))[:LARGEST]
        case "postmark":
            data = json.loads(await read_body(request, _LARGEST_BODY))
            if not isinstance(data, dict):
                raise ValueError("not an object")
            return from_postmark(data)
        case "sendgrid":
            return from_sendgrid(await _form(request))
        case "mailgun":
            form = await _form(request)
            mail = from_mailgun(form)
            await _check_mailgun(services, form, mail)
            return mail


async def _check_mailgun(services: Services, form: dict[str, Any], mail: bytes) -> None:
    """Raises Refused. The token goes with the mail, since a form looks different each time it is
    posted."""
    now = utc_now()
    token = mailgun.signed(services.mail_reports.of(mailgun.REPORTER), form, mail, now)
    async with services.database.transaction() as session:
        if not await use_up(session, mailgun.REPORTER.key, token, now):
            raise used_before()


async def _form(request: Request) -> dict[str, Any]:
    form = await request.form(max_files=100, max_fields=300, max_part_size=LARGEST)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _answer(status: int, code: str, message: str) -> Response:
    return JSONResponse({"success": False, "code": code, "message": message}, status)
