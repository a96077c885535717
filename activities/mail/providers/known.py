"""Which providers there are."""

from collections.abc import Callable
from datetime import datetime

from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import Provider
from activities.mail.providers.http import HttpMail
from activities.mail.providers.mailgun import Mailgun
from activities.mail.providers.postmark import Postmark
from activities.mail.providers.resend import Resend
from activities.mail.providers.sendgrid import SendGrid
from activities.mail.providers.ses import Ses

_PROVIDERS: dict[str, Callable[[ProviderAddress], Provider]] = {
    "ses": Ses,
    "sendgrid": SendGrid,
    "postmark": Postmark,
    "mailgun": Mailgun,
    "resend": Resend,
}


def provider_mail(address: ProviderAddress, clock: Callable[[], datetime]) -> HttpMail:
    """A way of sending by this provider. `clock` is real time, aware UTC."""
    return HttpMail(_PROVIDERS[address.provider](address), clock)
