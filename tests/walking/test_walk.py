"""A person walks a customer through a journey, choice by choice."""

from datetime import UTC, date, datetime, timedelta

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.definition.scenarios import SampleCustomer
from engine.simulation.scenarios import ORGANIZATION, sample_customer
from engine.simulation.setting import Setting, named
from engine.walking import Choice, Walk, walk
from engine.walking.choosing import Option
from engine.walking.making import admitted

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)

TRIAL = """
journey: trial
name: Trial
entry: {triggers: [{event: Account Created}], audience: {trait: account.status, is_not: churned}}
goal: {when: {event: Plan Bought}}
start: hello
steps:
  hello: {type: email, template: hello, next: project}
  project:
    type: wait
    until: {event: Project Created, where: {property: kind, is: real}}
    at_most: 5d
    on: {happened: ask, timeout: call}
  ask: {type: survey, kind: nps, template: ask, at_most: 3d, next: done, on: {detractor: call}}
  call:
    type: task
    title: Call {{ account.name }}
    due: 2d
    outcomes: [helped, gone]
    on: {helped: seats, gone: lost}
  seats:
    type: wait
    until: {when: {trait: account.seats, more_than: 5}}
    at_most: 10d
    on: {happened: done, timeout: done}
  lost: {type: exit, outcome: lost}
  done: {type: exit}
templates:
  hello: {subject: "Hello, {{ contact.first_name | default('you') }}", body: Welcome to us.}
  ask: {subject: One question, body: How likely?}
"""


def walked(*choices: Choice, text: str = TRIAL, **traits: str) -> Walk:
    journey: Journey = parse(text, format="yaml")
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    customer = sample_customer(SampleCustomer(account={"status": "active", **traits}), "UTC")
    return walk(setting, customer, choices, begins=BEGINS)


def labels(found: Walk) -> list[str]:
    return [option.label for option in found.waiting.options] if found.waiting else []


def passing(found: Walk) -> Option:
    """What lets time pass."""
    assert found.waiting is not None
    return next(each for each in found.waiting.options if each.choice.what == "time")


EVENT = Choice(step="project", what="event")
TIME = Choice(step="project", what="time")


def test_message_is_read_as_it_would_arrive() -> None:
    found = walked()
    (message,) = [line.message for line in found.trace if line.message]
    assert message.title == "Hello, Sam"
    assert "Welcome to us." in message.text
    assert message.to == "someone@example.com"


def test_wait_offers_what_can_happen_and_time() -> None:
    found = walked()
    assert found.waiting is not None
    assert found.waiting.step == "project"
    assert labels(found) == [
        "Project Created happens",
        "Let time pass, and nothing happens",
        "The goal is reached: Plan Bought has happened since entry",
    ]
    assert passing(found).at == BEGINS + timedelta(days=5)


def test_event_is_made_up_so_that_the_filter_lets_it_pass() -> None:
    found = walked(EVENT)
    assert found.waiting is not None
    assert found.waiting.step == "ask"
    assert [(line.step, line.outlet, line.to) for line in found.trace if line.outlet] == [
        ("hello", "next", "project"),
        ("project", "happened", "ask"),
    ]


def test_properties_a_person_gives_are_what_the_filter_sees() -> None:
    found = walked(Choice(step="project", what="event", properties={"kind": "trial"}))
    assert found.waiting is not None
    assert found.waiting.step == "project"


def test_time_leads_on_by_the_timeout() -> None:
    found = walked(TIME)
    assert found.waiting is not None
    assert found.waiting.step == "call"
    assert found.waiting.since == BEGINS + timedelta(days=5)


def test_answers_and_buttons_lead_where_they_say() -> None:
    angry = Choice(step="ask", what="answer", score=3)
    helped = Choice(step="call", what="task", outcome="helped")
    grown = Choice(step="seats", what="holds")
    found = walked(EVENT, angry, helped, grown)
    assert found.used == 4
    assert found.ended is not None
    assert [link.to for link in found.links][-4:] == ["ask", "call", "seats", "done"]
    assert found.visited == ("hello", "project", "ask", "call", "seats", "done")


def test_goal_can_be_reached_at_any_wait() -> None:
    found = walked(Choice(step="project", what="goal"))
    assert found.ended is not None
    assert found.ended.outcome == "goal"


def test_choice_that_no_longer_fits_says_so_and_shows_the_walk_up_to_there() -> None:
    found = walked(TIME, Choice(step="ask", what="answer", score=3))
    assert found.used == 1
    assert found.stopped is not None
    assert found.stopped.code == "stands_elsewhere"
    assert found.stopped.said == "They stand at “Call” by then, and go another way."
    assert found.waiting is not None
    assert found.waiting.step == "call"


def test_whom_the_audience_keeps_out_does_not_enter() -> None:
    found = walked(status="churned")
    assert not found.entered
    assert found.stopped is not None
    assert found.trace == ()


def test_same_choices_give_the_same_walk() -> None:
    assert walked(EVENT) == walked(EVENT)


# What a walk tells

WINDOWS = """
journey: windows
name: Windows
entry: {triggers: [{event: Account Created}]}
send: {window: {days: mon-fri, from: "10:00", to: "17:00"}}
start: mail
steps:
  mail: {type: email, template: mail, missing: {template: plain}, next: other}
  other: {type: email, to: {role: champion}, template: plain, next: look}
  look:
    type: branch
    cases: [{id: big, when: {trait: account.seats, more_than: 5}, next: note}]
    otherwise: note
  note: {type: in_app, template: note, format: banner, next: done}
  done: {type: exit, outcome: seen}
templates:
  mail: {subject: "For {{ account.industry }}", body: Secret.}
  plain: {subject: For you, body: "Hello **{{ contact.first_name }}**."}
  note: {title: News, body: Look.}
"""


def test_message_put_off_says_until_when_and_goes_on_with_time() -> None:
    found = walked(text=WINDOWS)
    put_off = next(line for line in found.trace if line.kind == "deferred")
    assert put_off.until == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert put_off.reason is not None
    assert put_off.reason in put_off.words
    assert (passing(found).at, passing(found).outlet) == (put_off.until, None)


def test_messages_are_shown_as_production_writes_them() -> None:
    found = walked(Choice(step="mail", what="time"), text=WINDOWS, seats="3")
    mail, note = [line.message for line in found.trace if line.message and line.kind == "sent"]
    assert (mail.channel, mail.template, mail.title) == ("email", "plain", "For you")
    assert mail.html is not None
    assert "<strong>Sam</strong>" in mail.html
    assert "unsubscribe" in mail.text.lower()
    assert (note.channel, note.title, note.to) == ("in_app", "News", "Sam Sample")
    left_out = next(line for line in found.trace if line.step == "other")
    assert (left_out.kind, left_out.outlet) == ("skipped", "next")
    assert left_out.reason == "No contact of this account is its champion."


def test_branch_shows_what_was_looked_at() -> None:
    found = walked(Choice(step="mail", what="time"), text=WINDOWS, seats="3")
    (looked,) = [line for line in found.trace if line.step == "look"]
    (evidence,) = looked.evidence
    assert (evidence.about, evidence.rows[0].found, evidence.rows[0].holds) == ("big", "3", False)
    assert found.ended is not None
    assert (found.ended.outcome, found.waiting) == ("seen", None)


def test_task_is_told_with_its_buttons_and_its_date() -> None:
    found = walked(TIME)
    (task,) = [line.task for line in found.trace if line.task]
    assert task.title == "Call Sample Ltd"
    assert task.outcomes == ("helped", "gone")
    assert task.due_at == BEGINS + timedelta(days=7)


def test_nobody_in_time_is_a_choice_where_the_task_has_a_way_for_it() -> None:
    text = TRIAL.replace(
        "on: {helped: seats, gone: lost}", "on: {helped: seats, gone: lost, overdue: lost}"
    )
    found = walked(TIME, Choice(step="call", what="time"), text=text)
    assert found.ended is not None
    assert found.ended.outcome == "lost"


# What can be chosen beside what is offered


def test_any_event_can_happen_at_any_wait() -> None:
    found = walked(Choice(step="project", what="event", event="Plan Bought"))
    assert found.ended is not None
    assert found.ended.outcome == "goal"


def test_what_is_chosen_can_be_given_a_time() -> None:
    third_day = BEGINS + timedelta(days=2)
    found = walked(Choice(step="project", what="event", at=third_day))
    assert next(line.at for line in found.trace if line.outlet == "happened") == third_day


def test_time_that_does_not_fit_is_refused_with_the_walk_up_to_there() -> None:
    late = walked(Choice(step="project", what="event", at=BEGINS + timedelta(days=6)))
    early = walked(Choice(step="project", what="event", at=BEGINS - timedelta(days=6)))
    assert [found.stopped.code for found in (late, early) if found.stopped] == [
        "too_late",
        "too_early",
    ]
    assert late.waiting is not None


def test_any_score_of_the_scale_can_be_answered() -> None:
    assert walked(EVENT, Choice(step="ask", what="answer", score=0)).used == 2
    off = walked(EVENT, Choice(step="ask", what="answer", score=11))
    assert off.stopped is not None
    assert off.stopped.code == "cannot_happen"


MORE = """
journey: more
name: More
entry: {triggers: [{event: Account Created}], audience: {trait: account.status, is: active}}
exit: [{leaves: audience}, {when: {event: Cancelled}, reason: They cancelled}]
start: quiet
steps:
  quiet:
    type: wait
    until: {when: {event: Login, within: ever, last: {longer_ago_than: 30d}}}
    on: {happened: renewal}
  renewal:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -10d}}
    next: done
  done: {type: exit}
"""


def test_what_nothing_can_bring_about_can_be_taken_as_so() -> None:
    found = walked(Choice(step="quiet", what="holds"), text=MORE)
    assert found.waiting is not None
    assert found.waiting.step == "renewal"
    taken = found.trace[-2]
    assert (taken.kind, taken.outlet, taken.to) == ("skipped_wait", "happened", "renewal")


def test_date_nobody_knows_can_become_known() -> None:
    quiet, known = Choice(step="quiet", what="holds"), Choice(step="renewal", what="date")
    found = walked(quiet, known, Choice(step="renewal", what="time"), text=MORE)
    assert found.ended is not None
    on_the_day = Choice(step="renewal", what="date", day=date(2026, 12, 20))
    later = walked(quiet, on_the_day, text=MORE)
    assert passing(later).at == datetime(2026, 12, 10, 9, tzinfo=UTC)


SIGNED = """
journey: signed
name: Signed
entry: {triggers: [{event: Quote Sent}]}
start: signed
steps:
  signed:
    type: wait
    until: {event: Contract Signed}
    at_most: {date: {trait: account.renewal_date, offset: -14d}}
    on: {happened: done, timeout: late}
  late: {type: exit, outcome: late}
  done: {type: exit}
"""


def test_a_limit_by_a_date_is_walked_past_and_its_date_can_become_known_and_move() -> None:
    time = Choice(step="signed", what="time")
    near = walked(text=SIGNED, renewal_date="2026-03-30")
    offered = passing(near)
    assert (offered.label, offered.outlet) == ("Let time pass, and nothing happens", "timeout")
    assert offered.at == datetime(2026, 3, 16, 9, tzinfo=UTC)
    ended = walked(time, text=SIGNED, renewal_date="2026-03-30").ended
    assert ended is not None
    assert ended.outcome == "late"

    event, known = "Contract Signed happens", "Account renewal date becomes known"
    assert labels(walked(text=SIGNED)) == [event, known]
    becomes = Choice(step="signed", what="date")
    assert labels(walked(becomes, text=SIGNED)) == [event, offered.label]
    said = Choice(step="signed", what="date", day=date(2026, 12, 20))
    for found in (walked(said, text=SIGNED), walked(becomes, said, text=SIGNED)):
        assert passing(found).at == datetime(2026, 12, 6, 9, tzinfo=UTC)


def test_each_exit_can_be_taken() -> None:
    offered = [label for label in labels(walked(text=MORE)) if label.startswith("They leave")]
    assert len(offered) == 2
    for number, reason in enumerate(("Left the audience", "They cancelled")):
        found = walked(Choice(step="quiet", what="exit", exit=number), text=MORE)
        assert found.ended is not None
        assert found.ended.outcome == "exited"
        assert found.ended.reason.startswith(reason)


# What is unfinished


def test_journey_that_leads_nowhere_is_walked_up_to_there() -> None:
    found = walked(TIME, text=TRIAL.replace("timeout: call}", "timeout: nowhere}"))
    assert found.stopped is not None
    assert found.stopped.code == "broken_journey"
    assert "nowhere" in found.stopped.said
    assert found.waiting is None
    assert found.visited == ("hello", "project")
    assert found.trace[-1].kind == "timed_out"


def test_loop_without_a_wait_is_found_out() -> None:
    text = TRIAL.replace("next: project}", "next: again}").replace(
        "  lost:", "  again: {type: go_to, to: hello}\n  lost:"
    )
    found = walked(text=text)
    assert found.stopped is not None
    assert found.stopped.code == "broken_journey"


AHEAD = """
journey: ahead
name: Ahead
entry: {triggers: [{event: Account Created}]}
goal: {when: {event: Plan Bought}, exit: false}
start: pause
steps:
  pause: {type: wait, for: 14d, next: started}
  started:
    type: branch
    name: Have they begun?
    cases:
      - {id: bought, when: {event: Plan Bought}, next: bought}
      - {id: begun, when: {event: Project Created}, next: ask}
      - {id: active, when: {trait: account.status, is: active}, next: done}
    otherwise: tips
  ask: {type: survey, kind: nps, template: ask, at_most: 3d, next: done}
  tips: {type: email, template: tips, skip_when: {event: Tips Read}, next: later}
  later: {type: wait, until: {event: Project Created}, at_most: 5d, next: done}
  bought: {type: exit}
  done: {type: exit}
templates:
  ask: {subject: One question, body: How likely?}
  tips: {subject: Tips, body: Three of them.}
"""


def test_what_steps_ahead_ask_can_come_about_before() -> None:
    """**How it broke:** where only time passes, no branch behind was ever taken but by its last
    way."""
    said = "Project Created has happened since entry"
    asked = f"“Have they begun?” will find: {said}"
    before = walked(text=AHEAD)
    assert labels(before) == [
        "Let time pass: the wait ends",
        asked,
        "“Tips” will find: Tips Read has happened since entry",
        "The goal is reached: Plan Bought has happened since entry",
    ]
    assert before.waiting is not None
    choice = before.waiting.options[1].choice
    after = walked(choice, Choice(step="pause", what="time"), text=AHEAD)
    assert after.stopped is None
    assert after.waiting is not None
    assert after.waiting.step == "ask"
    assert after.retold.scenario is not None


def test_what_leads_to_nothing_yet_is_told_where_it_happened() -> None:
    """**How it broke:** the button was gone, and the story said nothing of what it had done."""
    read = Choice(step="pause", what="ahead", ahead="tips")
    bought = Choice(step="pause", what="event", event="Report Opened")
    trace = walked(read, bought, Choice(step="pause", what="time"), text=AHEAD).trace
    assert [line.words for line in trace if line.kind == "happened"] == [
        "“Tips” will find: Tips Read has happened since entry. They stay here.",
        "Report Opened happens. They stay here.",
    ]
    assert [line.at for line in trace] == sorted(line.at for line in trace)
    assert {line.step for line in trace if line.kind == "happened"} == {"pause"}


def test_what_a_message_ahead_is_left_out_by_can_come_about_before() -> None:
    read = Choice(step="pause", what="ahead", ahead="tips")
    time = Choice(step="pause", what="time")
    sent, skipped = (
        [line.kind for line in walked(*choices, text=AHEAD, status="new").trace]
        for choices in ([time], [read, time])
    )
    assert "sent" in sent
    assert "sent" not in skipped
    assert "skipped" in skipped


def test_question_that_is_not_asked_ahead_any_more_stops_the_walk() -> None:
    gone = Choice(step="pause", what="ahead", ahead="ask", case=0)
    found = walked(gone, text=AHEAD)
    assert found.stopped is not None
    assert found.stopped.code == "cannot_happen"


def test_what_is_done_is_said_once() -> None:
    text = TRIAL.replace("[helped, gone]", "[done, gone]").replace("{helped: seats", "{done: seats")
    assert labels(walked(TIME, text=text))[:2] == ["Done", "Done: gone"]


def test_customer_made_up_has_the_date_that_lets_them_in() -> None:
    """**How it broke:** whoever was let in by a date then waited for the same date to be known."""
    text = """
journey: renewal
name: Renewal
entry:
  triggers: [{date: {trait: account.renewal_date, offset: -90d}}]
  audience: {trait: account.renewal_date, within_next: 120d}
start: later
steps:
  later: {type: wait, until: {date: {trait: account.renewal_date, offset: -60d}}, next: done}
  done: {type: exit}
"""
    journey = parse(text, format="yaml")
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    customer = admitted(sample_customer(SampleCustomer(), "UTC"), journey, BEGINS)
    found = walk(setting, customer, [], begins=BEGINS)
    assert found.entered
    assert found.waiting is not None
    [passing] = [option for option in found.waiting.options if option.choice.what == "time"]
    assert passing.at == datetime(2026, 4, 1, 9, tzinfo=UTC)


def test_customer_made_up_holds_the_roles_the_journey_writes_to() -> None:
    """**How it broke:** for whoever was made up, a mail to the champion was left out."""
    text = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, to: {role: champion, else: nobody}, template: hello, next: done}
  done: {type: exit}
templates: {hello: {subject: Hello, body: Hello}}
"""
    journey = parse(text, format="yaml")
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    customer = admitted(sample_customer(SampleCustomer(), "UTC"), journey, BEGINS)
    assert customer.people[0].roles == ("champion",)
    found = walk(setting, customer, [], begins=BEGINS)
    [sent] = [line.message for line in found.trace if line.message]
    assert sent.to == customer.people[0].email
    given = admitted(sample_customer(SampleCustomer(roles=("billing",)), "UTC"), journey, BEGINS)
    assert given.people[0].roles == ("billing",)


def test_what_is_waited_for_and_is_the_goal_is_one_choice() -> None:
    """**How it broke:** two buttons did the same, and neither said so."""
    goal = TRIAL.replace("when: {event: Plan Bought}", "when: {event: Project Created}")
    goal = goal.replace(", where: {property: kind, is: real}", "")
    assert labels(walked(text=goal)) == [
        "Project Created happens, and the goal is reached",
        "Let time pass, and nothing happens",
    ]
    found = walked(EVENT, text=goal)
    assert found.ended is not None
    assert found.ended.converted


def test_an_end_is_no_goal_reached() -> None:
    lost = walked(TIME, Choice(step="call", what="task", outcome="gone"))
    assert lost.ended is not None
    assert (lost.ended.outcome, lost.ended.converted) == ("lost", False)


def test_evidence_calls_a_step_as_it_is_called() -> None:
    """**How it broke:** “the task “call””, in small letters, of a step called otherwise."""
    asked = TRIAL.replace("helped: seats, gone: lost", "helped: asked, gone: lost").replace(
        "  lost:",
        "  asked:\n    type: branch\n    otherwise: done\n"
        "    cases: [{id: a, when: {task: call, was: open}, next: done}]\n  lost:",
    )
    for name, title in (("", "Call"), ("    name: Ring THEM\n", "Ring THEM")):
        text = asked.replace("    title: Call", f"{name}    title: Call")
        found = walked(TIME, Choice(step="call", what="task", outcome="helped"), text=text)
        rows = [row for line in found.trace for each in line.evidence for row in each.rows]
        assert [row.checked for row in rows] == [f"the task “{title}” is open"]
