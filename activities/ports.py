"""What activities need from the outside, as the composition root hands it to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from activities.calling.transport import CallTransport
from activities.inbox.imap import ImapInbox
from activities.mail.tracking import NOT_TRACKED, Tracking
from activities.mail.transport import MailTransport
from engine.definition.templates import AnyMail, InAppTemplate, MailTemplate
from engine.store.database import Database
from engine.templates import RenderedInApp, RenderedMessage, RenderedText, Survey

Scope = Mapping[str, Any]


class Renderer(Protocol):
    """Turns templates into what a customer reads, at no risk to this process.

    Raises `engine.templates.TemplateError` where the template or its data is at fault.
    """

    async def message(
        self,
        template: AnyMail,
        scope: Scope,
        *,
        unsubscribe_url: str | None,
        survey: Survey | None = None,
    ) -> RenderedMessage: ...

    async def in_app(self, template: InAppTemplate, scope: Scope) -> RenderedInApp: ...

    async def text(self, source: str, scope: Scope) -> RenderedText: ...

    async def line(self, source: str, scope: Scope) -> str: ...

    async def words(self, template: MailTemplate | InAppTemplate, scope: Scope) -> str | None: ...


@dataclass(frozen=True)
class Organization:
    """Who sends: what templates see as `organization`, and how mail is addressed."""

    name: str
    """Empty: nobody has said."""
    time_zone: str
    """IANA name; for customers without a zone of their own."""
    mail_from: str
    """The address mail comes from. Replies go to the account's owner."""
    public_url: str
    """Where this installation is reached, without a trailing slash."""
    mail_name: str | None = None
    """The name mail comes under for accounts without an owner. None: the organization's."""
    scope: Mapping[str, Any] = field(default_factory=dict)
    """More that templates may use, such as `help_url`."""
    reply_to: str | None = None
    """An address of ours that takes replies beside the account's owner. None: there is none."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What templates see as `organization`."""
        return {**self.scope, "name": self.name} if self.name else self.scope


@dataclass(frozen=True)
class Ports:
    """Everything an activity may reach."""

    database: Database
    mail: MailTransport
    calls: CallTransport
    renderer: Renderer
    organization: Organization
    secret_key: bytes
    """Signs unsubscribe links."""
    clock: Callable[[], datetime]
    """The time now, aware UTC. The wall clock, unless time is skipped in a test."""
    tracking: Tracking = NOT_TRACKED
    """What is seen of readers of our mails."""
    inbox: ImapInbox | None = None
    """Where replies are looked for. None: nowhere; providers may post them."""
