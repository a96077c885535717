"""What the tracking API answers: in the shape SDKs read, which is not the JSON API's."""

from fastapi import Response
from fastapi.responses import JSONResponse

from engine.tracking.calls import BadItem

CORS = {"Access-Control-Allow-Origin": "*"}
"""Any website may send: the write key says which source, and no cookie is ever looked at."""

_RETRY_AFTER_SECONDS = 5


def accepted() -> Response:
    """Exactly 200: some SDKs take any other 2xx for an error."""
    return Response(b'{"success": true}', media_type="application/json", headers=CORS)


def refused(why: BadItem, status: int = 400) -> Response:
    """SDKs never send again what was answered with a 4xx."""
    return _error(status, why.code, why.reason)


def unauthorized(message: str) -> Response:
    return _error(401, "invalid_write_key", message)


def try_again() -> Response:
    """Nothing was stored, and the same request may succeed later."""
    return _error(
        503,
        "try_again",
        "Nothing was stored just now. Send the same again shortly.",
        {"Retry-After": str(_RETRY_AFTER_SECONDS)},
    )


def preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            **CORS,
            "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
            "Access-Control-Max-Age": "86400",
        },
    )


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    # Segment's and RudderStack's libraries report the message, PostHog's the detail.
    body = {"success": False, "code": code, "message": message, "detail": message}
    return JSONResponse(body, status, headers={**CORS, **(headers or {})})
