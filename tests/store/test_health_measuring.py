"""What is measured in PostgreSQL comes to what `engine.health` means by each measure."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from engine.health import Event, Scorecard, from_data, measured, turns
from engine.store import tables
from engine.store.health.measuring import Taken, measure
from tests.health.parts import NOW, card_of
from tests.parts import tries
from tests.world import World

NAMES = ("Login", "Feature Used", "survey.answered", "Traits Updated", "group")
SCALARS = st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(
    ("", "Reports", "reports", "7", "true", "É", 7.0, 0.5)
)  # fmt: skip
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "feature": SCALARS | st.just(["a"]) | st.fixed_dictionaries({"name": SCALARS}),
        "feature.name": SCALARS,
        "device": st.sampled_from(("web", "phone")),
    },
)
WHERES = st.none() | st.sampled_from(
    (
        {"property": "device", "is": "web"},
        {"not": {"property": "device", "is": "web"}},
        {"all": [{"trait": "account.plan", "is": "pro"}, {"property": "feature", "exists": True}]},
    )
)
MEASURES = st.sampled_from(
    (
        {"type": "count"},
        {"type": "distinct"},
        {"type": "distinct", "property": "feature"},
        {"type": "distinct", "property": "feature.name"},
        {"type": "share", "of": "account.seats"},
        {"type": "latest", "property": "feature"},
        {"type": "latest", "property": "feature.name"},
    )
)


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    components = []
    for number in range(draw(st.integers(1, 4))):
        made: dict[str, Any] = {**draw(MEASURES)}
        made["events"] = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
        made["within"] = draw(st.sampled_from(("7d", "30d", "2w")))
        if where := draw(WHERES):
            made["where"] = where
        components.append(_component(f"c-{number}", made))
    components.append(_component("seats", {"type": "trait", "trait": "account.billing.seats"}))
    return from_data({"key": "card", "name": "Card", "components": components})


def _component(key: str, made: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key, "name": key, "weight": 1, "source": "product", "measure": made,
        "levels": {"direction": "at_least", "green": 3, "yellow": 1},
    }  # fmt: skip


HOURS = st.sampled_from((-1, 0, 1, 24, 7 * 24 - 1, 7 * 24, 14 * 24, 30 * 24 - 1, 30 * 24, 900))
events_of = st.lists(
    st.tuples(st.sampled_from(NAMES), HOURS, st.sampled_from((0, 1, None)), PROPERTIES), max_size=9
)
traits_of = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(("pro", "free")),
        "seats": st.sampled_from((0, 1, 3, "4", "many", True)),
        "billing": st.just({"seats": 12}),
    },
)


async def test_each_measure_comes_to_the_same(world: World) -> None:
    people = [(await world.customer()).contact_id for _ in range(2)]
    source = await world._source_id()
    loop = asyncio.get_running_loop()

    async def in_database(
        card: Scorecard, happened: Sequence[Event], traits: dict[str, Any], others: Sequence[str]
    ) -> Taken:
        async with world.database.transaction() as session:
            await session.execute(delete(tables.Event))
            account = tables.Account(external_id=uuid4().hex, traits=traits)
            session.add(account)
            await session.flush()
            rows = [_row(each, account.id, source) for each in happened]
            rows += [_row(Event(each, NOW), None, source) for each in others]
            if rows:
                await session.execute(insert(tables.Event), rows)
            return await measure(session, card, account.id, traits, NOW)

    @settings(
        max_examples=tries(120),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(cards(), events_of, traits_of, st.lists(st.sampled_from(NAMES), max_size=2))
    def same(card: Scorecard, drawn: list[Any], traits: dict[str, Any], others: list[str]) -> None:
        happened = [
            Event(
                name,
                NOW - timedelta(hours=hours),
                None if who is None else people[who],
                properties,
            )
            for name, hours, who, properties in drawn
        ]
        taken = asyncio.run_coroutine_threadsafe(in_database(card, happened, traits, others), loop)
        found = taken.result(30)
        assert found.values == measured(card, happened, traits, NOW, set_at={}, sent=others)
        assert found.turns == turns(card, happened, traits, NOW)

    await asyncio.to_thread(same)


def _row(event: Event, account: UUID | None, source: UUID) -> dict[str, Any]:
    return {
        "source_id": source, "message_id": uuid4().hex, "type": "track", "name": event.name,
        "account_id": account, "contact_id": event.contact, "properties": dict(event.properties),
        "changed": [], "occurred_at": event.at, "received_at": NOW, "context": {},
        "dispatched_at": NOW, "dispatch_attempts": 0,
    }  # fmt: skip


async def test_a_trait_is_as_old_as_the_call_that_last_changed_it(world: World) -> None:
    card = card_of({"type": "trait", "trait": "account.billing.seats"})
    acme = await world.customer(account={"billing": {"seats": 12}})
    for days in (9, 4):
        at = NOW - timedelta(days=days)
        await world.happens("group", acme, at, changed=("account.billing", "account.plan"))
    async with world.database.transaction() as session:
        traits = (await session.get_one(tables.Account, acme.account_id)).traits
        found = (await measure(session, card, acme.account_id, traits, NOW)).values["one"]
    assert found is not None
    assert (found.value, found.as_of) == (12, NOW - timedelta(days=4))
