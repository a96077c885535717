"""What a contact wants to be told about, and by which way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

EVERY_TOPIC = "*"

Way = Literal["email", "in_app"]
"""How a message reaches a contact, as they may refuse it."""


@dataclass(frozen=True)
class Refusal:
    """No more about a topic by one way. `EVERY_TOPIC` is all of them."""

    topic: str
    way: Way = "email"


@dataclass(frozen=True)
class Consent:
    """Everything a contact has said about it. Nothing said: everything may come."""

    refusals: frozenset[Refusal] = frozenset()

    @classmethod
    def without_mail_about(cls, topics: Iterable[str]) -> "Consent":
        return cls(frozenset(Refusal(topic) for topic in topics))

    def refuses(self, topic: str, way: Way) -> bool:
        return bool(self.refusals & {Refusal(topic, way), Refusal(EVERY_TOPIC, way)})
