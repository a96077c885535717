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
        "locale": "Language",
    },
    "account": {
        "name": "Name of the company",
        "external_id": "Id in your systems",
        "renewal_date": "Renewal date",
    },
    "owner": {
        "first_name": "First name of the owner",
        "name": "Whole name of the owner",
        "email": "Mail address of the owner",
        "meeting_url": "Where to book a meeting with the owner",
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

FILTERS_IN_WORDS = (
    ("default", "{{ contact.first_name | default('there') }}", "what to write when it is missing"),
    ("date", "{{ account.renewal_date | date('d MMMM yyyy') }}", "a date, written as you say"),
    ("number", "{{ account.seats | number }}", "1204567 becomes 1,204,567"),
    ("money", "{{ account.arr | money('EUR') }}", "an amount with its currency"),
    ("round", "{{ account.score | round(1) }}", "a number with so many digits after the point"),
    ("plural", "{{ account.seats | plural('seat') }}", "1 seat, 2 seats"),
    ("capitalize", "{{ contact.title | capitalize }}", "with a capital at the beginning"),
    ("title", "{{ contact.title | title }}", "With A Capital On Each Word"),
    ("upper", "{{ account.plan | upper }}", "ALL IN CAPITALS"),
    ("lower", "{{ account.plan | lower }}", "all in small letters"),
    ("truncate", "{{ account.bio | truncate(80) }}", "cut at a word, at most so many characters"),
    ("join", "{{ account.tags | join(', ', ' and ') }}", "a list as words: a, b and c"),
    ("first", "{{ account.tags | first }}", "the first of a list"),
    ("last", "{{ account.tags | last }}", "the last of a list"),
    ("length", "{{ account.tags | length }}", "how many there are, or how long a text is"),
)
"""Each filter, an example and what it does, those people need most often first."""
