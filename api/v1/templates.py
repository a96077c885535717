"""`/api/v1/templates`: what a message somebody is writing looks like, and what it can say."""

from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from activities.advancing.addressing import sender
from activities.rendering import RenderPoolError
from api.auth.keys import Reader
from api.dependencies import CurrentServices, Transaction
from api.errors import told
from api.framing import framed
from api.services import Services
from engine.advancing.scope import values
from engine.definition.problems import Problem
from engine.definition.steps import Recipient
from engine.definition.text import LARGEST_TEXT
from engine.previewing import Asked, Previewed
from engine.store import message_previews
from engine.store.addressees import Addressee, addressee
from engine.store.customers import Whom
from engine.store.database import Session
from engine.store.knowledge import known_traits
from engine.store.reading.merge_fields import MergeFields, merge_fields, sample
from engine.store.tables.columns import utc_now
from engine.surveys import Kind
from engine.templates import RenderedInApp, RenderedMessage, Survey, TemplateError
from engine.validation import Known

router = APIRouter(prefix="/templates", tags=["Templates"])


class NameOfJourney(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = "journey"
    name: str = "This journey"


class Message(BaseModel):
    """A message that is being written, and the customer to show it for."""

    model_config = ConfigDict(extra="forbid")

    template: Any
    """The template as JSON, however unfinished."""
    kind: Literal["email", "in_app", "survey"] = "email"
    """The type of the step that sends it."""
    channel: Literal["email", "in_app"] = "email"
    """Of a survey."""
    survey_kind: Kind = "nps"
    """Of a survey."""
    format: Literal["feed", "banner", "modal"] = "feed"
    """Of a message in the product."""
    account: str | None = None
    """An account's external id. Without an account and a contact: a customer made up."""
    contact: str | None = None
    """A contact's external id, id or mail address. Null: whom of the account `to` means."""
    to: Recipient = "primary"
    """As the step says it."""
    journey: NameOfJourney = NameOfJourney()
    """What templates call `journey`."""


class Party(BaseModel):
    name: str | None
    address: str | None
    """Null: there is none to write to."""


class Addressed(Party):
    because: str
    """How they came to be it: `champion`, `primary contact`."""


class Customer(BaseModel):
    account: str | None
    """External id; of a customer made up, null."""
    account_name: str | None
    contact: str | None
    contact_name: str | None
    made_up: bool


class Action(BaseModel):
    label: str
    url: str


class Preview(BaseModel):
    """The message as this customer would read it. Gaps show what is missing, in brackets."""

    model_config = ConfigDict(populate_by_name=True)

    channel: Literal["email", "in_app"]
    subject: str | None
    """Of a mail, like what follows."""
    preheader: str | None
    sender: Annotated[Party | None, Field(serialization_alias="from")]
    title: str | None
    """Of a message in the product, like what follows."""
    body_html: str | None
    """A fragment."""
    action: Action | None
    text: str
    """What it says without HTML."""
    html: str
    """A document that shows it. Of a mail it is the mail."""
    frame: str
    """Where a frame finds that document, for some minutes. `?images=true` loads its pictures."""
    to: Addressed | None
    """Null: nobody, and `nobody_because` says why."""
    nobody_because: str | None
    customer: Customer
    missing: list[str]
    """What this customer lacks. In earnest the step's `missing` says what happens then."""
    problems: list[dict[str, Any]]
    """As of a journey; paths begin in the template, and lines are those of the text at the path."""


@router.post("/preview")
async def preview_template(
    key: Reader, services: CurrentServices, transaction: Transaction, message: Message
) -> Preview:
    """Show a message that is being written, however unfinished it is, for a customer of yours or
    one that is made up. What is wrong with it is told beside; nothing is sent."""
    about = await _about(transaction, services, message)
    asked = _asked(message, services)
    shown = await _previewed(services, transaction, message, asked, about)
    frame = await message_previews.keep(transaction, shown.page, utc_now())
    return _answer(message, asked, about, shown, services, frame)


@router.get("/previews/{preview}", response_class=HTMLResponse)
async def get_preview(
    key: Reader, transaction: Transaction, preview: UUID, images: bool = False
) -> Response:
    """The document for a frame: it can load nothing, run nothing and know nothing.

    Pictures that lie elsewhere are only loaded with `images=true`, since whoever holds them learns
    of it.
    """
    page = await message_previews.page_of(transaction, preview, utc_now())
    return framed(page, images=images)


@router.get("/fields")
async def list_fields(
    key: Reader,
    services: CurrentServices,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: Annotated[
        str | None, Query(description="A contact's external id, id or mail address.")
    ] = None,
) -> MergeFields:
    """What templates can say of a customer, with what it is for this one, and how many have it; and
    the filters that shape it."""
    message = Message(template=None, account=account, contact=contact)
    about = await _about(transaction, services, message)
    return await merge_fields(transaction, _scope(about, message, services))


async def _about(transaction: Session, services: Services, message: Message) -> Addressee:
    """Raises NotFound."""
    if message.account is None and message.contact is None:
        return await sample(transaction, services.time_zone)
    return await addressee(transaction, Whom(message.account, message.contact), message.to)


def _asked(message: Message, services: Services) -> Asked:
    """With links that lead nowhere: only what is sent can be answered or stopped."""
    survey = message.kind == "survey"
    channel = message.channel if message.kind == "survey" else message.kind
    return Asked(
        channel=channel,
        format=message.format,
        survey=Survey(message.survey_kind, f"{services.public_url}/s/preview") if survey else None,
        unsubscribe_url=f"{services.public_url}/u/preview",
    )


def _scope(about: Addressee, message: Message, services: Services) -> dict[str, Any]:
    journey = (message.journey.key, message.journey.name)
    return values(about.account, about.person, about.owner, journey, services.sender.values)


async def _previewed(
    services: Services, transaction: Session, message: Message, asked: Asked, about: Addressee
) -> Previewed:
    if len(orjson.dumps(message.template)) > LARGEST_TEXT:
        raise HTTPException(413, "The template is larger than 1 MB.")
    known = Known(traits=await known_traits(transaction))
    try:
        return await services.renderer.preview(
            message.template, asked, _scope(about, message, services), known
        )
    except TemplateError as error:  # too much for a rendering process
        problem = Problem(code="cannot_be_filled_in", message=str(error))
        mail = asked.channel == "email"
        blank = RenderedMessage("", "", "") if mail else RenderedInApp("", "", "")
        return Previewed(blank, "", (), (problem,))
    except RenderPoolError as error:
        raise HTTPException(503, f"{error} Try again.") from error


def _answer(
    message: Message,
    asked: Asked,
    about: Addressee,
    shown: Previewed,
    services: Services,
    frame: UUID,
) -> Preview:
    made_up = message.account is None and message.contact is None
    account, person = about.account, about.person
    written = shown.written
    mail = written if isinstance(written, RenderedMessage) else None
    in_app = written if isinstance(written, RenderedInApp) else None
    by = sender(about.owner, services.sender)
    return Preview(
        channel=asked.channel,
        subject=mail.subject if mail else None,
        preheader=mail.preheader if mail else None,
        sender=Party(name=by.name, address=by.address) if mail else None,
        title=in_app.title if in_app else None,
        body_html=in_app.html if in_app else None,
        action=_action(in_app),
        text=written.text,
        html=shown.page,
        frame=f"/api/v1/templates/previews/{frame}",
        to=Addressed(name=person.name, address=person.email, because=about.because)
        if person
        else None,
        nobody_because=None if person else about.because,
        customer=Customer(
            account=account.external_id if account and not made_up else None,
            account_name=account.name if account else None,
            contact=(person.external_id or person.email) if person and not made_up else None,
            contact_name=person.name if person else None,
            made_up=made_up,
        ),
        missing=list(shown.missing),
        problems=[told(each) for each in shown.problems],
    )


def _action(shown: RenderedInApp | None) -> Action | None:
    if shown is None or shown.action is None:
        return None
    return Action(label=shown.action.label, url=shown.action.url)
