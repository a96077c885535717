"""Why a customer is not in a journey, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.coming import date_triggers, mark_of
from engine.entry import Refusal
from engine.evaluation import Finding
from engine.why_not import Decided, Due, Known, Live, Looked, Passage, Standing, answer_for_customer
from tests.why_not.test_events import TOLD, starting_by

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KNOWN = Known(NOW, "Europe/Amsterdam")
INSIDE = Passage(UUID(int=7), NOW - DAY)
BEEN = replace(INSIDE, ended_at=NOW, end_reason="Reached the goal.")
RENEWAL = "{date: {trait: account.renewal_date, offset: -90d}}"


def standing(*triggers: str, status: str = "live") -> Standing:
    live = Live(1, NOW - 9 * DAY, starting_by(*triggers))
    return Standing("welcome", "The welcome", status, live, live, archived_at=NOW)


CREATED = "{event: Account Created}"
WAITING = replace(TOLD, dispatched_at=None)
LOOKED = Looked(4, "Account Created", NOW, Decided(False, "audience", "Not meant.", None, None))


@pytest.mark.parametrize(
    ("standing", "known", "code", "words"),
    [
        (standing(CREATED), replace(KNOWN, passage=INSIDE), "inside",
         "They have been in it since Mon 31 Aug 2026, 12:00 (UTC)."),
        (standing(CREATED), replace(KNOWN, passage=BEEN), "been",
         "They entered it on Mon 31 Aug 2026, 12:00 (UTC) and left it on"
         " Tue 1 Sep 2026, 12:00 (UTC): reached the goal."),
        (standing(CREATED), replace(KNOWN, lot=Refusal("holdout", "Kept out.")), "held_out",
         "Kept out."),
        (standing(CREATED, status="archived"), KNOWN, "not_live",
         "The journey was archived on Tue 1 Sep 2026, 12:00 (UTC). Nobody enters any more."),
        (Standing("welcome", "The welcome", "draft", None, None), KNOWN, "never_published",
         "The welcome has never been published."),
        (standing(), KNOWN, "not_yet",
         "Nothing starts it by itself: they enter by hand, or from another journey."),
        (standing(CREATED), KNOWN, "not_yet",
         "Nothing that starts it has come about for them yet."),
        (standing(CREATED), replace(KNOWN, looked=(LOOKED,)), "not_yet",
         "Latest, “Account Created” did not let them in: Not meant."),
        (standing(CREATED), replace(KNOWN, looked=(LOOKED,), waiting=WAITING), "waiting",
         "“Account Created” may start it, and has not been acted on yet. That takes a moment."),
        (standing(CREATED), replace(KNOWN, waiting=replace(WAITING, error="No.")), "set_aside",
         "“Account Created” may start it, and cannot be acted on: No."),
    ],
)  # fmt: skip
def test_in_short(standing: Standing, known: Known, code: str, words: str) -> None:
    found = answer_for_customer(standing, known, "UTC")
    assert (found.code, str(found.answer)) == (code, words)


@pytest.mark.parametrize(
    ("number", "since"), [(1, "it was published"), (3, "version 3 was published")]
)
def test_what_happened_before_it_was_published_does_not_contradict(number: int, since: str) -> None:
    """**How it broke:** “Nothing that starts it has come about for them yet” stood above “It last
    happened on Fri 20 Nov”."""
    asked = standing(CREATED)
    assert asked.now
    asked = replace(asked, now=replace(asked.now, number=number))
    known = replace(KNOWN, seen={"Account Created": NOW - 10 * DAY})
    found = answer_for_customer(asked, known, "UTC")
    assert str(found.answer) == (
        f"Nothing that starts it has come about for them since {since} on"
        " Sun 23 Aug 2026, 12:00 (UTC)."
    )
    happened = "It last happened on Sat 22 Aug 2026, 12:00 (UTC)"
    assert str(found.ways[0].says) == f"{happened}, before {since}."
    found = answer_for_customer(asked, replace(known, looked=(LOOKED,)), "UTC")
    assert str(found.ways[0].says) == f"{happened}."


def due(told: bool, event: int | None = None) -> dict[str, Due]:
    [trigger] = date_triggers(starting_by(RENEWAL))
    at = datetime(2026, 9, 7, 7, tzinfo=UTC)
    return {mark_of(trigger): Due("2026-12-06", at, NOW if told else None, event)}


def account(**traits: Any) -> Known:
    return replace(KNOWN, traits={"account": traits, "contact": {}})


def audience(holds: bool) -> Known:
    return replace(KNOWN, audience=Finding("account status is active", holds))


@pytest.mark.parametrize(
    ("trigger", "known", "words"),
    [
        (RENEWAL, replace(KNOWN, dues=due(told=False)), "The account renewal date is 6 Dec 2026:"
         " it starts on Mon 7 Sep 2026, 09:00 (Europe/Amsterdam)."),
        (RENEWAL, replace(KNOWN, dues=due(told=True)), "The account renewal date is 6 Dec 2026: its"
         " time, Mon 7 Sep 2026, 09:00 (Europe/Amsterdam), had passed when that became known."),
        (RENEWAL, replace(KNOWN, dues=due(told=True, event=3)), "The account renewal date is"
         " 6 Dec 2026: its time came on Mon 7 Sep 2026, 09:00 (Europe/Amsterdam)."),
        (RENEWAL, KNOWN, "No account renewal date is known."),
        (RENEWAL, account(renewal_date="soon"),
         "The account renewal date is “soon”, which is no date."),
        (RENEWAL, account(renewal_date="2026-12-06"), "The account renewal date is 6 Dec 2026:"
         " it starts on Mon 7 Sep 2026, 09:00 (Europe/Amsterdam)."),
        (RENEWAL, account(renewal_date="2026-10-06"), "The account renewal date is 6 Oct 2026: its"
         " time, Wed 8 Jul 2026, 09:00 (Europe/Amsterdam), had passed when that became known."),
        ("{health: [yellow, red]}", KNOWN,
         "No health has been reckoned for it yet."),
        ("{health: red}", replace(KNOWN, health="Insufficient data."),
         "No health has been reckoned for it yet. Insufficient data."),
        ("{health: red}", account(health_band="green"), "It is green."),
        ("{health: red}", account(health_band="red"),
         "It is red already. It is turning so that starts the journey."),
        ("{segment: paid}", KNOWN, "They are not in it."),
        ("{segment: paid}", replace(KNOWN, segments=frozenset({"paid"})),
         "They are in it already. It is coming into it that starts the journey."),
        ("{segment: paid, change: leaves}", KNOWN,
         "They are not in it. It is going out of it that starts the journey."),
        (CREATED, KNOWN, "It has never happened."),
        (CREATED, replace(KNOWN, seen={"account_created": NOW}), "It has never happened, but"
         " “account_created” has. Names must be the same to the letter."),
        (CREATED, replace(KNOWN, seen={"Account Created": NOW}),
         "It last happened on Tue 1 Sep 2026, 12:00 (UTC)."),
        ("{schedule: {cron: 0 9 * * mon}}", KNOWN,
         "It comes next on Mon 7 Sep 2026, 09:00 (UTC), for everybody."),
        ("{schedule: {cron: 0 9 * * mon}}", audience(holds=True), "It comes next on"
         " Mon 7 Sep 2026, 09:00 (UTC). They are in the audience as it is now."),
        ("{schedule: {cron: 0 9 * * mon}}", audience(holds=False), "It comes next on"
         " Mon 7 Sep 2026, 09:00 (UTC). As things are now it leaves them out: they are not in the"
         " audience."),
    ],
)  # fmt: skip
def test_how_each_thing_that_starts_it_stands(trigger: str, known: Known, words: str) -> None:
    [way] = answer_for_customer(standing(trigger), known, "UTC").ways
    assert str(way.says) == words


def test_who_has_been_is_told_whether_they_may_enter_again() -> None:
    found = answer_for_customer(standing(CREATED), replace(KNOWN, passage=BEEN), "UTC")
    assert [str(each) for each in found.more] == [
        "The customer has been through; it is entered once."
    ]
    assert found.enrollment_id == BEEN.enrollment_id
