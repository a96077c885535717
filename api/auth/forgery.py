"""The refusal of forged requests: those that another site made a reader's browser send.

They are known by `Sec-Fetch-Site` and `Origin`, which no site can lie about, and by lacking the
token bound to the reader's session.
"""

import secrets
from urllib.parse import urlsplit

from fastapi import Request

from engine.errors import NotAllowed

TOKEN_HEADER = "X-CSRF-Token"

SAFE_METHODS = ("GET", "HEAD")
"""They change nothing, and may come from anywhere."""


def check_origin(request: Request, public_url: str) -> None:
    """Refuse a request that another site made the browser send, or that does not say who did."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin is None and site is None:
        raise _forged()
    if site is not None and site not in ("same-origin", "none"):
        raise _forged()
    if origin is not None and not _ours(origin, request, public_url):
        raise _forged()


def _ours(origin: str, request: Request, public_url: str) -> bool:
    try:
        told = urlsplit(origin)
    except ValueError:
        return False
    public = urlsplit(public_url)
    if (told.scheme, told.netloc) == (public.scheme, public.netloc):
        return True
    return bool(told.netloc) and told.netloc == request.headers.get("host")


def check_token(given: object, csrf_token: str) -> None:
    """Refuse whatever is not the token of the reader's session."""
    if not isinstance(given, str) or not secrets.compare_digest(
        given.encode(), csrf_token.encode()
    ):
        raise _forged()


def _forged() -> NotAllowed:
    said = "This request did not come from one of our own pages. Reload the page and try again."
    return NotAllowed(said, code="forged")
