"""Messages in the product that no product shows, as far as anybody knows."""

from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem
from engine.definition.steps import InAppStep, SurveyStep
from engine.validation.finding import warning

SAID = (
    "Messages in your product are shown to nobody yet: no app shows them. Whoever builds your"
    " product can have it do so."
)


def has_any_in_product(journey: Journey) -> bool:
    return any(map(_is_in_product, journey.steps.values()))


def shown_to_nobody() -> Problem:
    """Said once, of all that a journey has for the product."""
    link = Link("Look at Channels", "/channels")
    return warning("shown_to_nobody", (), SAID, link=link)


def _is_in_product(step: object) -> bool:
    is_survey = isinstance(step, SurveyStep) and step.channel == "in_app"
    return is_survey or isinstance(step, InAppStep)
