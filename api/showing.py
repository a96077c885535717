"""A message somebody is writing, as a request brings it, and shown for a customer."""

import json
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import HTTPException
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from activities.advancing.addressing import sender
from activities.mail.message import Person
from activities.mail.preference_links import preferences_url_of_a_test
from activities.mail.tokens import OF_A_TEST
from activities.process_pool import PoolError
from api.services import Services
from engine.advancing.scope import values
from engine.definition.problems import Problem
from engine.definition.steps import InAppFormat, Recipient
from engine.definition.text import LARGEST_TEXT
from engine.previewing import Asked, Previewed
from engine.store.addressees import Addressee, addressee, made_up
from engine.store.customers import Whom
from engine.store.database import Session
from engine.store.knowledge import known_traits
from engine.store.library import shelf
from engine.surveys import Kind
from engine.templates import RenderedInApp, RenderedMessage, Survey, TemplateError
from engine.tracking.inspecting import keepable
from engine.validation import Known


class NameOfJourney(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = "journey"
    name: str = "This journey"


class WrittenMessage(BaseModel):
    """A message that is being written, and the customer to show it for."""

    model_config = ConfigDict(extra="forbid")

    template: Annotated[Any, AfterValidator(keepable)]
    """The template as JSON, however unfinished. Characters that no mail can hold are shown as �."""
    kind: Literal["email", "in_app", "survey"] = "email"
    """The type of the step that sends it."""
    channel: Literal["email", "in_app"] = "email"
    """Of a survey."""
    survey_kind: Kind = "nps"
    """Of a survey."""
    format: InAppFormat = "feed"
    """Of a message in the product."""
    account: str | None = None
    """An account's external id. Without an account and a contact: a customer made up."""
    contact: str | None = None
    """A contact's external id, id or mail address. Null: whom of the account `to` means."""
    to: Recipient = "primary"
    """As the step says it."""
    language: Annotated[str, Field(max_length=35)] | None = None
    """Which of the template's languages to show; empty: its texts as they stand. Null: the one they
    would read."""
    journey: NameOfJourney = NameOfJourney()
    """What templates call `journey`."""

    @property
    def for_nobody_real(self) -> bool:
        return self.account is None and self.contact is None

    @property
    def by(self) -> Literal["email", "in_app"]:
        return self.channel if self.kind == "survey" else self.kind


@dataclass(frozen=True)
class Shown:
    about: Addressee
    sender: Person
    previewed: Previewed


async def about(
    transaction: Session, services: Services, message: WrittenMessage, asking: str
) -> Addressee:
    """Whom it is for. `asking` is the name of whoever asks. Raises NotFound."""
    if message.for_nobody_real:
        return await made_up(transaction, services.time_zone, asking)
    return await addressee(transaction, Whom(message.account, message.contact), message.to)


def scope_of(whom: Addressee, message: WrittenMessage, services: Services) -> dict[str, Any]:
    """What templates see of them."""
    journey = (message.journey.key, message.journey.name)
    link = preferences_url_of_a_test(services.public_url)
    return values(whom.account, whom.person, whom.owner, journey, services.sender.values, link)


async def shown(
    transaction: Session, services: Services, message: WrittenMessage, asking: str
) -> Shown:
    """The message as they would read it. Raises NotFound."""
    if len(json.dumps(message.template, ensure_ascii=False).encode()) > LARGEST_TEXT:
        raise HTTPException(413, "The template is larger than 1 MB.")
    whom = await about(transaction, services, message, asking)
    known = Known(traits=await known_traits(transaction))
    asked = replace(_asked(message, services), partials=(await shelf(transaction)).partials)
    try:
        previewed = await services.renderer.preview(
            message.template, asked, scope_of(whom, message, services), known
        )
    except TemplateError as error:  # too much for a rendering process
        previewed = _blank(asked, str(error))
    except PoolError as error:
        raise HTTPException(503, f"{error} Try again.") from error
    return Shown(whom, sender(whom.owner, services.sender), previewed)


def _asked(message: WrittenMessage, services: Services) -> Asked:
    """With links that change nothing: only what goes to a customer can be answered or stopped."""
    url = f"{services.public_url}/s/{OF_A_TEST}"
    return Asked(
        channel=message.by,
        format=message.format,
        survey=Survey(message.survey_kind, url) if message.kind == "survey" else None,
        language=message.language,
        unsubscribe_url=f"{services.public_url}/u/{OF_A_TEST}",
    )


def _blank(asked: Asked, reason: str) -> Previewed:
    problem = Problem(code="cannot_be_filled_in", message=reason)
    mail = asked.channel == "email"
    nothing = RenderedMessage("", "", "") if mail else RenderedInApp("", "", "")
    return Previewed(nothing, "", (), (problem,))
