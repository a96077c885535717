"""Who reads: whoever the product's own back end has signed a token for."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import CurrentServices, Transaction
from api.in_app.pace import Pace
from api.in_app.route import foreign_origin
from engine.errors import NotAllowed, NotSignedIn
from engine.in_app import tokens
from engine.store.database import Session
from engine.store.in_app.apps import Signer, signer_of
from engine.store.in_app.readers import Reader, reader_of
from engine.store.tables.columns import utc_now


async def bearer(request: Request, services: CurrentServices, transaction: Transaction) -> Reader:
    """Raises NotSignedIn for a token that shows nothing, NotAllowed on a foreign website."""
    token = bearer_token(request)
    return await believed(request, transaction, services.secret_key, token)


async def believed(
    request: Request,
    session: Session,
    key: bytes,
    token: str,
    *,
    purpose: str = "",
    longest: timedelta = tokens.LONGEST,
) -> Reader:
    """Whom the token speaks for. `purpose` follows the app's id in tokens of our own making."""
    now = utc_now()
    try:
        secret_id = tokens.key_of(token)
        signer = await signer_of(session, key, secret_id, now)
        if signer is None:
            raise tokens.TokenRefused("The secret it is signed with is unknown, or was revoked.")
        audience = signer.app_id + purpose
        claims = tokens.read(token, signer.secret, audience, now, longest=longest)
    except tokens.TokenRefused as refused:
        raise NotSignedIn(str(refused), code="token_refused") from None
    check_website(request, signer)
    keep_pace(request, signer.app_id, claims)
    return await reader_of(session, signer.app_id, claims, secret_id)


def keep_pace(request: Request, app_id: str, claims: tokens.Claims) -> None:
    """Raises TooMany for a reader who asks over and over."""
    pace: Pace = request.app.state.in_app_pace
    pace.count(f"{app_id}/{claims.contact}", utc_now())


def check_website(request: Request, signer: Signer) -> None:
    origin = foreign_origin(request)
    if origin is not None and origin not in signer.origins:
        said = f"The app does not name the website {origin[:200]}. Add it to its origins."
        raise NotAllowed(said, code="foreign_origin")


def bearer_token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send a token of your back end: “Authorization: Bearer …”.", code="token")
    return token.strip()


Bearer = Annotated[Reader, Depends(bearer)]
