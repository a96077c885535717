"""What an address for mail names. Read by everything that reads settings: so it sends nothing, and
imports nothing that does."""

from urllib.parse import urlsplit

from activities.mail.providers.address import FORMS, ProviderAddress, provider_from
from activities.mail.smtp_settings import SmtpServer, server_from


def way_from(url: str) -> SmtpServer | ProviderAddress | None:
    """A mail server or a provider; None when it is empty. Raises `ValueError`."""
    if not url:
        return None
    return provider_from(url) if urlsplit(url).scheme in FORMS else server_from(url)
