"""What journeys do in the simulator, one story each."""

from datetime import timedelta

from engine.consent import Consent
from engine.simulator import (
    ApprovalHeld,
    ApprovalReleased,
    Event,
    ExitRequested,
    Life,
    MessageMarked,
    Paused,
    Resumed,
    SegmentChanged,
    Setting,
    SurveyAnswered,
    TaskAnswered,
    Unsubscribed,
)
from tests.simulator.telling import after, changed, customer, journey, lived, outcome, said

MAIL = """
start: greet
steps:
  greet: {type: email, template: mail, next: done}
  done: {type: exit}
"""
LISTENS = """
start: listen
steps:
  listen:
    type: wait
    until: {event: Project Created, where: {property: size, at_least: 3}}
    at_most: 7d
    on: {happened: happy, timeout: sad}
  happy: {type: exit, outcome: happy}
  sad: {type: exit, outcome: sad}
"""


def test_a_mail_goes_out_at_once_and_the_journey_ends() -> None:
    life = lived(MAIL, customer())
    assert said(life) == [
        "Entered by “Account Created”.",
        "Sent “Hello Pat” to pat@acme.test (primary contact).",
        "Reached the end, “Done”.",
    ]
    assert [decision.code for decision in life.decisions] == ["enrolled"]


def test_an_event_ends_a_wait_when_it_passes_the_filter() -> None:
    small = Event(after(days=1), "Project Created", {"size": 1})
    large = Event(after(days=2), "Project Created", {"size": 5})
    life = lived(LISTENS, customer(small, large))
    assert outcome(life) == "happy"
    assert life.runs[0].ended_at == after(days=2)


def test_silence_ends_a_wait_when_its_time_is_over() -> None:
    life = lived(LISTENS, customer())
    assert (outcome(life), life.runs[0].ended_at) == ("sad", after(days=7))


def test_news_that_comes_late_counts_from_when_it_happened() -> None:
    late = Event(after(days=6), "Project Created", {"size": 3}, arrives=after(days=6.5))
    life = lived(LISTENS, customer(late))
    assert outcome(life) == "happy"


def test_nothing_has_happened_yet_at_the_end_of_the_simulation() -> None:
    life = lived(LISTENS, customer(), days=3)
    assert outcome(life) is None
    assert life.runs[0].wakes_at == after(days=7)


def test_a_message_waits_for_its_window() -> None:
    at_night = 'send: {window: {days: mon-fri, from: "18:00", to: "20:00"}}' + MAIL
    life = lived(at_night, customer())
    assert life.runs[0].sent[0].at == after(hours=9)


def test_a_customer_is_let_in_once() -> None:
    life = lived(MAIL, customer(Event(after(days=1), "Account Created")))
    assert [decision.code for decision in life.decisions] == ["enrolled", "already_been"]


def test_whoever_may_come_again_does() -> None:
    again = "entry: {triggers: [{event: Account Created}], reentry: {after: 5d}}" + MAIL
    comes = [Event(after(days=day), "Account Created") for day in (1, 6)]
    life = lived(again, customer(*comes))
    assert [decision.code for decision in life.decisions] == ["enrolled", "too_soon", "enrolled"]


def test_whoever_is_not_meant_stays_outside() -> None:
    only = "entry: {triggers: [{event: Account Created}], audience: {trait: account.plan, is: pro}}"
    assert lived(only + MAIL, customer()).decisions[0].code == "audience"
    assert lived(only + MAIL, customer(plan="pro")).decisions[0].code == "enrolled"


def test_a_template_that_lacks_a_value_leaves_the_mail_out() -> None:
    strict = MAIL.replace("template: mail", "template: strict")
    assert "Left out: Not known for this customer: account.plan." in said(lived(strict, customer()))
    assert lived(strict, customer(plan="pro")).runs[0].sent[0].fate == "sent"


def test_another_template_steps_in() -> None:
    fallback = MAIL.replace("template: mail", "template: strict, missing: {template: mail}")
    assert "Sent “Hello Pat” to pat@acme.test (primary contact)." in said(
        lived(fallback, customer())
    )


def test_an_address_that_takes_no_mail_is_a_failure() -> None:
    failed = MAIL.replace("next: done", "next: done, on: {failed: lost}")
    failed += "  lost: {type: exit, outcome: lost}\n"
    bouncing = changed(customer(), bounces=frozenset({"pat@acme.test"}))
    assert outcome(lived(failed, bouncing)) == "lost"


def test_whoever_has_unsubscribed_gets_no_mail() -> None:
    later = MAIL.replace("start: greet", "start: rest").replace(
        "steps:\n", "steps:\n  rest: {type: wait, for: 3d, next: greet}\n"
    )
    life = lived(later, customer(Unsubscribed(after(days=1), "*")))
    assert life.runs[0].sent[0].reason == "Unsubscribed from “story”."


def test_whoever_wants_one_message_a_week_gets_the_second_a_week_later() -> None:
    twice = MAIL.replace("next: done", "next: again").replace(
        "  done:", "  again: {type: email, template: mail, next: done}\n  done:"
    )
    pat = customer()
    wishes = {pat.people[0].id: Consent(most_per_week=1, transactional=frozenset({"invoices"}))}
    asks_for_less = changed(pat, consents=wishes)
    first, second = lived(twice, asks_for_less).runs[0].sent
    assert timedelta(days=6) < second.at - first.at <= timedelta(days=7)
    service = twice + "send: {topic: invoices}\n"
    first, second = lived(service, asks_for_less).runs[0].sent
    assert second.at == first.at


def test_the_button_of_a_task_is_the_way() -> None:
    asks = """
start: call
steps:
  call:
    {type: task, title: "Call {{ account.name }}", outcomes: [reached, gone], due: 3d, next: good,
     on: {gone: bad, overdue: late}}
  good: {type: exit, outcome: good}
  bad: {type: exit, outcome: bad}
  late: {type: exit, outcome: late}
"""
    assert outcome(lived(asks, customer(TaskAnswered(after(days=1), "call", "gone")))) == "bad"
    assert outcome(lived(asks, customer(TaskAnswered(after(days=1), "call", "reached")))) == "good"
    assert outcome(lived(asks, customer())) == "late"
    mistaken = lived(asks, customer(TaskAnswered(after(days=1), "call", "sold")))
    assert "not “sold”" in mistaken.missed[0].reason
    plain = "start: call\nsteps: {call: {type: task, title: Call, next: done}, done: {type: exit}}"
    mistaken = lived(plain, customer(TaskAnswered(after(seconds=0), "call", "sold")))
    assert mistaken.missed[0].reason == "“Call” has no answers, not “sold”."


def test_silence_approves_unless_somebody_holds_it() -> None:
    approves = """
start: ask
steps:
  ask: {type: approve, message: greet, due: 2d, on: {approved: greet, cancelled: done}}
  greet: {type: email, template: mail, next: done}
  done: {type: exit}
"""
    assert lived(approves, customer()).runs[0].sent[0].at == after(days=2)
    held = ApprovalHeld(after(days=1), "ask")
    assert outcome(lived(approves, customer(held))) is None
    released = ApprovalReleased(after(days=5), "ask")
    assert lived(approves, customer(held, released)).runs[0].sent[0].at == after(days=7)
    cancelled = TaskAnswered(after(days=1), "ask", "cancelled")
    assert lived(approves, customer(cancelled)).runs[0].sent == []


def test_the_score_of_a_survey_is_the_way() -> None:
    asks = """
start: nps
steps:
  nps: {type: survey, kind: nps, template: mail, at_most: 7d, next: done, on: {detractor: sorry}}
  sorry: {type: exit, outcome: sorry}
  done: {type: exit}
"""
    assert outcome(lived(asks, customer(SurveyAnswered(after(days=2), "nps", 3)))) == "sorry"
    assert outcome(lived(asks, customer(SurveyAnswered(after(days=2), "nps", 9)))) == "completed"
    assert outcome(lived(asks, customer(SurveyAnswered(after(days=8), "nps", 3)))) == "completed"


def test_what_became_of_a_mail_can_be_asked() -> None:
    asks = """
start: greet
steps:
  greet: {type: email, template: mail, next: rest}
  rest: {type: wait, until: {when: {message: greet, was: clicked}}, at_most: 5d,
         on: {happened: keen, timeout: done}}
  keen: {type: exit, outcome: keen}
  done: {type: exit}
"""
    clicked = MessageMarked(after(days=1), "greet", "clicked")
    life = lived(asks, customer(clicked))
    assert (outcome(life), life.runs[0].ended_at) == ("keen", after(days=1))


def test_an_update_is_heard_by_what_follows() -> None:
    sets = """
start: set
steps:
  set: {type: update, set: {account.plan: gold}, next: greet}
  greet: {type: email, template: strict, next: which}
  which: {type: branch, cases: [{id: gold, when: {trait: account.plan, is: gold}, next: rich}],
          otherwise: poor}
  rich: {type: exit, outcome: rich}
  poor: {type: exit, outcome: poor}
"""
    life = lived(sets, customer())
    assert outcome(life) == "rich"
    assert life.runs[0].sent[0].fate == "sent"


def test_a_moved_date_moves_the_wait() -> None:
    waits = """
start: renewal
steps:
  renewal: {type: wait, until: {date: {trait: account.renewal_date, offset: -10d}}, next: done}
  done: {type: exit}
"""
    moved = Event(after(days=1), "group", changes={"account.renewal_date": "2026-06-20"})
    life = lived(waits, customer(moved, renewal_date="2026-05-20"))
    assert life.runs[0].ended_at == after(days=100)


def test_time_alone_takes_a_silent_customer_out() -> None:
    leaves = (
        "exit: [{when: {all: [{event: Login}, {not: {event: Login, within: 14d}}]}}]"
        + LISTENS.replace("at_most: 7d", "at_most: 90d")
    )
    life = lived(leaves, customer(Event(after(days=3), "Login")))
    assert (outcome(life), life.runs[0].ended_at) == ("exited", after(days=17))


def test_the_goal_is_reached_in_the_middle_of_a_wait() -> None:
    wants = "goal: {when: {event: Report Shared}, within: 5d}" + LISTENS
    shared = Event(after(days=2), "Report Shared")
    life = lived(wants, customer(shared))
    assert (outcome(life), life.runs[0].goal_met_at) == ("goal", after(days=2))
    too_late = lived(wants, customer(Event(after(days=6), "Report Shared")))
    assert outcome(too_late) == "sad"


def test_leaving_a_segment_can_be_the_end() -> None:
    belongs = (
        "entry: {triggers: [{event: Account Created}], audience: {segment: trial}}\n"
        "exit: [{leaves: audience}]" + LISTENS
    )
    left = SegmentChanged(after(days=2), "trial", member=False)
    inside = changed(customer(left), segments=frozenset({"trial"}))
    life = lived(belongs, inside)
    assert (outcome(life), life.runs[0].ended_at) == ("exited", after(days=2))


def test_a_person_takes_a_customer_out() -> None:
    out = ExitRequested(after(days=1), "They called.", by="olive@northwind.test")
    assert said(lived(LISTENS, customer(out)))[-1].startswith("Taken out by olive@northwind.test")


def test_nothing_goes_out_while_a_journey_is_paused() -> None:
    later = MAIL.replace("start: greet", "start: rest").replace(
        "steps:\n", "steps:\n  rest: {type: wait, for: 3d, next: greet}\n"
    )
    life = lived(later, customer(Paused(after(days=1)), Resumed(after(days=10))))
    assert life.runs[0].sent[0].at == after(days=10)


def test_a_stopped_clock_leaves_as_much_to_wait_as_there_was() -> None:
    paused = Paused(after(days=2), stops_clock=True)
    life = lived(LISTENS, customer(paused, Resumed(after(days=12))))
    assert (outcome(life), life.runs[0].ended_at) == ("sad", after(days=17))


def test_a_journey_that_goes_round_and_round_is_given_up() -> None:
    round_and_round = """
start: rest
steps:
  rest: {type: wait, for: 1m, next: again}
  again: {type: go_to, to: rest}
"""
    setting = Setting(journey(round_and_round))
    life = Life(setting, customer(), after(days=365), patience=100).live()
    assert life.exhausted
    assert life.looks == 101


def test_a_contact_goes_through_a_journey_of_their_own() -> None:
    personal = "subject: contact" + MAIL
    life = lived(personal, customer())
    assert life.runs[0].contact == life.customer.people[0].id
    assert life.runs[0].ended_at == after(days=0)


def test_wake_ups_follow_the_customers_clock() -> None:
    morning = """
start: rest
steps:
  rest: {type: wait, until: {day: 3, at: 09:00}, next: done}
  done: {type: exit}
"""
    life = lived(morning, customer(time_zone="America/New_York"))
    assert life.runs[0].ended_at == after(days=2, hours=5)
    assert timedelta(hours=5) == life.runs[0].ended_at - after(days=2)
