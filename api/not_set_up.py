"""What an installation lacks that customers of a journey would notice: said before it goes out."""

from collections.abc import Iterator

from api.services import Services
from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem
from engine.definition.steps import EmailStep, SurveyStep, TouchStep
from engine.validation.finding import warning
from engine.validation.unset import left_out_without


def nameless(admin: bool) -> str:
    """That the company has no name. `admin`: it is said to somebody who can give it one."""
    how = (
        "To give it one, set ONWARD_ORGANIZATION_NAME where Onward is started."
        if admin
        else "Whoever runs Onward sets it."
    )
    return (
        f"Your company has no name here, so mails and pages say “we” and “us” to customers. {how}"
    )


def mails_stay(admin: bool) -> str:
    """That no mail reaches anybody."""
    how = (
        "To send them, set ONWARD_MAIL_URL."
        if admin
        else "An administrator sets up how they are sent."
    )
    return f"Mails are kept in Onward’s own mailbox and reach nobody. {how}"


def lacking(journey: Journey, services: Services, *, admin: bool) -> Iterator[Problem]:
    """As warnings about the whole journey."""
    steps = journey.steps.values()
    if not services.organization_name and any(isinstance(each, TouchStep) for each in steps):
        link = Link("Look at Settings", "/settings")
        yield warning("nameless_company", (), nameless(admin), link=link)
    values = {name for name, value in services.sender.values.items() if value}
    if without := left_out_without(journey, values):
        yield warning("left_out", (), without)
    if services.mail_by is None and any(map(_is_mail, steps)):
        link = Link("Look at Channels", "/channels")
        yield warning("mails_stay", (), mails_stay(admin), link=link)


def _is_mail(step: object) -> bool:
    is_survey = isinstance(step, SurveyStep) and step.channel == "email"
    return is_survey or isinstance(step, EmailStep)
