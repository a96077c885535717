"""Customers who enter by segments, health, their own dates and schedules, and who is held out."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

import pytest

from engine.advancing.passage import Person
from engine.arbiter import Cap, Policy
from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.definition.scenarios import Scenario
from engine.entry import refused_by_holdout
from engine.simulation.ledger import Ledger
from engine.simulation.life import Life
from engine.simulation.orders import Order, Task, carry_out
from engine.simulation.report import Report
from engine.simulation.setting import Setting
from engine.simulation.together import live_together
from engine.simulator import (
    Customer,
    Event,
    Happening,
    SegmentChanged,
    company,
    person,
    run_scenario,
)
from tests.simulator.telling import MONDAY, after, journey

DAILY = {"schedule": {"cron": "0 9 * * *"}}


def entering(*triggers: dict[str, Any], **entry: Any) -> Journey:
    """A journey that is over at once."""
    whole = {"triggers": list(triggers), "reentry": "always", **entry}
    return journey(f"entry: {whole}\nstart: done\nsteps: {{done: {{type: exit}}}}")


def lived(tried: Journey, *happenings: Happening, days: float = 60, **traits: Any) -> Life:
    """From Monday 09:00 UTC on, of Pat at Acme, to whom this happens."""
    pat = person("pat", {"name": "Pat", "email": "pat@acme.test"})
    acme = Customer(company("acme", traits), (pat,), None, happenings)
    life = Life(Setting(tried), acme, after(days=days), begins=MONDAY, calendar_from=MONDAY)
    return life.live()


def entered(life: Life) -> list[datetime]:
    return [run.enrolled_at for run in life.runs]


def changed(days: float, **traits: Any) -> Event:
    """Their traits change so many days after Monday."""
    return Event(
        after(days=days), "group", traits, changes={f"account.{k}": v for k, v in traits.items()}
    )


def at(written: str) -> datetime:
    return datetime.fromisoformat(f"{written}+00:00")


def test_an_event_that_names_nobody_is_told_so_first() -> None:
    """As the dispatcher does: whatever else is asked, nothing is known of nobody."""
    audience = {"trait": "account.plan", "is": "pro"}
    whole = entering({"event": "Signed Up", "where": {"property": "x", "is": 1}}, audience=audience)
    life = lived(whole.model_copy(update={"subject": "contact"}), Event(after(days=1), "Signed Up"))
    assert [(each.code, each.reason) for each in life.decisions] == [
        ("no_subject", "The journey is for contacts; none was named.")
    ]


BEFORE = {"date": {"trait": "account.ends_on", "offset": "-10d"}}


def test_a_date_starts_the_journey_on_their_own_clock() -> None:
    life = lived(entering(BEFORE), ends_on="2026-04-01", time_zone="Europe/Amsterdam")
    assert entered(life) == [at("2026-03-22T08:00")]
    assert life.runs[0].entered_by["name"] == "Date Reached"


def test_a_date_that_is_moved_moves_the_start_and_starts_it_once() -> None:
    moves = [changed(5, ends_on="2026-04-11"), changed(40, ends_on="2026-04-01"),
             changed(41, ends_on="2026-04-11")]  # fmt: skip
    life = lived(entering(BEFORE), *moves, ends_on="2026-04-01", days=80)
    assert entered(life) == [at("2026-04-01T09:00")]


def test_a_date_nobody_knows_any_more_does_not_come() -> None:
    assert entered(lived(entering(BEFORE), changed(5, ends_on=None), ends_on="2026-04-01")) == []


@pytest.mark.parametrize(
    ("passed", "ends_on", "enters"),
    [
        ("skip", "2026-03-05", []),
        ("now", "2026-03-05", [MONDAY]),
        ("now", "2026-03-01", []),
    ],
)
def test_what_has_passed_as_the_journey_begins(
    passed: str, ends_on: str, enters: list[datetime]
) -> None:
    assert entered(lived(entering(BEFORE | {"passed": passed}), ends_on=ends_on)) == enters


def test_a_schedule_lets_in_who_is_in_the_audience_by_then() -> None:
    tried = entering(DAILY, audience={"trait": "account.plan", "is": "pro"})
    life = lived(tried, changed(1.5, plan="pro"), changed(4.5, plan="basic"), days=7)
    assert entered(life) == [after(days=day) for day in (2, 3, 4)]
    assert {decision.code for decision in life.decisions} == {"enrolled"}


def test_everybody_of_an_account_has_dates_and_comes_on_schedule() -> None:
    tried = entering(BEFORE, {"schedule": {"cron": "0 9 3 3 *"}})
    people = tuple(person(name, {"email": f"{name}@acme.test"}) for name in ("pat", "sam"))
    acme = Customer(company("acme", {"ends_on": "2026-04-01"}), people)
    setting = Setting(tried.model_copy(update={"subject": "contact"}))
    life = Life(setting, acme, after(days=60), calendar_from=MONDAY).live()
    assert [(run.contact, run.enrolled_at.date().isoformat()) for run in life.runs] == [
        (who.id, day) for day in ("2026-03-03", "2026-03-22") for who in people
    ]


def test_segments_and_health_start_it_by_what_is_told_of_them() -> None:
    tried = entering({"segment": "at-risk"}, {"segment": "paid", "change": "leaves"},
                     {"health": ["yellow", "red"]})  # fmt: skip
    life = lived(
        tried,
        SegmentChanged(after(days=1), "at-risk"),
        SegmentChanged(after(days=2), "at-risk", member=False),
        SegmentChanged(after(days=3), "paid", member=False),
        Event(after(days=4), "health.changed", {"from": "green", "to": "yellow"}),
        Event(after(days=5), "health.changed", {"from": "yellow", "to": "green"}),
    )
    assert entered(life) == [after(days=day) for day in (1, 3, 4)]


def report(tried: Journey, **order: Any) -> Report:
    """Of made-up customers."""
    work = carry_out(Task(Order(**order), Setting(tried), MONDAY))
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: Report = done.value.report
            return found


@pytest.mark.parametrize(
    "triggers",
    [
        [BEFORE],
        [{"date": {"trait": "account.ends_on", "offset": "14d"}}],
        [{"segment": "at-risk", "change": "leaves"}],
        [{"health": "red"}],
        [{"schedule": {"cron": "0 9 1 * *"}}],
        [{"segment": "at-risk"}, {"health": "red"}, BEFORE],
    ],
)
def test_made_up_customers_come_by_the_triggers_there_are(triggers: list[dict[str, Any]]) -> None:
    found = report(entering(*triggers, reentry="never"), accounts=40)
    assert found.entries.entered >= 30


def test_who_is_held_out_is_counted_and_enters_never() -> None:
    tried = entering(DAILY, holdout="25%")
    found = report(tried, accounts=200, days=3)
    accounts = [company(f"account-{number}", {}).id for number in range(1, 201)]
    kept_out = sum(refused_by_holdout(tried, each, each, None) is not None for each in accounts)
    assert found.entries.held_out == kept_out
    assert 30 < kept_out < 70
    assert found.entries.entered == (200 - kept_out) * 3
    assert found.entries.refused == {}
    assert found.entries.outside == {"holdout": kept_out}


def outside(tried: Journey, *logins: tuple[float, int], **traits: Any) -> list[str]:
    happened = [Event(after(days=day), "Login", {"times": times}) for day, times in logins]
    return list(lived(tried, *happened, **traits).outside())


def test_who_never_enters_is_counted_once_by_what_was_decided_last() -> None:
    """**How it broke:** only how often somebody was refused was told: whoever logs in every day was
    counted every day, and whoever did nothing at all never."""
    audience = {"trait": "account.plan", "is": "pro"}
    often = {"event": "Login", "where": {"property": "times", "at_least": 2}}
    tried = entering(often, audience=audience, reentry="never")
    assert outside(tried, (1, 2), (2, 2), plan="free") == ["audience"]
    assert outside(tried, (1, 2), (2, 1), plan="free") == ["trigger_filter"]
    assert outside(tried, plan="pro") == ["nothing"]
    assert outside(tried, (1, 2), (2, 2), plan="pro") == []
    assert outside(entering(DAILY, audience=audience), plan="free") == ["audience"]


def test_of_a_contacts_journey_every_contact_counts() -> None:
    tried = entering({"event": "Login"}).model_copy(update={"subject": "contact"})
    assert outside(tried, (1, 2)) == ["no_subject"]
    assert outside(tried) == ["nothing"]


def test_nobody_of_a_scenario_is_held_out() -> None:
    tried = entering({"event": "Login"}, holdout="50%")
    names = [str(uuid5(NAMESPACE_URL, str(number))) for number in range(8)]
    for name in names:
        named = tried.model_copy(update={"journey": name})
        assert run_scenario(named, Scenario.model_validate(ENDS)).passed


ENDS: dict[str, Any] = {"name": "it", "expect": [{"ends": "completed", "by": "0m"}]}


def scenario(tried: Journey, **told: Any) -> list[datetime]:
    """When the customer of a scenario came to the end."""
    result = run_scenario(tried, Scenario.model_validate({**ENDS, **told}))
    assert result.passed, result.failures
    return [noted.at for noted in result.trace if noted.entry.kind == "entered"]


def test_a_scenario_begins_at_the_date_that_starts_the_journey() -> None:
    who = {"account": {"ends_on": "2026-08-01"}}
    assert scenario(entering(BEFORE), customer=who) == [at("2026-07-22T09:00")]
    assert scenario(entering(BEFORE)) == [MONDAY]
    both = scenario(entering(BEFORE, {"event": "Login"}), customer=who)
    assert both == [MONDAY, at("2026-07-22T09:00")]
    said = scenario(entering(BEFORE), customer=who, enters="2026-07-01T09:00:00+00:00")
    assert said == [at("2026-07-01T09:00"), at("2026-07-22T09:00")]


def test_schedules_leave_scenarios_alone() -> None:
    assert scenario(entering(DAILY)) == [MONDAY]


WANTS = """
journey: {key}
name: {key}
entry: {{triggers: [{trigger}]}}
send: {{priority: {priority}}}
start: mail
steps:
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
templates:
  mail: {{subject: Hello, body: Hello}}
"""


@pytest.mark.parametrize(
    "trigger",
    [
        "{schedule: {cron: 0 9 * * *}}",
        "{date: {trait: account.ends_on}, at: '09:00'}",
    ],
)
def test_what_the_calendar_brings_within_a_minute_is_waited_for(trigger: str) -> None:
    """**How it broke:** a simulation heard only of what came at the very same moment. Where an
    audience was let in seconds before a schedule, it foresaw the lesser of the two."""
    ada = person("ada", {"email": "ada@acme.test", "first_name": "Ada"})
    acme = company("acme", {"name": "Acme", "ends_on": "2026-03-02"})
    lesser = WANTS.format(key="lesser", trigger="{event: Login}", priority=20)
    greater = WANTS.format(key="greater", trigger=trigger, priority=80)
    assert sent(Customer(acme, (ada,), happenings=(login(ada),)), lesser, greater) == {
        "greater": [SHORTLY + timedelta(seconds=2)],
        "lesser": [datetime(2026, 3, 3, tzinfo=UTC)],
    }


@pytest.mark.parametrize(("who", "waits"), [("contact", False), ("account", True)])
def test_a_date_of_another_contact_is_waited_for_where_they_share_a_place(
    who: Literal["contact", "account"], waits: bool
) -> None:
    """**How it broke:** a simulation waited for everybody's dates, as nothing does for real."""
    ada = person("ada", {"email": "ada@acme.test"})
    bea = person("bea", {"email": "bea@acme.test", "ends_on": "2026-03-02"})
    customer = Customer(company("acme", {}), (ada, bea), happenings=(login(ada),))
    date = "{date: {trait: contact.ends_on}, at: '09:00'}"
    lesser = WANTS.format(key="lesser", trigger="{event: Login}", priority=20)
    greater = WANTS.format(key="greater", trigger=date, priority=80)
    greater = f"subject: contact\n{greater}"
    [at_once] = sent(customer, lesser, greater, who=who)["lesser"]
    assert (at_once > SHORTLY) is waits


SHORTLY = datetime(2026, 3, 2, 8, 59, 58, tzinfo=UTC)
"""Before nine o'clock."""


def login(by: Person) -> Event:
    return Event(SHORTLY, "Login", contact=by.id)


def sent(
    customer: Customer, *written: str, who: Literal["contact", "account"] = "contact"
) -> dict[str, list[datetime]]:
    """When each of these journeys sends, where a contact, or an account, gets one mail a day."""
    policy, ledger = Policy(caps=(Cap(at_most=1, days=1, who=who),)), Ledger()
    begins = SHORTLY - timedelta(hours=1)
    lives = [
        Life(
            Setting(parse(each, format="yaml"), policy=policy),
            customer,
            SHORTLY + timedelta(hours=20),
            begins=begins,
            calendar_from=begins,
            ledger=ledger,
        )
        for each in written
    ]
    live_together(lives)
    return {
        life.setting.journey.journey: [letter.at for run in life.runs for letter in run.sent]
        for life in lives
    }
