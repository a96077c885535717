"""Who a product says its reader is: a short-lived token, signed by the product's own back end.

A JSON Web Token (RFC 7519) by HS256 and nothing else: `kid` names the secret, `aud` the app, `sub`
the contact's external id and `account` the account's, `exp` is at most an hour off. Which algorithm
a token asks for is never believed.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

LONGEST = timedelta(hours=1)
LEEWAY = timedelta(seconds=60)
"""How far the clocks of two back ends may differ."""
_ALGORITHM = "HS256"
_LONGEST_TOKEN = 4_000


class TokenRefused(Exception):
    """It shows nothing. `str()` says why, for whoever makes such tokens."""


@dataclass(frozen=True)
class Claims:
    """What a token says, once it is believed."""

    contact: str
    """The contact's external id."""
    account: str | None
    """The account's external id. None: all of the contact's."""
    expires_at: datetime


def key_of(token: str) -> str:
    """Which secret it says it is signed with; nothing of it is believed. Raises TokenRefused."""
    if len(token) > _LONGEST_TOKEN:
        raise TokenRefused("The token is too long to be one.")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise TokenRefused("This is not a JSON Web Token.") from None
    if header.get("alg") != _ALGORITHM:
        raise TokenRefused("The token must be signed with HS256.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("The token's header names no secret: set “kid” to the secret's id.")
    return kid


def read(
    token: str, secret: str, audience: str, now: datetime, *, longest: timedelta = LONGEST
) -> Claims:
    """What the token says of its bearer. Raises TokenRefused."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            audience=audience,
            # The clock is ours to read, below, and what of the rest is wrong, ours to say.
            options={
                "require": ["exp", "sub", "aud"],
                "verify_sub": False,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except jwt.InvalidAudienceError:
        raise TokenRefused("The token is for another app: “aud” must be the app's id.") from None
    except jwt.MissingRequiredClaimError as missing:
        raise TokenRefused(f"The token does not say “{missing.claim}”.") from None
    except jwt.InvalidTokenError:
        raise TokenRefused("The token is not signed with the secret it names.") from None
    return _believed(claims, now, longest)


def _believed(claims: dict[str, Any], now: datetime, longest: timedelta) -> Claims:
    contact, account = claims["sub"], claims.get("account")
    if not isinstance(contact, str) or not contact:
        raise TokenRefused("“sub” must be the contact's id, as text.")
    if account is not None and (not isinstance(account, str) or not account):
        raise TokenRefused("“account” must be the account's id, as text.")
    left = _seconds(claims, "exp") - now.timestamp()
    if left <= -LEEWAY.total_seconds():
        raise TokenRefused("The token has expired.")
    if left > (longest + LEEWAY).total_seconds():
        raise TokenRefused("The token lasts too long: “exp” may be at most an hour off.")
    if "nbf" in claims and _seconds(claims, "nbf") - now.timestamp() > LEEWAY.total_seconds():
        raise TokenRefused("The token does not count yet: “nbf” is still to come.")
    return Claims(contact, account, now + timedelta(seconds=left))


def _seconds(claims: dict[str, Any], name: str) -> float:
    """A time of a token, since 1970. Numbers may be of any size, and none at all."""
    value = claims[name]
    try:
        found = math.nan if isinstance(value, bool | str) else float(value)
    except (OverflowError, TypeError):
        found = math.nan
    if not math.isfinite(found):
        raise TokenRefused(f"“{name}” must be a time, in seconds since 1970.")
    return found


def sign(
    secret: str, key: str, audience: str, *, contact: str, account: str | None, until: datetime
) -> str:
    """A token as a product's back end makes it."""
    claims: dict[str, Any] = {"sub": contact, "aud": audience, "exp": int(until.timestamp())}
    if account is not None:
        claims["account"] = account
    return jwt.encode(claims, secret, algorithm=_ALGORITHM, headers={"kid": key})
