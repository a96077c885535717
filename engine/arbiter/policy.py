"""What an organization has decided for every touch of every journey. Set by whoever administers it.

Nothing set: nothing but a journey's own rules and a contact's consent holds a touch back.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from engine.definition.base import Key, Part
from engine.definition.conditions import Condition
from engine.definition.times import TimeOfDay
from engine.holidays import Region

Counted = Literal["email", "in_app", "message", "task"]
"""What a cap counts. `message`: mail and in-app messages together."""

Kind = Literal["email", "in_app", "task"]
"""How a touch reaches somebody."""

_OF = {"message": ("email", "in_app")}


class Cap(Part):
    """At most so many in so many days, over all journeys together."""

    who: Literal["contact", "account"] = "contact"
    """Whose touches are counted together. Tasks are counted for an account."""
    counts: Counted = "message"
    at_most: Annotated[int, Field(ge=1, le=100)]
    days: Annotated[int, Field(ge=1, le=90)] = 7
    """Calendar days on their own clock, today included: 1 is today, 7 today and six days before."""

    @model_validator(mode="after")
    def _tasks_are_for_accounts(self) -> "Cap":
        if self.counts == "task" and self.who == "contact":
            raise ValueError("Tasks are capped for an account: write who: account.")
        return self

    def covers(self, kind: Kind) -> bool:
        return kind in self.kinds

    @property
    def kinds(self) -> tuple[str, ...]:
        return _OF.get(self.counts, (self.counts,))

    def in_words(self) -> str:
        """`At most 1 message a day to a contact`."""
        named = {"email": "mail", "in_app": "in-app message", "message": "message", "task": "task"}
        noun = named[self.counts] + ("" if self.at_most == 1 else "s")
        span = {1: "a day", 7: "a week"}.get(self.days, f"in {self.days} days")
        whom = "for an account" if self.counts == "task" else f"to {_article(self.who)}"
        return f"At most {self.at_most} {noun} {span} {whom}"


def _article(who: str) -> str:
    return f"an {who}" if who == "account" else f"a {who}"


class QuietHours(Part):
    """When no mail goes out, on the recipient's own clock. May run over midnight."""

    from_: TimeOfDay = Field(default="20:00", alias="from")
    to: TimeOfDay = "08:00"

    @model_validator(mode="after")
    def _some_of_the_day_is_left(self) -> "QuietHours":
        if self.from_ == self.to:
            raise ValueError("Quiet hours that end when they begin leave no time to send in.")
        return self


class Hold(Part):
    """While this is so of a customer, touches wait or are left out: an open escalation, talks
    about a renewal, a customer who has left."""

    key: Key
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    when: Condition
    touches: Annotated[tuple[Kind, ...], Field(min_length=1)] = ("email", "in_app")
    except_topics: tuple[Key, ...] = ()
    """What goes out all the same."""
    then: Literal["wait", "skip"] = "wait"

    def covers(self, kind: Kind, topic: str) -> bool:
        return kind in self.touches and topic not in self.except_topics


class Policy(Part):
    caps: Annotated[tuple[Cap, ...], Field(max_length=20)] = ()
    quiet: QuietHours | None = None
    holidays: bool = False
    """Whether no mail goes out, and no task is handed out, on public holidays where they are."""
    region: Region | None = None
    """Whose holidays are taken for customers whose country is not known: `NL`, `DE-BY`."""
    holds: Annotated[tuple[Hold, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _each_hold_once(self) -> "Policy":
        keys = [hold.key for hold in self.holds]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"There are several holds with the key “{twice[0]}”.")
        return self

    def wished(self, most_per_week: int | None) -> "Policy":
        """With a cap of the contact's own, who wants no more messages than so many in seven days.
        None: they set no number."""
        if most_per_week is None:
            return self
        return self.model_copy(update={"caps": (*self.caps, Cap(at_most=most_per_week))})

    def caps_on(self, kind: Kind) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.caps if cap.covers(kind))

    def holds_on(self, kind: Kind, topic: str) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.holds if hold.covers(kind, topic))
