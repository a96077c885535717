"""What calls make: contacts, accounts, memberships and events."""

from typing import Any

from tests.ingest.parts import Edge


def identify(user: str, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user, "traits": traits}


def group(user: str | None, account: str, **traits: Any) -> dict[str, Any]:
    return {"type": "group", "userId": user, "groupId": account, "traits": traits}


def track(user: str | None, event: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "userId": user, "event": event, **more}


async def test_identify_makes_a_contact(edge: Edge) -> None:
    await edge.batch(identify("u1", email="ada@acme.test", firstName="Ada", lastName="Byron"))
    [contact] = await edge.rows("SELECT external_id, email, name FROM contacts")
    assert contact == ("u1", "ada@acme.test", "Ada Byron")


async def test_group_makes_an_account_whose_first_contact_is_primary(edge: Edge) -> None:
    await edge.batch(group("u1", "acme", name="Acme"), group("u2", "acme"))
    members = await edge.rows(
        "SELECT a.name, c.external_id, m.is_primary FROM memberships m"
        " JOIN accounts a ON a.id = m.account_id JOIN contacts c ON c.id = m.contact_id"
        " ORDER BY c.external_id"
    )
    assert members == [("Acme", "u1", True), ("Acme", "u2", False)]


async def test_an_event_is_about_the_account_of_its_contact(edge: Edge) -> None:
    await edge.batch(group("u1", "acme"), track("u1", "Project Created"))
    account = await edge.value(
        "SELECT a.external_id FROM events e JOIN accounts a ON a.id = e.account_id"
        " WHERE e.name = 'Project Created'"
    )
    assert account == "acme"


async def test_an_event_is_about_the_account_its_context_names(edge: Edge) -> None:
    await edge.batch(
        group("u1", "acme"), track("u1", "Project Created", context={"groupId": "globex"})
    )
    account = await edge.value(
        "SELECT a.external_id FROM events e JOIN accounts a ON a.id = e.account_id"
        " WHERE e.name = 'Project Created'"
    )
    assert account == "globex"


async def test_an_account_created_with_a_track_call_has_a_name_and_a_primary_contact(
    edge: Edge,
) -> None:
    await edge.batch(
        track(
            "u1",
            "Account Created",
            properties={"account_name": "Acme"},
            context={"groupId": "acme"},
        )
    )
    [made] = await edge.rows(
        "SELECT a.name, m.is_primary, e.changed FROM events e"
        " JOIN accounts a ON a.id = e.account_id"
        " JOIN memberships m ON m.account_id = a.id AND m.contact_id = e.contact_id"
    )
    assert made == ("Acme", True, ["account.name"])


async def test_an_account_level_event_needs_no_user(edge: Edge) -> None:
    await edge.batch(track(None, "Invoice Paid", context={"groupId": "acme"}))
    [event] = await edge.rows("SELECT contact_id, account_id IS NOT NULL FROM events")
    assert event == (None, True)


async def test_only_traits_with_another_value_have_changed(edge: Edge) -> None:
    await edge.batch(identify("u1", plan="pro", seats=1, beta=True))
    await edge.batch(identify("u1", plan="pro", seats=2, beta=1))
    changed = await edge.rows("SELECT changed FROM events ORDER BY id")
    assert changed == [
        (["contact.plan", "contact.seats", "contact.beta"],),
        (["contact.seats", "contact.beta"],),
    ]


async def test_a_null_takes_a_trait_back(edge: Edge) -> None:
    await edge.batch(identify("u1", email="ada@acme.test", plan="pro"))
    await edge.batch(identify("u1", email=None, plan=None))
    [contact] = await edge.rows("SELECT email, traits FROM contacts")
    assert contact == (None, {})


def paying(status: str, hour: int) -> dict[str, Any]:
    """Concluded from what happened on a day at that hour, UTC."""
    at = f"2026-11-01T{hour:02}:00:00Z"
    return {**group(None, "acme", pays=status), "concluded": True, "timestamp": at}


async def test_what_an_older_event_meant_does_not_overwrite_what_is_known_since(edge: Edge) -> None:
    """**Invariant:** an account pays as its last invoice says. **How it broke:** a call about a
    failed payment that came late overwrote the payment after it."""
    for status, hour, pays in (
        ("failed", 1, "failed"),
        ("auto", 3, "auto"),
        ("failed", 2, "auto"),
        ("auto", 5, "auto"),
        ("failed", 4, "auto"),
        ("failed", 6, "failed"),
    ):
        await edge.batch(paying(status, hour))
        assert await edge.value("SELECT traits ->> 'pays' FROM accounts") == pays
    assert await edge.value("SELECT count(*) FROM events WHERE name = 'group'") == 6
    await edge.batch({**group(None, "acme", pays="auto"), "timestamp": "2026-11-01T01:00:00Z"})
    assert await edge.value("SELECT traits ->> 'pays' FROM accounts") == "auto"


async def test_of_one_batch_too_what_happened_last_counts(edge: Edge) -> None:
    """**How it broke:** calls were compared with what was stored, and not with one another."""
    called = {**group(None, "acme", seats=5), "timestamp": "2026-11-01T03:00:00Z"}
    late = paying("failed", 2)
    late["traits"]["seats"] = 1
    await edge.batch(paying("auto", 3), called, late, paying("open", 1))
    [traits] = await edge.rows("SELECT traits ->> 'pays', traits ->> 'seats' FROM accounts")
    assert traits == ("auto", "5")


async def test_of_one_batch_a_change_counts_from_whatever_call_it_came(edge: Edge) -> None:
    named = {"properties": {"account_name": "Acme"}, "context": {"groupId": "acme"}}
    created = track("u1", "Account Created", **named, timestamp="2026-11-01T03:00:00Z")
    late = {**paying("failed", 2), "traits": {"name": "Acme in its first week"}}
    await edge.batch(created, late)
    assert await edge.value("SELECT name FROM accounts") == "Acme"


async def test_well_known_traits_fill_columns(edge: Edge) -> None:
    await edge.rows(
        "INSERT INTO users (id, email, name, role, created_at)"
        " VALUES (gen_random_uuid(), 'csm@onward.test', 'Kim', 'csm', now()) RETURNING 1"
    )
    await edge.batch(
        group(
            None,
            "acme",
            name="Acme",
            stage="live",
            arr=12000.5,
            currency="eur",
            renewal_date="2027-03-01T00:00:00Z",
            owner="CSM@onward.test",
            timezone="Europe/Amsterdam",
        )
    )
    [account] = await edge.rows(
        "SELECT a.name, stage, arr_minor, currency, CAST(renewal_date AS text), u.email,"
        " a.time_zone FROM accounts a JOIN users u ON u.id = a.owner_id"
    )
    assert account == (
        "Acme",
        "live",
        1200050,
        "EUR",
        "2027-03-01",
        "csm@onward.test",
        "Europe/Amsterdam",
    )


async def test_whoever_signs_in_by_an_address_can_own_by_it(edge: Edge) -> None:
    """**How it broke:** the first user is admin@localhost, and an address without a dot named
    nobody: every account said “Owner: Nobody yet”."""
    await edge.rows(
        "INSERT INTO users (id, email, name, role, created_at)"
        " VALUES (gen_random_uuid(), 'admin@localhost', 'Kim', 'admin', now()) RETURNING 1"
    )
    await edge.batch(
        group(None, "acme", owner=" Admin@localhost "),
        group(None, "beta", owner="Kim"),
        group(None, "gamma", owner=7),
    )
    owners = await edge.rows(
        "SELECT external_id, u.name FROM accounts a LEFT JOIN users u ON u.id = owner_id ORDER BY 1"
    )
    assert owners == [("acme", "Kim"), ("beta", None), ("gamma", None)]


async def test_a_value_that_does_not_fit_its_column_stays_a_trait(edge: Edge) -> None:
    traits = {"renewal_date": "soon", "arr": "lots", "timezone": "Mars/Olympus", "name": ["Acme"]}
    await edge.batch(group(None, "acme", **traits))
    [account] = await edge.rows(
        "SELECT name, arr_minor, renewal_date, time_zone, traits FROM accounts"
    )
    assert account == (None, None, None, None, traits)


async def test_what_a_person_edited_survives_calls_about_something_else(edge: Edge) -> None:
    await edge.batch(group(None, "acme", name="ACME Inc", plan="pro"))
    await edge.rows("UPDATE accounts SET name = 'Acme' RETURNING 1")
    await edge.batch(group(None, "acme", name="ACME Inc", plan="enterprise"))
    [account] = await edge.rows("SELECT name, traits->>'plan' FROM accounts")
    assert account == ("Acme", "enterprise")


async def test_roles_are_those_of_the_membership(edge: Edge) -> None:
    await edge.batch(
        identify("u1", role="Decision Maker"), group("u1", "acme"), group("u2", "acme")
    )
    await edge.batch(identify("u2", roles=["Champion", "astronaut"]))
    roles = await edge.rows(
        "SELECT c.external_id, m.roles FROM memberships m JOIN contacts c ON c.id = m.contact_id"
        " ORDER BY 1"
    )
    assert roles == [("u1", ["decision_maker"]), ("u2", ["champion"])]


async def test_a_group_call_does_not_bring_back_who_was_taken_out(edge: Edge) -> None:
    await edge.batch(
        group("u1", "acme"), track("u1", "Account Removed User", context={"groupId": "acme"})
    )
    await edge.batch(group("u1", "acme"))
    assert await edge.value("SELECT ended_at IS NOT NULL FROM memberships")
    await edge.batch(track("u1", "Account Added User", context={"groupId": "acme"}))
    [membership] = await edge.rows("SELECT ended_at, is_primary FROM memberships")
    assert membership == (None, True)


async def test_the_device_hints_at_zone_and_locale(edge: Edge) -> None:
    here = {"timezone": "Europe/Amsterdam", "locale": "nl-NL"}
    await edge.batch({**identify("u1"), "context": here})
    await edge.batch({**identify("u1", timezone="Asia/Tokyo"), "context": here})
    await edge.batch({**identify("u1"), "context": here})
    [contact] = await edge.rows("SELECT time_zone, locale FROM contacts")
    assert contact == ("Asia/Tokyo", "nl-NL")
    changes = await edge.rows("SELECT changed FROM events ORDER BY id")
    assert changes == [(["contact.time_zone"],), (["contact.timezone"],)]
