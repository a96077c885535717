"""`/api/v1/templates`: what a message somebody is writing looks like, and what it can say."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.errors import told
from api.framing import framed
from api.showing import NameOfJourney, Shown, WrittenMessage, about, scope_of, shown
from api.test_mails import ask_for_test
from engine.definition.steps import Recipient
from engine.store import message_previews
from engine.store.reading.mail_tests import MailTestSummary, get_mail_test
from engine.store.reading.merge_fields import MergeFields, merge_fields
from engine.store.tables.columns import utc_now
from engine.templates import RenderedInApp, RenderedMessage
from engine.templates.theme import Inks

router = APIRouter(prefix="/templates", tags=["Templates"])


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
    language: str | None
    """Which of the template's languages it is in. Null: its texts as they stand."""
    languages: list[str]
    """Those it has."""
    missing: list[str]
    """What this customer lacks. In earnest the step's `missing` says what happens then."""
    problems: list[dict[str, Any]]
    """As of a journey; paths begin in the template, and lines are those of the text at the path."""
    inks: Inks
    """Colours of what its texts are made of, each by day and by night."""


class MailToTest(WrittenMessage):
    """A mail to look at in one's own mailbox."""

    send_to: Annotated[str, Field(max_length=320)]
    """The address of somebody who works here."""


class TestAccepted(BaseModel):
    id: UUID
    to: str
    subject: str
    missing: list[str]
    """What this customer lacks; it is sent with gaps."""
    problems: list[dict[str, Any]]
    """Warnings; what is blocking is not sent."""
    kept_here: bool
    """No way to send mail is set up: it goes no further than the mailbox."""


@router.post("/preview")
async def preview_template(
    key: Reader, services: CurrentServices, transaction: Transaction, message: WrittenMessage
) -> Preview:
    """Show a message that is being written, however unfinished it is, for a customer of yours or
    one that is made up. What is wrong with it is told beside; nothing is sent."""
    found = await shown(transaction, services, message, key.actor.name)
    frame = await message_previews.keep(transaction, found.previewed.page, utc_now())
    return _preview(message, found, f"/api/v1/templates/previews/{frame}")


@router.get("/previews/{preview}", response_class=HTMLResponse)
async def get_preview(
    key: Reader,
    transaction: Transaction,
    preview: UUID,
    images: bool = False,
) -> Response:
    """The document for a frame: it can load nothing and run nothing.

    Pictures that lie elsewhere are only loaded with `images=true`, since whoever holds them learns
    of it.
    """
    page = await message_previews.page_of(transaction, preview, utc_now())
    return framed(page, images=images, scrolled=True)


_RECIPIENT: TypeAdapter[Recipient] = TypeAdapter(Recipient)


def recipient(
    to: Annotated[
        str,
        Query(
            description="Whom of an account it is for, in JSON, as the step says it. As long as"
            " that is not finished, it is the primary contact."
        ),
    ] = '"primary"',
) -> Recipient:
    try:
        written = from_json(to)
    except ValueError as error:
        raise HTTPException(422, "“to” is not written in JSON.") from error
    try:
        return _RECIPIENT.validate_python(written)
    except ValidationError:
        return "primary"


@router.get("/fields")
async def list_fields(
    key: Reader,
    services: CurrentServices,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: Annotated[
        str | None, Query(description="A contact's external id, id or mail address.")
    ] = None,
    to: Annotated[Recipient, Depends(recipient)] = "primary",
    journey: Annotated[str, Query(description="The name that templates read.")] = "This journey",
) -> MergeFields:
    """What templates can say of a customer, with what it is for this one, and how many have it; and
    the filters that shape it."""
    named = NameOfJourney(name=journey)
    message = WrittenMessage(template=None, account=account, contact=contact, to=to, journey=named)
    whom = await about(transaction, services, message, key.actor.name)
    return await merge_fields(transaction, scope_of(whom, message, services))


@router.post("/test-send", status_code=202)
async def send_test(
    key: Admin, services: CurrentServices, transaction: Transaction, message: MailToTest
) -> TestAccepted:
    """Send the mail to yourself or a colleague, as this customer would get it, with “[Test]” before
    its subject. A worker hands it over; ask by its id what became of it.

    At most 30 an hour. No customer gets anything, and nothing counts it.
    """
    asked = await ask_for_test(transaction, services, message, message.send_to, key.actor)
    return TestAccepted(
        id=asked.id,
        to=asked.to,
        subject=asked.subject,
        missing=list(asked.shown.previewed.missing),
        problems=[told(each) for each in asked.shown.previewed.problems],
        kept_here=services.mail_by is None,
    )


@router.get("/test-sends/{test}")
async def get_test(key: Reader, transaction: Transaction, test: UUID) -> MailTestSummary:
    """What became of a test mail."""
    return (await get_mail_test(transaction, test)).mail


def _preview(message: WrittenMessage, found: Shown, frame: str) -> Preview:
    whom, written = found.about, found.previewed.written
    account, person = whom.account, whom.person
    mail = written if isinstance(written, RenderedMessage) else None
    in_app = written if isinstance(written, RenderedInApp) else None
    real = not message.for_nobody_real
    return Preview(
        channel=message.by,
        subject=mail.subject if mail else None,
        preheader=mail.preheader if mail else None,
        sender=Party(name=found.sender.name, address=found.sender.address) if mail else None,
        title=in_app.title if in_app else None,
        body_html=in_app.html if in_app else None,
        action=_action(in_app),
        text=written.text,
        html=found.previewed.page,
        frame=frame,
        to=Addressed(name=person.name, address=person.email, because=whom.because)
        if person
        else None,
        nobody_because=None if person else whom.because,
        customer=Customer(
            account=account.external_id if account and real else None,
            account_name=account.name if account else None,
            contact=(person.external_id or person.email) if person and real else None,
            contact_name=person.name if person else None,
            made_up=not real,
        ),
        language=written.language,
        languages=_languages(message.template),
        missing=list(found.previewed.missing),
        problems=[told(each) for each in found.previewed.problems],
        inks=found.previewed.inks,
    )


def _languages(template: Any) -> list[str]:
    """As it is written, however unfinished."""
    found = template.get("locales") if isinstance(template, dict) else None
    return sorted(map(str, found)) if isinstance(found, dict) else []


def _action(in_app: RenderedInApp | None) -> Action | None:
    if in_app is None or in_app.action is None:
        return None
    return Action(label=in_app.action.label, url=in_app.action.url)
