"""Generated populations: as they were described, the same for the same seed, and reported on."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from engine.definition.document import from_data, parse, to_json
from engine.definition.journey import Journey
from engine.errors import NotFound
from engine.simulation.generating import inhabitants
from engine.simulation.orders import Order, Task, carry_out, population_of
from engine.simulation.population import Population
from engine.simulation.report import Report, Simulated
from engine.simulation.simulation import watched
from engine.simulation.usual import usual_population
from engine.simulator import Event, Setting

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
ONBOARDING = parse((Path(__file__).parents[2] / "journeys" / "onboarding.yaml").read_text())


def simulated(order: Order, journey: Journey = ONBOARDING) -> Simulated:
    work = carry_out(Task(order, Setting(journey, "Europe/Amsterdam"), BEGINS))
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Simulated = done.value
            return result


def report(**order: Any) -> Report:
    found = simulated(Order.model_validate(order)).report
    assert found is not None
    return found


def described(**more: Any) -> Population:
    return Population.model_validate({"accounts": 200, **more})


def test_a_journey_needs_no_description_of_its_customers() -> None:
    found = report(accounts=100, days=90)
    assert found.entries.entered == 100
    assert found.goal is not None
    assert 0.3 < found.goal.rate < 0.7
    assert {each.step for each in found.messages.by_step} > {"welcome", "tutorial"}
    assert "Nobody described these customers" in found.opening


def test_what_the_journey_asks_about_is_what_is_made_up() -> None:
    usual = usual_population(ONBOARDING)
    assert set(usual.traits) == {"account.seats"}
    assert {each.event for each in usual.does} >= {"Project Created", "Report Shared"}
    assert {"account.status": "churned"} in [dict(each.changes) for each in usual.does]
    assert usual.roles == {"champion": 0.6}


def test_steps_are_reported_on_as_customers_come_to_them() -> None:
    """**How it broke:** they stood as the journey lists them, which is as they were drawn: what was
    put in last stood last, wherever it was put."""
    steps = dict(reversed(ONBOARDING.steps.items()))
    drawn = ONBOARDING.model_copy(update={"steps": steps})
    found = simulated(Order(accounts=100, days=90), drawn).report
    assert found is not None
    told = [each.step for each in found.messages.by_step]
    assert told[:3] == ["welcome", "first-project", "tutorial"]
    assert told[-1].startswith("story-")


def test_customers_are_in_the_segments_a_journey_asks_about() -> None:
    """**Invariant:** a journey for a segment can be simulated without a description of its
    customers. **How it broke:** nobody made up was in any segment, so that none of them entered."""
    entry = {"triggers": [{"event": "Account Created"}], "audience": {"segment": "large"}}
    journey = from_data({**to_json(ONBOARDING), "entry": entry})
    found = simulated(Order(accounts=100, days=40), journey).report
    assert found is not None
    assert 30 < found.entries.entered < 70
    everybody = simulated(
        Order(days=40, population=Population(accounts=20, segments={"large": 1})), journey
    ).report
    assert everybody is not None
    assert everybody.entries.entered == 20


def test_whoever_comes_into_a_segment_was_not_in_it() -> None:
    entry = {"triggers": [{"segment": "large"}], "audience": {"segment": "large"}}
    journey = from_data({**to_json(ONBOARDING), "entry": entry})
    found = simulated(Order(accounts=20, days=40), journey).report
    assert found is not None
    assert found.entries.entered == 20


WAITING: dict[str, Any] = {
    "journey": "waiting",
    "name": "Waiting",
    "entry": {"triggers": [{"event": "Account Created"}]},
    "start": "rest",
    "steps": {"rest": {"type": "wait", "for": "40d", "next": "end"}, "end": {"type": "exit"}},
}
LARGE = {**WAITING["entry"], "audience": {"segment": "large"}}
CANCELLED = {"event": "Cancelled", "where": {"property": "plan", "is": "pro"}}


@pytest.mark.parametrize(
    ("rule", "entry"),
    [
        ({"when": CANCELLED}, {}),
        ({"when": {"trait": "account.plan", "in": ["none", "free"]}}, {}),
        ({"when": {"trait": "account.seats", "less_than": 3}}, {}),
        ({"when": {"trait": "account.gone_at", "exists": True}}, {}),
        ({"when": {"not": {"trait": "account.status", "is_not": "churned"}}}, {}),
        ({"when": {"health": "band", "is": "red"}}, {}),
        ({"when": {"health": "score", "at_most": 20}}, {}),
        ({"when": {"segment": "lost"}}, {}),
        ({"when": {"all": [{"event": "Cancelled"}, {"trait": "account.paid", "is": False}]}}, {}),
        ({"leaves": "audience"}, LARGE),
    ],
)
def test_customers_made_up_do_what_ends_a_journey(
    rule: dict[str, Any], entry: dict[str, Any]
) -> None:
    """**Invariant:** what a report says is assumed of its customers is so.

    **How it broke:** five in a hundred did what ended it, it said; of most rules nobody did."""
    journey = from_data({**WAITING, "entry": entry or WAITING["entry"], "exit": [rule]})
    found = simulated(Order(days=90), journey).report
    assert found is not None
    assert "five in a hundred each thing that takes them out" in found.opening
    assert 0.02 < found.outcomes["exited"] / found.entries.entered < 0.09


def test_what_is_made_up_says_so_and_at_which_rates() -> None:
    """**How it broke:** the tasks of made-up customers were taken for the work to come."""
    found = report(accounts=5, days=5)
    assert found.made_up
    assert found.opening.startswith("Made-up customers, to try the journey out: their numbers are")
    assert "50 % of messages are opened, 15 % of messages are clicked" in found.opening
    described = Order(days=5, population=Population(accounts=5))
    told = simulated(described, ONBOARDING).report
    assert told is not None
    assert told.opening.endswith("is as somebody described them.")


def test_what_no_customer_can_do_is_not_said_to_be_done() -> None:
    late = {"when": {"now": "day", "at_least": 30}}

    def note(*rules: dict[str, Any]) -> str:
        found = simulated(Order(accounts=5), from_data({**WAITING, "exit": list(rules)})).report
        assert found is not None
        return found.opening

    assert "takes them out" not in note()
    assert "nobody does anything that takes them out" in note(late)
    assert "but for 1 of these 2 rules" in note(late, {"when": CANCELLED})
    # Nobody can have something not happen.
    never = {"when": {"event": "Login", "exactly": 0, "within": "30d"}}
    assert "nobody does anything that takes them out" in note(never)


def test_events_are_made_up_as_they_are_looked_for() -> None:
    """**How it broke:** they had none of the properties, and nobody ever reached such a goal."""
    found = simulated(Order(), from_data({**WAITING, "goal": {"when": CANCELLED}})).report
    assert found is not None
    assert found.goal is not None
    assert 0.4 < found.goal.rate < 0.6


def test_what_is_asked_of_numbers_below_nothing_is_made_up_around_them() -> None:
    """**Invariant:** any journey can be simulated without a description of its customers.
    **How it broke:** a fall of health by 50 made up falls from 25 to 100, which nothing lies
    between."""
    asked = {
        "any": [
            {"trait": "account.logins_change", "less_than": -50},
            {"trait": "account.trend", "less_than": -5},
            {"trait": "account.trend", "more_than": 10},
        ]
    }
    journey = from_data({**to_json(ONBOARDING), "goal": {"when": asked}})
    traits = usual_population(journey).traits
    assert traits["account.logins_change"].number == (-100, -25)
    assert traits["account.trend"].number == (-10, 20)
    assert simulated(Order(accounts=5, days=5), journey).report is not None


def test_the_same_seed_gives_the_same_report_and_another_seed_another() -> None:
    assert report(accounts=30, seed=7) == report(accounts=30, seed=7)
    assert report(accounts=30, seed=7) != report(accounts=30, seed=8)


def test_shares_are_kept() -> None:
    does = [{"event": "Project Created", "share": 0.6, "between": ["1d", "5d"]}]
    population = described(does=does, bounce=0, unsubscribe=0)
    customers = inhabitants(ONBOARDING, population, BEGINS, BEGINS + timedelta(days=90))
    did, delays = 0, []
    for each in customers:
        moments = {one.name: one.at for one in each.customer.happenings if isinstance(one, Event)}
        if "Project Created" in moments:
            did += 1
            delays.append(moments["Project Created"] - moments["Account Created"])
    assert 100 <= did <= 140
    assert min(delays) >= timedelta(days=1)
    assert max(delays) <= timedelta(days=5)


def test_traits_and_zones_are_mixed_as_described() -> None:
    population = described(
        traits={
            "account.plan": {"one_of": {"pro": 3, "basic": 1}},
            "account.seats": {"number": [1, 50], "known": 0.5},
            "contact.title": {"one_of": {"CTO": 1}},
        },
        zones={"Europe/Amsterdam": 1, "America/New_York": 1},
    )
    everybody = [
        each.customer
        for each in inhabitants(ONBOARDING, population, BEGINS, BEGINS + timedelta(days=1))
    ]
    plans = Counter(each.account.traits["plan"] for each in everybody if each.account)
    assert plans["pro"] > 2 * plans["basic"]
    seats = [each.account.traits["seats"] for each in everybody if "seats" in each.account.traits]  # type: ignore[union-attr]
    assert 70 < len(seats) < 130
    assert all(1 <= each <= 50 for each in seats)
    assert len({each.people[0].time_zone for each in everybody}) == 2


def test_one_customers_timeline_is_that_of_the_report() -> None:
    found = simulated(Order(accounts=10, trace="account-4"))
    assert found.trace is not None
    assert found.trace.customer == "account-4"
    population = population_of(Order(accounts=10), ONBOARDING)
    until = BEGINS + timedelta(days=90)
    fourth = list(inhabitants(ONBOARDING, population, BEGINS, until))[3]
    setting = Setting(ONBOARDING, "Europe/Amsterdam")
    life = watched(setting, fourth, until)
    assert [line.kind for line in found.trace.lines] == [
        noted.entry.kind for noted in life.runs[0].timeline
    ]
    with pytest.raises(NotFound, match="no customer “nobody”"):
        simulated(Order(accounts=1, trace="nobody"))


def test_everybody_is_somewhere_every_day() -> None:
    found = report(accounts=40, days=60)
    assert [day.day for day in found.occupancy] == list(range(1, 61))
    for day in found.occupancy:
        assert sum(day.at.values()) == day.inside
    assert found.occupancy[-1].inside == found.running
    assert found.occupancy[-1].inside + found.occupancy[-1].ended == found.entries.entered


def test_messages_and_tasks_add_up() -> None:
    found = report(accounts=60, days=90)
    weeks = found.messages.by_week
    assert sum(week.sent for week in weeks) == found.messages.sent
    for week in weeks:
        assert sum(n * contacts for n, contacts in week.contacts.items()) == week.sent
        assert max(week.contacts) == week.most
    assert sum(each.tasks for each in found.tasks.by_week) == found.tasks.handed_out
    assert found.arbiter.sent == sum(each.sent for each in found.messages.by_step)
    assert sum(found.outcomes.values()) + found.running == found.entries.entered


def test_mails_that_bounce_and_readers_who_unsubscribe_show() -> None:
    population = described(accounts=50, bounce=0.5, unsubscribe=1)
    found = simulated(Order(population=population)).report
    assert found is not None
    assert found.arbiter.failed["The address takes no mail."] > 10
    assert found.arbiter.skipped["Unsubscribed from “onboarding”."] > 10


def test_it_can_be_stopped_and_says_how_far_it_is() -> None:
    order = Order(accounts=4)
    work = carry_out(Task(order, Setting(ONBOARDING), BEGINS))
    assert [next(work), next(work)] == [0.25, 0.5]
    work.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"accounts": 5_001},
        {"traits": {"account.plan": {}}},
        {"traits": {"account.plan": {"one_of": {"pro": 0}}}},
        {"traits": {"account.seats": {"number": [5, 1]}}},
        {"traits": {"account.renewal_date": {"date": [60, 0]}}},
        {"does": [{"share": 0.5, "between": ["1d", "2d"]}]},
        {"does": [{"event": "Login"}]},
        {"does": [{"event": "Login", "share": 2, "per_day": 1}]},
        {"colour": "red"},
    ],
)
def test_what_describes_no_population_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Population.model_validate(wrong)


_STAYS = """
journey: stays
name: Stays
entry: {triggers: [{event: Account Created}]}
goal: {when: GOAL}
start: rest
steps:
  rest: {type: wait, for: 60d, next: done}
  done: {type: exit}
"""


def reaching(goal: str, stays: str = "60d", days: int | None = 120) -> Report:
    written = _STAYS.replace("GOAL", goal).replace("60d", stays)
    order = Order.model_validate({"accounts": 800, "days": days})
    found = simulated(order, parse(written)).report
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("goal", "stays", "rate", "said"),
    [
        ("{event: A}", "60d", 0.5, None),
        ("{all: [{event: A}, {event: B}]}", "60d", 0.25, "about one in 4 does all of them."),
        ("{event: A, at_least: 3}", "60d", 0.125, "about one in 8 does all of them."),
        ("{event: A}, within: 7d", "60d", 0.5 / 3, "about 33 % do so in time."),
        ("{event: A}", "7d", 0.5 / 3, "about 33 % do so while they are inside."),
    ],
)
def test_the_goal_is_reached_by_as_many_as_can_be_reckoned_by_hand_and_it_is_said_why(
    goal: str, stays: str, rate: float, said: str | None
) -> None:
    """**How it broke:** half of the customers were said to do each thing, and 10 % reached a goal
    that takes several of them, in a week: nothing said why."""
    found = reaching(goal, stays)
    assert found.goal is not None
    assert abs(found.goal.rate - rate) < 0.05
    assert [each.endswith(said or "") for each in found.notes] == ([True] if said else [])


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("{event: A, at_least: 20000}", "hardly anybody does all of them."),
        ("{all: [{event: A}, {event: B, exactly: 0}]}", None),
    ],
)
def test_what_is_not_to_be_done_and_what_nobody_does_so_often_are_no_shares(
    goal: str, said: str | None
) -> None:
    """**How it broke:** a goal of many thousand events could not be simulated, as the share was too
    small to be written; and what must not happen was counted among what is done."""
    order = Order.model_validate({"accounts": 5, "days": 90})
    found = simulated(order, parse(_STAYS.replace("GOAL", goal))).report
    assert found is not None
    assert [each.endswith(said or "") for each in found.notes] == ([True] if said else [])


def test_who_is_not_through_at_the_end_is_told_with_how_long_to_watch() -> None:
    found = reaching("{event: A}", "120d", days=90)
    assert found.running > 0
    assert found.notes[-1] == (
        f"{found.running} were still under way after 90 days. To see the longest typical way to"
        " its end, watch 151 days."
    )
    assert reaching("{event: A}", "120d", days=151).running == 0
    by_itself = reaching("{event: A}", "120d", days=None)
    assert (by_itself.days, by_itself.running) == (151, 0)


def test_it_is_said_who_was_watched() -> None:
    assert report(accounts=20, days=5).among == "of 20 made-up accounts"


@pytest.mark.parametrize(
    "trigger",
    [
        "{date: {trait: account.renewal_date, offset: -90d}}",
        "{schedule: {cron: 0 9 1 * *}}",
    ],
)
def test_what_they_do_they_do_once_they_are_inside(trigger: str) -> None:
    """**How it broke:** of customers whom a date lets in some weeks after they come, half did each
    thing within three weeks of coming, most of them before they were inside: a tenth reached a goal
    that half were said to."""
    written = _STAYS.replace("GOAL", "{event: A}").replace("{event: Account Created}", trigger)
    found = simulated(Order.model_validate({"accounts": 400, "days": 160}), parse(written)).report
    assert found is not None
    assert found.goal is not None
    assert abs(found.goal.rate - 0.5) < 0.08


def test_where_dates_of_their_own_decide_how_long_they_stay_the_notes_say_so() -> None:
    """**How it broke:** “Customers are typically through after a day” was said of a journey in
    which half of them waited for months until a date of theirs, with far too few days to watch."""
    by_date = "at_most: {date: {trait: account.renewal_date, offset: -14d}}"
    wait = f"until: {{event: B}}, {by_date}, on: {{happened: done, timeout: done}}}}"
    written = _STAYS.replace("GOAL", "{event: A}").replace("for: 60d, next: done}", wait)
    order = Order.model_validate({"accounts": 200, "days": 60})
    found = simulated(order, parse(written)).report
    assert found is not None
    assert not any("typically through" in each for each in found.notes)
    assert found.notes[-1].endswith("watch 197 days.")
    longer = order.model_copy(update={"days": 197})
    then = simulated(longer, parse(written)).report
    assert then is not None
    # Those whose date nobody knows, and who do nothing, stay.
    assert then.running < found.running
