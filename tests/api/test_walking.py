"""Walking through a journey, and dating its waits, over HTTP."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import active_children
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.trials import LIMITS, Trials
from engine.arbiter import Cap, Policy, QuietHours
from engine.definition.document import parse, to_json
from engine.holidays import holiday_on
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.settings import set_policy
from engine.store.tables import Account, Contact
from tests.walking.test_walk import TRIAL
from tests.world import Customer, World

DEFINITION: dict[str, Any] = to_json(parse(TRIAL, format="yaml"))
BEGINS = "2026-03-02T09:00:00Z"


@pytest.fixture
async def acme(database: Database) -> tuple[str, Customer]:
    world = World(database)
    traits = {"status": "active", "renewal_date": "2031-05-01"}
    customer = await world.customer("Acme", account=traits, time_zone="Asia/Tokyo")
    async with database.transaction() as session:
        account = await session.get_one(Account, customer.account_id)
        external_id = account.external_id
    return external_id, customer


async def walked(client: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await client.post(
        "/journeys/walk", json={"definition": DEFINITION, "begins": BEGINS, **asked}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_customer_made_up_is_one_the_journey_is_for(reader: httpx.AsyncClient) -> None:
    found = await walked(reader)
    assert found["entered"]
    assert found["waiting"]["step"] == "project"


async def test_customer_made_up_has_a_value_that_customers_have(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    found = await walked(reader)
    assert found["retold"]["scenario"]["customer"]["account"] == {"status": "active"}


async def test_walk_goes_on_by_the_choice_that_was_offered(reader: httpx.AsyncClient) -> None:
    first = await walked(reader)
    choice = first["waiting"]["options"][0]["choice"]
    second = await walked(reader, choices=[choice])
    assert second["used"] == 1
    assert second["waiting"]["step"] == "ask"


async def test_real_customer_walks_with_what_they_have(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    found = await walked(reader, account=acme[0])
    assert found["customer"] == "Acme"
    assert found["zone"] == "Asia/Tokyo"
    (message,) = [line["message"] for line in found["trace"] if line["message"]]
    assert message["title"] == "Hello, Ada"
    assert message["to"] == "ada@acme.test"
    assert message["html"].startswith("<!DOCTYPE html>")
    assert "https://onward.example/u/test" in message["text"]


async def test_rules_of_the_installation_hold_and_say_so(
    reader: httpx.AsyncClient, database: Database, acme: tuple[str, Customer]
) -> None:
    """**How it broke:** a walk sent at night what waits for the morning for real."""
    night = "2026-03-02T13:00:00Z"  # 22:00 where they are
    async with database.transaction() as session:
        caps = (Cap(at_most=1, counts="email"),)
        rules = Policy(quiet=QuietHours(), caps=caps)
        await set_policy(session, rules, by=Actor("kim"), now=datetime.now(UTC))
    found = await walked(reader, account=acme[0], begins=night)
    _, line = found["trace"]
    assert line["words"] == (
        "Put off until Tue 3 Mar 2026, 08:00 (Asia/Tokyo): Quiet hours (20:00–08:00, Asia/Tokyo)."
    )
    option = found["waiting"]["options"][0]
    said = "Let time pass until it may be sent"
    assert (option["label"], option["at"]) == (said, "2026-03-02T23:00:00Z")
    answered = [option["choice"], {"step": "project", "what": "event"}]
    found = await walked(reader, account=acme[0], begins=night, choices=answered)
    assert [line["kind"] for line in found["trace"][1:3]] == ["deferred", "sent"]
    assert "At most 1 mail a week to a contact" in found["trace"][-1]["words"]


async def test_frames_show_the_messages_of_a_walk(reader: httpx.AsyncClient) -> None:
    found = await walked(reader, frames=True)
    again = await walked(reader, frames=True)
    (message,) = [line["message"] for line in found["trace"] if line["message"]]
    assert message["html"] is None
    assert [line["message"] for line in again["trace"] if line["message"]] == [message]
    page = await reader.get(message["frame"].removeprefix("/api/v1"))
    assert "Welcome to us." in page.text
    assert "sandbox" in page.headers["content-security-policy"]


async def test_walk_says_which_way_it_went(reader: httpx.AsyncClient) -> None:
    choices = [{"step": "project", "what": "time"}]
    found = await walked(reader, choices=choices)
    assert found["visited"] == ["hello", "project", "call"]
    assert found["links"] == [
        {"step": "", "outlet": "next", "to": "hello"},
        {"step": "hello", "outlet": "next", "to": "project"},
        {"step": "project", "outlet": "timeout", "to": "call"},
    ]
    helped = found["waiting"]["options"][0]
    assert (helped["outlet"], helped["to"]) == ("helped", "seats")
    assert "makes" not in helped


async def test_walk_of_a_real_customer_sees_what_they_had_done(
    reader: httpx.AsyncClient, database: Database, acme: tuple[str, Customer]
) -> None:
    world = World(database)
    before = datetime(2026, 2, 20, tzinfo=UTC)
    await world.happens("Login", acme[1], before)
    definition = {
        **DEFINITION,
        "start": "which",
        "steps": {
            **DEFINITION["steps"],
            "which": {
                "type": "branch",
                "cases": [
                    {"id": "known", "when": {"event": "Login", "within": "ever"}, "next": "lost"}
                ],
                "otherwise": "done",
            },
        },
    }
    found = await walked(reader, account=acme[0], definition=definition)
    assert found["ended"]["outcome"] == "lost"
    assert found["retold"]["scenario"]["before"] == [{"event": "Login", "ago": "10d"}]
    assert found["retold"]["cut"] is None
    earlier = (before - timedelta(days=1)).isoformat()
    found = await walked(reader, account=acme[0], definition=definition, begins=earlier)
    assert found["ended"]["outcome"] == "completed"
    assert "before" not in found["retold"]["scenario"]


@pytest.mark.parametrize(
    ("begins", "plan"),
    [("2026-01-01T09:00:00Z", "none"), (BEGINS, "basic"), ("2026-05-01T09:00:00Z", "pro")],
)
async def test_traits_that_have_changed_since_are_as_they_were(
    reader: httpx.AsyncClient,
    database: Database,
    acme: tuple[str, Customer],
    begins: str,
    plan: str,
) -> None:
    world = World(database)
    for month, value in ((2, "basic"), (4, "pro")):
        at = datetime(2026, month, 1, tzinfo=UTC)
        await world.happens("group", acme[1], at, {"plan": value}, ("account.plan",))
    await world.change(Account, acme[1].account_id, traits={"status": "active", "plan": "pro"})
    hello = {"subject": "{{ account.plan | default('none') }}", "body": "Hello"}
    templates = {**DEFINITION["templates"], "hello": hello}
    definition = {**DEFINITION, "templates": templates}
    found = await walked(reader, account=acme[0], definition=definition, begins=begins)
    (message,) = [line["message"] for line in found["trace"] if line["message"]]
    assert message["title"] == plan


async def test_nothing_is_kept_of_a_walk(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    await walked(reader, account=acme[0])
    assert (await reader.get("/enrollments")).json()["items"] == []
    assert (await reader.get("/messages")).json()["items"] == []


async def test_definition_that_is_no_journey_is_refused_with_what_is_wrong(
    reader: httpx.AsyncClient,
) -> None:
    answer = await reader.post("/journeys/walk", json={"definition": {"journey": "x"}})
    assert answer.status_code == 422
    assert answer.json()["problems"]


async def test_journey_with_gaps_is_walked_up_to_the_gap(reader: httpx.AsyncClient) -> None:
    steps = {name: step for name, step in DEFINITION["steps"].items() if name != "project"}
    found = await walked(reader, definition={**DEFINITION, "steps": steps})
    assert found["stopped"] == {
        "code": "broken_journey",
        "said": "Journey “trial” has no step “project”.",
    }
    assert found["visited"] == ["hello"]
    assert found["waiting"] is None


def long_way(steps: int) -> dict[str, Any]:
    """So many mails, one after the other, and nothing to wait for."""
    mail = {"type": "email", "template": "hello"}
    mails = {f"mail-{number}": mail | {"next": f"mail-{number + 1}"} for number in range(steps)}
    ways = {"start": "mail-0", "steps": mails | {f"mail-{steps}": {"type": "exit"}}}
    return {**DEFINITION, **ways}


async def test_walk_that_takes_too_much_is_refused(app: FastAPI, reader: httpx.AsyncClient) -> None:
    """**Invariant:** what takes too much is stopped. **How the test broke:** three steps were
    walked before the clock of the limit had ticked."""
    limits = replace(LIMITS, cpu=timedelta(milliseconds=1))
    async with Trials(processes=1, limits=limits) as trials:
        app.state.services = replace(app.state.services, trials=trials)
        answer = await reader.post("/journeys/walk", json={"definition": long_way(400)})
    assert answer.status_code == 422
    assert answer.json()["code"] == "too_much"


async def test_whoever_opens_the_builder_finds_a_walk_ready(
    bundle: None, app: FastAPI, person: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    """How it broke: the first walk waited for seconds until a process had read all it takes."""
    await admin.post("/journeys", json=DEFINITION)
    async with Trials(processes=1) as trials:
        app.state.services = replace(app.state.services, trials=trials)
        opened = await person.get(f"https://onward.example/journeys/{DEFINITION['journey']}/edit")
        assert opened.status_code == 200
        assert trials.is_warm


async def test_a_walk_waits_for_the_process_that_is_on_its_way(
    app: FastAPI, reader: httpx.AsyncClient
) -> None:
    """**How it broke:** a walk asked for while the builder's process was starting started a second
    one beside it, and on a busy machine both took twice as long."""
    async with Trials(processes=2) as trials:
        app.state.services = replace(app.state.services, trials=trials)
        before = set(active_children())
        warming = asyncio.create_task(trials.warm())
        await asyncio.sleep(0)  # It has begun.
        answer = await reader.post("/journeys/walk", json={"definition": DEFINITION})
        assert answer.status_code == 200, answer.text
        await warming
        assert len(set(active_children()) - before) == 1


async def test_contact_of_another_account_is_refused(
    reader: httpx.AsyncClient, database: Database, acme: tuple[str, Customer]
) -> None:
    world = World(database)
    other = await world.customer("Other", email="eve@other.test")
    answer = await reader.post(
        "/journeys/dates",
        json={"account": acme[0], "contact": str(other.contact_id), "waits": [{"for": "3d"}]},
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_a_member")


async def test_unknown_customer_is_refused(reader: httpx.AsyncClient) -> None:
    answer = await reader.post(
        "/journeys/walk", json={"definition": DEFINITION, "account": "nobody"}
    )
    assert answer.status_code == 404


async def test_a_pool_is_called_by_its_name(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    pool = {"name": "Customer success, EMEA", "members": []}
    assert (await admin.put("/pools/cs-emea", json=pool)).status_code == 200
    call = {"type": "task", "title": "Call", "assign": {"pool": "cs-emea"}, "next": "done"}
    definition = {
        "journey": "calling",
        "name": "C",
        "entry": {},
        "start": "call",
        "steps": {"call": call, "done": {"type": "exit"}},
    }
    told = await walked(reader, definition=definition)
    assert "next in the pool “Customer success, EMEA”" in str(told)
    assert "“cs-emea”" not in str(told)


async def test_waits_are_dated_on_the_customers_clock(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    waits = [
        {"until": {"date": {"trait": "account.renewal_date", "offset": "-60d"}}},
        {"until": {"date": {"trait": "account.signed_at"}}},
        {"for": "3d"},
        {"until": {"day": 2, "at": "09:00"}},
    ]
    answer = await reader.post("/journeys/dates", json={"account": acme[0], "waits": waits})
    renewal, unknown, later, day = answer.json()["dates"]
    assert renewal["at"] == "2031-03-02T00:00:00Z"
    assert "Tokyo" in renewal["words"]
    assert unknown == {"at": None, "words": "the date is not known", "whose": None}
    assert later["at"] > day["at"][:4]
    assert day["at"].endswith("T00:00:00Z")


async def test_without_a_customer_a_date_is_shown_for_the_one_for_whom_it_comes_next(
    reader: httpx.AsyncClient, database: Database
) -> None:
    """How it broke: “For a customer made up: the date is not known”, of whatever date."""
    world = World(database)
    for name, day in (("Past", "2020-01-01"), ("Later", "2041-01-01"), ("Next", "2040-05-01")):
        await world.customer(name, email=f"ann@{name}.test", account={"renewal_date": day})
    before = {"until": {"date": {"trait": "account.renewal_date", "offset": "-60d"}}}
    waits = [before, {"until": {"date": {"trait": "account.signed_at"}}}, {"for": "3d"}]
    answer = await reader.post("/journeys/dates", json={"waits": waits})
    renewal, nobodys, later = answer.json()["dates"]
    assert (renewal["at"][:10], renewal["whose"]) == ("2040-03-02", "Next")
    assert nobodys == {"at": None, "words": "the date is not known", "whose": None}
    assert later["whose"] is None


async def test_without_a_customer_a_contacts_date_is_shown_for_a_contact(
    reader: httpx.AsyncClient, database: Database
) -> None:
    world = World(database)
    customer = await world.customer("Acme", first_name="Ann")
    async with database.transaction() as session:
        contact = await session.get_one(Contact, customer.contact_id)
        contact.traits = {**contact.traits, "trial_ends": "2020-02-01"}
    wait = {"until": {"date": {"trait": "contact.trial_ends"}}}
    answer = await reader.post("/journeys/dates", json={"waits": [wait]})
    [ended] = answer.json()["dates"]
    assert ended["whose"] == "Ann"
    assert ended["words"].endswith(", which is past")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2040-12-25", f"a public holiday, {holiday_on('NL', date(2040, 12, 25))}"),
        ("2040-12-29", "a weekend"),
        ("2040-12-31", None),
    ],
)
async def test_dates_say_when_nobody_is_at_work(
    reader: httpx.AsyncClient, database: Database, day: str, said: str | None
) -> None:
    """How it broke: a mail for day 7 fell on a Sunday, and nothing said so."""
    await World(database).customer("Acme", account={"renewal_date": day, "country": "NL"})
    wait = {"until": {"date": {"trait": "account.renewal_date"}}}
    [dated] = (await reader.post("/journeys/dates", json={"waits": [wait]})).json()["dates"]
    assert dated["words"].endswith(f" · {said}" if said else ")")


async def test_walk_says_on_which_of_its_days_nobody_is_at_work(reader: httpx.AsyncClient) -> None:
    saturday, monday = [
        (await walked(reader, begins=f"2026-03-0{day}T09:00:00Z"))["trace"][0]["off"]
        for day in (7, 9)
    ]
    assert (saturday, monday) == ("a weekend", None)


async def test_choice_of_a_walk_says_when_it_is_on_a_weekend(reader: httpx.AsyncClient) -> None:
    found = await walked(reader, begins="2026-03-07T09:00:00Z")
    assert found["waiting"]["options"][0]["off"] == "a weekend"


@pytest.mark.parametrize("wait", [{}, {"for": "3d", "until": {"day": 2}}, {"for": "soon"}])
async def test_wait_that_says_nothing_is_refused(
    reader: httpx.AsyncClient, wait: dict[str, Any]
) -> None:
    answer = await reader.post("/journeys/dates", json={"waits": [wait]})
    assert answer.status_code == 422
