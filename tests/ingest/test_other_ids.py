"""Calls that name their person or account by the ids of other products."""

import asyncio
import json
import random
from typing import Any
from uuid import uuid4

import pytest

from engine.store.accepting import accept
from engine.store.ingest import ingest
from engine.store.tables.columns import utc_now
from tests.ingest.parts import Edge
from tests.ingest.test_order_and_races import blocked, calls

ADA = {"email": "ada@acme.test"}
TOGETHER = pytest.mark.parametrize("together", [True, False], ids=["one batch", "a batch each"])


def track(event: str = "Paid", *, group: str | None = None, **others: str) -> dict[str, Any]:
    """Something that happened to whoever is known by these ids."""
    return {
        "type": "track",
        "event": event,
        "messageId": uuid4().hex,
        "context": _context(group, others),
    }


def by_user(user: str, *, group: str | None = None, **others: str) -> dict[str, Any]:
    return {**track("Clicked", group=group, **others), "userId": user}


def identify(user: str | None, address: str | None = None, **others: str) -> dict[str, Any]:
    """What the product says of somebody: `address` is a trait."""
    traits = {} if address is None else {"email": address}
    return {"type": "identify", "userId": user, "traits": traits, "context": _context(None, others)}


def _context(group: str | None, others: dict[str, str]) -> dict[str, Any]:
    context: dict[str, Any] = {
        "externalIds": [{"type": kind, "id": value} for kind, value in others.items()]
    }
    return context if group is None else {**context, "groupId": group}


async def sent(edge: Edge, together: bool, *items: dict[str, Any]) -> None:
    for batch in [items] if together else [[item] for item in items]:
        await edge.batch(*batch)


async def story(edge: Edge) -> list[Any]:
    """Every event, with the userId or address of its contact, and its account."""
    return await edge.rows(
        "SELECT e.name, COALESCE(c.external_id, c.email), a.external_id FROM events e"
        " LEFT JOIN contacts c ON c.id = e.contact_id LEFT JOIN accounts a ON a.id = e.account_id"
        " ORDER BY e.id"
    )


async def contacts(edge: Edge) -> list[Any]:
    return await edge.rows(
        "SELECT external_id, email FROM contacts WHERE merged_into IS NULL ORDER BY 1, 2"
    )


async def owner_of(edge: Edge, kind: str, value: str) -> Any:
    return await edge.value(
        "SELECT external_id FROM identities i JOIN contacts c ON c.id = i.contact_id"
        " WHERE i.kind = :kind AND i.value = :value",
        kind=kind,
        value=value,
    )


@TOGETHER
async def test_somebody_new_is_one_contact_known_by_all_their_ids(
    edge: Edge, together: bool
) -> None:
    await sent(
        edge, together, track("Asked", **ADA, zendesk="55"), track(zendesk="55"), track(**ADA)
    )
    assert await contacts(edge) == [(None, "ada@acme.test")]
    assert {contact for _, contact, _ in await story(edge)} == {"ada@acme.test"}


@TOGETHER
async def test_an_address_finds_the_one_contact_who_has_it_whatever_its_case(
    edge: Edge, together: bool
) -> None:
    await sent(edge, together, identify("u1", "Ada@Acme.test"), track(email="ADA@acme.TEST"))
    assert await contacts(edge) == [("u1", "Ada@Acme.test")]
    assert await story(edge) == [("identify", "u1", None), ("Paid", "u1", None)]
    assert await owner_of(edge, "email", "ada@acme.test") == "u1"


async def test_an_address_of_two_contacts_means_neither(edge: Edge) -> None:
    await edge.batch(identify("u1", "ada@acme.test"), identify("u2", "Ada@acme.test"), track(**ADA))
    answer = await edge.send("track", track(**ADA))
    assert (answer.status_code, answer.json()["code"]) == (400, "ambiguous_email")
    assert await edge.reasons() == ["ambiguous_email"] * 2
    assert await contacts(edge) == [("u1", "ada@acme.test"), ("u2", "Ada@acme.test")]


async def test_another_id_tells_two_of_one_address_apart(edge: Edge) -> None:
    await edge.batch(
        identify("u1", "ada@acme.test"),
        identify("u2", "ada@acme.test", zendesk="55"),
        track(**ADA, zendesk="55"),
    )
    assert (await story(edge))[-1] == ("Paid", "u2", None)


@TOGETHER
async def test_signing_in_makes_the_nameless_contact_of_an_address_the_user(
    edge: Edge, together: bool
) -> None:
    await sent(edge, together, track(**ADA), by_user("u1", **ADA), track(**ADA))
    assert await contacts(edge) == [("u1", "ada@acme.test")]
    assert [contact for _, contact, _ in await story(edge)] == ["u1", "u1", "u1"]


@TOGETHER
async def test_somebody_already_known_takes_in_the_nameless_contact(
    edge: Edge, together: bool
) -> None:
    await sent(edge, together, identify("u1"), track(**ADA, zendesk="55"), by_user("u1", **ADA))
    await edge.batch(track("Solved", zendesk="55"))
    assert await contacts(edge) == [("u1", "ada@acme.test")]
    assert [contact for _, contact, _ in await story(edge)] == ["u1"] * 4


@TOGETHER
async def test_an_address_of_somebody_else_is_never_taken_over(edge: Edge, together: bool) -> None:
    """**Invariant:** a write key is public: with it nobody comes by what is another's."""
    await sent(
        edge,
        together,
        identify("u1", "ada@acme.test"),
        by_user("evil", **ADA),
        track("One", **ADA),
        by_user("evil", **ADA),
        track("Two", **ADA),
    )
    assert await contacts(edge) == [("evil", None), ("u1", "ada@acme.test")]
    assert await owner_of(edge, "email", "ada@acme.test") == "u1"
    assert [row for row in await story(edge) if row[0] in ("One", "Two")] == [
        ("One", "u1", None),
        ("Two", "u1", None),
    ]


@TOGETHER
async def test_who_bound_an_address_first_does_not_get_what_is_its_owners(
    edge: Edge, together: bool
) -> None:
    """Somebody says beforehand, under another userId, that the address is theirs."""
    await sent(
        edge,
        together,
        identify("evil", "evil@evil.test"),
        by_user("evil", **ADA),
        identify("u1", "ada@acme.test"),
        track(**ADA),
    )
    assert (await story(edge))[-1] == ("Paid", "u1", None)


@TOGETHER
async def test_the_nameless_contact_of_an_address_is_whoever_then_says_it_is_theirs(
    edge: Edge, together: bool
) -> None:
    """A bill came first, the product's own `identify` later, without `externalIds`."""
    await sent(edge, together, track("First", **ADA), identify("u1", "ada@acme.test"), track(**ADA))
    assert await contacts(edge) == [("u1", "ada@acme.test")]
    assert {contact for _, contact, _ in await story(edge)} == {"u1"}


@TOGETHER
async def test_who_was_imported_by_address_is_the_user_who_first_says_it_is_theirs(
    edge: Edge, together: bool
) -> None:
    """**Invariant:** a customer is one, from the first `identify` on.
    **How it broke:** whoever came from a file with an address alone stayed a second contact, and
    got every journey twice, until a call came that named the address beside its traits."""
    joined = {"type": "group", "groupId": "acme", "context": _context(None, ADA)}
    imported = (identify(None, "Ada@acme.test", **ADA), joined)
    await sent(edge, together, *imported, identify("u1", "ada@acme.test"), by_user("u1"))
    assert await contacts(edge) == [("u1", "ada@acme.test")]
    assert await story(edge) == [
        ("identify", "u1", None),
        ("group", "u1", "acme"),
        ("identify", "u1", "acme"),
        ("Clicked", "u1", "acme"),
    ]


@TOGETHER
async def test_a_user_who_is_known_takes_in_who_was_imported_by_their_address(
    edge: Edge, together: bool
) -> None:
    await sent(
        edge, together, identify("u1"), identify(None, None, **ADA), identify("u1", "ADA@acme.test")
    )
    assert await contacts(edge) == [("u1", "ADA@acme.test")]
    assert await owner_of(edge, "email", "ada@acme.test") == "u1"


@TOGETHER
async def test_ids_of_two_who_are_known_unite_nobody(edge: Edge, together: bool) -> None:
    await sent(
        edge,
        together,
        by_user("u1", zendesk="55"),
        by_user("u2", intercom="9"),
        by_user("u2", zendesk="55"),
        track("One", zendesk="55", intercom="9"),
        track("Two", intercom="9", zendesk="55"),
    )
    assert [row[:2] for row in await story(edge)][-2:] == [("One", "u1"), ("Two", "u2")]
    assert await owner_of(edge, "zendesk", "55") == "u1"


async def test_an_event_of_an_account_makes_no_contact_of_an_unknown_id(edge: Edge) -> None:
    await edge.batch(track("Solved", group="acme", zendesk="55"))
    assert await contacts(edge) == []
    assert await story(edge) == [("Solved", None, "acme")]


async def test_an_identify_is_about_somebody_also_where_it_names_an_account(edge: Edge) -> None:
    who = {"type": "identify", "traits": {"email": "ada@acme.test"}}
    await edge.batch({**track(group="acme", zendesk="55"), **who})
    assert await story(edge) == [("identify", "ada@acme.test", "acme")]


async def test_an_event_of_an_account_makes_a_contact_of_an_address(edge: Edge) -> None:
    await edge.batch(track("Solved", group="acme", zendesk="55", **ADA))
    await edge.batch(track("Asked", zendesk="55"))
    assert await story(edge) == [
        ("Solved", "ada@acme.test", "acme"),
        ("Asked", "ada@acme.test", None),
    ]


async def test_what_other_products_say_of_somebody_is_theirs(edge: Edge) -> None:
    await edge.batch(track(zendesk="55"))
    await edge.batch(identify(None, "ada@acme.test", zendesk="55"))
    assert await contacts(edge) == [(None, "ada@acme.test")]


@TOGETHER
async def test_an_account_is_known_by_its_ids_in_other_products(edge: Edge, together: bool) -> None:
    await sent(
        edge,
        together,
        track("Subscribed", group="acme", stripe="cus_1"),
        track("Paid", stripe="cus_1"),
        track("Asked", zendesk_organization="77", group="acme", **ADA),
        track("Solved", zendesk_organization="77", email="bob@acme.test"),
        by_user("u1", stripe="cus_1"),
        {**track("", stripe="cus_1"), "type": "group", "traits": {"payment_status": "failed"}},
    )
    assert await story(edge) == [
        ("Subscribed", None, "acme"),
        ("Paid", None, "acme"),
        ("Asked", "ada@acme.test", "acme"),
        ("Solved", "bob@acme.test", "acme"),
        ("Clicked", "u1", "acme"),
        ("group", None, "acme"),
    ]
    assert await edge.value("SELECT traits->>'payment_status' FROM accounts") == "failed"
    assert (
        await edge.value(
            "SELECT count(*) FROM identities WHERE kind = 'stripe' OR kind LIKE 'zendesk%'"
        )
        == 0
    )


@TOGETHER
async def test_an_id_of_an_account_stays_that_accounts(edge: Edge, together: bool) -> None:
    await sent(
        edge,
        together,
        track(group="acme", stripe="cus_1"),
        track(group="globex", stripe="cus_1"),
        track("Renewed", stripe="cus_1"),
    )
    assert (await story(edge))[-1] == ("Renewed", None, "acme")


@TOGETHER
async def test_an_id_of_an_unknown_account_means_the_first_who_came_with_it(
    edge: Edge, together: bool
) -> None:
    """As long as nobody says which account it is. Two people of a company stay two."""
    await sent(
        edge,
        together,
        {"type": "group", "userId": "u1", "groupId": "acme"},
        by_user("u1", stripe="cus_1"),
        track("Paid", stripe="cus_1"),
        track("Asked", stripe="cus_1", email="bob@acme.test"),
    )
    assert (await story(edge))[2:] == [("Paid", "u1", "acme"), ("Asked", "bob@acme.test", None)]


@TOGETHER
async def test_who_was_made_for_a_companys_id_is_whoever_then_comes_with_it(
    edge: Edge, together: bool
) -> None:
    await sent(edge, together, track(stripe="cus_1"), track("Billed", stripe="cus_1", **ADA))
    await edge.batch(by_user("u2", stripe="cus_1"), track("Renewed", stripe="cus_1"))
    assert await contacts(edge) == [("u2", None), (None, "ada@acme.test")]
    assert await story(edge) == [
        ("Paid", "ada@acme.test", None),
        ("Billed", "ada@acme.test", None),
        ("Clicked", "u2", None),
        ("Renewed", "ada@acme.test", None),
    ]


@TOGETHER
async def test_a_tombstone_names_whoever_is_there(edge: Edge, together: bool) -> None:
    """**Invariant:** what is still addressed to a contact who was merged is found in one step, also
    when the one they were merged into was merged as well."""
    await sent(
        edge,
        together,
        track("One", stripe="cus_1"),
        track("Two", stripe="cus_1", **ADA),
        identify("u1"),
        by_user("u1", **ADA),
    )
    assert [contact for _, contact, _ in await story(edge)] == ["u1"] * 4
    graves = await edge.rows(
        "SELECT k.external_id FROM contacts c JOIN contacts k ON k.id = c.merged_into"
    )
    assert graves == ([] if together else [("u1",), ("u1",)])


async def test_the_same_stranger_from_many_senders_at_once_is_one_contact(edge: Edge) -> None:
    await asyncio.gather(
        *(edge.batch(track(f"n{n}", **ADA, zendesk="55")) for n in range(6)),
        *(edge.batch(track(f"m{n}", **ADA)) for n in range(6)),
    )
    assert await contacts(edge) == [(None, "ada@acme.test")]
    assert await edge.value("SELECT count(*) FROM events") == 12


async def test_who_is_given_the_address_meanwhile_is_looked_at_again(edge: Edge) -> None:
    """The locks are taken on a first look; behind them, the contact is another."""
    await edge.batch(identify("u1"), track("Before", **ADA))
    async with edge.database.transaction() as session:
        await ingest(session, edge.source_id, calls(by_user("u1", **ADA)), utc_now())
        later = asyncio.create_task(edge.batch(track(**ADA)))
        await blocked(edge)
    await later
    assert [contact for _, contact, _ in await story(edge)] == ["u1"] * 4


async def test_an_account_learnt_meanwhile_is_looked_at_again(edge: Edge) -> None:
    await edge.batch({"type": "group", "groupId": "acme"})
    async with edge.database.transaction() as session:
        learning = calls(track(group="acme", stripe="cus_1"))
        await ingest(session, edge.source_id, learning, utc_now())
        later = asyncio.create_task(edge.batch(track("Renewed", stripe="cus_1")))
        await blocked(edge)
    await later
    assert (await story(edge))[-1] == ("Renewed", None, "acme")


async def test_it_makes_no_difference_how_calls_are_batched(edge: Edge) -> None:
    """Forty made-up stories, each told in one batch and a call at a time."""
    chance = random.Random(11)
    for number in range(40):
        told = [invented(chance) for _ in range(10)]
        outcomes = []
        for mode in ("whole", "single"):
            items = json.loads(json.dumps(told).replace("@", f"{number}-{mode}").replace("=", "@"))
            read = calls(*items)
            for batch in [read] if mode == "whole" else [[each] for each in read]:
                await accept(edge.database, edge.source_id, batch, utc_now())
            outcomes.append(await outcome(edge, f"{number}-{mode}"))
        assert outcomes[0] == outcomes[1], told


def invented(chance: random.Random) -> dict[str, Any]:
    """A call about few people and accounts, so that they meet; @ stands for the story."""
    item: dict[str, Any] = {
        "type": chance.choice(["identify", "track", "track", "track", "group"]),
        "event": "e",
        "messageId": f"@{chance.random()}",
        "traits": {"email": f"@.{chance.randrange(3)}=x.test"} if chance.random() < 0.4 else {},
    }
    for name, often in (("userId", 0.4), ("anonymousId", 0.2), ("groupId", 0.3)):
        if chance.random() < often:
            item[name] = f"@{name}{chance.randrange(3)}"
    kinds = chance.sample(["email", "zendesk", "stripe", "hubspot_company"], chance.randrange(4))
    others = [
        {"type": kind, "id": f"@.{chance.randrange(3)}" + "=x.test" * (kind == "email")}
        for kind in kinds
    ]
    return {**item, "context": {"externalIds": others}}


async def outcome(edge: Edge, story: str) -> list[str]:
    """Everything that can be told apart of a story: events, whose they are, identities, letters."""
    rows = await edge.rows(
        "SELECT 'event', e.message_id, c.external_id, c.email, a.external_id FROM events e"
        " LEFT JOIN contacts c ON c.id = e.contact_id LEFT JOIN accounts a ON a.id = e.account_id"
        " WHERE e.message_id LIKE :story"
        " UNION ALL SELECT 'id', kind || i.value, c.external_id, c.email, NULL"
        " FROM identities i JOIN contacts c ON c.id = i.contact_id WHERE i.value LIKE :story"
        " UNION ALL SELECT 'company', i.value, NULL, NULL, a.external_id"
        " FROM account_identities i JOIN accounts a ON a.id = i.account_id WHERE value LIKE :story"
        " UNION ALL SELECT 'member', c.external_id, c.email, a.external_id,"
        " CAST(m.is_primary AS text) FROM memberships m JOIN contacts c ON c.id = m.contact_id"
        " JOIN accounts a ON a.id = m.account_id"
        " WHERE a.external_id LIKE :story AND m.ended_at IS NULL"
        " UNION ALL SELECT 'letter', message_id, code, NULL, NULL FROM dead_letters"
        " WHERE message_id LIKE :story",
        story=f"{story}%",
    )
    return sorted(str(row).replace(story, "@") for row in rows)
