"""What a cohort of another product means for those in it: events of entering and leaving."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.sources.items import Cohort, Who, track
from engine.tracking.calls import JsonObject

ENTERED, LEFT = "cohort.entered", "cohort.exited"


@dataclass(frozen=True)
class Turnover:
    """Who came and who went, by `member_of`."""

    entered: Mapping[str, Who]
    left: Mapping[str, Who]


def member_of(who: Who) -> str | None:
    """What the product knows somebody by, as it is kept: `user/ada`."""
    if who.user is not None:
        return f"user/{who.user}"
    return f"email/{who.email.lower()}" if who.email is not None else None


def who_is(member: str) -> Who:
    kind, _, value = member.partition("/")
    return Who(user=value) if kind == "user" else Who(email=value)


def turnover(cohort: Cohort, members: Collection[str]) -> Turnover:
    """What changes for a cohort of these members."""
    named = {member: who for who in cohort.members if (member := member_of(who)) is not None}
    inside = set(members)
    entered = {member: who for member, who in named.items() if member not in inside}
    match cohort.change:
        case "enter":
            return Turnover(entered, {})
        case "leave":
            return Turnover({}, {member: who for member, who in named.items() if member in inside})
        case "replace":
            gone = {member: who_is(member) for member in sorted(inside - named.keys())}
            return Turnover(entered, gone)


def items_of(cohort: Cohort, change: Turnover, now: datetime) -> list[JsonObject]:
    properties = {"cohort": cohort.id, "name": cohort.name}
    return [
        track(event, who, message_id=None, at=now.isoformat(), properties=properties)
        for event, people in ((ENTERED, change.entered), (LEFT, change.left))
        for who in people.values()
    ]
