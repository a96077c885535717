"""What the composition root hands to the HTTP edge. Nothing here reads settings or connects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    organization: Mapping[str, str] = field(default_factory=dict)
    """More that templates see as `organization`, such as `help_url`."""
    temporal_ui_url: str | None = None
    """Where operators look at workflows; None: not linked."""
