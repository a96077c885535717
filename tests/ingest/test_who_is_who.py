"""Identities: upgrading and merging anonymous contacts, and never two who are known."""

from typing import Any

import pytest

from tests.ingest.parts import Edge


def seen(anonymous: str, event: str = "Visited") -> dict[str, Any]:
    return {"type": "track", "anonymousId": anonymous, "event": event}


def identify(user: str | None, anonymous: str | None = None, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user, "anonymousId": anonymous, "traits": traits}


def alias(previous: str, user: str) -> dict[str, Any]:
    return {"type": "alias", "previousId": previous, "userId": user}


async def contacts(edge: Edge) -> list[Any]:
    return await edge.rows(
        "SELECT external_id FROM contacts WHERE merged_into IS NULL ORDER BY external_id"
    )


async def events_of(edge: Edge, user: str) -> list[str]:
    rows = await edge.rows(
        "SELECT events.name FROM events JOIN contacts c ON c.id = contact_id"
        " WHERE external_id = :user ORDER BY events.id",
        user=user,
    )
    return [name for (name,) in rows]


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
async def test_signing_up_names_the_anonymous_contact(edge: Edge, together: bool) -> None:
    calls = [seen("a1"), identify("u1", "a1")]
    for batch in [calls] if together else [[call] for call in calls]:
        await edge.batch(*batch)
    assert await contacts(edge) == [("u1",)]
    assert await events_of(edge, "u1") == ["Visited", "identify"]


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
async def test_signing_in_on_another_device_merges_the_anonymous_contact(
    edge: Edge, together: bool
) -> None:
    calls = [identify("u1"), seen("a2"), identify("u1", "a2"), seen("a2", "Clicked")]
    for batch in [calls] if together else [[call] for call in calls]:
        await edge.batch(*batch)
    assert await contacts(edge) == [("u1",)]
    assert await events_of(edge, "u1") == ["identify", "Visited", "identify", "Clicked"]


async def test_a_shared_browser_does_not_make_two_people_one(edge: Edge) -> None:
    await edge.batch(identify("u1", "a1"), identify("u2", "a1"), seen("a1"))
    assert await contacts(edge) == [("u1",), ("u2",)]
    assert await events_of(edge, "u1") == ["identify", "Visited"]


async def test_two_contacts_with_the_same_email_stay_two(edge: Edge) -> None:
    await edge.batch(identify("u1", email="a@acme.test"), identify("u2", email="a@acme.test"))
    assert await contacts(edge) == [("u1",), ("u2",)]


async def test_an_alias_merges_and_leaves_a_tombstone(edge: Edge) -> None:
    await edge.batch(
        {
            "type": "identify",
            "anonymousId": "a1",
            "traits": {"plan": "pro", "email": "a@acme.test"},
        },
        {"type": "group", "anonymousId": "a1", "groupId": "acme"},
    )
    await edge.batch(identify("u1", plan="free"))
    await edge.batch(alias("a1", "u1"))
    [(merged,)] = await edge.rows(
        "SELECT k.external_id FROM contacts p JOIN contacts k ON k.id = p.merged_into"
    )
    assert merged == "u1"
    [contact] = await edge.rows("SELECT email, traits FROM contacts WHERE external_id = 'u1'")
    assert contact == ("a@acme.test", {"plan": "free", "email": "a@acme.test"})
    [member] = await edge.rows(
        "SELECT c.external_id, m.is_primary FROM memberships m JOIN contacts c"
        " ON c.id = m.contact_id WHERE m.ended_at IS NULL"
    )
    assert member == ("u1", True)
    assert await edge.value("SELECT changed FROM events WHERE type = 'alias'") == ["contact.email"]


async def test_a_merge_takes_along_what_was_sent_and_what_was_asked(edge: Edge) -> None:
    await edge.batch(seen("a1"), identify("u1"))
    await edge.rows(
        "INSERT INTO unsubscribes (contact_id, topic, way, via, at)"
        " SELECT contact_id, 'news', 'email', 'page', now() FROM identities"
        " WHERE value = 'a1' RETURNING 1"
    )
    await edge.batch(alias("a1", "u1"))
    assert (
        await edge.value(
            "SELECT external_id FROM unsubscribes u JOIN contacts c ON c.id = u.contact_id"
            " WHERE c.merged_into IS NULL"
        )
        == "u1"
    )


async def test_an_alias_of_an_unknown_id_is_remembered(edge: Edge) -> None:
    await edge.batch(alias("a1", "u1"))
    await edge.batch(seen("a1"))
    assert await events_of(edge, "u1") == ["alias", "Visited"]


async def test_an_alias_never_unites_two_who_are_known(edge: Edge) -> None:
    await edge.batch(identify("u1"), identify("u2"), alias("u1", "u2"))
    assert await contacts(edge) == [("u1",), ("u2",)]
    assert await edge.reasons() == ["both_known"]
    answer = await edge.send("alias", alias("u1", "u2"))
    assert (answer.status_code, answer.json()["code"]) == (400, "both_known")


async def test_a_contact_made_by_hand_is_found_by_its_user_id(edge: Edge) -> None:
    await edge.rows(
        "INSERT INTO contacts (id, external_id, traits, created_at, updated_at)"
        " VALUES (gen_random_uuid(), 'u1', '{}', now(), now()) RETURNING 1"
    )
    await edge.batch(identify("u1", email="ada@acme.test"))
    assert await edge.rows("SELECT external_id, email FROM contacts") == [("u1", "ada@acme.test")]
