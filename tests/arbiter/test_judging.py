"""The one function every touch passes: what comes first, until when it waits, and what it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from engine.arbiter import (
    Cap,
    Circumstances,
    Defer,
    Go,
    Held,
    Hold,
    Policy,
    Pressure,
    QuietHours,
    Reached,
    Rival,
    Rules,
    Skip,
    Touch,
    Verdict,
    judge,
    rules,
)
from engine.consent import Consent
from engine.definition.conditions import TraitIs
from engine.definition.steps import Sending, Window
from engine.definition.times import Duration
from engine.holidays import known_region, region_of
from engine.reckoning import Freeze

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
ADA, ACME, ME = UUID(int=1), UUID(int=2), UUID(int=5)
ONE_A_DAY = Cap(at_most=1, days=1)


def verdict(policy: Policy | None = None, kind: str = "email", **given: Any) -> Verdict:
    known = {"topic": "onboarding", "window": None}
    own = {name: given.pop(name) for name in list(given) if name in Rules.__annotations__}
    touch = Touch(
        ME,
        kind,  # type: ignore[arg-type]
        Rules(**{**known, **own}),
        given.pop("asked_at", MONDAY),
        None if kind == "task" else ADA,
        ACME,
    )
    around: dict[str, Any] = {"now": MONDAY, "zone": "UTC", "window_zone": "UTC", **given}
    return judge(touch, Circumstances(policy=policy or Policy(), **around))


def had(at: datetime, kind: str = "email", **who: UUID | None) -> Reached:
    whom: dict[str, Any] = {"contact": ADA, "account": ACME, **who}
    return Reached(at, kind, journey="Renewal", **whom)  # type: ignore[arg-type]


def rival(priority: int, **given: Any) -> Rival:
    known: dict[str, Any] = {
        "enrollment": UUID(int=9), "kind": "email", "contact": ADA, "account": ACME,
        "asked_at": MONDAY, "due_at": MONDAY, "journey": "Renewal",
    }  # fmt: skip
    return Rival(priority=priority, **{**known, **given})


def test_without_rules_a_message_goes_out() -> None:
    assert verdict() == Go()


@pytest.mark.parametrize("topic", ["onboarding", "*"])
def test_who_unsubscribed_gets_no_mail_and_still_sees_the_product(topic: str) -> None:
    refused = Consent.without_mail_about([topic])
    assert verdict(consent=refused) == Skip("consent", "Unsubscribed from “onboarding”.")
    assert verdict(consent=refused, kind="in_app") == Go()
    assert verdict(consent=Consent.without_mail_about(["newsletter"])) == Go()


def test_outside_its_window_a_message_is_put_off_and_says_until_when() -> None:
    assert verdict(window=Window()) == Go()
    put_off = verdict(window=Window(), now=MONDAY + timedelta(days=5))
    assert isinstance(put_off, Defer)
    assert (put_off.until, put_off.code) == (datetime(2026, 9, 14, 9, tzinfo=UTC), "window")


def test_quiet_hours_are_on_the_recipients_own_clock_and_for_mail_alone() -> None:
    quiet = Policy(quiet=QuietHours.model_validate({"from": "20:00", "to": "08:00"}))
    put_off = verdict(quiet, zone="America/New_York")  # it is five in the morning there
    assert isinstance(put_off, Defer)
    assert (put_off.until, put_off.code) == (datetime(2026, 9, 7, 12, tzinfo=UTC), "quiet")
    assert verdict(quiet, kind="in_app", zone="America/New_York") == Go()
    assert verdict(quiet, zone="Europe/Amsterdam") == Go()


def test_on_a_public_holiday_where_they_are_no_mail_goes_out() -> None:
    """Labor Day, on a Monday in the United States; a working day in the Netherlands."""
    policy = Policy(holidays=True)
    put_off = verdict(policy, region="US", zone="America/New_York")
    assert isinstance(put_off, Defer)
    assert put_off.until == datetime(2026, 9, 8, 4, tzinfo=UTC)
    assert put_off.reason == "A public holiday where they are: Labor Day."
    assert isinstance(verdict(policy, region="US", kind="task"), Defer)
    assert verdict(policy, region="NL") == Go()
    assert verdict(policy) == Go(), "nobody knows where they are"
    assert isinstance(verdict(Policy(holidays=True, region="US")), Defer)


def test_a_journey_says_itself_whether_holidays_count_and_whose() -> None:
    def window(holidays: str) -> Window:
        return Window.model_validate({"days": "mon-sun", "holidays": holidays})

    assert verdict(Policy(holidays=True), region="US", window=window("none")) == Go()
    assert isinstance(verdict(region="US", window=window("account")), Defer)
    assert isinstance(verdict(region="NL", window=window("US")), Defer)
    with pytest.raises(ValidationError, match="No holidays are known for “Atlantis”"):
        window("Atlantis")


def test_window_quiet_hours_and_holidays_hold_together() -> None:
    """Friday evening: the window opens on Monday, which is a holiday, and on Tuesday."""
    policy = Policy(holidays=True, quiet=QuietHours())
    friday = datetime(2026, 9, 4, 22, tzinfo=UTC)
    put_off = verdict(policy, region="US", window=Window(), now=friday)
    assert isinstance(put_off, Defer)
    assert put_off.until == datetime(2026, 9, 8, 9, tzinfo=UTC)


def test_what_may_never_go_out_is_left_out() -> None:
    night = Window.model_validate({"days": "mon-sun", "from": "22:00", "to": "23:00"})
    assert isinstance(verdict(Policy(quiet=QuietHours()), window=night), Skip)


def test_while_something_is_so_of_a_customer_their_touches_wait() -> None:
    hold = Hold(
        key="escalation", name="Open escalation", then="wait",
        when=TraitIs.model_validate({"trait": "account.escalated", "is": True}),
    )  # fmt: skip
    on = [Held(hold, "account escalated is true")]
    put_off = verdict(holds=on)
    assert put_off == Defer(
        MONDAY + timedelta(days=1), "hold", "Open escalation: account escalated is true."
    )
    gone = hold.model_copy(update={"then": "skip"})
    assert isinstance(verdict(holds=[Held(gone, "it is so")]), Skip)
    exempt = hold.model_copy(update={"except_topics": ("invoices",)})
    assert not exempt.covers("email", "invoices")
    assert not hold.covers("task", "onboarding")


@pytest.mark.parametrize(
    ("cap", "reached", "until"),
    [
        (ONE_A_DAY, [MONDAY - timedelta(hours=8)], datetime(2026, 9, 8, tzinfo=UTC)),
        (ONE_A_DAY, [MONDAY - timedelta(hours=10)], None),
        (Cap(at_most=2), [MONDAY - timedelta(days=6), MONDAY - timedelta(days=1)],
         datetime(2026, 9, 8, tzinfo=UTC)),
        (Cap(at_most=2), [MONDAY - timedelta(days=7), MONDAY - timedelta(days=1)], None),
        # One more than allowed went out, before the cap was lowered: two must grow old.
        (Cap(at_most=1), [MONDAY - timedelta(days=6), MONDAY - timedelta(days=1)],
         datetime(2026, 9, 13, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_cap_counts_calendar_days_and_says_when_there_is_room(
    cap: Cap, reached: list[datetime], until: datetime | None
) -> None:
    found = verdict(Policy(caps=(cap,)), pressure=Pressure([had(at) for at in reached]))
    assert (found.until if isinstance(found, Defer) else None) == until


def test_a_cap_counts_for_whom_it_is_meant() -> None:
    today = [had(MONDAY - timedelta(hours=1))]
    bea = [had(MONDAY - timedelta(hours=1), contact=UUID(int=3))]
    per_account = Cap.model_validate({"who": "account", "at_most": 1, "days": 1})
    mail_only = Cap(counts="email", at_most=1, days=1)
    assert verdict(Policy(caps=(ONE_A_DAY,)), pressure=Pressure(bea)) == Go()
    assert isinstance(verdict(Policy(caps=(per_account,)), pressure=Pressure(bea)), Defer)
    assert verdict(Policy(caps=(mail_only,)), "in_app", pressure=Pressure(today)) == Go()
    tasks = Cap.model_validate({"who": "account", "counts": "task", "at_most": 1})
    given = [had(MONDAY - timedelta(days=1), "task", contact=None)]
    assert isinstance(verdict(Policy(caps=(tasks,)), "task", pressure=Pressure(given)), Defer)
    with pytest.raises(ValidationError, match="Tasks are capped for an account"):
        Cap(counts="task", at_most=1)


def test_what_has_no_room_waits_for_its_window_too_or_is_left_out_as_it_says() -> None:
    full = Pressure([had(MONDAY - timedelta(hours=1))])
    policy = Policy(caps=(ONE_A_DAY,))
    put_off = verdict(policy, pressure=full, window=Window())
    assert put_off == Defer(
        datetime(2026, 9, 8, 9, tzinfo=UTC), "cap",
        "At most 1 message a day to a contact; “Renewal” had it.",
    )  # fmt: skip
    assert isinstance(verdict(policy, pressure=full, capped="skip"), Skip)


def test_patience_ends() -> None:
    full = Pressure([had(MONDAY - timedelta(hours=1))])
    asked: dict[str, Any] = {"pressure": full, "asked_at": MONDAY - timedelta(days=3)}
    policy = Policy(caps=(ONE_A_DAY,))
    assert isinstance(verdict(policy, patience=Duration.parse("4d"), **asked), Defer)
    ended = verdict(policy, patience=Duration.parse("2d"), **asked)
    assert isinstance(ended, Skip)
    assert ended.reason.startswith("It could not go out within 2 days. At most 1 message")


def test_while_the_clock_stands_still_no_patience_is_lost() -> None:
    full = Pressure([had(MONDAY - timedelta(hours=1))])
    stopped = Freeze(MONDAY - timedelta(days=3), MONDAY - timedelta(days=1))
    asked: dict[str, Any] = {"pressure": full, "asked_at": MONDAY - timedelta(days=3)}
    policy, patience = Policy(caps=(ONE_A_DAY,)), Duration.parse("2d")
    assert isinstance(verdict(policy, patience=patience, freezes=[stopped], **asked), Defer)


def test_others_are_heard_first_and_then_the_most_important_goes() -> None:
    policy = Policy(caps=(ONE_A_DAY,))
    unheard = verdict(policy, pressure=Pressure(unheard=True))
    assert isinstance(unheard, Defer)
    assert (unheard.code, unheard.until) == ("rivals", MONDAY + timedelta(minutes=1))
    assert verdict(policy, pressure=Pressure(unheard=True, gathered=True)) == Go()
    behind = verdict(policy, pressure=Pressure(rivals=[rival(80)]))
    assert isinstance(behind, Defer)
    assert "“Renewal” (priority 80) comes first" in behind.reason
    assert verdict(policy, pressure=Pressure(rivals=[rival(20)])) == Go()
    assert verdict(policy, priority=90, pressure=Pressure(rivals=[rival(80)])) == Go()
    two = Policy(caps=(Cap(at_most=2, days=1),))
    assert verdict(two, pressure=Pressure(rivals=[rival(80)])) == Go()


def test_a_rival_in_trouble_or_of_later_is_not_waited_for() -> None:
    policy = Policy(caps=(ONE_A_DAY,))
    for due_at in (MONDAY - timedelta(minutes=30), MONDAY + timedelta(hours=1)):
        assert verdict(policy, pressure=Pressure(rivals=[rival(80, due_at=due_at)])) == Go()


def test_a_rival_who_read_the_time_later_is_waited_for() -> None:
    """**How it broke:** a lesser journey read the time first and was looked at second. The rival's
    turn came a minute after a later moment, and it did not see it."""
    soon = MONDAY + timedelta(minutes=1, milliseconds=9)
    behind = verdict(Policy(caps=(ONE_A_DAY,)), pressure=Pressure(rivals=[rival(80, due_at=soon)]))
    assert isinstance(behind, Defer)
    assert behind.code == "rivals"


def test_where_nothing_is_capped_nobody_is_waited_for() -> None:
    assert verdict(pressure=Pressure(rivals=[rival(80)], unheard=True)) == Go()


@pytest.mark.parametrize(
    ("written", "code"),
    [("nl", "NL"), ("Netherlands", "NL"), ("USA", "US"), ("United States", "US"),
     ("de-by", "DE-BY"), ("Guinea-Bissau", "GW"), ("DE-XX", None), ("Atlantis", None), ("", None)],
)  # fmt: skip
def test_regions_are_known_by_what_systems_call_them(written: str, code: str | None) -> None:
    assert known_region(written) == code


def test_where_somebody_is_is_read_from_their_own_traits_first() -> None:
    assert region_of({"address": {"country": "Germany"}}, {"country": "NL"}) == "DE"
    assert region_of({"country": 3}, {"country_code": "nl"}) == "NL"
    assert region_of({}) is None


def test_a_step_s_rules_go_before_the_journey_s() -> None:
    whole = Sending.model_validate(
        {"topic": "onboarding", "window": {}, "priority": 80, "capped": "skip", "patience": "3d"}
    )
    given = rules(whole, None, "key")
    assert given == Rules("onboarding", Window(), 80, "skip", Duration.parse("3d"))
    assert rules(whole, Sending(window="always", priority=0), "key") == replace(
        given, window=None, priority=0
    )
    assert rules(whole, Sending(topic="billing", capped="wait"), "key") == replace(
        given, topic="billing", capped="wait"
    )
    assert rules(Sending(), None, "key") == Rules("key", None, 50, "wait", None)


def test_the_rules_in_the_documentation_are_rules() -> None:
    page = (Path(__file__).parents[2] / "docs" / "pressure.md").read_text()
    written = page.partition("```json\n")[2].partition("```")[0]
    policy = Policy.model_validate_json(written)
    assert [cap.in_words() for cap in policy.caps] == [
        "At most 1 message a day to a contact",
        "At most 3 mails a week to a contact",
        "At most 2 tasks a week for an account",
    ]
