"""What protects the pages: headers on every answer, and the refusal of forged requests.

A forged request is one that another site made a reader's browser send. It is known by
`Sec-Fetch-Site` and `Origin`, which no site can lie about, and by lacking the token bound to the
reader's session.
"""

import secrets
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Vary": "HX-Request",
}

_FORGED = HTTPException(
    403, "This request did not come from one of our own pages. Reload the page and try again."
)


def check_origin(request: Request, public_url: str) -> None:
    """Refuse a request that another site made the browser send, or that does not say who did."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin is None and site is None:
        raise _FORGED
    if site is not None and site not in ("same-origin", "none"):
        raise _FORGED
    if origin is not None and not _ours(origin, request, public_url):
        raise _FORGED


def _ours(origin: str, request: Request, public_url: str) -> bool:
    told = urlsplit(origin)
    public = urlsplit(public_url)
    if (told.scheme, told.netloc) == (public.scheme, public.netloc):
        return True
    return bool(told.netloc) and told.netloc == request.headers.get("host")


async def check_token(request: Request, csrf_token: str) -> None:
    """Refuse a request that lacks the token of the reader's session, as header or form field."""
    given = request.headers.get("x-csrf-token")
    if given is None:
        given = (await request.form()).get("csrf_token")  # type: ignore[assignment]
    if not isinstance(given, str) or not secrets.compare_digest(
        given.encode(), csrf_token.encode()
    ):
        raise _FORGED
