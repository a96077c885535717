"""What the composition root hands to the HTTP edge. Nothing here reads settings or connects."""

from dataclasses import dataclass

from activities.calling.transport import CallTransport
from engine.store.database import Database


@dataclass(frozen=True)
class Services:
    """Everything a request may need.

    The edge needs no Temporal: what it decides is recorded in PostgreSQL, and the courier in the
    worker process carries it on.
    """

    database: Database
    secret_key: bytes
    """Signs unsubscribe links."""
    public_url: str
    """Where people reach this installation, without a trailing slash."""
    organization_name: str
    time_zone: str
    """IANA name; for whoever has no zone of their own."""
    calls: CallTransport
    """Tries channels out."""
    secure_cookies: bool = True
    """False only when people reach it over plain HTTP on this machine."""
    temporal_ui_url: str | None = None
    """Where operators look at workflows; None: not linked."""
