"""How a provider's deliveries are believed and read: what the file of each says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from engine.mailing.happening import MailEvent
from engine.sources.delivery import Delivery, Refused
from engine.sources.schemes import Scheme
from engine.sources.verifying import verify

OLDEST = timedelta(hours=25)
"""How old a signature may be of providers that send the same again for a day, signed as at first.
What comes twice counts once, so an old one that was caught on its way does nothing."""


@dataclass(frozen=True)
class Token:
    """What may be used for one body only."""

    value: str
    digest: str
    """Of the body."""


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """A provider as it reports."""

    key: str
    name: str
    verify: Callable[[Sequence[str], Delivery, JsonValue], Token | None]
    """Raises `Refused` unless one of the secrets fits. The token that is used up by it, if any."""
    read: Callable[[Delivery, JsonValue], list[MailEvent]]
    """What is said of our messages; others' are left out."""
    check: Callable[[str], None]
    """Raises `ValueError` for what cannot be a secret of this provider."""
    secret: str
    """What its secret is, for people."""


def check_fresh(signed_at: datetime, received_at: datetime, oldest: timedelta = OLDEST) -> None:
    """Raises `Refused` when it was signed too long ago, or in a future no clock explains."""
    if not -timedelta(minutes=5) <= received_at - signed_at <= oldest:
        raise Refused(
            "stale",
            f"It was signed at {signed_at:%Y-%m-%d %H:%M:%S} UTC. What is so far from now is not"
            " taken: have its sender make it anew.",
        )


def wrong_signature() -> Refused:
    return Refused(
        "bad_signature",
        "The signature does not fit. See that ONWARD_MAIL_EVENTS has this provider's secret, and"
        " that nothing on the way changes the body.",
    )


def check_by(
    scheme: Scheme, secrets: Sequence[str], delivery: Delivery, otherwise: Refused
) -> None:
    """As `verify`. What it says of sources is no help to whoever sets mail up: where no secret fits
    the reason is that of `otherwise`."""
    try:
        verify(scheme, secrets, delivery)
    except Refused as refused:
        if refused.code in ("bad_signature", "no_secret", "unsigned"):
            raise Refused(refused.code, otherwise.reason) from None
        raise


def unsigned(what: str) -> Refused:
    return Refused("unsigned", f"There is no {what}, by which this provider is known.")


def used_before() -> Refused:
    return Refused("replayed", "Its token has come with another body, and counts only once.")
