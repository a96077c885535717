"""Steps made up by Hypothesis: every type, with everything that may be written in it."""

from typing import Any

from hypothesis import strategies as st

from tests.definition.conditions import conditions
from tests.definition.values import (
    Data,
    both,
    days,
    days_of_journey,
    durations,
    identifiers,
    limits,
    maybe,
    only,
    scalars,
    text,
    times,
    trait_paths,
)

windows = maybe(
    days=days,
    from_=times,
    to=times,
    zone=st.sampled_from(["contact", "account", "Europe/Amsterdam"]),
)
sending = maybe(topic=identifiers, window=windows | st.just("always") | st.none())
named = maybe(name=text(), note=text(200))
roles = st.sampled_from(
    ["champion", "admin", "decision_maker", "exec_sponsor", "billing", "end_user"]
)
several = st.lists(roles, min_size=1, max_size=3)
recipients = st.just("primary") | both(
    only(role=roles) | both(only(roles=several), maybe(at_most=st.integers(1, 9))),
    maybe(else_=st.sampled_from(["primary", "nobody"])),
)
address = st.just("kim@example.com")
pools = only(pool=identifiers)
assignments = (
    both(only(owner=st.just("account")), maybe(else_=address | pools))
    | both(only(role=st.just("manager")), maybe(else_=address))
    | only(user=address)
    | pools
)
escalations = only(after=durations, to=only(user=address) | only(role=st.just("manager")) | pools)
touches = both(
    only(template=identifiers, next=identifiers),
    maybe(
        to=recipients,
        skip_when=conditions,
        missing=st.sampled_from(["skip", "fail"]) | only(template=identifiers),
        send=sending,
    ),
)
moving_dates = both(
    only(trait=trait_paths),
    maybe(offset=st.sampled_from(["-60d", "14d", "-2 business days"])),
)
wait_limits = st.one_of(limits, both(only(date=moving_dates), maybe(at=times)))
untils = st.one_of(
    days_of_journey,
    both(only(time=times), maybe(days=days)),
    both(
        only(date=moving_dates),
        maybe(at=times, passed=st.sampled_from(["now", "skip"])),
    ),
    both(
        only(event=text()),
        maybe(where=conditions, by=st.sampled_from(["any", "all"]), roles=several),
    ),
    only(when=conditions),
)


def outlets(*names: str) -> st.SearchStrategy[Data]:
    """Where some of the named ways out lead."""
    return maybe(**dict.fromkeys(names, identifiers))


def step(kind: str, *parts: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    return both(only(type=st.just(kind)), named, *parts)


onwards = only(next=identifiers)
ways = only(id=identifiers, next=identifiers)
answers = ("promoter", "passive", "detractor", "satisfied", "neutral", "dissatisfied", "no_answer")

of_every_type: dict[str, st.SearchStrategy[Data]] = {
    "email": step("email", touches, maybe(on=outlets("skipped", "failed"))),
    "in_app": step(
        "in_app",
        touches,
        maybe(format=st.sampled_from(["feed", "banner", "modal"]), on=outlets("skipped", "failed")),
    ),
    "survey": step(
        "survey",
        touches,
        only(kind=st.sampled_from(["nps", "csat"]), at_most=wait_limits),
        maybe(
            channel=st.sampled_from(["email", "in_app"]),
            remind=both(only(after=durations), maybe(template=identifiers)),
            on=outlets(*answers, "skipped", "failed"),
        ),
    ),
    "task": step(
        "task",
        only(title=text(300)),
        maybe(
            instructions=text(400),
            assign=assignments,
            due=durations,
            takes=durations,
            checklist=st.lists(text(300), min_size=1, max_size=3),
            escalate=escalations | st.lists(escalations, min_size=1, max_size=3),
            skip_when=conditions,
            outcomes=st.lists(identifiers, min_size=1, max_size=4),
            next=identifiers,
            on=st.dictionaries(identifiers, identifiers, max_size=4),
        ),
    ),
    "approve": step(
        "approve",
        only(message=identifiers, due=durations),
        only(on=only(approved=identifiers, cancelled=identifiers)),
        maybe(assign=assignments, silence=st.sampled_from(["approved", "cancelled"])),
    ),
    "webhook": step(
        "webhook",
        onwards,
        only(url=st.sampled_from(["https://example.com/x?a={{account.name}}", "http://a:1/#b"])),
        maybe(data=st.dictionaries(text(), scalars, max_size=3), on=outlets("failed")),
    ),
    "notify": step(
        "notify", onwards, only(channel=identifiers, text=text(400)), maybe(on=outlets("failed"))
    ),
    "update": step(
        "update",
        onwards,
        only(set=st.dictionaries(trait_paths, scalars | st.none(), min_size=1, max_size=3)),
    ),
    "enroll": step("enroll", onwards, only(journey=identifiers)),
    "wait": step(
        "wait",
        maybe(
            for_=durations,
            until=untils,
            at_most=wait_limits,
            next=identifiers,
            on=outlets("happened", "timeout", "passed"),
        ),
    ),
    "branch": step(
        "branch",
        only(
            cases=st.lists(both(ways, only(when=conditions)), min_size=1, max_size=3),
            otherwise=identifiers,
        ),
    ),
    "split": step(
        "split",
        only(
            ways=st.lists(both(ways, maybe(weight=st.integers(1, 10_000))), min_size=2, max_size=4)
        ),
    ),
    "go_to": step("go_to", only(to=identifiers)),
    "exit": step("exit", maybe(outcome=identifiers)),
}
steps: st.SearchStrategy[dict[str, Any]] = st.one_of(*of_every_type.values())
