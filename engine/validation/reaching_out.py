"""What goes to other systems, colleagues' channels and other journeys can arrive there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import EnrollStep, NotifyStep, UpdateStep, WebhookStep
from engine.reach import LOWEST_FREE_PORT, Reach, is_callable, literal
from engine.validation.finding import Path, found, meant, warning
from engine.validation.known import Known
from engine.validation.texts import text_problems

_HERE = ("localhost", "127.0.0.1", "::1")
_WHOLE = "Write all of it, such as https://api.example.com/customers."
IDENTIFIERS = ("id", "external_id", "email", "user_id", "anonymous_id")
"""Traits by which Onward, or whoever sends events, tells customers apart."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        path: Path = ("steps", name)
        match step:
            case WebhookStep():
                yield from _webhook(path, step, known)
            case NotifyStep():
                yield from _notify(path, step, known)
            case UpdateStep():
                yield from _update(path, step, journey)
            case EnrollStep():
                yield from _enroll(path, step, journey, known)
            case _:
                pass


def _webhook(path: Path, step: WebhookStep, known: Known) -> Iterator[Problem]:
    yield from text_problems((*path, "url"), step.url)
    for key, value in step.data.items():
        if isinstance(value, str):
            yield from text_problems((*path, "data", key), value)
    host, port = _called(step.url)
    if host is None and "{{" not in step.url:
        message = f"“{step.url[:80]}” is not an address that can be called."
        yield found("not_an_address", (*path, "url"), message, _WHOLE)
    if step.url.startswith("http:") and host not in _HERE:
        message = "This address is not encrypted: anybody on the way can read who the customer is."
        yield warning("unencrypted_url", (*path, "url"), message, "Begin it with https://.")
    if host and known.reach is not None:
        yield from _out_of_reach((*path, "url"), host, port, known.reach)


def _called(url: str) -> tuple[str | None, int]:
    """The host and the port, as far as they are written and not filled in. No host: it is no
    address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None, 0
    return host, port or (443 if parts.scheme == "https" else 80)


def _out_of_reach(path: Path, host: str, port: int, reach: Reach) -> Iterator[Problem]:
    """Only what is known without looking the host up: a name may lead elsewhere tomorrow."""
    if not is_callable(port):
        message = f"Port {port} is never called, so this step would fail each time."
        hint = f"Have it listen on 80, 443 or a port from {LOWEST_FREE_PORT} up."
        yield warning("port_not_called", path, message, hint)
    address = literal(host)
    if address is not None and reach.refused(host, port, [address]):
        message = (
            f"“{host}” is on this machine or in a private network, where no calls may go, so this"
            " step would fail each time."
        )
        hint = (
            "Give an address on the public internet, or have whoever runs Onward list this one in"
            " ONWARD_ALLOWED_CALLS."
        )
        yield warning("private_address", path, message, hint)


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
            message = f"In an account’s journey, “{trait}” is that of its primary contact."
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
