"""One step, several people; waiting for everybody; and asking once more. By the simulator, which
decides by the very code that decides for real."""

from dataclasses import replace
from datetime import datetime

from engine.simulation.happenings import SurveyAnswered, Unsubscribed
from engine.simulator import Customer, Event, Happening, Life, person
from tests.simulator.telling import after, customer, lived, outcome, said

PAT = person("pat", {"name": "Pat", "email": "pat@acme.test"})
BEA = replace(person("bea", {"name": "Bea", "email": "bea@acme.test"}), roles=("champion",))
CY = replace(person("cy", {"name": "Cy"}), roles=("admin",))
DEE = replace(person("dee", {"name": "Dee", "email": "dee@acme.test"}), roles=("admin", "champion"))

TO_SOME = """
start: mail
steps:
  mail:
    type: email
    template: mail
    to: {roles: [champion, admin]}
    next: done
    on: {skipped: nobody}
  done: {type: exit}
  nobody: {type: exit, outcome: nobody}
"""
TOGETHER = """
start: all
steps:
  all:
    type: wait
    until: {event: Logged In, by: all, roles: [champion, admin]}
    at_most: 10d
    on: {happened: done, timeout: late}
  done: {type: exit}
  late: {type: exit, outcome: late}
"""
ASKED = """
start: nps
steps:
  nps:
    type: survey
    kind: nps
    template: mail
    to: {roles: [champion, admin], else: primary}
    at_most: 10d
    remind: {after: 3d}
    next: done
    on: {detractor: sorry, no_answer: silent}
  done: {type: exit}
  sorry: {type: exit, outcome: sorry}
  silent: {type: exit, outcome: silent}
"""


def acme(*happenings: Happening) -> Customer:
    """Pat is the primary contact; Bea is the champion; Cy, without an address, and Dee run it."""
    return replace(customer(*happenings), people=(PAT, BEA, CY, DEE))


def logs_in(who: object, at: datetime) -> Event:
    return Event(at, "Logged In", contact=getattr(who, "id"))  # noqa: B009


def letters(life: Life) -> list[tuple[str, str]]:
    """Whom each message was for, and what became of it."""
    names = {PAT.id: "Pat", BEA.id: "Bea", CY.id: "Cy", DEE.id: "Dee"}
    (run,) = life.runs
    return [(names[each.contact] if each.contact else "-", each.fate) for each in run.sent]


def test_each_gets_it_by_themselves_and_each_who_does_not_has_a_reason_of_their_own() -> None:
    life = lived(TO_SOME, acme(Unsubscribed(after(minutes=-1), "*", BEA.id)))
    assert letters(life) == [("Bea", "skipped"), ("Dee", "sent"), ("Cy", "skipped")]
    assert "Left out: No mail address is known." in said(life)
    assert outcome(life) == "completed"


def test_only_the_first_so_many_get_it_in_the_order_of_the_roles() -> None:
    life = lived(TO_SOME.replace("admin]", "admin], at_most: 2"), acme())
    assert letters(life) == [("Bea", "sent"), ("Dee", "sent")]


def test_it_was_left_out_where_nobody_got_it() -> None:
    alone = replace(acme(), people=(PAT, CY))
    assert letters(lived(TO_SOME, alone)) == [("Cy", "skipped")]
    assert outcome(lived(TO_SOME, alone)) == "nobody"
    nobody = lived(TO_SOME, replace(acme(), people=(PAT,)))
    assert "Left out: No contact of this account is its champion or admin." in said(nobody)


def test_everybody_has_to_do_it_who_has_one_of_the_roles() -> None:
    did = [logs_in(BEA, after(days=1)), logs_in(DEE, after(days=2)), logs_in(PAT, after(days=3))]
    assert outcome(lived(TOGETHER, acme(*did))) == "late"
    life = lived(TOGETHER, acme(*did, logs_in(CY, after(days=4))))
    assert outcome(life) == "completed"
    assert life.runs[0].ended_at == after(days=4)
    assert "“Logged In” by every champion and admin happened." in said(life)


def test_of_any_only_those_in_the_roles_count() -> None:
    any_admin = TOGETHER.replace("by: all, roles: [champion, admin]", "roles: [admin]")
    assert outcome(lived(any_admin, acme(logs_in(BEA, after(days=1))))) == "late"
    assert outcome(lived(any_admin, acme(logs_in(CY, after(days=1))))) == "completed"


def test_who_has_not_answered_is_reminded_once() -> None:
    life = lived(ASKED, acme())
    assert outcome(life) == "silent"
    (run,) = life.runs
    reminders = [(each.contact, each.at) for each in run.sent if each.is_reminder]
    assert reminders == [(BEA.id, after(days=3)), (DEE.id, after(days=3))]
    assert "Sent “Hello Dee” to dee@acme.test (champion; a reminder)." in said(life)
    assert run.ended_at == after(days=10)


def test_who_has_answered_is_not_reminded_and_the_first_answer_counts() -> None:
    life = lived(ASKED, acme(SurveyAnswered(after(days=2), "nps", 3)))
    assert outcome(life) == "sorry"
    assert not any(each.is_reminder for each in life.runs[0].sent)


def test_a_reminder_waits_for_its_window_and_an_answer_is_heard_meanwhile() -> None:
    window = ASKED.replace("remind:", "send: {window: {days: fri}}\n    remind:").replace(
        "after: 3d", "after: 5d"
    )
    # Asked on Friday; the reminder would be due on Wednesday, and is put off to Friday again: that
    # asks for two days of patience, however long ago they were asked.
    answered = SurveyAnswered(after(days=9, hours=12), "nps", 2)
    life = lived(window, acme(answered))
    assert outcome(life) == "sorry"
    assert life.runs[0].ended_at == after(days=9, hours=12)
    assert not any(each.is_reminder for each in life.runs[0].sent)
    patient = window.replace("days: fri}", "days: fri}, patience: 5d")
    again = [each.fate for each in lived(patient, acme()).runs[0].sent if each.is_reminder]
    assert again == ["sent", "sent"]
