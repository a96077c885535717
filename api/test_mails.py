"""Sending a mail that is being written to whoever writes it, or to a colleague."""

from dataclasses import dataclass
from uuid import UUID

from api.services import Services
from api.showing import Shown, WrittenMessage, shown
from engine.errors import Invalid
from engine.store import mail_tests
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.mail_tests import Finished
from engine.store.tables.columns import utc_now
from engine.templates import RenderedMessage


@dataclass(frozen=True)
class AskedFor:
    id: UUID
    to: str
    subject: str
    shown: Shown


async def ask_for_test(
    transaction: Session, services: Services, message: WrittenMessage, send_to: str, by: Actor
) -> AskedFor:
    """Have it sent. Raises NotFound and TooMany, Invalid for what cannot be sent, or not to there,
    and Conflict where no mail goes."""
    if message.by != "email":
        said = "A message in the product cannot be sent by mail. Look at its preview."
        raise Invalid(said, code="not_a_mail")
    colleague = await mail_tests.colleague_at(transaction, send_to)
    found = await shown(transaction, services, message, by.name)
    written, problems = found.previewed.written, found.previewed.problems
    blocking = [each for each in problems if each.severity == "blocking"]
    if blocking:
        said = f"This mail cannot be sent: {blocking[0].in_words()}"
        raise Invalid(said, problems=problems, code="not_sendable")
    assert isinstance(written, RenderedMessage)
    owner = found.about.owner
    mail = Finished(
        from_name=found.sender.name,
        reply_to=owner.email if owner else None,
        shown_for=_called(found),
        journey=message.journey.name,
        subject=f"[Test] {written.subject}",
        text=written.text,
        html=written.html,
    )
    identifier = await mail_tests.ask_for(transaction, mail, colleague, by=by, now=utc_now())
    return AskedFor(identifier, colleague.email, mail.subject, found)


def _called(found: Shown) -> str:
    """For whom it was filled in, in words."""
    account, person = found.about.account, found.about.person
    names = [person.called if person else None, account.name if account else None]
    return " at ".join(name for name in names if name) or "nobody"
