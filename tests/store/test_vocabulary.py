"""What pickers show: events and traits as they were really sent, and what else can be named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.definition.document import parse
from engine.own_events import OWN_EVENTS
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.database import Database, Session
from engine.store.knowledge import MOST_EVENTS, SAMPLE, known
from engine.store.reading.seen import (
    MOST_NAMES,
    Property,
    SeenEvent,
    SeenTrait,
    seen_events,
    seen_traits,
)
from engine.store.reading.vocabulary import (
    AwaitedEvent,
    Colleague,
    HeldRole,
    KnownChannel,
    KnownJourney,
    KnownSegment,
    Vocabulary,
    get_vocabulary,
)
from engine.store.segmenting.counting import begin_count, give_up_counts
from engine.store.tables import (
    Account,
    Channel,
    Contact,
    Event,
    Journey,
    Membership,
    Segment,
    SegmentMember,
    Source,
    User,
)
from tests.api.customers import ONBOARDING

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


async def happened(
    session: Session, *events: tuple[str, dict[str, Any]], kind: str = "track"
) -> None:
    """One a minute, the last one now."""
    source = Source(key=f"source-{kind}", name="Product")
    session.add(source)
    await session.flush()
    session.add_all(
        Event(
            source_id=source.id,
            message_id=str(number),
            type=kind,
            name=name,
            properties=properties,
            occurred_at=NOW - timedelta(minutes=number),
        )
        for number, (name, properties) in enumerate(reversed(events))
    )
    await session.flush()


async def vocabulary(database: Database) -> Vocabulary:
    async with database.transaction() as session:
        return await get_vocabulary(session)


async def test_where_nothing_is_there_is_nothing_but_what_always_is(database: Database) -> None:
    found = await vocabulary(database)
    assert (found.events, found.traits, found.users, found.segments) == ([], [], [], [])
    assert (found.channels, found.journeys, found.topics) == ([], [], [])
    assert HeldRole("champion", 0) in found.roles
    assert len(found.roles) == 6
    assert found.time_zones[0] == "UTC"
    assert "Europe/Amsterdam" in found.time_zones


async def test_events_with_their_properties(database: Database) -> None:
    async with database.transaction() as session:
        await happened(
            session,
            ("Login", {}),
            ("Project Created", {"template": "blank", "size": 3, "from": {"page": "home"}}),
            ("Project Created", {"template": "demo", "size": 3, "on": "2026-11-02"}),
            ("Login", {"device": "phone"}),
        )
        await happened(session, ("identify", {"plan": "pro"}), kind="identify")
    found = (await vocabulary(database)).events
    assert found == [
        SeenEvent("Login", 2, NOW, [Property("device", "text", ["phone"], True)]),
        SeenEvent(
            "Project Created",
            2,
            NOW - timedelta(minutes=1),
            [
                Property("from", "object", [], False),
                Property("from.page", "text", ["home"], True),
                Property("on", "date", ["2026-11-02"], True),
                Property("size", "number", [3], True),
                Property("template", "text", ["blank", "demo"], True),
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("values", "kind", "examples"),
    [
        (["pro", "free", "pro"], "text", ["pro", "free"]),
        ([3, 2.5], "number", [2.5, 3]),
        ([True, False, True], "boolean", [True, False]),
        (["2026-12-24", "2026-12-24T10:00:00Z"], "date", ["2026-12-24", "2026-12-24T10:00:00Z"]),
        (["2026-12-24", "soon"], "text", ["2026-12-24", "soon"]),
        ([["a"], []], "list", []),
        ([{"a": 1}], "object", []),
        ([3, "three"], "mixed", ["three", 3]),
        ([None, 3], "number", [3]),
        (["", "x" * 81], "text", []),
        ([f"value {number}" for number in range(9)], "text", [f"value {n}" for n in range(5)]),
    ],
)
async def test_types_are_what_was_seen(
    database: Database, values: list[Any], kind: str, examples: list[Any]
) -> None:
    async with database.transaction() as session:
        session.add_all(
            Account(external_id=f"a{number}", traits={"thing": value})
            for number, value in enumerate(values)
        )
    [trait, *_] = (await vocabulary(database)).traits
    assert (trait.path, trait.type) == ("account.thing", kind)
    assert sorted(map(str, trait.examples)) == sorted(map(str, examples))
    assert trait.examples[:1] == examples[:1] or kind == "mixed"
    assert trait.count == sum(value is not None for value in values)


async def test_what_the_values_of_traits_have_been(database: Database) -> None:
    """Rules about what a trait is compared with go by it."""
    async with database.transaction() as session:
        session.add(Account(external_id="a", traits={"churned": True, "seats": 3}))
        session.add(Account(external_id="b", traits={"churned": "yes"}))
        session.add(Contact(external_id="c", traits={"title": "CEO"}))
        await session.flush()
        found = await known(session)
    assert found.traits == frozenset({"account.churned", "account.seats", "contact.title"})
    assert dict(found.kinds or {}) == {
        "account.churned": frozenset({"boolean", "string"}),
        "account.seats": frozenset({"number"}),
        "contact.title": frozenset({"string"}),
    }


async def test_events_that_ever_came_are_known_however_long_ago(database: Database) -> None:
    async with database.transaction() as session:
        await happened(session, *[("Login", {})] * 3, kind="track")
        await happened(session, ("Signed Contract", {}), kind="page")
        await session.execute(
            text("UPDATE events SET occurred_at = '2019-01-01' WHERE name = 'Signed Contract'")
        )
        found = await known(session)
    assert found.events == OWN_EVENTS | {
        "Login", "Signed Contract", "identify", "group", "alias"
    }  # fmt: skip


async def test_where_no_event_of_theirs_ever_came_none_is_known(database: Database) -> None:
    """Traits alone, and what Onward tells itself, show nothing of what a product will send."""
    async with database.transaction() as session:
        assert (await known(session)).events is None
        await happened(session, ("identify", {"plan": "pro"}), kind="identify")
        await happened(session, ("Message Opened", {}))
        assert (await known(session)).events is None


async def test_names_without_number_are_no_list_of_events(database: Database) -> None:
    async with database.transaction() as session:
        await happened(session, *((f"order {number}", {}) for number in range(MOST_EVENTS + 1)))
        assert (await known(session)).events is None


async def test_traits_of_accounts_and_contacts(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Account(external_id="a", traits={"billing": {"country": "NL"}, "gone": None}))
        session.add(Contact(external_id="c", traits={"title": "CEO"}))
    assert (await vocabulary(database)).traits == [
        SeenTrait("account.billing", "object", 1, [], False),
        SeenTrait("account.billing.country", "text", 1, ["NL"], True),
        SeenTrait("contact.title", "text", 1, ["CEO"], True),
    ]


@pytest.mark.parametrize(
    ("values", "complete"),
    [
        (["active"] * 3, True),
        (list("abcde"), True),
        (list("abcdef"), False),
        (["active", "x" * 81], False),
        (["active", ["churned"]], False),
    ],
)
async def test_whether_the_examples_are_all_the_values_there_are_is_told(
    database: Database, values: list[Any], complete: bool
) -> None:
    async with database.transaction() as session:
        session.add_all(
            Account(external_id=f"a{number}", traits={"status": value})
            for number, value in enumerate(values)
        )
        await happened(session, *(("Login", {"status": value}) for value in values))
    found = await vocabulary(database)
    assert [trait.complete for trait in found.traits] == [complete]
    assert [each.complete for each in found.events[0].properties] == [complete]


async def test_where_not_every_customer_was_looked_at_others_may_have_other_values(
    database: Database,
) -> None:
    async with database.transaction() as session:
        session.add(Contact(external_id="c", traits={"title": "CEO"}))
        session.add_all(
            Account(external_id=f"a{number}", traits={"status": "active"})
            for number in range(SAMPLE)
        )
        await session.flush()
        assert [trait.complete for trait in await seen_traits(session)] == [True, True]
        session.add(Account(external_id="one more", traits={}))
        await session.flush()
        assert [trait.complete for trait in await seen_traits(session)] == [False, True]


async def test_where_names_are_without_number_the_most_frequent_are_told(
    database: Database,
) -> None:
    """Names of pages may be without number; they must not crowd out what happens every day."""
    async with database.transaction() as session:
        await happened(
            session,
            *((f"A page {number}", {}) for number in range(20)),
            *(("Login", {}) for _ in range(3)),
            *(("Zebra Seen", {}) for _ in range(2)),
        )
        found = await seen_events(session, most_names=3)
    assert [event.name for event in found] == ["A page 0", "Login", "Zebra Seen"]


async def test_people_places_and_things(database: Database) -> None:
    async with database.transaction() as session:
        account, ada, bo = Account(external_id="a"), Contact(external_id="ada"), Contact()
        session.add_all([account, ada, bo])
        session.add(User(email="kim@example.com", name="Kim"))
        session.add(User(email="gone@example.com", name="Gone", disabled_at=NOW))
        session.add(Channel(key="alerts", name="Alerts", kind="slack", url="https://x.example/1"))
        session.add(Segment(key="vip", name="VIPs", subject_kind="account"))
        await session.flush()
        session.add_all(
            [
                Membership(account_id=account.id, contact_id=ada.id, roles=["champion", "admin"]),
                Membership(
                    account_id=account.id, contact_id=bo.id, roles=["champion"], ended_at=NOW
                ),
                SegmentMember(segment_key="vip", subject_id=account.id),
            ]
        )
    found = await vocabulary(database)
    assert [role for role in found.roles if role.holders] == [
        HeldRole("champion", 1),
        HeldRole("admin", 1),
    ]
    assert found.users == [Colleague("kim@example.com", "Kim")]
    assert found.channels == [KnownChannel("alerts", "Alerts", "slack")]
    assert found.segments == [KnownSegment("vip", "VIPs", "account", 1)]


async def test_how_many_are_in_a_segment_is_told_once_everybody_has_been_looked_at(
    database: Database,
) -> None:
    """Who had just made a segment chose among pickers that said it was of nobody."""
    async with database.transaction() as session:
        session.add(Segment(key="new", name="New", subject_kind="account", condition={}))
        await session.flush()
        await begin_count(session, "new", cause="first_count", tells=False, by="kim", now=NOW)
    [segment] = (await vocabulary(database)).segments
    assert segment == KnownSegment("new", "New", "account", None)
    async with database.transaction() as session:
        await give_up_counts(session, "new", NOW)
    [segment] = (await vocabulary(database)).segments
    assert segment.size == 0


async def test_journeys_and_what_they_send_about(database: Database) -> None:
    other = ONBOARDING.replace("journey: onboarding", "journey: tips\nsubject: contact").replace(
        "template: welcome, next", "template: welcome, send: {topic: news}, next"
    )
    async with database.transaction() as session:
        for written in (ONBOARDING, other):
            await journeys.publish_definition(session, parse(written), by=Actor("kim"), now=NOW)
        drafts: list[dict[str, Any]] = [
            {},
            {"subject": 7, "steps": [1], "send": "x"},
            {"subject": "contact", "steps": 1},
        ]
        for number, draft in enumerate(drafts):
            session.add(Journey(key=f"draft-{number}", name=f"Draft {number}", draft=draft))
    found = await vocabulary(database)
    assert set(found.journeys) == {
        KnownJourney("onboarding", "Onboarding", "live", "account"),
        KnownJourney("tips", "Onboarding", "live", "contact"),
        KnownJourney("draft-0", "Draft 0", "draft", "account"),
        KnownJourney("draft-1", "Draft 1", "draft", "account"),
        KnownJourney("draft-2", "Draft 2", "draft", "contact"),
    }
    assert found.topics == ["news", "onboarding", "tips"]


async def test_events_that_a_journey_looks_at_are_told_until_they_come_in(
    database: Database,
) -> None:
    """Whoever begins has no events yet, and would have to know by heart what they are called."""
    waits = ONBOARDING.replace(
        "rest: {type: wait, for: 3d, next: welcome}",
        "rest: {type: wait, until: {event: Project Created}, at_most: 3d,"
        " on: {happened: told, timeout: welcome}}\n"
        "  told: {type: webhook, url: https://example.com, data: {event: No}, next: begin}\n"
        "  begin: {type: in_app, format: checklist, template: list, next: welcome}",
    ).replace("start: rest", "goal: {when: {all: [{event: Report Shared}]}}\nstart: rest")
    waits += (
        "  list: {title: First, body: Steps, items:"
        " [{id: a, title: Invite, done_when: {event: Colleague Invited}}]}\n"
    )
    async with database.transaction() as session:
        await journeys.publish_definition(session, parse(waits), by=Actor("kim"), now=NOW)
        session.add(Journey(key="draft", name="Draft", draft={"entry": {"event": "Not Live"}}))
        await happened(session, ("Account Created", {}))
    found = await vocabulary(database)
    assert found.awaited == [
        AwaitedEvent("Colleague Invited", "Onboarding"),
        AwaitedEvent("Project Created", "Onboarding"),
        AwaitedEvent("Report Shared", "Onboarding"),
    ]


async def test_what_has_come_in_is_not_awaited_however_much_else_has(database: Database) -> None:
    """**How it broke:** what had come in was looked for among the names that are told, and of
    those there are a thousand at most."""
    async with database.transaction() as session:
        await journeys.publish_definition(session, parse(ONBOARDING), by=Actor("kim"), now=NOW)
        others: list[tuple[str, dict[str, Any]]] = [
            (f"A{number}", {}) for number in range(MOST_NAMES)
        ]
        await happened(session, ("Account Created", {}), *others)
    found = await vocabulary(database)
    assert "Account Created" not in {event.name for event in found.events}
    assert found.awaited == []
