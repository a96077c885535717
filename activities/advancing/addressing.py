"""From whom a mail comes, to whom it goes, and on whose clock."""

from activities.mail.message import Mail, Person, Unsubscribing
from activities.mail.unsubscribe import Subscription, unsubscribe_token
from activities.ports import Organization, Ports
from engine.clock import known_zone
from engine.definition.steps import Window
from engine.store.passages import Passage
from engine.store.tables import Contact, Message


def sender(passage: Passage, organization: Organization) -> Person:
    """The organization's address, under the name of the account's CSM where there is one."""
    ours = organization.mail_name or organization.name
    return Person(organization.mail_from, passage.owner.name if passage.owner else ours)


def unsubscribe_url(ports: Ports, contact: Contact, topic: str) -> str:
    """Where this contact stops mail on this topic."""
    token = unsubscribe_token(Subscription(contact.id, topic), ports.secret_key)
    return f"{ports.organization.public_url}/u/{token}"


def mail_of(message: Message, contact: Contact, passage: Passage, ports: Ports) -> Mail:
    """The mail a stored message is. The same row always makes the same one."""
    owner = passage.owner
    return Mail(
        message_id=message.id,
        sender=Person(ports.organization.mail_from, message.from_name),
        recipient=Person(message.to_address or "", contact.name),
        subject=message.subject or "",
        text=message.text or "",
        html=message.html or "",
        sent_at=message.created_at,
        reply_to=Person(owner.email, owner.name) if owner else None,
        unsubscribing=Unsubscribing(unsubscribe_url(ports, contact, message.topic)),
    )


def zone_for(window: Window | None, passage: Passage, contact: Contact) -> str:
    """The zone a sending window is read in."""
    match window.zone if window else "contact":
        case "contact":
            return known_zone(contact.time_zone, passage.zone)
        case "account":
            account = passage.account
            return known_zone(account.time_zone if account else None, passage.zone)
        case name:
            return known_zone(name, passage.zone)
