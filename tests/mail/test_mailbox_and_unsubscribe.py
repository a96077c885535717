"""The built-in mailbox, and the tokens in unsubscribe links."""

from uuid import UUID

import pytest

from activities.mail.mailbox import BuiltInMailbox
from activities.mail.message import Person
from activities.mail.transport import AddressRejected
from activities.mail.unsubscribe import (
    Subscription,
    TokenInvalid,
    read_unsubscribe_token,
    unsubscribe_token,
)
from tests.mail.mails import mail

STOPS = Subscription(UUID("6f1c9c0e-7c39-5a0f-9a57-0c8f5a8f3c11"), "onboarding")


async def test_mailbox_keeps_what_could_be_sent() -> None:
    assert "built-in mailbox" in (await BuiltInMailbox().send(mail())).response
    with pytest.raises(AddressRejected):
        await BuiltInMailbox().send(mail(recipient=Person("nobody")))


def test_token_says_who_stops_what() -> None:
    token = unsubscribe_token(STOPS, b"secret")
    assert read_unsubscribe_token(token, [b"secret"]) == STOPS
    assert token.replace("-", "").replace("_", "").isalnum()


def test_old_links_work_after_the_key_has_changed() -> None:
    token = unsubscribe_token(STOPS, b"old")
    assert read_unsubscribe_token(token, [b"new", b"old"]) == STOPS


@pytest.mark.parametrize("position", range(0, 70, 7))
def test_changed_token_is_refused(position: int) -> None:
    token = unsubscribe_token(STOPS, b"secret")
    changed = "B" if token[position] == "A" else "A"
    with pytest.raises(TokenInvalid):
        read_unsubscribe_token(token[:position] + changed + token[position + 1 :], [b"secret"])


@pytest.mark.parametrize("token", ["", "A", "AAAA", "…", "A" * 43, "%00", "a b", "=" * 10])
def test_garbage_is_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        read_unsubscribe_token(token, [b"secret"])


def test_without_a_key_nothing_is_signed_or_believed() -> None:
    with pytest.raises(ValueError, match="empty key"):
        unsubscribe_token(STOPS, b"")
    with pytest.raises(TokenInvalid):
        read_unsubscribe_token(unsubscribe_token(STOPS, b"secret"), [])
