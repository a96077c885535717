"""Who sends, as the settings say."""

from email.utils import parseaddr

from activities.ports import Organization
from onward.settings import Settings


def organization(settings: Settings) -> Organization:
    """Who sends, as templates and mail see it."""
    return Organization(
        name=settings.organization_name,
        time_zone=settings.time_zone,
        mail_from=parseaddr(settings.mail_from)[1],
        mail_name=parseaddr(settings.mail_from)[0] or None,
        public_url=settings.reachable_at,
        scope=settings.organization_values,
        reply_to=settings.reply_to or None,
    )
