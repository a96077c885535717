"""What a contact wants to be told about, by which way and how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from engine.sentences.words import name_in_words

EVERY_TOPIC = "*"

Way = Literal["email", "in_app"]
"""How a message reaches a contact, as they may refuse it."""

WAYS: tuple[Way, ...] = ("email", "in_app")


@dataclass(frozen=True)
class Refusal:
    """No more about a topic by one way. `EVERY_TOPIC` is all of them."""

    topic: str
    way: Way = "email"


@dataclass(frozen=True)
class Wish:
    """A contact asked for a topic by one way."""

    topic: str
    way: Way = "email"


@dataclass(frozen=True)
class Consent:
    """Everything a contact has said about it, and what holds for who says nothing.

    Nothing said: everything may come but what one has to ask for.
    """

    refusals: frozenset[Refusal] = frozenset()
    wishes: frozenset[Wish] = frozenset()
    opt_in: frozenset[str] = frozenset()
    """Topics that reach only who has asked for them."""
    transactional: frozenset[str] = frozenset()
    """Topics that are part of the service itself: nobody can refuse them."""
    most_per_week: int | None = None
    """How many messages they want in seven days at most. None: they set no number."""
    paused_until: datetime | None = None
    """Aware UTC. Until then they want nothing."""
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What topics are called, by their keys; one that nobody has described is called by its key in
    words."""

    @classmethod
    def without_mail_about(cls, topics: Iterable[str]) -> "Consent":
        return cls(frozenset(Refusal(topic) for topic in topics))

    def at(self, now: datetime) -> "Consent":
        """As it is at this moment: a pause that is over is none."""
        over = self.paused_until is not None and self.paused_until <= now
        return replace(self, paused_until=None) if over else self

    def refuses(self, topic: str, way: Way) -> bool:
        return self.why_not(topic, way) is not None

    def why_not(self, topic: str, way: Way) -> str | None:
        """Why nothing about this may come by this way, as a sentence. None: it may."""
        if topic in self.transactional:
            return None
        if self.refusals & {Refusal(topic, way), Refusal(EVERY_TOPIC, way)}:
            return f"Unsubscribed from “{self._called(topic)}”."
        if topic in self.opt_in and Wish(topic, way) not in self.wishes:
            return f"Nobody gets “{self._called(topic)}” who has not asked for it."
        if self.paused_until is not None:
            return f"Wants to hear nothing until {self.paused_until:%-d %B %Y}."
        return None

    def _called(self, topic: str) -> str:
        return self.titles.get(topic) or name_in_words(topic)

    def refusing(self, refusal: Refusal) -> "Consent":
        """With one more refusal."""
        wishes = self.wishes - {Wish(refusal.topic, refusal.way)}
        return replace(self, refusals=self.refusals | {refusal}, wishes=wishes)


def may_be_asked_again(refused_at: datetime, after: timedelta | None) -> datetime | None:
    """From when whoever refused may be asked whether they want it after all. `after` is how long
    they are left alone; None: for good."""
    return refused_at + after if after is not None else None
