"""The customer of a walk as the customer of a scenario."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import JsonValue

from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, SurveyStep
from engine.facts import MISSING, dig
from engine.needs import needs_of
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event, SegmentChanged
from engine.tracking.traits import with_values
from engine.walking.outcome import Part

_CALLED = {"name", "email", "phone"} | {
    f"{first}{joint}" for first in ("first", "last", "full") for joint in ("name", "_name", "Name")
}
"""What a scenario has no need to know of anybody: it has names of its own."""


class UntellableError(Exception):
    """What it says cannot be said in a scenario."""


def customer_told(customer: Customer, journey: Journey) -> Part:
    """Only what the journey looks at, and nobody's name or address.

    Raises UntellableError.
    """
    _refuse_untellable(customer, journey)
    person = next(iter(customer.people), None)
    traits = _traits_of(customer, needs_of(journey).traits)
    told: Part = {whose: known for whose, known in traits.items() if known}
    if person is not None and person.roles:
        told["roles"] = list[JsonValue](person.roles)
    if segments := _segments_of(customer):
        told["segments"] = list[JsonValue](sorted(segments))
    if customer.owner is None:
        told["owner"] = False
    return told


def _refuse_untellable(customer: Customer, journey: Journey) -> None:
    said = customer.consents.values()
    if any(each.refusals or each.paused_until for each in said):
        raise UntellableError(
            "They have unsubscribed, which a scenario cannot say of its customer."
        )
    if any(each.opt_in & topics_of(journey) for each in said):
        raise UntellableError(
            "Its messages have to be asked for, which a scenario’s customer has not done."
        )


def _traits_of(customer: Customer, asked: Iterable[str]) -> dict[str, Part]:
    """Those of the account and the contact that are asked for, after all that has changed them."""
    person, account = next(iter(customer.people), None), customer.account
    own = {
        "account": dict(account.traits) if account else {},
        "contact": dict(person.traits) if person else {},
    }
    if account is not None and account.renewal_date is not None:
        own["account"].setdefault("renewal_date", account.renewal_date.isoformat())
    traits = {whose: _asked_of(whose, known, asked) for whose, known in own.items()}
    changes = (each.changes for each in customer.happenings if isinstance(each, Event))
    for path, value in (item for each in changes for item in each.items()):
        whose, _, name = path.partition(".")
        if whose in traits:
            traits[whose] |= with_values(traits[whose], {name: value})
    if person is not None and person.email is None:
        traits["contact"]["email"] = None
    return traits


def _segments_of(customer: Customer) -> set[str]:
    segments = set(customer.segments)
    for each in customer.happenings:
        if isinstance(each, SegmentChanged):
            (segments.add if each.member else segments.discard)(each.segment)
    return segments


def topics_of(journey: Journey) -> set[str]:
    """What its messages are about."""
    touches = [
        step
        for step in journey.steps.values()
        if isinstance(step, EmailStep | InAppStep | SurveyStep)
    ]
    own = {step.send.topic for step in touches if step.send and step.send.topic}
    return own | {journey.topic}


def _asked_of(whose: str, known: Mapping[str, Any], asked: Iterable[str]) -> Part:
    found: Part = {}
    for path in asked:
        root, _, name = path.partition(".")
        value: Any = dig(known, name) if root == whose and name not in _CALLED else None
        if value is not MISSING and value is not None:
            found |= with_values(found, {name: value})
    return found
