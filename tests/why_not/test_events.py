"""Why one event did not start one journey, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.facts import DATE_REACHED, HEALTH_CHANGED, SEGMENT_ENTERED
from engine.spelling import nearest
from engine.why_not import Answer, Decided, Live, Passage, Standing, Told, answer_for_event

ACTED = datetime(2026, 9, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PASSAGE = Passage(UUID(int=7), ACTED - 30 * DAY, ACTED - 10 * DAY, "Done.")
TOLD = Told("Account Created", {}, names_account=True, names_contact=True, dispatched_at=ACTED)


def starting_by(*triggers: str, subject: str = "account") -> Journey:
    return parse(
        f"""
journey: welcome
name: The welcome
subject: {subject}
entry: {{triggers: [{", ".join(triggers)}]}}
start: done
steps: {{done: {{type: exit}}}}
""",
        format="yaml",
    )


def live(*triggers: str, number: int = 1, after: timedelta = -DAY) -> Live:
    return Live(number, ACTED + after, starting_by(*triggers))


CREATED = live("{event: Account Created}")
STANDING = Standing("welcome", "The welcome", "live", now=CREATED, then=CREATED)


def standing(version: Live) -> Standing:
    return replace(STANDING, now=version, then=version)


def refused(code: str, reason: str) -> Decided:
    return Decided(False, code, reason, {"text": "x", "holds": False}, None)


def said(answer: Answer) -> tuple[str, str]:
    return answer.code, " ".join(str(each) for each in (answer.answer, *answer.more))


OTHER = live("{event: Report Shared}")
LATER = live("{event: Account Created}", number=2, after=DAY)
AT = "Mon 7 Sep 2026, 12:00 (UTC)"
TOMORROW = "Tue 8 Sep 2026, 12:00 (UTC)"
YESTERDAY = "Sun 6 Sep 2026, 12:00 (UTC)"


@pytest.mark.parametrize(
    ("told", "standing", "code", "words"),
    [
        (replace(TOLD, dispatched_at=None), STANDING,
         "waiting", "It has not been acted on yet. That takes a moment."),
        (replace(TOLD, dispatched_at=None, error="ValueError: no.", again_at=ACTED), STANDING,
         "set_aside", f"It cannot be acted on: ValueError: no. It is tried again {AT}."),
        (TOLD, STANDING,
         "unrecorded", "The journey listens for it, but what was decided is not written down."),
        (TOLD, replace(STANDING, status="draft", now=None, then=None, draft=CREATED.journey),
         "never_published", "The welcome has never been published, so nothing starts it. "
         "Its draft starts by such an event, and has not been published."),
        (TOLD, replace(STANDING, now=LATER, then=None),
         "published_later", f"The welcome was not published yet when this was acted on, on {AT}. "
         f"Version 2, which is live now, was published {TOMORROW}. "
         "It starts by such an event: the next one is looked at."),
        (TOLD, replace(STANDING, status="archived", archived_at=ACTED - DAY),
         "archived", f"The journey was archived on {YESTERDAY}. Nobody enters any more."),
        (TOLD, replace(STANDING, now=LATER, then=OTHER),
         "heard_since", f"Version 2 starts by it, and was published {TOMORROW}. "
         "It came before, when version 1 was live, which does not."),
        (TOLD, replace(STANDING, now=OTHER, then=replace(OTHER, journey=None)),
         "unreadable", "Version 1, which was live then, cannot be read by this Onward."),
        (replace(TOLD, name="account_created"), STANDING,
         "other_spelling", "It starts by “Account Created”; this was “account_created”. "
         "Names must be the same to the letter."),
        (TOLD, standing(OTHER),
         "not_heard", "It does not listen for “Account Created”."),
        (replace(TOLD, names_account=False), standing(OTHER),
         "not_heard", "It does not listen for “Account Created”. "
         "It names no account either, and the journey is for accounts."),
        (TOLD, replace(standing(OTHER), draft=CREATED.journey),
         "not_heard", "It does not listen for “Account Created”. "
         "Its draft starts by such an event, and has not been published."),
        (replace(TOLD, name=SEGMENT_ENTERED, properties={"segment": "at-risk"}),
         standing(live("{segment: newly-paid}", "{segment: newly-big}")),
         "meant_for_another", "It starts when the customer enters the segment newly paid or when"
         " the customer enters the segment newly big. This tells of the segment at risk."),
        (replace(TOLD, name=HEALTH_CHANGED, properties={"to": "green"}),
         standing(live("{health: red}")),
         "meant_for_another",
         "It starts when the account’s health turns red. This tells that it turned green."),
        (replace(TOLD, name=DATE_REACHED, properties={"journey": "other"}),
         standing(live("{date: {trait: account.renewal_date, offset: -90d}}")),
         "meant_for_another", "It starts 90 days before account renewal date at 09:00."
         " This tells of a date of the journey other."),
        (replace(TOLD, name=DATE_REACHED, properties={"journey": "welcome", "offset": "-30d"}),
         standing(live("{date: {trait: account.renewal_date, offset: -90d}}")),
         "meant_for_another", "It starts 90 days before account renewal date at 09:00."
         " This tells of another of its dates, or of one it had before."),
    ],
)  # fmt: skip
def test_nothing_was_decided(told: Told, standing: Standing, code: str, words: str) -> None:
    assert said(answer_for_event(told, standing, None, None, "UTC")) == (code, words)


@pytest.mark.parametrize(
    ("told", "decided", "before", "words", "passage"),
    [
        (TOLD, Decided(True, "enrolled", "", None, UUID(int=1)), None,
         "It did start it.", UUID(int=1)),
        (TOLD, refused("audience", "The customer is not in the audience."), PASSAGE,
         "The customer is not in the audience.", None),
        (TOLD, refused("already_been", "Entered once."), PASSAGE, "Entered once. They entered it on"
         " Sat 8 Aug 2026, 12:00 (UTC) and left it on Fri 28 Aug 2026, 12:00 (UTC): done.",
         PASSAGE.enrollment_id),
        (TOLD, refused("already_running", "In already."), replace(PASSAGE, ended_at=None),
         "In already. They have been in it since Sat 8 Aug 2026, 12:00 (UTC).",
         PASSAGE.enrollment_id),
        (TOLD, refused("already_running", "In already."), PASSAGE,
         "The customer was still in this journey at that moment. They entered it on Sat 8 Aug"
         " 2026, 12:00 (UTC) and left it on Fri 28 Aug 2026, 12:00 (UTC): done.",
         PASSAGE.enrollment_id),
        (replace(TOLD, names_account=False), refused("audience", "Not in the audience."), None,
         "Not in the audience. It names no account either, and the journey is for accounts.", None),
        (replace(TOLD, names_account=False), refused("no_subject", "None was named."), None,
         "None was named.", None),
    ],
)  # fmt: skip
def test_what_was_decided_is_the_answer(
    told: Told, decided: Decided, before: Passage | None, words: str, passage: UUID | None
) -> None:
    answer = answer_for_event(told, STANDING, decided, before, "UTC")
    assert said(answer) == (decided.code, words)
    assert (answer.enrollment_id, answer.because) == (passage, decided.explanation)


def test_what_starts_it_is_told_where_this_does_not() -> None:
    answer = answer_for_event(TOLD, standing(OTHER), None, None, "UTC")
    assert [str(each) for each in answer.starts_by] == ["When Report Shared happens"]


def test_an_event_from_before_the_archiving_is_told_what_was_so_then() -> None:
    row = replace(standing(OTHER), status="archived", archived_at=ACTED + DAY)
    assert answer_for_event(TOLD, row, None, None, "UTC").code == "not_heard"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("account_created", "Account Created"),
        ("accountCreated", "Account Created"),
        ("Acount Created", "Account Created"),
        ("Account Deleted", None),
        ("Account Created", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_names_that_were_meant_to_be_the_same(name: str, meant: str | None) -> None:
    assert nearest(name, ["Account Created", "Report Shared"]) == meant
