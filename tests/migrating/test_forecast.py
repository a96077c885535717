"""What a customer is about to be sent, of those who stand where somebody is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.interpreter import Position
from engine.migrating.forecast import Due, Horizon, ahead, due_of, messages
from tests.migrating.journeys import email, journey

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SOON = NOW + timedelta(hours=3)


def asked(step: str) -> Position:
    then = NOW - timedelta(days=1)
    return Position(step=step, enrolled_at=then, entered_at=then, asked_at=then)


@pytest.mark.parametrize(("silence", "due"), [("approved", Due.YES), ("cancelled", Due.NO)])
def test_silence_about_an_approval_leads_where_it_says(silence: str, due: Due) -> None:
    """**Invariant:** a preview can be had of any journey that can be published. **How it broke:**
    whoever stood at an approval due within the day was taken to be overdue, for which an approval
    has no way out."""
    review = {
        "type": "approve",
        "message": "hello",
        "due": "1 business days",
        "silence": silence,
        "on": {"approved": "hello", "cancelled": "end"},
    }
    whole = journey({"review": review, "hello": email("end"), "end": {"type": "exit"}})
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    assert due_of(messages(ahead(whole, asked("review"), horizon, wakes_at=SOON))) is due


@pytest.mark.parametrize(("on", "due"), [({"overdue": "hello"}, Due.YES), ({}, Due.NO)])
def test_a_task_is_overdue_only_where_that_leads_somewhere(on: dict[str, str], due: Due) -> None:
    call = {"type": "task", "title": "Call", "due": "1d", "outcomes": ["reached"], "next": "hello"}
    whole = journey({"call": {**call, "on": on}, "hello": email("end"), "end": {"type": "exit"}})
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    assert due_of(messages(ahead(whole, asked("call"), horizon, wakes_at=SOON))) is due


def test_each_way_has_its_own_messages() -> None:
    seats = {"trait": "account.seats", "less_than": 10}
    whole = journey(
        {
            "which": {
                "type": "branch",
                "cases": [{"id": "small", "when": seats, "next": "small"}],
                "otherwise": "pause",
            },
            "small": email("rest"),
            "pause": {"type": "wait", "for": "2h", "next": "large"},
            "large": email("rest"),
            "rest": {"type": "wait", "for": "23h", "next": "then"},
            "then": email(),
        }
    )
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    here = Position(step="which", enrolled_at=NOW, entered_at=NOW)
    found = {each.step: each for each in ahead(whole, here, horizon)}
    assert set(found) == {"small", "large"}
    assert (found["small"].at, found["large"].at) == (NOW, NOW + timedelta(hours=2))
    assert not any(each.certain for each in found.values())


def test_where_two_dates_may_be_what_they_wake_for_either_way_may_be_taken() -> None:
    kickoff = {
        "type": "wait",
        "until": {"date": {"trait": "account.kickoff"}},
        "at_most": {"date": {"trait": "account.renewal_date"}},
        "next": "hello",
        "on": {"timeout": "end"},
    }
    whole = journey({"kickoff": kickoff, "hello": email("end"), "end": {"type": "exit"}})
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    assert due_of(messages(ahead(whole, asked("kickoff"), horizon, wakes_at=SOON))) is Due.PERHAPS


def test_a_limit_by_a_date_leads_on_when_they_wake() -> None:
    signed = {
        "type": "wait",
        "until": {"event": "Signed"},
        "at_most": {"date": {"trait": "account.renewal_date", "offset": "-14d"}},
        "on": {"happened": "end", "timeout": "hello"},
    }
    whole = journey({"signed": signed, "hello": email("end"), "end": {"type": "exit"}})
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    assert due_of(messages(ahead(whole, asked("signed"), horizon, wakes_at=SOON))) is Due.YES
    assert due_of(messages(ahead(whole, asked("signed"), horizon))) is Due.NO


def test_a_survey_whose_last_day_is_past_is_over_as_soon_as_it_is_asked() -> None:
    """**How it broke:** what comes three days after it was reckoned from the day that was past, and
    said to be done at once."""
    ask = {
        "type": "survey",
        "kind": "nps",
        "to": "primary",
        "template": "t",
        "at_most": {"date": {"trait": "account.renewal_date"}},
        "next": "rest",
    }
    rest = {"type": "wait", "for": "3d", "next": "hello"}
    whole = journey({"ask": ask, "rest": rest, "hello": email("end"), "end": {"type": "exit"}})
    traits = {"account": {"renewal_date": "2026-01-15"}}
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC", traits=traits)
    here = Position(step="ask", enrolled_at=NOW, entered_at=NOW)
    assert [each.step for each in messages(ahead(whole, here, horizon))] == ["ask"]


def test_all_that_is_done_within_the_day_is_told_up_to_the_end() -> None:
    """**How it broke:** only the next message was looked for, so that of customers who got a task
    and finished at once it was said that nothing came of it."""
    whole = journey(
        {
            "note": {"type": "update", "set": {"account.stage": "new"}, "next": "call"},
            "call": {
                "type": "task",
                "title": "Call",
                "assign": {"owner": "account", "else": "kim@example.com"},
                "next": "hello",
            },
            "hello": email("pause"),
            "pause": {"type": "wait", "for": "3h", "next": "again"},
            "again": {**email(), "skip_when": {"trait": "account.seats", "less_than": 10}},
        }
    )
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC")
    found = ahead(whole, Position(step="note", enrolled_at=NOW, entered_at=NOW), horizon)
    assert [(each.step, each.kind, each.certain) for each in found] == [
        ("note", "update", True),
        ("call", "task", True),
        ("hello", "message", True),
        ("again", "message", False),
        ("done", "end", True),
    ]
    assert found[-1].at == NOW + timedelta(hours=3)


def test_of_a_journey_that_is_not_finished_it_is_told_as_far_as_it_goes() -> None:
    whole = journey({"hello": email("nowhere")})
    here = Position(step="hello", enrolled_at=NOW, entered_at=NOW)
    found = ahead(whole, here, Horizon(NOW, NOW + timedelta(days=1), "UTC"))
    assert [each.step for each in found] == ["hello"]


LIMITED = {
    "type": "wait",
    "until": {"event": "Signed"},
    "at_most": {"date": {"trait": "account.renewal_date", "offset": "-14d"}},
    "on": {"happened": "end", "timeout": "hello"},
}
DATED = {
    "type": "wait",
    "until": {"date": {"trait": "account.renewal_date"}, "passed": "skip"},
    "next": "hello",
    "on": {"passed": "skipped"},
}


@pytest.mark.parametrize(
    ("step", "traits", "found"),
    [
        (LIMITED, {"renewal_date": "2026-03-05"}, ["hello", "end"]),
        (LIMITED, {"renewal_date": "2026-03-17"}, ["hello", "end"]),
        (LIMITED, {"renewal_date": "2026-04-05"}, []),
        (LIMITED, {}, []),
        (DATED, {"renewal_date": "2026-03-01"}, ["skipped", "end"]),
        (DATED, {"renewal_date": "2026-03-03"}, ["hello", "end"]),
        (DATED, {"renewal_date": "2026-03-09"}, []),
        (DATED, {}, []),
    ],
)
def test_a_date_of_the_customers_own_is_reckoned_with(
    step: dict[str, object], traits: dict[str, object], found: list[str]
) -> None:
    """**Invariant:** what the engine does at once for a customer is told before the publish.
    **How it broke:** a limit by a date that was past when customers came to the wait was left out
    of account, so that of those who got a message within seconds it was said that nothing was due
    for them."""
    whole = journey(
        {"wait": step, "hello": email("end"), "skipped": email("end"), "end": {"type": "exit"}}
        if step is DATED
        else {"wait": step, "hello": email("end"), "end": {"type": "exit"}}
    )
    horizon = Horizon(NOW, NOW + timedelta(days=1), "UTC", traits={"account": traits})
    here = Position(step="wait", enrolled_at=NOW, entered_at=NOW)
    coming = ahead(whole, here, horizon)
    assert [each.step for each in coming] == found
    assert all(each.certain for each in coming)
