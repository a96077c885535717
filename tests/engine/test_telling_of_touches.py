"""What a customer's story says of a message that did not reach them."""

from uuid import uuid4

import pytest

from engine.advancing.journal import Journal
from engine.advancing.surroundings import Channel, Settled
from engine.advancing.touches import tell


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("email", "Could not be sent to Ada: It is empty."),
        ("in_app", "Could not be shown to Ada: It is empty."),
        ("webhook", "Could not be sent to Ada: It is empty."),
    ],
)
def test_a_message_in_the_product_is_shown_and_not_sent(channel: Channel, said: str) -> None:
    journal = Journal()
    tell(Settled(uuid4(), "tip", channel, "failed", "Tip", "Ada", reason="It is empty."), journal)
    assert [entry.summary for entry in journal.entries] == [said]
