"""The life of a customer: what they use, reach and celebrate, month by month and year by year."""

from zoneinfo import ZoneInfo

from tests.stories.telling import Story
from tests.world import days

ADOPTION = """
start: settled
steps:
  settled: {type: wait, for: 2w, next: underused}
  underused:
    type: branch
    cases:
      - {id: reports, when: {event: Report Created, exactly: 0}, next: try-reports}
      - {id: alerts, when: {event: Alert Set, at_most: 1}, next: try-alerts}
    otherwise: done
  try-reports: {type: email, template: mail, next: used}
  try-alerts: {type: in_app, template: note, next: used}
  used:
    type: wait
    until: {when: {any: [{event: Report Created, within: step}, {event: Alert Set, within: step}]}}
    at_most: 2w
    on: {happened: thanks, timeout: done}
  thanks: {type: in_app, template: note, next: done}
  done: {type: exit}
"""


async def test_what_is_underused_is_suggested_and_what_is_used_is_not(story: Story) -> None:
    acme = await story.enters(ADOPTION)
    bolt = await story.customer("Bolt")
    await bolt.does("Account Created")
    for customer in (acme, bolt):
        await customer.does("Alert Set")
    await acme.does("Report Created")
    await bolt.rests("used")
    await acme.rests("used")
    await acme.does("Alert Set")
    assert await acme.ends_at_once() == "completed"
    assert await bolt.ends() == "completed"
    assert (await acme.got(), await bolt.got()) == (["try-alerts", "thanks"], ["try-reports"])


RE_ENGAGEMENT = """
start: quiet
steps:
  quiet:
    type: wait
    until: {when: {event: Logged In, last: {longer_ago_than: 3w}}}
    on: {happened: news}
  news: {type: email, template: mail, next: back}
  back: {type: wait, until: {event: Logged In}, at_most: 1w, on: {happened: quiet, timeout: offer}}
  offer: {type: email, template: mail, next: last-chance}
  last-chance:
    type: wait
    until: {event: Logged In}
    at_most: 2w
    on: {happened: quiet, timeout: lost}
  lost: {type: update, set: {account.stage: dormant}, next: done}
  done: {type: exit, outcome: dormant}
"""


async def test_who_stays_away_is_won_back_or_noted_as_dormant(story: Story) -> None:
    acme = await story.enters(RE_ENGAGEMENT)
    await acme.does("Logged In")
    await acme.rests("last-chance")
    await acme.does("Logged In")
    await acme.at_once("quiet")
    assert await acme.ends() == "dormant"
    assert await acme.got_on() == [("news", 22), ("offer", 29), ("news", 50), ("offer", 57)]
    assert (await acme.traits())["stage"] == "dormant"


POWER_USER = """
subject: contact
entry:
  triggers: [{event: Dashboard Shared}]
  audience:
    all:
      - {event: Logged In, within: 30d, at_least: 15}
      - {event: Dashboard Shared, within: ever, at_least: 3}
start: praise
steps:
  praise: {type: in_app, template: note, format: modal, next: csm}
  csm: {type: task, title: "{{ contact.first_name }} is a power user", next: reference}
  reference: {type: wait, for: 2w, next: ask}
  ask: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_a_power_user_is_recognised_once_and_asked_for_a_reference(story: Story) -> None:
    await story.publish(POWER_USER)
    acme = await story.customer()
    await acme.did("Logged In", days(10), times=15)
    for _ in range(2):
        await acme.does("Dashboard Shared")
    assert await story.world.enrollments() == []
    await acme.does("Dashboard Shared")
    assert await acme.ends() == "completed"
    await acme.does("Dashboard Shared")
    assert await acme.got() == ["praise", "ask"]
    assert [decision.code for decision in await story.world.decisions()] == [
        "audience",
        "audience",
        "enrolled",
        "already_been",
    ]


ANNIVERSARY = """
start: month
steps:
  month:
    type: wait
    until: {date: {trait: account.customer_since, offset: 30d}, at: "10:00", passed: skip}
    next: congratulations
    on: {passed: done}
  congratulations: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_thirty_days_are_celebrated_on_the_day_and_never_afterwards(story: Story) -> None:
    acme = await story.enters(ANNIVERSARY, account={"customer_since": story.date(-3)})
    late = await story.customer("Late", account={"customer_since": story.date(-31)})
    await late.does("Account Created")
    assert await late.ends_at_once() == "completed"
    assert await acme.ends() == "completed"
    assert (await acme.got_on(), await late.got()) == ([("congratulations", 28)], [])


ACHIEVEMENTS = """
start: projects
steps:
  projects:
    type: wait
    until: {when: {event: Project Created, within: ever, at_least: 100}}
    on: {happened: hundred}
  hundred: {type: in_app, template: note, next: reports}
  reports:
    type: wait
    until: {when: {event: Report Created, within: ever, at_least: 1000}}
    on: {happened: thousand}
  thousand: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_the_hundredth_project_and_the_thousandth_report_are_celebrated_at_once(
    story: Story,
) -> None:
    acme = await story.customer()
    await acme.did("Project Created", days(90), times=98)
    await acme.did("Report Created", days(90), times=999)
    await story.publish(ACHIEVEMENTS)
    await acme.does("Account Created")
    await acme.at_once("projects")
    await acme.does("Project Created")
    await acme.passes(days(1))
    assert await acme.got() == []
    await acme.does("Project Created")
    await acme.at_once("reports")
    assert await acme.got() == ["hundred"]
    await acme.does("Report Created")
    assert await acme.ends_at_once() == "completed"
    assert await acme.got() == ["hundred", "thousand"]


ROI = """
start: quarter
steps:
  quarter: {type: wait, for: 12w, next: report}
  report:
    type: email
    template: saved
    to: {role: exec_sponsor, else: primary}
    missing: {template: mail}
    next: done
  done: {type: exit}
templates:
  saved:
    subject: You have saved {{ account.hours_saved }} hours
    body: That is {{ account.money_saved }} in twelve weeks.
  mail: {subject: What is it worth to you?, body: Let us work it out together.}
"""


async def test_the_report_of_return_shows_their_own_figures_or_offers_to_work_them_out(
    story: Story,
) -> None:
    acme = await story.enters(ROI, account={"hours_saved": 1})
    await acme.becomes(hours_saved=210, money_saved="12,600 €")
    bolt = await story.customer("Bolt")
    await bolt.does("Account Created")
    assert await acme.ends() == "completed"
    assert await bolt.ends() == "completed"
    subjects = {each.account_id: each.subject for each in await story.world.messages()}
    assert subjects[acme.customer.account_id] == "You have saved 210 hours"
    assert subjects[bolt.customer.account_id] == "What is it worth to you?"


IMPACT = """
exit: [{when: {trait: account.status, is: churned}}]
start: quarter
steps:
  quarter: {type: wait, for: 13w, next: year-over}
  year-over:
    type: branch
    cases: [{id: year, when: {now: day, at_least: 364}, next: review}]
    otherwise: impact
  impact: {type: email, template: mail, next: quarter}
  review: {type: email, template: mail, next: done}
  done: {type: exit, outcome: a-year}
"""


async def test_every_quarter_shows_the_impact_and_the_fourth_reviews_the_year(
    story: Story,
) -> None:
    acme = await story.enters(IMPACT, time_zone="Europe/Amsterdam")
    assert await acme.ends() == "a-year"
    assert await acme.got_on() == [
        ("impact", 92),
        ("impact", 183),
        ("impact", 274),
        ("review", 365),
    ]
    here = ZoneInfo("Europe/Amsterdam")
    hours = {sent.astimezone(here).hour for sent in [story.begins, *await acme.times()]}
    assert len(hours) == 1  # whatever the clocks did in the meantime


NEWSLETTER = """
subject: contact
send: {topic: newsletter, window: {days: mon-fri, from: "09:00", to: "17:00", zone: contact}}
exit: [{when: {event: Newsletter Cancelled}}]
start: letter
steps:
  letter: {type: email, template: mail, next: month}
  month: {type: wait, for: 4w, next: letter}
"""


async def test_the_newsletter_comes_every_month_until_it_is_cancelled(story: Story) -> None:
    acme = await story.enters(NEWSLETTER)
    for _ in range(6):
        await acme.rests("month")
        await acme.comes_round("month")
    await acme.does("Newsletter Cancelled")
    assert await acme.ends_at_once() == "exited"
    assert await acme.got_on() == [("letter", 1 + 28 * month) for month in range(7)]


async def test_who_unsubscribes_from_the_newsletter_gets_no_other_and_it_says_so(
    story: Story,
) -> None:
    acme = await story.enters(NEWSLETTER)
    await acme.at_once("month")
    await story.world.unsubscribe(acme.customer, "newsletter")
    await acme.comes_round("month")
    assert await acme.got() == ["letter"]
    assert any("Unsubscribed" in line for line in await acme.story())


WEBINAR = """
subject: contact
entry: {triggers: [{event: Webinar Announced}]}
start: invite
steps:
  invite: {type: email, template: mail, next: registers}
  registers:
    type: wait
    until: {event: Webinar Registered}
    at_most: 10d
    on: {happened: day-before, timeout: not-now}
  day-before:
    type: wait
    until: {date: {trait: account.webinar_on, offset: -1d}, at: "15:00"}
    next: reminder
  reminder: {type: email, template: mail, next: attends}
  attends:
    type: wait
    until: {event: Webinar Attended}
    at_most: 2d
    on: {happened: how-was-it, timeout: sorry-we-missed-you}
  how-was-it: {type: survey, kind: csat, template: mail, at_most: 5d, next: done}
  sorry-we-missed-you: {type: email, template: mail, next: watches}
  watches:
    type: wait
    until: {event: Recording Watched}
    at_most: 7d
    on: {happened: how-was-it, timeout: done}
  not-now: {type: exit, outcome: not-now}
  done: {type: exit}
"""


async def test_a_webinar_reminds_who_registered_and_follows_up_by_who_came(story: Story) -> None:
    await story.publish(WEBINAR)
    came, missed, never = [
        await story.customer(name, account={"webinar_on": story.date(14)})
        for name in ("Came", "Missed", "Never")
    ]
    for each in (came, missed, never):
        await each.does("Webinar Announced")
    for each in (came, missed):
        await each.at_once("registers")
        await each.does("Webinar Registered")
        await each.at_once("day-before")
    await came.rests("attends")
    assert await came.got_on() == [("invite", 1), ("reminder", 14)]
    await came.passes(days(1))
    await came.does("Webinar Attended")
    await came.at_once("how-was-it")
    await came.answers("how-was-it", 4)
    assert await came.ends_at_once() == "completed"
    await missed.rests("watches")
    await missed.does("Recording Watched")
    await missed.at_once("how-was-it")
    assert await never.ends() == "not-now"
    assert await missed.got() == ["invite", "reminder", "sorry-we-missed-you", "how-was-it"]
    assert await never.got() == ["invite"]


CERTIFICATION = """
subject: contact
entry: {triggers: [{event: Course Started}]}
start: completes
steps:
  completes:
    type: wait
    until: {event: Course Completed, where: {property: score, at_least: 80}}
    at_most: 3w
    on: {happened: certified, timeout: remind}
  remind: {type: email, template: mail, next: completes}
  certified: {type: update, set: {contact.certified: true, contact.level: "1"}, next: diploma}
  diploma: {type: email, template: mail, next: next-level}
  next-level: {type: enroll, journey: advanced, next: done}
  done: {type: exit, outcome: certified}
"""
ADVANCED = """
journey: advanced
subject: contact
entry: {triggers: [], audience: {trait: contact.certified, is: true}}
start: invitation
steps:
  invitation: {type: email, template: mail, next: done}
  done: {type: exit}
"""


async def test_who_passes_the_course_is_certified_and_goes_on_to_the_next(story: Story) -> None:
    await story.publish(ADVANCED)
    acme = await story.enters(CERTIFICATION, by="Course Started")
    await acme.at_once("completes")
    await acme.does("Course Completed", score=60)
    await acme.passes(days(22))
    assert await acme.got() == ["remind"]
    await acme.does("Course Completed", score=85)
    assert await acme.within("story").ends_at_once() == "certified"
    await story.driver.settle()
    assert await acme.within("advanced").ends_at_once() == "completed"
    assert await acme.got() == ["remind", "diploma", "invitation"]
