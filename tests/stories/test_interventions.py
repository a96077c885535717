"""What customers do, and what they do not do, sets something off: at once, and once."""

from datetime import timedelta

from tests.stories.telling import Story
from tests.world import days

RED = """
start: watch
steps:
  watch: {type: wait, until: {when: {health: band, is: red}}, on: {happened: call}}
  call: {type: task, title: "{{ account.name }} is red", due: 2 business days, next: still-here}
  still-here: {type: email, template: mail, to: {role: decision_maker, else: primary}, next: steps}
  steps: {type: wait, for: 3d, next: better}
  better:
    type: branch
    cases: [{id: better, when: {health: band, is_not: red}, next: watch}]
    otherwise: save-plan
  save-plan: {type: email, template: mail, next: recovery}
  recovery: {type: wait, until: {when: {health: band, is_not: red}}, on: {happened: watch}}
"""


async def test_a_red_score_is_put_before_the_csm_at_once_and_the_save_steps_begin(
    story: Story,
) -> None:
    acme = await story.enters(RED, account={"health_band": "yellow", "health_score": 62})
    await acme.at_once("watch")
    await acme.passes(days(40))
    await acme.becomes(health_band="red", health_score=31)
    await acme.at_once("steps")
    (call,) = await acme.tasks()
    assert call.title == "Acme is red"
    assert call.due_at is not None
    assert call.due_at - await story.now() < days(4.1)
    await acme.rests("recovery")
    assert await acme.got() == ["still-here", "save-plan"]
    await acme.becomes(health_band="yellow")
    await acme.at_once("watch")
    assert None not in await acme.came_about_by("happened")


async def test_who_is_better_before_the_save_plan_goes_out_is_spared_it(story: Story) -> None:
    acme = await story.enters(RED, account={"health_band": "red"})
    await acme.at_once("steps")
    await acme.becomes(health_band="yellow")
    await acme.rests("watch")
    assert await acme.got() == ["still-here"]


QUIET = """
entry: {triggers: [{event: Logged In}]}
start: watch
steps:
  watch:
    type: wait
    until: {when: {event: Logged In, within: 7d, exactly: 0}}
    on: {happened: miss-you}
  miss-you: {type: email, template: mail, next: back}
  back: {type: wait, until: {event: Logged In}, at_most: 30d, on: {happened: watch, timeout: gone}}
  gone: {type: exit, outcome: gone}
"""


async def test_seven_days_without_a_login_are_noticed_by_time_alone(story: Story) -> None:
    acme = await story.enters(QUIET, by="Logged In")
    await acme.at_once("watch")
    await acme.passes(days(5))
    await acme.does("Logged In")
    await acme.passes(days(6.9))
    assert await acme.got() == []
    await acme.rests("back")
    assert await acme.got_on() == [("miss-you", 13)]
    assert await acme.came_about_by("happened") == [None]


async def test_each_silence_is_written_to_once_and_a_login_ends_it(story: Story) -> None:
    acme = await story.enters(QUIET, by="Logged In")
    await acme.rests("back")
    await acme.passes(days(2))
    await acme.does("Logged In")
    await acme.at_once("watch")
    assert await acme.ends() == "gone"
    assert await acme.got_on() == [("miss-you", 8), ("miss-you", 17)]


QUIET_EXIT = """
entry: {triggers: [{event: Trial Started}]}
exit: [{when: {event: Logged In, within: 7d, exactly: 0}, reason: Silent for a week}]
start: pause
steps:
  pause: {type: wait, for: 30d, next: tips}
  tips: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_a_silent_week_takes_a_customer_out_in_the_middle_of_a_long_wait(
    story: Story,
) -> None:
    """**Invariant:** an exit that time alone makes true is honoured when it becomes true, not when
    the wait is over."""
    acme = await story.customer()
    await story.publish(QUIET_EXIT)
    await acme.does("Logged In")
    await acme.does("Trial Started")
    await acme.at_once("pause")
    assert await acme.ends() == "exited"
    here = await acme.enrollment()
    assert here.ended_at is not None
    assert days(7) - timedelta(minutes=1) < here.ended_at - here.enrolled_at < days(7.1)
    assert (await acme.why()).startswith("Silent for a week")
    assert await acme.got() == []
    assert await acme.came_about_by("ended") == [None]


SPIKE = """
journey: spike
entry:
  triggers: [{event: Ticket Opened}]
  audience: {event: Ticket Opened, within: 7d, at_least: 3}
  reentry: {after: 30d}
start: fit
steps:
  fit: {type: task, title: "Is it the right product for {{ account.name }}?", next: check-in}
  check-in: {type: email, template: mail, next: done}
  done: {type: exit}
"""
PROMOTION = """
journey: promotion
start: week
steps:
  week: {type: wait, for: 7d, next: offer}
  offer:
    type: email
    template: mail
    skip_when: {event: Ticket Opened, within: 14d, at_least: 3}
    next: done
    on: {skipped: calm}
  calm:
    type: wait
    until: {when: {event: Ticket Opened, within: 14d, at_most: 2}}
    on: {happened: offer-after-all}
  offer-after-all: {type: in_app, template: note, next: done}
  done: {type: exit}
"""


async def test_a_spike_of_tickets_asks_whether_the_product_fits_and_holds_promotion_back(
    story: Story,
) -> None:
    await story.publish(SPIKE)
    acme = await story.enters(PROMOTION)
    for _ in range(3):
        await acme.passes(days(1))
        await acme.does("Ticket Opened")
    assert await acme.within("spike").ends() == "completed"
    assert [task.step for task in await acme.tasks()] == ["fit"]
    promoted = acme.within("promotion")
    await promoted.rests("calm")
    assert await acme.got() == ["check-in"]
    assert await promoted.ends() == "completed"
    assert await promoted.got_on() == [("check-in", 4), ("offer-after-all", 16)]


DETRACTOR = """
start: ask
steps:
  ask:
    type: survey
    kind: nps
    template: mail
    at_most: 14d
    next: done
    on: {detractor: sorry, promoter: thanks, no_answer: silent}
  sorry:
    type: task
    title: "{{ contact.first_name }} is unhappy: ask why"
    due: 1 business days
    outcomes: [recovered, lost]
    next: done
    on: {recovered: ask-again, overdue: lead}
  lead: {type: task, title: "Nobody has called {{ account.name }}", next: done}
  ask-again: {type: wait, for: 30d, next: again}
  again: {type: survey, kind: csat, channel: in_app, template: note, at_most: 7d, next: done}
  thanks: {type: email, template: mail, next: done}
  silent: {type: exit, outcome: silent}
  done: {type: exit}
"""


async def test_a_detractor_is_called_the_day_they_say_so_and_asked_again(story: Story) -> None:
    acme = await story.enters(DETRACTOR)
    await acme.at_once("ask")
    await acme.passes(days(2))
    await acme.answers("ask", 3)
    await acme.at_once("sorry")
    await acme.has_done("sorry", "recovered")
    await acme.rests("again")
    await acme.answers("again", 5)
    assert await acme.ends_at_once() == "completed"
    assert await acme.got_on() == [("ask", 1), ("again", 33)]


async def test_a_detractor_nobody_calls_in_time_goes_to_the_lead(story: Story) -> None:
    acme = await story.enters(DETRACTOR)
    await acme.at_once("ask")
    await acme.answers("ask", 0)
    assert await acme.ends() == "completed"
    assert [task.step for task in await acme.tasks()] == ["sorry", "lead"]


async def test_promoters_are_thanked_and_who_says_nothing_is_left_alone(story: Story) -> None:
    acme = await story.enters(DETRACTOR)
    await acme.at_once("ask")
    bolt = await story.customer("Bolt")
    await bolt.does("Account Created")
    await bolt.at_once("ask")
    await acme.answers("ask", 10)
    assert await acme.ends_at_once() == "completed"
    assert await bolt.ends() == "silent"
    assert (await acme.got(), await bolt.got()) == (["ask", "thanks"], ["ask"])


DECLINE = """
start: watch
steps:
  watch:
    type: wait
    until:
      when:
        all:
          - {event: Report Created, within: 28d, at_least: 4}
          - {event: Report Created, within: 7d, exactly: 0}
    on: {happened: ideas}
  ideas: {type: email, template: mail, next: steady}
  steady: {type: wait, for: 30d, next: watch}
"""


async def test_usage_that_declines_is_noticed_and_usage_that_never_was_is_not(story: Story) -> None:
    acme = await story.enters(DECLINE)
    await acme.at_once("watch")
    await acme.passes(days(20))
    assert await acme.got() == []
    for _ in range(4):
        await acme.does("Report Created")
        await acme.passes(days(1))
    await acme.rests("steady")
    assert await acme.got_on() == [("ideas", 31)]


STALLED = """
goal: {when: {event: Project Created}}
start: nudge-day
steps:
  nudge-day: {type: wait, until: {day: 14, at: "10:00"}, next: stuck}
  stuck: {type: email, template: mail, next: patience}
  patience: {type: wait, for: 3 business days, next: call}
  call: {type: task, title: Stuck in setup, due: 2 business days, next: done}
  done: {type: exit, outcome: stalled}
"""


async def test_onboarding_that_stalls_is_asked_about_and_then_called_about(story: Story) -> None:
    acme = await story.enters(STALLED)
    bolt = await story.customer("Bolt")
    await bolt.does("Account Created")
    await bolt.rests("patience")
    await bolt.does("Project Created")
    assert await bolt.ends_at_once() == "goal"
    assert await acme.ends() == "stalled"
    assert await acme.got_on() == [("stuck", 14)]
    assert (len(await acme.tasks()), len(await bolt.tasks())) == (1, 0)


PAYMENT = """
entry: {triggers: [{event: Payment Failed}], reentry: always}
goal: {when: {event: Payment Succeeded}}
start: card
steps:
  card: {type: email, template: mail, to: {role: billing, else: primary}, next: three-days}
  three-days: {type: wait, for: 3d, next: banner}
  banner: {type: in_app, template: note, format: banner, next: week}
  week: {type: wait, for: 4d, next: call}
  call: {type: task, title: "{{ account.name }} has not paid", next: done}
  done: {type: exit, outcome: unpaid}
"""


async def test_a_failed_payment_is_chased_until_it_is_paid_and_anew_the_next_time(
    story: Story,
) -> None:
    acme = await story.enters(PAYMENT, by="Payment Failed")
    await acme.rests("week")
    await acme.does("Payment Succeeded")
    assert await acme.ends_at_once() == "goal"
    await acme.does("Payment Failed")
    assert await acme.ends() == "unpaid"
    assert await acme.got() == ["card", "banner", "card", "banner"]
    assert len(await acme.tasks()) == 1


TOPIC = """
subject: contact
entry:
  triggers: [{event: Article Viewed, where: {property: topic, in: [sso, scim]}}]
  reentry: {after: 90d}
start: next-morning
steps:
  next-morning: {type: wait, until: {time: "09:00", days: mon-fri}, next: guide}
  guide: {type: email, template: mail, skip_when: {event: SSO Enabled}, next: done}
  done: {type: exit}
"""


async def test_who_reads_about_a_topic_gets_the_guide_the_next_morning(story: Story) -> None:
    await story.publish(TOPIC)
    acme = await story.customer(time_zone="Asia/Tokyo")
    await acme.does("Article Viewed", topic="billing")
    assert await story.world.enrollments() == []
    await acme.does("Article Viewed", topic="sso")
    assert await acme.ends() == "completed"
    assert await acme.got_on() == [("guide", 2)]
