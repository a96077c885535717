"""Messages to contacts: mail, in the product, and surveys by either."""

from typing import Literal

from engine.definition.base import Part, StepId, TemplateName
from engine.definition.in_product import Place
from engine.definition.moving import Limit
from engine.definition.steps.base import Outlets, Touch
from engine.definition.times import Duration


class TouchOutlets(Outlets):
    """Where to go instead of `next` when the message did not go out."""

    skipped: StepId | None = None
    failed: StepId | None = None


class EmailStep(Touch):
    """Send a mail."""

    type: Literal["email"]
    next: StepId
    on: TouchOutlets | None = None


InAppFormat = Literal["feed", "banner", "modal", "tooltip", "tour", "checklist"]
"""How a message looks in the product."""


class InAppStep(Touch):
    """Leave a message in the product."""

    type: Literal["in_app"]
    format: InAppFormat = "feed"
    target: Place | None = None
    """Where it is shown. None: on every page."""
    dismissible: bool = True
    """Whether its reader can put it away."""
    priority: Literal["low", "normal", "high"] = "normal"
    """What is shown first when several wait. A low one is shown when nothing else is."""
    frequency: Literal["once", "until_dismissed", "every_session"] = "until_dismissed"
    """How often it is shown to somebody who does nothing about it. A feed keeps what is in it."""
    expires: Duration | None = None
    """How long it is worth showing. None: until it is dismissed."""
    next: StepId
    on: TouchOutlets | None = None


class SurveyOutlets(Outlets):
    """Where an answer leads; what is not named leads to `next`.

    An NPS of 9 or 10 is a promoter's, 7 or 8 passive, 0 to 6 a detractor's. A CSAT of 4 or 5 is
    satisfied, 3 neutral, 1 or 2 dissatisfied.
    """

    promoter: StepId | None = None
    passive: StepId | None = None
    detractor: StepId | None = None
    satisfied: StepId | None = None
    neutral: StepId | None = None
    dissatisfied: StepId | None = None
    no_answer: StepId | None = None
    skipped: StepId | None = None
    failed: StepId | None = None


class Remind(Part):
    """Ask once more who was asked and has said nothing."""

    after: Duration
    """Since it was asked."""
    template: TemplateName | None = None
    """None: the survey's own once more."""


class SurveyStep(Touch):
    """Ask one question with a scale, and go on with the answer, or without one in the end."""

    type: Literal["survey"]
    kind: Literal["nps", "csat"]
    """NPS: how likely to recommend, 0 to 10. CSAT: how satisfied, 1 to 5."""
    channel: Literal["email", "in_app"] = "email"
    at_most: Limit
    """How long an answer is waited for once it is asked."""
    remind: Remind | None = None
    """None: they are asked once."""
    next: StepId
    on: SurveyOutlets | None = None
