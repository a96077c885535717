"""Where mail providers report to: the body as raw bytes, a short answer.

Whatever is sent: 200, 400 with what cannot be read, 401 with why it is not believed, 404 for a
provider nobody knows, 503 when it is to be sent again.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from api.dependencies import CurrentServices
from api.ingest.bodies import read_body
from api.mail_events.taking import take
from api.mail_reports import CannotFetch
from api.services import Services
from engine.mailing.reporters import REPORTERS
from engine.mailing.reporting import Reporter
from engine.sources.delivery import Delivery, Refused, Unreadable
from engine.sources.reading import LARGEST
from engine.store.faults import FAULTS, is_transient
from engine.store.message_events import Noted
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem

router = APIRouter(prefix="/mail/events", tags=["Mail"])

_AGAIN_SECONDS = 30


@router.post("/{provider}", include_in_schema=False)
async def receive(request: Request, services: CurrentServices, provider: str) -> Response:
    """What a provider reports of mails it was handed."""
    reporter = REPORTERS.get(provider)
    if reporter is None:
        known = ", ".join(REPORTERS)
        return _wrong(404, "no_such_provider", f"The providers that report here are {known}.")
    try:
        noted = await _take(request, services, reporter)
    except Refused as refused:
        return _wrong(401, refused.code, refused.reason)
    except (Unreadable, BadItem) as bad:
        return _wrong(400, bad.code, bad.reason)
    except ClientDisconnect:
        return _wrong(400, "cut_off", "The connection ended before the body did.")
    except CannotFetch:
        return _later("What proves it could not be fetched just now.")
    except FAULTS as fault:
        if is_transient(fault):
            return _later("Nothing was stored just now.")
        raise
    return JSONResponse(
        {
            "success": True,
            "taken": noted.taken,
            "known": noted.known,
            "left_out": noted.left_out,
        }
    )


async def _take(request: Request, services: Services, reporter: Reporter) -> Noted:
    body = await read_body(request, LARGEST)
    sent = Delivery(
        method=request.method,
        url=f"{services.public_url}{request.url.path}",
        headers=dict(request.headers.items()),
        body=body,
        received_at=utc_now(),
    )
    return await take(services.database, services.mail_reports, reporter, sent)


def _wrong(status: int, code: str, message: str) -> Response:
    return JSONResponse({"success": False, "code": code, "message": message}, status)


def _later(message: str) -> Response:
    body = {
        "success": False,
        "code": "try_again",
        "message": f"{message} Send the same again later.",
    }
    return JSONResponse(body, 503, headers={"Retry-After": str(_AGAIN_SECONDS)})
