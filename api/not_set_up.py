"""What an installation lacks that customers of a journey would notice: said before it goes out."""

from collections.abc import Iterator

from activities.ports import Organization
from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem
from engine.definition.steps import EmailStep, SurveyStep, TouchStep
from engine.validation.finding import warning
from engine.validation.unset import left_out_without

NAMELESS = (
    "Your company’s name is not set yet, so mails and pages say “we” and “us” to customers."
    " Whoever runs Onward for you can set it."
)
"""Which setting it is says the page it leads to, for whoever runs Onward."""

MAILS_STAY = (
    "Mails are kept in Onward’s own mailbox and reach nobody. Whoever runs Onward for you can have"
    " them sent."
)


def lacking(journey: Journey, *, sender: Organization, mail_by: str | None) -> Iterator[Problem]:
    """As warnings about the whole journey. `mail_by`: what takes mails; None: the built-in
    mailbox."""
    steps = journey.steps.values()
    if not sender.name and any(isinstance(each, TouchStep) for each in steps):
        link = Link("Look at Settings", "/settings")
        yield warning("nameless_company", (), NAMELESS, link=link)
    values = {name for name, value in sender.values.items() if value}
    if without := left_out_without(journey, values):
        yield warning("left_out", (), without)
    if mail_by is None and any(map(_is_mail, steps)):
        link = Link("Look at Channels", "/channels")
        yield warning("mails_stay", (), MAILS_STAY, link=link)


def _is_mail(step: object) -> bool:
    is_survey = isinstance(step, SurveyStep) and step.channel == "email"
    return is_survey or isinstance(step, EmailStep)
