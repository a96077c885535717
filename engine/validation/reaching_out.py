"""What goes to other systems, colleagues' channels and other journeys can arrive there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import EnrollStep, NotifyStep, UpdateStep, WebhookStep
from engine.validation.finding import Path, found, meant, warning
from engine.validation.known import Known
from engine.validation.texts import text_problems

_HERE = ("localhost", "127.0.0.1", "::1")
IDENTIFIERS = ("id", "external_id", "email", "user_id", "anonymous_id")
"""Traits by which Onward, or whoever sends events, tells customers apart."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        path: Path = ("steps", name)
        match step:
            case WebhookStep():
                yield from _webhook(path, step)
            case NotifyStep():
                yield from _notify(path, step, known)
            case UpdateStep():
                yield from _update(path, step, journey)
            case EnrollStep():
                yield from _enroll(path, step, journey, known)
            case _:
                pass


def _webhook(path: Path, step: WebhookStep) -> Iterator[Problem]:
    yield from text_problems((*path, "url"), step.url)
    for key, value in step.data.items():
        if isinstance(value, str):
            yield from text_problems((*path, "data", key), value)
    if step.url.startswith("http:") and _host(step.url) not in _HERE:
        message = "This address is not encrypted: anybody on the way can read who the customer is."
        yield warning("unencrypted_url", (*path, "url"), message, "Begin it with https://.")


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _notify(path: Path, step: NotifyStep, known: Known) -> Iterator[Problem]:
    yield from text_problems((*path, "text"), step.text)
    if known.channels is not None and step.channel not in known.channels:
        message = f"There is no channel “{step.channel}” here."
        hint = meant(step.channel, known.channels, "Set it up, or name another one.")
        yield warning("unknown_channel", (*path, "channel"), message, hint)


def _update(path: Path, step: UpdateStep, journey: Journey) -> Iterator[Problem]:
    for trait, value in step.set.items():
        where = (*path, "set", trait)
        whose, _, name = trait.partition(".")
        if isinstance(value, str):
            yield from text_problems(where, value)
        if whose == "contact" and journey.subject == "account":
            message = f"In an account's journey, “{trait}” is that of its primary contact."
            yield warning("which_contact", where, message, "Fine if that is whom you mean.")
        if name in IDENTIFIERS:
            message = f"By “{trait}” customers are told apart; a trait of that name confuses them."
            yield warning("sets_identifier", where, message, "Give the trait another name.")


def _enroll(path: Path, step: EnrollStep, journey: Journey, known: Known) -> Iterator[Problem]:
    where = (*path, "journey")
    if step.journey == journey.journey:
        message = "This lets customers into the journey they are in, which never happens."
        hint = "Name another journey; to begin again, use a go_to."
        yield found("enrolls_itself", where, message, hint)
    elif known.journeys is not None and step.journey not in known.journeys:
        message = f"There is no journey “{step.journey}” here."
        hint = meant(step.journey, known.journeys, "Publish it before this one goes live.")
        yield warning("unknown_journey", where, message, hint)
