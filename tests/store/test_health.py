"""Accounts' health as it is kept: when it is looked at, what is written, what is told."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from engine.errors import Changed, Conflict, Invalid
from engine.health import DEFAULT, from_data, to_json
from engine.store.audit import Actor
from engine.store.health.cards import list_cards, move_card, put_card, remove_card
from engine.store.health.due import APART, LEASE, SETTLING, claim, take_in
from engine.store.health.overriding import clear_override, set_override
from engine.store.reading.health import get_health
from engine.store.reading.segment_uses import uses
from engine.store.segments import add_members, put_segment
from engine.store.tables import (
    Account,
    AccountHealth,
    AuditEntry,
    Event,
    HealthDue,
    HealthPoint,
)
from tests.health.parts import NOW
from tests.world import Customer, World, days
from workflows.dispatcher import Dispatcher
from workflows.health import BEHIND, HealthKeeper
from workflows.health import PAGE as PAGE_SIZE

KIM = Actor("kim@example.com")
PAGE = (Path(__file__).parents[2] / "docs" / "health.md").read_text()
HEALTHY = {
    "payment_status": "auto_pay",
    "engagement": "active",
    "contract_status": "renewed",
    "seats": 1,
}


class Keeping:
    """The parts that keep health up to date, at a time that a test says."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, NOW
        self.dispatcher = Dispatcher(world.database, time_zone="UTC", clock=lambda: self.now)
        self.keeper = HealthKeeper(world.database, lambda: self.now)

    async def settle(self) -> int:
        """Dispatch what came, let it settle, and look at whoever is due. Returns how many."""
        while await self.dispatcher.dispatch():
            pass
        self.now += APART
        return await self.keeper.keep()

    async def passes(self, **time: float) -> int:
        self.now += timedelta(**time)
        return await self.keeper.keep()

    async def healthy(self, name: str = "Acme", **traits: Any) -> Customer:
        """An account that logs in, uses much, pays, and had a ticket long ago."""
        customer = await self.world.customer(name, account=HEALTHY | traits)
        await self.world.happens("ticket.opened", customer, self.now - days(200))
        await self.world.has_happened("Login", customer, self.now, 12)
        await self.uses(customer)
        await self.settle()
        return customer

    async def uses(self, customer: Customer) -> None:
        for number in range(6):
            feature = {"feature": f"f{number}"}
            await self.world.happens("Feature Used", customer, self.now, feature)

    async def of(self, customer: Customer) -> AccountHealth:
        async with self.world.database.transaction() as session:
            return await session.get_one(AccountHealth, customer.account_id)

    async def traits(self, customer: Customer) -> dict[str, Any]:
        async with self.world.database.transaction() as session:
            account = await session.get_one(Account, customer.account_id)
        return {k: v for k, v in account.traits.items() if k.startswith("health")}

    async def told(self, name: str = "health.changed") -> list[Event]:
        """Every change of band."""
        return await self._all(select(Event).where(Event.name == name).order_by(col(Event.id)))

    async def points(self, customer: Customer) -> list[HealthPoint]:
        mine = HealthPoint.account_id == customer.account_id
        return await self._all(select(HealthPoint).where(mine).order_by(col(HealthPoint.id)))

    async def due(self, customer: Customer) -> HealthDue:
        async with self.world.database.transaction() as session:
            return await session.get_one(HealthDue, customer.account_id)

    async def put(self, **others: Any) -> None:
        async with self.world.database.transaction() as session:
            card = from_data(to_json(DEFAULT) | others)
            await put_card(session, card, by=KIM, now=self.now)

    async def override(self, customer: Customer, **said: Any) -> None:
        wanted: dict[str, Any] = {
            "band": None,
            "score": None,
            "reason": "Their champion left.",
            "expires_at": self.now + days(14),
        }
        async with self.world.database.transaction() as session:
            await set_override(
                session, customer.account_id, **wanted | said, by=KIM, name="Kim", now=self.now
            )

    async def _all(self, statement: Any) -> list[Any]:
        async with self.world.database.transaction() as session:
            return list(await session.exec(statement))


@pytest.fixture
def keeping(world: World) -> Keeping:
    return Keeping(world)


# A whole life


async def test_an_account_turns_red_is_told_once_and_comes_back(keeping: Keeping) -> None:
    acme = await keeping.healthy(seats=100)
    assert await keeping.traits(acme) == {"health_band": "green", "health_score": 84.2}
    assert await keeping.told() == []
    (first,) = await keeping.told("health.scored")
    assert (first.properties["from"], first.properties["to"]) == (None, "green")
    assert first.changed == ["account.health_band", "account.health_score"]
    # A month without a login or a feature used, then tickets, and a payment that fails.
    await keeping.passes(days=31)
    for _ in range(5):
        await keeping.world.happens("ticket.opened", acme, keeping.now)
    await keeping.world.set_traits(acme, keeping.now, payment_status="failed")
    await keeping.settle()
    assert await keeping.traits(acme) == {"health_band": "red", "health_score": 21.1}
    yellow, red = await keeping.told()
    why = str(red.properties.pop("why"))
    assert why.startswith("21.1, red: Login frequency costs 21.1 points, Feature adoption 21.1")
    assert red.properties == {
        "from": "yellow",
        "to": "red",
        "score": 21.1,
        "previous_score": yellow.properties["score"],
        "card": "default",
    }
    assert await keeping.passes(hours=1) == 0
    # Better, but only just: it stays red until that has lasted for half a day.
    await keeping.uses(acme)
    await keeping.settle()
    assert (await keeping.of(acme)).sentence.startswith("42.1, still red (by itself it would be")
    assert len(await keeping.told()) == 2
    await keeping.passes(hours=12)
    assert await keeping.traits(acme) == {"health_band": "yellow", "health_score": 42.1}
    path = [(p.changed_from, p.band) for p in await keeping.points(acme) if p.is_change]
    assert path == [
        (None, "green"), ("green", "yellow"), ("yellow", "red"), ("red", "yellow"),
    ]  # fmt: skip


async def test_the_journey_of_the_page_takes_in_who_turns_red(keeping: Keeping) -> None:
    (written,) = re.findall(r"^```yaml\n(journey:.*?)^```", PAGE, re.M | re.S)
    await keeping.world.publish(written)
    acme = await keeping.healthy()
    await keeping.settle()
    assert await keeping.world.enrollments() == []
    await keeping.override(acme, band="red")
    await keeping.settle()
    (enrollment,) = await keeping.world.enrollments()
    assert (enrollment.account_id, enrollment.contact_id) == (acme.account_id, None)
    assert "trait:account.health_band" in enrollment.listens


async def test_who_is_red_at_first_sight_has_not_turned_red(keeping: Keeping) -> None:
    """**Invariant:** finding out how an account is starts no journey. **How it broke:** an import
    of customers and a little history began thousands of passages, with a task each."""
    (written,) = re.findall(r"^```yaml\n(journey:.*?)^```", PAGE, re.M | re.S)
    await keeping.world.publish(written)
    unpaid = HEALTHY | {"payment_status": "failed", "engagement": "none"}
    acme = await keeping.world.customer(account=unpaid | {"contract_status": "past_due"})
    await keeping.world.has_happened("Login", acme, keeping.now, 1)
    await keeping.world.happens("Feature Used", acme, keeping.now, {"feature": "f"})
    await keeping.settle()
    assert (await keeping.of(acme)).band == "red"
    await keeping.settle()
    assert await keeping.world.enrollments() == []


async def test_looks_a_minute_apart_do_not_defeat_hysteresis(keeping: Keeping) -> None:
    acme = await keeping.healthy()
    await keeping.put(bands={"green": 90, "yellow": 40})
    await keeping.settle()
    await keeping.put(bands={"green": 90, "yellow": 40}, hysteresis=20)
    await keeping.settle()
    await keeping.world.set_traits(acme, keeping.now, payment_status="failed")
    for minute in range(4):
        await keeping.world.happens("Login", acme, keeping.now)
        await keeping.settle()
        found = await keeping.of(acme)
        assert (found.score, found.band) == (89.5, "green"), minute
    await keeping.passes(hours=12)
    assert (await keeping.of(acme)).band == "yellow"


async def test_what_is_not_known_takes_the_band_away_but_not_what_others_sent(
    keeping: Keeping,
) -> None:
    sent = {"health_band": "sent by others"}
    other = await keeping.world.customer("Other", account=sent)
    await keeping.world.happens("Opened", other, keeping.now)
    acme = await keeping.healthy()
    assert await keeping.traits(other) == sent
    assert (await keeping.of(other)).sentence.startswith("Insufficient data")
    nothing = dict.fromkeys(("payment_status", "engagement", "contract_status", "seats"))
    await keeping.world.set_traits(acme, keeping.now, **nothing)
    await keeping.settle()
    assert await keeping.traits(acme) == {}
    assert [(e.properties["from"], e.properties["to"]) for e in await keeping.told()] == [
        ("green", None),
    ]  # fmt: skip


# When


async def test_a_busy_account_is_looked_at_now_and_then_and_a_failed_payment_at_once(
    keeping: Keeping,
) -> None:
    acme = await keeping.healthy()
    looked_at = keeping.now
    await keeping.world.happens("Login", acme, keeping.now)
    while await keeping.dispatcher.dispatch():
        pass
    assert (await keeping.due(acme)).due_at == looked_at + APART
    await keeping.world.set_traits(acme, keeping.now, payment_status="failed")
    while await keeping.dispatcher.dispatch():
        pass
    assert (await keeping.due(acme)).due_at == looked_at + SETTLING


async def test_only_what_a_scorecard_asks_for_has_an_account_looked_at(keeping: Keeping) -> None:
    acme = await keeping.healthy()
    marks = (await keeping.due(acme)).marks
    await keeping.world.happens("Page Viewed", acme, keeping.now, changed=("account.plan",))
    assert await keeping.settle() == 0
    assert (await keeping.due(acme)).marks == marks
    await keeping.world.happens("Login", acme, keeping.now)
    assert await keeping.settle() == 1


async def test_the_first_that_is_heard_of_an_account_counts_whatever_it_is(
    keeping: Keeping,
) -> None:
    acme = await keeping.world.customer()
    async with keeping.world.database.transaction() as session:
        assert await take_in(session, keeping.now) == 1
    assert await keeping.settle() == 1
    for looked in (1, 0):
        await keeping.world.happens("Anything", acme, keeping.now)
        assert await keeping.settle() == looked


async def test_after_a_day_of_downtime_everybody_is_looked_at_once(keeping: Keeping) -> None:
    accounts = [await keeping.healthy(name) for name in ("Acme", "Beta", "Gamma")]
    assert await keeping.passes(days=3) == len(accounts)
    assert await keeping.passes(hours=1) == 0
    tonight = (await keeping.due(accounts[0])).due_at
    assert tonight.hour in (2, 3, 4)
    assert tonight - keeping.now < days(2)
    days_written = [point.at.date() for point in await keeping.points(accounts[0])]
    assert days_written == [NOW.date(), keeping.now.date()]


async def test_two_workers_look_at_nobody_twice(keeping: Keeping) -> None:
    accounts = [await keeping.world.customer(str(n), account=HEALTHY) for n in range(6)]
    async with keeping.world.database.transaction() as session:
        await take_in(session, keeping.now)
    other = HealthKeeper(keeping.world.database, lambda: keeping.now)
    done = await asyncio.gather(keeping.keeper.keep(), other.keep())
    assert sum(done) == len(accounts)


async def test_what_comes_while_an_account_is_looked_at_is_not_lost(keeping: Keeping) -> None:
    acme = await keeping.healthy()
    await keeping.world.happens("Login", acme, keeping.now)
    await keeping.dispatcher.dispatch()
    keeping.now += APART
    claimed = await keeping.keeper._claimed()
    await keeping.world.happens("Login", acme, keeping.now)
    await keeping.dispatcher.dispatch()
    async with keeping.world.database.transaction() as session:
        cards = await list_cards(session)
    await keeping.keeper._look(claimed, cards)
    assert (await keeping.due(acme)).due_at == keeping.now + SETTLING
    # And a worker that dies with an account in its hands leaves it to the next.
    keeping.now += SETTLING
    assert len(await keeping.keeper._claimed()) == 1
    assert await keeping.keeper.keep() == 0
    assert await keeping.passes(seconds=LEASE.total_seconds()) == 1


async def test_one_that_cannot_be_looked_at_holds_up_nobody(
    keeping: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    accounts = [await keeping.healthy(str(n)) for n in range(3)]
    broken = accounts[1].account_id
    async with keeping.world.database.transaction() as session:
        unreadable = update(AccountHealth).where(col(AccountHealth.account_id) == broken)
        await session.execute(unreadable.values(computed={}))
    await keeping.passes(days=1)
    looked = [(await keeping.of(each)).at == keeping.now for each in accounts]
    assert looked == [True, False, True]
    assert f"The health of {broken} cannot be found out" in caplog.text


async def test_while_events_wait_health_goes_on_by_a_page_a_turn(keeping: Keeping) -> None:
    accounts = [await keeping.world.customer(str(n), account=HEALTHY) for n in range(PAGE_SIZE + 1)]
    async with keeping.world.database.transaction() as session:
        await take_in(session, keeping.now)
    await keeping.world.happens("Login", accounts[0], keeping.now)
    keeping.now += 2 * BEHIND
    assert await keeping.keeper.keep() == PAGE_SIZE
    while await keeping.dispatcher.dispatch():
        pass
    assert await keeping.keeper.keep() == 1


# What people set


async def test_what_somebody_sets_counts_at_once_and_until_it_expires(keeping: Keeping) -> None:
    acme = await keeping.healthy()
    await keeping.override(acme, band="red", expires_at=keeping.now + timedelta(hours=5))
    found = await keeping.of(acme)
    assert (found.band, found.score) == ("red", 100)
    assert found.sentence.startswith("Red, set by Kim until")
    assert (found.computed["band"], found.computed["value"]) == ("green", 100.0)
    assert await keeping.traits(acme) == {"health_band": "red", "health_score": 100.0}
    await keeping.passes(hours=4)
    assert (await keeping.of(acme)).band == "red"
    await keeping.passes(hours=1)
    assert (await keeping.of(acme)).band == "green"
    assert [e.properties["to"] for e in await keeping.told()] == ["red", "green"]


async def test_what_expires_is_taken_first_and_is_not_shown_meanwhile(keeping: Keeping) -> None:
    """**Invariant:** what somebody set counts until its instant. **How it broke:** it stood behind
    all others who were due, and counted for minutes more."""
    acme, other = await keeping.healthy(), await keeping.healthy("Other")
    await keeping.override(acme, band="red", expires_at=keeping.now + timedelta(hours=5))
    await keeping.world.change(HealthDue, other.account_id, due_at=keeping.now)
    later = keeping.now + timedelta(hours=5)
    async with keeping.world.database.transaction() as session:
        shown = [await get_health(session, acme.account_id, now=at) for at in (keeping.now, later)]
        claims = [await claim(session, 1, later) for _ in range(3)]
    assert [each and (each.band, each.is_overridden) for each in shown] == [
        ("red", True), ("green", False),
    ]  # fmt: skip
    assert [[each.account_id for each in some] for some in claims] == [
        [acme.account_id], [other.account_id], [],
    ]  # fmt: skip


async def test_it_takes_the_place_of_the_one_before_and_is_taken_back(keeping: Keeping) -> None:
    acme = await keeping.healthy()
    await keeping.override(acme, band="red")
    await keeping.override(acme, score=55)
    assert await keeping.traits(acme) == {"health_band": "yellow", "health_score": 55.0}
    async with keeping.world.database.transaction() as session:
        await clear_override(session, acme.account_id, by=KIM, now=keeping.now)
        audited = await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        assert [each.action for each in audited] == [
            "health.override", "health.override", "health.clear_override",
        ]  # fmt: skip
    assert (await keeping.of(acme)).band == "green"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "either the band or the score"),
        ({"band": "red", "score": 3}, "either the band or the score"),
        ({"score": 101}, "from 0 to 100"),
        ({"band": "red", "reason": "  "}, "Say why"),
        ({"band": "red", "expires_at": NOW}, "a day to come"),
        ({"band": "red", "expires_at": NOW + days(400)}, "within a year"),
    ],
)
async def test_it_needs_a_reason_and_an_end(
    keeping: Keeping, said: dict[str, Any], why: str
) -> None:
    acme = await keeping.world.customer()
    with pytest.raises(Invalid, match=why):
        await keeping.override(acme, **said)


# Scorecards


async def test_an_edit_has_everybody_looked_at_and_tells_what_changes(keeping: Keeping) -> None:
    acme, beta = await keeping.healthy(), await keeping.healthy("Beta")
    card: dict[str, Any] = to_json(DEFAULT)
    logins = card["components"][0] | {"levels": _at_least(100, 50)}
    await keeping.put(components=[logins])
    assert await keeping.keeper.keep() == 2
    assert [(await keeping.of(each)).band for each in (acme, beta)] == ["red", "red"]
    assert [e.properties["to"] for e in await keeping.told()] == ["red", "red"]
    assert await keeping.settle() == 0


def _at_least(green: int, yellow: int) -> dict[str, Any]:
    return {"direction": "at_least", "green": green, "yellow": yellow}


async def test_accounts_of_a_segment_have_a_scorecard_of_their_own(keeping: Keeping) -> None:
    acme, beta = await keeping.healthy(), await keeping.healthy("Beta")
    await keeping.put(key="strategic", name="Strategic", segment={"segment": "large"})
    await keeping.keeper.keep()
    async with keeping.world.database.transaction() as session:
        external = (await session.get_one(Account, acme.account_id)).external_id
        await put_segment(
            session, "large", name="Large", subject_kind="account", by=KIM, now=keeping.now
        )
        await add_members(session, "large", [external], by=KIM, now=keeping.now)
    assert await keeping.settle() == 1
    cards = [(await keeping.of(each)).card for each in (acme, beta)]
    assert cards == ["strategic", "default"]
    async with keeping.world.database.transaction() as session:
        (use,) = (await uses(session)).of("large")
    assert (use.in_words(), use.page) == ("the scorecard “Strategic”", "/health/model/strategic")


async def test_scorecards_are_kept_in_order_and_edits_do_not_overwrite(world: World) -> None:
    segment = {"trait": "account.plan", "is": "pro"}
    first, second = (
        from_data(to_json(DEFAULT) | {"key": key, "segment": segment}) for key in ("one", "two")
    )

    async def keys() -> list[tuple[str, int]]:
        async with world.database.transaction() as session:
            return [(each.card.key, each.revision) for each in await list_cards(session)]

    assert await keys() == [("default", 0)]
    async with world.database.transaction() as session:
        await put_card(session, first, by=KIM, now=NOW, revision=0)
        await put_card(session, second, by=KIM, now=NOW)
        await move_card(session, "two", 0, by=KIM, now=NOW)
    assert await keys() == [("two", 2), ("one", 1), ("default", 0)]
    async with world.database.transaction() as session:
        with pytest.raises(Changed):
            await put_card(session, first, by=KIM, now=NOW, revision=0)
        with pytest.raises(Conflict):
            await remove_card(session, "default", by=KIM, now=NOW)
        nobody = from_data(to_json(DEFAULT) | {"key": "three"})
        with pytest.raises(Conflict):
            await put_card(session, nobody, by=KIM, now=NOW)
        await remove_card(session, "two", by=KIM, now=NOW)
    assert await keys() == [("one", 1), ("default", 0)]
