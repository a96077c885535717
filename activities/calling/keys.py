"""Which keys sign a webhook now, and how a secret is made and kept."""

import os
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime

from activities.calling.signing import shareable, signing_key
from engine.errors import Conflict
from engine.sealing import CannotOpen, seal, unseal
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.tables import WebhookSecret
from engine.store.webhook_secrets import SecretSummary, exchange

_ABOUT = "webhook secret"
_BYTES = 32


def signing_keys(secrets: Sequence[WebhookSecret], secret_key: bytes) -> tuple[bytes, ...]:
    """One for each secret, in their order; without any, the installation's first.

    Raises Conflict where none of them can be read any more.
    """
    if not secrets:
        return (signing_key(secret_key),)
    keys = [key for each in secrets if (key := _key_of(each, secret_key)) is not None]
    if not keys:
        raise Conflict(
            "The secret webhooks are signed with cannot be read: ONWARD_SECRET_KEY was "
            "another when it was made. Exchange it: onward keys exchange-webhooks.",
            code="secret_unreadable",
        )
    return tuple(keys)


async def make_secret(
    session: Session, secret_key: bytes, *, old_ends_at: datetime, by: Actor, now: datetime
) -> tuple[SecretSummary, str]:
    """Another secret, and how receivers are given it: `whsec_…`."""
    secret = shareable(os.urandom(_BYTES))
    sealed = seal(secret_key, secret, _ABOUT)
    return await exchange(session, sealed, old_ends_at=old_ends_at, by=by, now=now), secret


def _key_of(secret: WebhookSecret, secret_key: bytes) -> bytes | None:
    if secret.sealed is None:
        return signing_key(secret_key)
    try:
        return b64decode(unseal(secret_key, secret.sealed, _ABOUT).removeprefix("whsec_"))
    except CannotOpen:
        return None
