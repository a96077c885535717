"""Who enters a journey, what wakes whoever is in it, and when a message may go out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from engine.definition.journey import Journey
from engine.definition.times import Percentage
from engine.entry import (
    Past,
    entry_key,
    refused_by_audience,
    refused_by_event,
    refused_by_holdout,
    refused_by_past,
    triggers_for,
)
from engine.facts import Facts
from engine.listening import listens

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
NEWS = timedelta()


def journey(entry: dict[str, Any] | None = None, **parts: Any) -> Journey:
    return Journey.model_validate(
        {
            "journey": "tried-out",
            "name": "Tried out",
            "entry": {"triggers": [{"event": "Account Created"}], **(entry or {})},
            "start": "done",
            "steps": {"done": {"type": "exit"}},
            **parts,
        }
    )


# Entering


def test_an_event_without_a_filter_lets_everybody_in() -> None:
    assert refused_by_event(journey(), "Account Created", NEWS, Facts(NOW)) is None


@pytest.mark.parametrize(("plan", "code"), [("pro", None), ("free", "trigger_filter")])
def test_a_filter_looks_at_the_event_s_properties(plan: str, code: str | None) -> None:
    paid = {"event": "Account Created", "where": {"property": "plan", "is_not": "free"}}
    refusal = refused_by_event(
        journey({"triggers": [paid]}),
        "Account Created",
        NEWS,
        Facts(NOW, properties={"plan": plan}),
    )
    assert (refusal.code if refusal else None) == code


def test_one_of_several_triggers_on_the_same_event_is_enough() -> None:
    triggers = [
        {"event": "Upgraded", "where": {"property": "plan", "is": name}} for name in ("pro", "team")
    ]
    facts = Facts(NOW, properties={"plan": "team"})
    assert refused_by_event(journey({"triggers": triggers}), "Upgraded", NEWS, facts) is None


def test_imported_history_starts_no_journey() -> None:
    long_ago, lately = timedelta(days=8), timedelta(days=6)
    refusal = refused_by_event(journey(), "Account Created", long_ago, Facts(NOW))
    assert refusal is not None
    assert refusal.code == "too_old"
    assert refused_by_event(journey(), "Account Created", lately, Facts(NOW)) is None


RENEWAL = {"date": {"trait": "account.renewal_date", "offset": "-90d"}}
REACHED = {
    "journey": "tried-out",
    "trait": "account.renewal_date",
    "offset": "-90d",
    "at": "09:00",
    "date": "2026-12-06",
}


@pytest.mark.parametrize(
    ("trigger", "event", "properties", "meant"),
    [
        ({"segment": "at-risk"}, "Segment Entered", {"segment": "at-risk"}, True),
        ({"segment": "at-risk"}, "Segment Entered", {"segment": "newly-paid"}, False),
        ({"segment": "at-risk"}, "Segment Left", {"segment": "at-risk"}, False),
        (
            {"segment": "at-risk", "change": "leaves"},
            "Segment Left",
            {"segment": "at-risk"},
            True,
        ),
        ({"health": "red"}, "health.changed", {"from": "yellow", "to": "red"}, True),
        ({"health": "red"}, "health.changed", {"from": "red", "to": "yellow"}, False),
        ({"health": ["yellow", "red"]}, "health.changed", {"from": None, "to": "yellow"}, True),
        ({"health": "red"}, "health.scored", {"score": 12}, False),
        (RENEWAL, "Date Reached", REACHED, True),
        (RENEWAL, "Date Reached", REACHED | {"journey": "another"}, False),
        (RENEWAL, "Date Reached", REACHED | {"offset": "-60d"}, False),
        (RENEWAL | {"at": "08:00"}, "Date Reached", REACHED, False),
        ({"schedule": {"cron": "0 9 1 * *"}}, "Date Reached", REACHED, False),
    ],
)
def test_segments_health_and_dates_start_it_by_the_events_that_tell_of_them(
    trigger: dict[str, Any], event: str, properties: dict[str, Any], meant: bool
) -> None:
    tried = journey({"triggers": [trigger]})
    assert bool(list(triggers_for(tried, event, properties))) is meant
    if meant:
        assert refused_by_event(tried, event, NEWS, Facts(NOW, properties=properties)) is None


def test_a_holdout_is_a_share_of_accounts_chosen_for_good() -> None:
    accounts = [uuid5(NAMESPACE_URL, str(number)) for number in range(4_000)]

    def held_out(share: str, key: str = "tried-out") -> set[UUID]:
        tried = journey({"holdout": share}, journey=key)
        return {each for each in accounts if refused_by_holdout(tried, each, each, None)}

    few, more = held_out("5%"), held_out("10%")
    assert 150 < len(few) < 250
    assert 350 < len(more) < 450
    assert few < more
    assert not len(more & held_out("10%", "another")) / len(more) > 0.5


def test_colleagues_share_the_lot_of_their_account() -> None:
    account = uuid5(NAMESPACE_URL, "acme")
    tried = journey({"holdout": "50%"}, subject="contact")
    refusals = {
        refused_by_holdout(tried, account, uuid5(account, str(number)), None) is None
        for number in range(20)
    }
    assert len(refusals) == 1


def test_the_holdout_of_all_journeys_says_so() -> None:
    everywhere = Percentage.parse("50%")
    accounts = [uuid5(NAMESPACE_URL, str(number)) for number in range(40)]
    found = [refused_by_holdout(journey(), each, each, everywhere) for each in accounts]
    codes = {refusal.code if refusal else None for refusal in found}
    assert codes == {None, "global_holdout"}


@pytest.mark.parametrize(
    ("traits", "welcome"), [({"status": "active"}, True), ({"status": "trial"}, False), ({}, False)]
)
def test_an_audience_lets_in_those_for_whom_it_surely_holds(
    traits: dict[str, Any], welcome: bool
) -> None:
    active = journey({"audience": {"trait": "account.status", "is": "active"}})
    refusal = refused_by_audience(active, Facts(NOW, traits={"account": traits}))
    assert (refusal is None) is welcome
    assert welcome or (refusal is not None and refusal.because is not None)


LAST_WEEK, LAST_YEAR = Past(False, NOW - timedelta(7)), Past(False, NOW - timedelta(365))


@pytest.mark.parametrize(
    ("reentry", "past", "code"),
    [
        ("never", None, None),
        ("never", LAST_YEAR, "already_been"),
        ("always", LAST_WEEK, None),
        ("always", Past(True, NOW), "already_running"),
        ({"after": "90d"}, LAST_WEEK, "too_soon"),
        ({"after": "90d"}, LAST_YEAR, None),
        ({"after": "7d"}, LAST_WEEK, None),
    ],
)
def test_who_has_been_through_enters_again_as_the_journey_says(
    reentry: Any, past: Past | None, code: str | None
) -> None:
    refusal = refused_by_past(journey({"reentry": reentry}), past, NOW, "UTC")
    assert (refusal.code if refusal else None) == code


def test_an_entry_is_told_from_the_next_only_where_there_may_be_a_next() -> None:
    assert entry_key(journey(), "event/7") == ""
    assert entry_key(journey({"reentry": "always"}), "event/7") == "event/7"


# Listening


def heard(step: str | None, **parts: Any) -> set[str]:
    """What is listened for, but for time zones, which always are."""
    return {key for key in listens(journey(**parts), step) if "time" not in key.lower()}


def test_a_wait_listens_for_its_event_and_only_while_it_lasts() -> None:
    steps = {
        "first": {"type": "wait", "until": {"event": "Logged In"}, "on": {"happened": "done"}},
        "done": {"type": "exit"},
    }
    assert heard("first", steps=steps, start="first") == {"event:Logged In"}
    assert heard("done", steps=steps, start="first") == set()


def test_goal_and_exits_are_listened_for_everywhere_also_before_the_first_step() -> None:
    goal = {
        "when": {"all": [{"event": "Report Shared"}, {"trait": "account.seats", "at_least": 5}]}
    }
    exits = [{"when": {"not": {"trait": "account.billing.status", "is": "paid"}}}]
    everywhere = {"event:Report Shared", "trait:account.seats", "trait:account.billing"}
    assert heard(None, goal=goal, exit=exits) == everywhere
    assert heard("done", goal=goal, exit=exits) == everywhere


def test_a_change_of_time_zone_is_always_listened_for() -> None:
    """**Invariant:** a wait until nine o'clock ends at nine o'clock where the customer is.

    **How it broke:** nothing listened for the time zone, so a customer who moved was written to by
    the clock of the place they had left."""
    assert {"trait:account.time_zone", "trait:contact.timezone"} <= listens(journey(), "done")
