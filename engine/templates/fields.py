"""What a template can read of any customer, whatever traits are sent: names, and what to call them.

`engine.advancing.scope` puts the values there. Everything else of an account or a contact is a
trait.
"""

from collections.abc import Mapping

BUILT_IN: Mapping[str, Mapping[str, str]] = {
    "contact": {
        "first_name": "First name",
        "last_name": "Last name",
        "name": "Whole name",
        "email": "Mail address",
        "external_id": "Id in your systems",
        "time_zone": "Time zone",
    },
    "account": {
        "name": "Name of the company",
        "external_id": "Id in your systems",
        "renewal_date": "Renewal date",
    },
    "owner": {
        "first_name": "First name of their CSM",
        "name": "Whole name of their CSM",
        "email": "Mail address of their CSM",
        "meeting_url": "Where to book a meeting with their CSM",
    },
    "organization": {
        "name": "Your name",
        "app_url": "Where your product is used",
        "help_url": "Your help",
        "tutorial_url": "Your tutorial",
        "community_url": "Your community",
        "accent": "Your colour",
        "background": "The colour around your mails",
    },
    "journey": {
        "name": "Name of this journey",
        "key": "Key of this journey",
    },
}
"""By what each begins with, in the order in which people look for them."""
