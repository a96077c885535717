"""Publishing with a plan over HTTP: previewed, carried out, followed, tried again, taken back."""

import html
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.services import Services
from engine.arbiter import Policy, QuietHours
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.in_app.apps import add_app, signers_of
from engine.store.in_app.demo import demo_app
from engine.store.migrating import migrate_some
from engine.store.migration_runs import finish
from engine.store.outbox import mark_started, take_starting
from engine.store.settings import set_policy
from engine.store.tables.columns import utc_now
from tests.api.customers import ONBOARDING, some_customers

YAML = {"Content-Type": "application/yaml"}
CHANGED = ONBOARDING.replace("rest: {type: wait, for: 3d", "pause: {type: wait, for: 5d").replace(
    "start: rest", "start: pause"
)
PLAN: dict[str, Any] = {"everyone": True, "fates": {"rest": {"move": "pause"}}}


async def acme_inside(admin: httpx.AsyncClient, database: Database) -> None:
    """Acme is in version 1, and a draft is without the step where they begin."""
    await some_customers(database)
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    entered = await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    assert entered.json()["enrolled"]
    async with database.transaction() as session:
        await mark_started(session, await take_starting(session, 10))
    saved = await admin.put("/journeys/onboarding/definition", content=CHANGED, headers=YAML)
    assert saved.status_code == 200


async def carry_out(database: Database, migration: Any) -> None:
    async with database.transaction() as session:
        await migrate_some(session, migration, utc_now())
    async with database.transaction() as session:
        assert await finish(session, migration, utc_now())


async def test_a_publish_is_previewed_and_carried_out(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    address = "/journeys/onboarding/publish"
    seen = (await admin.post(f"{address}/preview", json={"plan": PLAN})).json()
    assert (seen["customers"], seen["moved"], seen["problems"]) == (1, 1, [])
    [step] = seen["steps"]
    assert (step["step"], step["change"], step["to"]) == ("rest", "gone", "pause")
    assert (step["title"], step["fate"]) == ("Rest", {"move": "pause"})
    assert step["detail"] == "Wait 3 days"  # nobody has named it
    assert step["default"] == {"move": "pause"}
    assert step["choices"][0] == {
        "kind": "continue",
        "fate": "continue",
        "words": "Continue on their old version",
        "explained": "They go through version 1 to its end, and notice nothing.",
    }
    assert seen["targets"][0] == {"step": "pause", "title": "Pause", "kind": "Wait"}
    assert (seen["revision"], seen["deeds"]) == (2, [])
    assert {each["step"] for each in seen["changes"]} >= {"rest", "pause"}
    published = (await admin.post(address, json={"plan": PLAN})).json()
    migration = f"/migrations/{published['migration_id']}"
    before = (await admin.get(migration)).json()
    assert (before["status"], before["counts"]) == ("starting", {"pending": 1})
    await carry_out(database, published["migration_id"])
    after = (await admin.get(migration)).json()
    assert (after["status"], after["counts"]) == ("done", {"moved": 1})
    [result] = (await admin.get(f"{migration}/results", params={"status": "moved"})).json()["items"]
    assert (result["customer"], result["from_version"], result["to_step"]) == ("Acme", 1, "pause")
    listed = (await admin.get("/journeys/onboarding/migrations")).json()["items"]
    assert [each["id"] for each in listed] == [published["migration_id"]]
    again = await admin.post(f"{migration}/retry")
    assert again.json() == {"enrollments": 0}


async def test_a_preview_is_of_the_draft_one_looks_at_or_of_what_is_not_saved(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    address = "/journeys/onboarding/publish/preview"
    stale = await admin.post(address, json={"revision": 1})
    assert (stale.status_code, stale.json()["revision"]) == (412, 2)
    assert (await admin.post(address, json={"revision": 2})).status_code == 200
    definition = (await admin.get("/journeys/onboarding/definition?version=1")).json()
    plan = {"everyone": True}
    seen = (await admin.post(address, json={"plan": plan, "definition": definition})).json()
    assert ([step["change"] for step in seen["steps"]], seen["revision"]) == (["same"], None)
    refused = await admin.post(address, json={"definition": {"journey": "onboarding"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable_definition")


async def test_what_customers_would_notice_is_said_before_it_goes_out(
    app: FastAPI, services: Services, reader: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    """**How it broke:** the page for publishing warned of a company without a name, the builder did
    not."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)

    async def told(asking: httpx.AsyncClient) -> list[tuple[str, str]]:
        seen = (await asking.post("/journeys/onboarding/publish/preview", json={})).json()
        return [(each["code"], each["message"].split(". ")[-1]) for each in seen["warnings"]]

    stay = ("mails_stay", "Whoever runs Onward for you can have them sent.")
    night = ("any_hour", "1 mail goes out at any hour, also at night: “Welcome”.")
    topic = ("nameless_topic", "Give it a name for them under Topics.")
    assert await told(reader) == [stay, night, topic]
    app.state.services = replace(services, organization_name="", mail_by="smtp.example")
    # Names of settings are for whoever starts Onward, and say nothing to anybody else.
    for each in (reader, admin):
        nameless = ("nameless_company", "Whoever runs Onward for you can set it.")
        assert await told(each) == [nameless, night, topic]


@pytest.mark.parametrize("step", ["in_app", "survey, kind: nps, channel: in_app, at_most: 7d"])
async def test_that_no_product_shows_what_is_meant_for_it_is_said_before_it_goes_out(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database, step: str
) -> None:
    """**How it broke:** the page of channels alone said that no app shows messages yet."""
    shown = ONBOARDING.replace("email", step).replace("subject: Welcome", "title: Welcome")
    await admin.post("/journeys", content=shown, headers=YAML)
    said = (
        "Messages in your product are shown to nobody yet: no app shows them."
        " Whoever builds your product can have it do so."
    )

    async def told() -> bool:
        seen = (await admin.post("/journeys/onboarding/publish/preview", json={})).json()
        found = [each for each in seen["warnings"] if each["code"] == "shown_to_nobody"]
        assert [(each["message"], each["link"]["page"]) for each in found] in (
            [],
            [(said, "/channels")],
        )
        page = (await person.get("https://onward.example/journeys/onboarding/publish")).text
        assert (said in page) == bool(found)
        return bool(found)

    assert await told()
    key, kim = b"a secret of the tests, long enough", Actor("kim")
    async with database.transaction() as session:
        app, _ = await add_app(session, key, "Shop", ["https://app.example.com"], by=kim)
    assert await told(), "an app that has never asked shows nothing"
    async with database.transaction() as session:
        await demo_app(session, key, by=kim, now=utc_now())
    assert await told(), "the demonstration shows nothing to customers"
    async with database.transaction() as session:
        await signers_of(session, key, app, utc_now())
    assert not await told()


async def test_mails_at_night_are_spoken_of_where_they_are_let_out_unless_hours_are_set(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** that mails go out at any time was said in a message's own form alone."""
    await some_customers(database)
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    pages = ["publish", "audience?whom=everybody"]

    async def shown() -> list[bool]:
        seen = [
            (await person.get(f"https://onward.example/journeys/onboarding/{each}")).text
            for each in pages
        ]
        led = "/journeys/onboarding/edit?at=send.window"
        return [
            "1 mail goes out at any hour, also at night" in each and led in each for each in seen
        ]

    await admin.post("/journeys/onboarding/publish")
    assert await shown() == [True, True]
    async with database.transaction() as session:
        rules = Policy(quiet=QuietHours())
        await set_policy(session, rules, by=Actor("kim"), now=utc_now())
    assert await shown() == [False, False]


async def test_a_plan_with_a_gap_is_refused_and_says_where(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    answer = await admin.post("/journeys/onboarding/publish", json={"plan": {"everyone": True}})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_plan")
    [problem] = answer.json()["problems"]
    assert (problem["code"], problem["path"]) == ("plan_undecided_step", "fates.rest")
    assert (await admin.get("/journeys/onboarding")).json()["live_version"] == 1


async def test_a_draft_saved_by_someone_else_meanwhile_is_not_published(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    answer = await admin.post("/journeys/onboarding/publish", json={"revision": 1, "plan": PLAN})
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")


async def test_going_back_makes_a_new_version_of_an_old_one(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    await admin.post("/journeys/onboarding/publish", json={"plan": PLAN})
    back = await admin.post("/journeys/onboarding/rollback", json={"version": 1})
    assert (back.status_code, back.json()["number"]) == (200, 3)
    first = (await admin.get("/journeys/onboarding/definition", params={"version": 1})).json()
    third = (await admin.get("/journeys/onboarding/definition", params={"version": 3})).json()
    assert first == third
    live = await admin.post("/journeys/onboarding/rollback", json={"version": 3})
    assert (live.status_code, live.json()["code"]) == (409, "is_live")
    unknown = await admin.post("/journeys/onboarding/rollback", json={"version": 9})
    assert unknown.status_code == 404


async def test_going_back_says_that_another_journey_starts_on_the_same(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** publishing said it, and going back to a version that starts on it did
    not."""
    await acme_inside(admin, database)
    await admin.post("/journeys/onboarding/publish", json={"plan": PLAN})
    again = ONBOARDING.replace("journey: onboarding", "journey: again")
    await admin.post("/journeys", content=again.replace("name: Onb", "name: Inb"), headers=YAML)
    await admin.post("/journeys/again/publish")
    draft = (await admin.get("/journeys/onboarding/draft")).json()
    seen = await admin.post("/journeys/onboarding/publish/preview", json={"version": 1})
    noted = [
        [each for each in told if each["code"] == "started_too"]
        for told in (draft["problems"], seen.json()["warnings"])
    ]
    assert len(noted[0]) == 1
    assert noted[0] == noted[1]
    for each in ("publish", "publish?version=1"):
        page = (await person.get(f"https://onward.example/journeys/onboarding/{each}")).text
        assert page.count(html.escape(noted[0][0]["message"], quote=False)) == 1
        assert "/journeys/again" in page
        assert page.index("/topics/new?key=") > page.index("/journeys/again"), "it weighs least"


async def test_a_pause_may_stop_the_clock(admin: httpx.AsyncClient, database: Database) -> None:
    await acme_inside(admin, database)
    address = "/journeys/onboarding"
    assert (await admin.post(f"{address}/pause", json={"clock": "freeze"})).status_code == 204
    assert (await admin.post(f"{address}/pause", json={"clock": "tick"})).status_code == 422
    assert (await admin.post(f"{address}/resume")).json() == {"waking": 1}


async def test_reading_keys_preview_but_publish_nothing(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient, database: Database
) -> None:
    await acme_inside(admin, database)
    seen = await reader.post("/journeys/onboarding/publish/preview", json={"plan": PLAN})
    assert seen.status_code == 200
    for address in ("publish", "rollback"):
        refused = await reader.post(f"/journeys/onboarding/{address}", json={"version": 1})
        assert refused.status_code == 403


async def test_where_the_company_has_no_name_it_is_said_which_messages_need_it(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, app: FastAPI
) -> None:
    """**How it broke:** since a name that nobody set is no longer “Your company”, messages that
    write it went to nobody, and the page that publishes said that they say “we”."""
    app.state.services = replace(app.state.services, organization_name="")
    named = '{subject: "Welcome to {{ organization.name }}"'
    written = ONBOARDING.replace("{subject: Welcome", named)
    await admin.post("/journeys", content=written, headers=YAML)
    address = "https://onward.example/journeys/onboarding/publish"
    shown = html.unescape((await person.get(address)).text)
    assert "“Welcome” goes to nobody: organization.name is not set." in shown
    app.state.services = replace(app.state.services, organization_name="Northwind")
    assert "goes to nobody" not in (await person.get(address)).text


async def test_texts_of_the_library_are_looked_at_as_well(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, app: FastAPI
) -> None:
    """**How it broke:** only the journey's own texts were, and a mail from the library that names
    the company went to nobody without a word."""
    app.state.services = replace(app.state.services, organization_name="")
    text = {"subject": "Welcome to {{ organization.name }}", "body": "Good to have you."}
    lent = {"name": "Welcome", "kind": "mail", "content": text}
    assert (await admin.put("/library/welcome", json=lent)).status_code == 200
    written = ONBOARDING.replace("template: welcome", "template: library/welcome")
    assert written != ONBOARDING
    await admin.post("/journeys", content=written, headers=YAML)
    seen = (await admin.post("/journeys/onboarding/publish/preview", json={})).json()
    [told] = [each["message"] for each in seen["warnings"] if each["code"] == "left_out"]
    assert told.startswith("“Welcome” goes to nobody: organization.name is not set.")
    address = "https://onward.example/journeys/onboarding/publish"
    assert told in html.unescape((await person.get(address)).text)
