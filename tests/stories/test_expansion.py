"""More for those who need more: offered when it helps, to whoever decides, and never in trouble."""

import pytest

from tests.stories.telling import Story, Traveller
from tests.world import days

CALM = """
  - {health: band, is_not: red}
  - any: [{trait: account.escalation, exists: false}, {trait: account.escalation, is: closed}]
"""
LIMIT = """
exit:
  - {when: {health: band, is: red}, reason: Trouble first}
  - {when: {trait: account.escalation, is: open}, reason: Trouble first}
start: nearly-full
steps:
  nearly-full:
    type: wait
    until: {when: {trait: account.storage_percent, more_than: 80}}
    on: {happened: banner}
  banner: {type: in_app, template: note, format: banner, next: offer}
  offer: {type: email, template: mail, to: {role: decision_maker, else: primary}, next: decides}
  decides:
    type: wait
    until: {event: Plan Changed}
    at_most: 2w
    on: {happened: done, timeout: call}
  call: {type: task, title: "Room for {{ account.name }}", next: done}
  done: {type: exit}
"""


async def test_over_eighty_percent_of_a_limit_the_product_and_the_decision_maker_hear_of_it(
    story: Story,
) -> None:
    acme = await story.enters(LIMIT, account={"storage_percent": 79, "health_band": "green"})
    await story.world.colleague(acme.customer, email="cfo@acme.test", roles=("decision_maker",))
    await acme.becomes(storage_percent=80)
    await acme.passes(days(1))
    assert await acme.got() == []
    await acme.becomes(storage_percent=81)
    await acme.at_once("decides")
    assert await acme.got() == ["banner", "offer"]
    assert await acme.addresses() == [None, "cfo@acme.test"]
    await acme.does("Plan Changed", plan="business")
    assert await acme.ends_at_once() == "completed"
    assert await acme.tasks() == []


@pytest.mark.parametrize("trouble", [{"health_band": "red"}, {"escalation": "open"}])
async def test_whoever_is_in_trouble_is_offered_nothing_from_that_moment_on(
    story: Story, trouble: dict[str, str]
) -> None:
    """**Invariant:** nothing is sold to a customer who is red or escalated, however the offer came
    to be under way."""
    acme = await story.enters(LIMIT, account={"storage_percent": 81, "health_band": "green"})
    await acme.at_once("decides")
    await acme.becomes(**trouble)
    assert await acme.ends_at_once() == "exited"
    assert (await acme.why()).startswith("Trouble first")
    bolt = await story.customer("Bolt", account={"storage_percent": 95, **trouble})
    await bolt.does("Account Created")
    assert await bolt.ends_at_once() == "exited"
    assert await bolt.got() == []
    assert [*await acme.tasks(), *await bolt.tasks()] == []


PATIENT = f"""
start: need-and-calm
steps:
  need-and-calm:
    type: wait
    until:
      when:
        all:
          - {{trait: account.seats_over, more_than: 0}}
          {CALM.strip().replace(chr(10), chr(10) + "        ")}
    at_most: 90d
    on: {{happened: offer, timeout: done}}
  offer: {{type: email, template: mail, to: {{role: billing, else: primary}}, next: done}}
  done: {{type: exit}}
"""


async def test_seats_beyond_what_was_bought_are_mentioned_once_the_escalation_is_closed(
    story: Story,
) -> None:
    acme = await story.enters(
        PATIENT, account={"health_band": "red", "escalation": "open", "seats_over": 0}
    )
    await acme.at_once("need-and-calm")
    for change in ({"seats_over": 4}, {"health_band": "yellow"}):
        await acme.becomes(**change)
        await acme.passes(days(3))
        assert await acme.got() == []
    await acme.becomes(escalation="closed")
    assert await acme.ends_at_once() == "completed"
    assert await acme.got() == ["offer"]


PAYWALL = """
subject: contact
entry:
  triggers: [{event: Feature Blocked, where: {property: plan, is: premium}}]
  audience: {event: Feature Blocked, within: 14d, at_least: 2, where: {property: plan, is: premium}}
  reentry: {after: 30d}
start: shows
steps:
  shows: {type: in_app, template: note, format: modal, next: next-day}
  next-day: {type: wait, until: {time: "10:00", days: mon-fri}, next: trial}
  trial: {type: email, template: mail, skip_when: {trait: account.plan, is: premium}, next: done}
  done: {type: exit}
"""


async def test_the_second_knock_at_the_paywall_opens_a_trial_and_not_again_for_a_month(
    story: Story,
) -> None:
    await story.publish(PAYWALL)
    acme = await story.customer()
    await acme.does("Feature Blocked", plan="premium", feature="sso")
    await acme.does("Feature Blocked", plan="business", feature="api")
    assert await story.world.enrollments() == []
    await acme.does("Feature Blocked", plan="premium", feature="sso")
    await acme.at_once("next-day")
    assert await acme.got() == ["shows"]
    assert await acme.ends() == "completed"
    await acme.does("Feature Blocked", plan="premium", feature="sso")
    assert len(await story.world.enrollments()) == 1
    await acme.passes(days(31))
    await acme.does("Feature Blocked", plan="premium", feature="sso")
    await acme.does("Feature Blocked", plan="premium", feature="sso")
    assert len(await story.world.enrollments()) == 2


CROSS_SELL = """
start: which
steps:
  which:
    type: branch
    cases:
      - id: both
        when:
          all:
            - {event: Invoice Exported, within: 30d, at_least: 10}
            - {event: Call Logged, within: 30d, at_least: 10}
        next: bundle
      - id: accounting
        when: {event: Invoice Exported, within: 30d, at_least: 10}
        next: accounting
      - id: calls
        when: {event: Call Logged, within: 30d, at_least: 10}
        next: telephony
      - id: slack
        when:
          all: [{trait: account.tools, contains: slack}, {event: Slack Connected, exactly: 0}]
        next: connect-slack
    otherwise: industry
  industry:
    type: branch
    cases:
      - {id: health, when: {trait: account.industry, is: healthcare}, next: hipaa-trial}
      - {id: finance, when: {trait: account.industry, in: [banking, insurance]}, next: audit-trial}
    otherwise: none
  bundle: {type: email, template: discount, next: none}
  accounting: {type: email, template: mail, next: none}
  telephony: {type: email, template: mail, next: none}
  connect-slack: {type: in_app, template: note, next: none}
  hipaa-trial: {type: update, set: {account.trial: hipaa}, next: trial}
  audit-trial: {type: update, set: {account.trial: audit}, next: trial}
  trial: {type: email, template: trial, next: none}
  none: {type: exit}
templates:
  mail: {subject: Good to have you, body: There is more.}
  note: {title: Connect Slack, body: You use both.}
  discount: {subject: Both for the price of one and a half, body: Until the end of the month.}
  trial: {subject: "Try {{ account.trial }} for a month", body: It is on.}
"""


@pytest.mark.parametrize(
    ("account", "usage", "offer"),
    [
        ({}, {"Invoice Exported": 10, "Call Logged": 12}, "bundle"),
        ({}, {"Invoice Exported": 10, "Call Logged": 9}, "accounting"),
        ({}, {"Call Logged": 10}, "telephony"),
        ({"tools": ["slack", "jira"]}, {"Call Logged": 9}, "connect-slack"),
        ({"tools": ["jira"], "industry": "Healthcare"}, {}, "trial"),
        ({"industry": "insurance"}, {}, "trial"),
        ({"industry": "farming"}, {}, None),
    ],
)
async def test_what_is_offered_follows_from_use_tools_and_industry_and_says_why(
    story: Story, account: dict[str, object], usage: dict[str, int], offer: str | None
) -> None:
    acme = await story.customer(account=account)
    for event, times in usage.items():
        await acme.did(event, days(5), times)
    await story.publish(CROSS_SELL)
    await acme.does("Account Created")
    assert await acme.ends_at_once() == "completed"
    assert await acme.got() == ([offer] if offer else [])
    assert any(line.startswith("Took “") for line in await acme.story())


async def test_an_add_on_trial_names_what_the_journey_has_just_switched_on(story: Story) -> None:
    acme = await story.enters(CROSS_SELL, account={"industry": "healthcare"})
    assert await acme.ends_at_once() == "completed"
    assert (await acme.traits())["trial"] == "hipaa"
    assert await subjects(acme) == ["Try hipaa for a month"]


async def subjects(acme: Traveller) -> list[str | None]:
    return [each.subject for each in await acme.world.messages()]
