"""Who comes in by a publish itself, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.definition.document import parse
from engine.migrating.entering import Upcoming, who_enters
from engine.sentences.names import Names

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
WRITTEN = """
journey: save
name: Save
entry: {triggers: [TRIGGER]}
start: done
steps: {done: {type: exit}}
"""


def said(*, all_looked_at: bool) -> str:
    upcoming = Upcoming("Acme", NOW + timedelta(days=3), "UTC")
    trigger = "{date: {trait: account.renewal_date}}"
    whole = parse(WRITTEN.replace("TRIGGER", trigger), format="yaml")
    day = timedelta(days=1)
    entering = who_enters(whole, [], NOW, day, upcoming=upcoming, all_looked_at=all_looked_at)
    return entering.said


def test_where_nobody_enters_it_is_said_who_comes_next() -> None:
    assert said(all_looked_at=True) == (
        "Nobody enters at once. The first by date is Acme, on Thu 5 Mar 2026, 10:00 (UTC)."
    )


def test_of_customers_that_were_not_looked_at_it_is_not_said_that_they_stay_outside() -> None:
    """**How it broke:** of 100,000 customers 20,000 were looked at, and it was said of all that
    nobody enters, and who comes first."""
    assert said(all_looked_at=False) == (
        "Nobody enters at once of the customers that were looked at. So many have such a date that"
        " not all of them were: others may."
    )


@pytest.mark.parametrize(
    ("trigger", "more"),
    [
        (
            "{event: Account Created}, {event: Login}, {event: Login}",
            " Those who have done “Account Created” or “Login” already do not: “Let customers"
            " in”, on the journey’s page, is for those you have now.",
        ),
        ("", " “Let customers in”, on the journey’s page, is for those you have now."),
        ("{date: {trait: account.renewal_date}}", ""),
        (
            "{health: red}, {segment: large-accounts}, {segment: small, change: leaves}",
            " Accounts whose health is red and those in the segment “Big ones” already do not: “Let"
            " customers in”, on the journey’s page, is for those you have now.",
        ),
        (
            "{health: [yellow, red]}",
            " Accounts whose health is yellow or red already do not: “Let customers in”, on the"
            " journey’s page, is for those you have now.",
        ),
    ],
)
def test_who_has_come_there_already_is_said_to_stay_out(trigger: str, more: str) -> None:
    """**How it broke:** whoever published for accounts in the red looked for them in vain, and so
    did whoever had an event start it, whom nobody told what lets in those who are there already."""
    saving = parse(WRITTEN.replace("TRIGGER", trigger))
    called = Names(segments={"large-accounts": "Big ones"})
    found = who_enters(saving, [], NOW, timedelta(days=1), called=called)
    assert found.said == f"Nobody enters at once.{more}"
