"""Several journeys that want the same customer: who goes first, who waits, and who foresaw it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from engine.arbiter import Cap, Hold, Policy
from engine.definition.conditions import TraitIs
from engine.definition.document import parse
from engine.simulation.customers import Customer, company, person
from engine.simulation.happenings import Event, Happening, LetIn, SegmentChanged
from engine.simulation.ledger import Ledger
from engine.simulation.life import Life
from engine.simulation.setting import Setting
from engine.simulation.together import live_together
from engine.store.audiences import begin_by_hand
from engine.store.audit import Actor
from engine.store.segments import add_members, put_segment
from engine.store.settings import set_policy
from engine.store.tables import Account, Topic
from tests.stories.telling import Story, Traveller, whole

MO = Actor("mo@northwind.test")
THREE = {
    "renewal": "{priority: 80}",
    "tips": "{priority: 50}",
    "survey": "{priority: 20, capped: skip}",
}
"""Three journeys, and how they send."""


def wants_monday_morning(key: str, send: str) -> str:
    return whole(f"""
journey: {key}
name: {key.capitalize()}
send: {send}
start: morning
steps:
  morning: {{type: wait, until: {{day: 2, at: "09:00"}}, next: mail}}
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
""")


async def decides(story: Story, policy: Policy) -> None:
    async with story.world.database.transaction() as session:
        await set_policy(session, policy, by=MO, now=await story.now())
    await story.driver.settle()


def by_day(told: Iterable[tuple[str, str, datetime]]) -> list[tuple[str, str, str]]:
    return sorted((journey, fate, at.date().isoformat()) for journey, fate, at in told)


async def what_became(story: Story, acme: Traveller) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, datetime]] = []
    for key in THREE:
        here = acme.within(key)
        mine = (await here.enrollment()).id
        for each in await acme.messages():
            if each.enrollment_id == mine:
                found.append((key, each.status, each.sent_at or each.created_at))
    return by_day(found)


def foreseen(
    begins: datetime,
    policy: Policy,
    journeys: Mapping[str, str] = THREE,
    written: Callable[[str, str], str] = wants_monday_morning,
    then: Callable[[datetime], Happening] | None = None,
    *,
    let_in: Mapping[str, datetime] | None = None,
    **traits: str,
) -> list[tuple[str, str, str]]:
    """What a simulation says, of somebody to whom the same happens; what happens `then` does so an
    hour later. `let_in`: into which journeys they are let in by hand, and when."""
    ada = person("ada", {"email": "ada@acme.test", "first_name": "Ada"})
    acme = company("acme", {"name": "Acme", **traits})
    happenings: list[Happening] = [Event(begins, "Account Created", contact=ada.id)]
    if then is not None:
        happenings.append(then(begins + timedelta(hours=1)))
    ledger = Ledger()
    lives = []
    for key, send in journeys.items():
        own = [LetIn(let_in[key])] if let_in and key in let_in else []
        customer = Customer(acme, (ada,), happenings=(*happenings, *own))
        setting = Setting(parse(written(key, send), format="yaml"), policy=policy)
        until = begins + timedelta(days=10)
        lives.append(Life(setting, customer, until, ledger=ledger, calendar_from=begins))
    live_together(lives)
    return by_day(
        (life.setting.journey.journey, letter.fate, letter.at)
        for life in lives
        for run in life.runs
        for letter in run.sent
    )


async def test_under_a_cap_of_one_a_day_the_most_important_goes_as_a_simulation_foresaw(
    story: Story,
) -> None:
    policy = Policy(caps=(Cap(at_most=1, days=1),))
    await decides(story, policy)
    for key, send in THREE.items():
        await story.publish(wants_monday_morning(key, send))
    acme = await story.customer()
    await acme.does("Account Created")
    for key in THREE:
        assert await acme.within(key).ends() == "completed"

    first, second = ((story.begins + timedelta(days=each)).date().isoformat() for each in (1, 2))
    became = await what_became(story, acme)
    assert became == [
        ("renewal", "sent", first),
        ("survey", "skipped", first),
        ("tips", "sent", second),
    ]
    assert foreseen(story.begins, policy) == became
    told = " ".join(await acme.within("tips").story())
    assert "At most 1 message a day to a contact; “Renewal” had it." in told
    (left_out,) = [each for each in await acme.messages() if each.status == "skipped"]
    assert left_out.reason == "At most 1 message a day to a contact; “Renewal” had it."


@dataclass(frozen=True)
class Wakes:
    """Something that may wake many at once."""

    until: str
    """How it is waited for."""
    happens: Callable[[Story, Traveller], Awaitable[None]]
    foreseen: Callable[[datetime], Happening]


async def creates_a_project(_: Story, acme: Traveller) -> None:
    await acme.does("Project Created")


async def pays(_: Story, acme: Traveller) -> None:
    await acme.becomes(plan="pro")


async def turns_red(_: Story, acme: Traveller) -> None:
    await acme.becomes(health_band="red")


async def comes_into_the_segment(story: Story, acme: Traveller) -> None:
    now = await story.now()
    async with story.world.database.transaction() as session:
        await put_segment(session, "big", name="Big", subject_kind="account", by=MO, now=now)
    async with story.world.database.transaction() as session:
        account = await session.get_one(Account, acme.customer.account_id)
        await add_members(session, "big", [account.external_id], by=MO, now=now)
    await acme.heeds()


WAKES = {
    "an event": Wakes(
        "{event: Project Created}", creates_a_project, lambda at: Event(at, "Project Created")
    ),
    "a trait": Wakes(
        "{when: {trait: account.plan, is: pro}}",
        pays,
        lambda at: Event(at, "group", changes={"account.plan": "pro"}),
    ),
    "health": Wakes(
        "{when: {health: band, is: red}}",
        turns_red,
        lambda at: Event(at, "group", changes={"account.health_band": "red"}),
    ),
    "a segment": Wakes(
        "{when: {segment: big}}", comes_into_the_segment, lambda at: SegmentChanged(at, "big")
    ),
}


@pytest.mark.parametrize("by", WAKES)
async def test_of_those_who_are_woken_at_once_the_most_important_goes_as_a_simulation_foresaw(
    story: Story, by: str
) -> None:
    """**Invariant:** of those who want the same place at once the most important goes. **How it
    broke:** who waits for something that happens sleeps, and was not taken for somebody about to go
    on: whoever heard it first went."""
    wakes = WAKES[by]

    def waits_for_it(key: str, send: str) -> str:
        return whole(f"""
journey: {key}
name: {key.capitalize()}
send: {send}
start: ready
steps:
  ready:
    type: wait
    until: {wakes.until}
    at_most: 9d
    on: {{happened: mail, timeout: done}}
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
""")

    policy = Policy(caps=(Cap(at_most=1, days=1),))
    await decides(story, policy)
    upwards = dict(reversed(THREE.items()))
    for key, send in upwards.items():
        await story.publish(waits_for_it(key, send))
    acme = await story.customer()
    await acme.does("Account Created")
    for key in THREE:
        await acme.within(key).rests("ready")
    await wakes.happens(story, acme)
    for key in THREE:
        assert await acme.within(key).ends() == "completed"

    first, second = ((story.begins + timedelta(days=each)).date().isoformat() for each in (0, 1))
    became = await what_became(story, acme)
    assert became == [
        ("renewal", "sent", first),
        ("survey", "skipped", first),
        ("tips", "sent", second),
    ]
    assert foreseen(story.begins, policy, upwards, waits_for_it, wakes.foreseen) == became


DOORS = {
    "a schedule": "{schedule: {cron: 0 9 DAY MONTH *}}",
    "a date": "{date: {trait: account.renewal_date}}",
    "a run over an audience": "{event: Nothing Else}",
}
"""By what a journey begins at a moment at which others have been waiting for it."""


@pytest.mark.parametrize("by", DOORS)
async def test_whom_the_calendar_lets_in_is_waited_for_as_a_simulation_foresaw(
    story: Story, by: str
) -> None:
    """**Invariant:** the most important of those who want a place at one moment gets it, also where
    it is let in at that very moment. **How it broke:** dates and schedules are looked at some
    seconds after they have come; who woke by the clock meanwhile went."""
    moment = story.begins + timedelta(days=1)
    trigger = DOORS[by].replace("DAY", str(moment.day)).replace("MONTH", str(moment.month))

    def by_its_door(key: str, send: str) -> str:
        if key != "renewal":
            later = "09:30" if key == "tips" else "09:00"
            return wants_monday_morning(key, send).replace("09:00", later)
        return whole(f"""
journey: {key}
name: {key.capitalize()}
entry: {{triggers: [{trigger}]}}
send: {send}
start: mail
steps:
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
""")

    policy = Policy(caps=(Cap(at_most=1, days=1),))
    await decides(story, policy)
    for key, send in THREE.items():
        await story.publish(by_its_door(key, send))
    renewal_date = moment.date().isoformat()
    acme = await story.customer(account={"renewal_date": renewal_date})
    await story.looks_at_the_calendar()
    await acme.does("Account Created")
    for key in ("tips", "survey"):
        await acme.within(key).rests("morning")
    await story.comes(moment - timedelta(seconds=5))
    if by == "a run over an audience":
        async with story.world.database.transaction() as session:
            await begin_by_hand(
                session, "renewal", only=None, per_minute=60, by=MO, now=await story.now()
            )
    await story.comes(moment + timedelta(seconds=15))
    await story.looks_at_the_calendar()
    for key in THREE:
        assert await acme.within(key).ends() == "completed"

    first, second = ((story.begins + timedelta(days=each)).date().isoformat() for each in (1, 2))
    became = await what_became(story, acme)
    assert became == [
        ("renewal", "sent", first),
        ("survey", "skipped", first),
        ("tips", "sent", second),
    ]
    let_in = {"renewal": moment} if by == "a run over an audience" else {}
    seen = foreseen(
        story.begins,
        policy,
        dict(reversed(THREE.items())),
        by_its_door,
        let_in=let_in,
        renewal_date=renewal_date,
    )
    assert seen == became


async def test_while_an_escalation_is_open_nothing_goes_out_and_then_it_does_at_once(
    story: Story,
) -> None:
    escalated = TraitIs.model_validate({"trait": "account.escalated", "is": True})
    hold = Hold(key="escalation", name="Open escalation", when=escalated, touches=("email", "task"))
    await decides(story, Policy(holds=(hold,)))
    acme = await story.enters(
        """
start: mail
steps:
  mail: {type: email, template: mail, next: call}
  call: {type: task, title: Call them, next: done}
  done: {type: exit}
""",
        account={"escalated": True},
    )
    here = await acme.at_once("mail")
    assert here.waiting_for is not None
    assert await acme.got() == []
    await acme.becomes(escalated=False)
    assert await acme.ends_at_once() == "completed"
    assert await acme.got() == ["mail"]
    assert len(await acme.tasks()) == 1
    told = await acme.story()
    assert any("Open escalation" in each for each in told), told


async def test_what_waits_is_decided_anew_when_the_rules_are_changed(story: Story) -> None:
    await decides(story, Policy(caps=(Cap(at_most=1, days=30),)))
    acme = await story.enters(
        """
start: one
steps:
  one: {type: email, template: mail, next: two}
  two: {type: email, template: mail, next: done}
  done: {type: exit}
"""
    )
    here = await acme.at_once("two")
    assert here.wakes_at is not None
    assert (here.wakes_at - story.begins).days >= 29
    await decides(story, Policy())
    assert await acme.ends_at_once() == "completed"
    assert await acme.got() == ["one", "two"]


async def test_what_is_part_of_the_service_is_kept_back_by_nothing_and_fills_no_cap(
    story: Story,
) -> None:
    hold = Hold.model_validate(
        {"key": "all", "name": "Everybody", "when": {"trait": "account.name", "exists": True}}
    )
    await decides(story, Policy(caps=(Cap(at_most=1, days=30),), holds=(hold,)))
    async with story.world.database.transaction() as session:
        session.add(Topic(key="invoices", transactional=True))
    acme = await story.enters(
        """
send: {topic: invoices}
start: one
steps:
  one: {type: email, template: mail, next: two}
  two: {type: email, template: mail, next: tips}
  tips: {type: email, template: mail, send: {topic: tips}, next: done}
  done: {type: exit}
"""
    )
    await acme.at_once("tips")
    assert await acme.got() == ["one", "two"]
    await decides(story, Policy(caps=(Cap(at_most=1, days=30),)))
    assert await acme.ends_at_once() == "completed"
