"""Which way mail goes, by one URL: a mail server, a provider, or the mailbox that is built in."""

from collections.abc import Callable
from datetime import datetime

from activities.mail.mailbox import BuiltInMailbox
from activities.mail.pacing import Paced
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.known import provider_mail
from activities.mail.smtp import SmtpTransport
from activities.mail.smtp_settings import SmtpServer
from activities.mail.transport import MailTransport
from activities.mail.way import way_from
from engine.store.database import Database

RATES = {"ses": 14.0, "resend": 2.0}
"""Mails a second where nothing is set: what these take from a new account that may send."""


def transport(
    url: str, clock: Callable[[], datetime], database: Database, rate: float = 0
) -> MailTransport:
    """`rate` is mails a second from all workers together, kept by the `database`; 0 the provider's
    own. `clock` is real time, aware UTC."""
    match way_from(url):
        case ProviderAddress() as address:
            mail: MailTransport = provider_mail(address, clock)
            rate = rate or RATES.get(address.provider, 0)
        case SmtpServer() as server:
            mail = SmtpTransport(server)
        case None:
            return BuiltInMailbox()
    return Paced(mail, rate, database, clock) if rate else mail
