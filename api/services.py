"""What the composition root hands to the HTTP edge. Nothing here reads settings or connects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.calling.transport import CallTransport
from activities.ports import Organization
from activities.rendering import RenderPool
from api.mail_reports import MailReports
from api.trials import Trials
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
    """Empty: nobody has said."""
    time_zone: str
    """IANA name; for whoever has no zone of their own."""
    calls: CallTransport
    """Tries channels out."""
    renderer: RenderPool = field(default_factory=lambda: RenderPool(processes=1))
    """Shows messages to whoever writes them. Its processes start when they are first needed."""
    trials: Trials = field(default_factory=Trials)
    """Tries journeys out, in processes of their own."""
    secure_cookies: bool = True
    """False only when people reach it over plain HTTP on this machine."""
    organization: Mapping[str, str] = field(default_factory=dict)
    """More that templates see as `organization`, such as `help_url`."""
    mail_from: str = "onward@localhost"
    """The address mails come from."""
    mail_name: str | None = None
    """The name they come under for accounts without an owner. None: the organization's."""
    mail_by: str | None = None
    """What takes mails: a provider's name, a server's address. None: the built-in mailbox."""
    replies_by: str | None = None
    """The mailbox that is looked into for replies. None: none is."""
    temporal_ui_url: str | None = None
    """Where operators look at workflows; None: not linked."""
    mail_reports: MailReports = field(default_factory=MailReports)
    """Whose reports about mails are believed."""

    @property
    def sender(self) -> Organization:
        """Who sends, as templates and mails see it."""
        return Organization(
            name=self.organization_name,
            time_zone=self.time_zone,
            mail_from=self.mail_from,
            mail_name=self.mail_name,
            public_url=self.public_url,
            scope=self.organization,
        )
