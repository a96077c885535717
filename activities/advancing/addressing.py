"""From whom a mail comes, to whom it goes, and where its links lead."""

from typing import Any
from uuid import UUID

from activities.mail.message import Mail, Unsubscribing
from activities.mail.message import Person as Addressee
from activities.mail.preference_links import preferences_url, preferences_url_of_a_test
from activities.mail.survey_links import survey_url
from activities.mail.tracking import tracked
from activities.mail.unsubscribe import Subscription, unsubscribe_token
from activities.ports import Organization, Ports
from engine.advancing.passage import Colleague, Passage, Person
from engine.advancing.scope import scope
from engine.definition.steps import SurveyStep, TouchStep
from engine.languages import DEFAULT
from engine.replies.matching import proof_of, reply_address
from engine.store.tables import Message
from engine.templates import Survey

TRANSACTIONAL = "transactional"
"""In the content of a message that is part of the service itself, as it was when it was written."""


def sender(owner: Colleague | None, organization: Organization) -> Addressee:
    """The organization's address, under the name of the account's CSM where there is one."""
    ours = organization.mail_name or organization.name
    return sender_called(owner.name if owner else ours, organization)


def sender_called(name: str | None, organization: Organization) -> Addressee:
    """The same under a name that was kept with a mail. Empty or None: under none."""
    return Addressee(organization.mail_from, name or None)


def unsubscribe_url(ports: Ports, person: Person, topic: str) -> str:
    """Where this contact stops mail on this topic."""
    token = unsubscribe_token(Subscription(person.id, topic), ports.secret_key)
    return f"{ports.organization.public_url}/u/{token}"


def seen_by_templates(passage: Passage, person: Person | None, ports: Ports) -> dict[str, Any]:
    """What templates can name for this customer. Whoever looks at a message in the customer's place
    must not choose for them."""
    url = None
    if passage.diverted_to is not None:
        url = preferences_url_of_a_test(ports.organization.public_url)
    elif person is not None:
        url = preferences_url(ports.organization.public_url, person.id, ports.secret_key)
    return scope(passage, person, ports.organization.values, url)


def survey_of(
    touch: TouchStep, message_id: UUID, ports: Ports, language: str = DEFAULT
) -> Survey | None:
    """What a survey's message asks in one of our pages' languages, and where it is answered. None:
    it is no survey."""
    if not isinstance(touch, SurveyStep):
        return None
    url = survey_url(ports.organization.public_url, message_id, ports.secret_key)
    return Survey(touch.kind, url, language)


def mail_of(message: Message, person: Person, passage: Passage, ports: Ports) -> Mail:
    """The mail a stored message is. The same row always makes the same one."""
    owner = passage.owner
    unsubscribing = None
    if passage.diverted_to is not None:
        # Whoever looks at it must not stop the customer's mail.
        recipient = Addressee(message.to_address or "")
    else:
        recipient = Addressee(message.to_address or "", person.name)
        if not message.content.get(TRANSACTIONAL):
            unsubscribing = Unsubscribing(unsubscribe_url(ports, person, message.topic))
    return Mail(
        message_id=message.id,
        sender=sender_called(message.from_name, ports.organization),
        recipient=recipient,
        subject=message.subject or "",
        text=message.text or "",
        html=tracked(
            message.html or "",
            message.id,
            ports.tracking,
            public_url=ports.organization.public_url,
            key=ports.secret_key,
        ),
        sent_at=message.created_at,
        reply_to=Addressee(owner.email, owner.name) if owner else None,
        replies_to=_replies_to(message, passage, ports),
        unsubscribing=unsubscribing,
        proof=proof_of(message.id, ports.secret_key),
        is_test=passage.is_test,
    )


def _replies_to(message: Message, passage: Passage, ports: Ports) -> Addressee | None:
    """Our own address for answers to this very message, beside the owner's."""
    ours = ports.organization.reply_to
    if ours is None or passage.is_test:
        return None
    return Addressee(reply_address(ours, message.id, ports.secret_key), ports.organization.name)
