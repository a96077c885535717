"""Tasks, approvals and marks over HTTP: what is refused says why, what is done is told."""

from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from engine.store.database import Database
from engine.store.reading.whom_to_call import Callee
from engine.store.tables import Contact, Enrollment, Membership
from tests.store.test_answers_and_marks import events, sent
from tests.store.test_tasks import enrolled, handed_out
from tests.world import World


async def waited_for(world: World, **values: object) -> UUID:
    """A task whose answer a journey waits for."""
    enrollment = await enrolled(world)
    position = {"step": "call", "visit": 1, "done": []}
    await world.change(Enrollment, enrollment, position=position, status="running")
    return await handed_out(world, enrollment, 1, **values)


async def test_a_task_says_what_can_be_answered_and_takes_it(
    admin: httpx.AsyncClient, world: World
) -> None:
    task = await waited_for(world, outcomes=["reached", "gone"])
    told = (await admin.get(f"/tasks/{task}")).json()
    assert told["kind"] == "task"
    assert told["outcomes"] == ["reached", "gone"]
    assert (told["overdue"], told["journey_waits"]) == (True, True)
    answer = await admin.post(f"/tasks/{task}/complete", json={"outcome": "gone", "note": "Moved."})
    told = answer.json()
    assert (told["status"], told["outcome"], told["note"]) == ("done", "gone", "Moved.")
    assert (told["overdue"], told["journey_waits"]) == (False, False)


async def test_a_missing_outcome_is_refused_with_the_choices(
    admin: httpx.AsyncClient, world: World
) -> None:
    task = await waited_for(world, outcomes=["reached", "gone"])
    answer = await admin.post(f"/tasks/{task}/complete")
    assert (answer.status_code, answer.json()["code"]) == (422, "outcome_missing")
    assert "“reached”, “gone”" in answer.json()["detail"]
    answer = await admin.post(f"/tasks/{task}/complete", json={"outcome": "lost"})
    assert (answer.status_code, answer.json()["code"]) == (422, "outcome_unknown")


async def test_a_task_left_behind_is_completed_all_the_same(
    admin: httpx.AsyncClient, world: World
) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, outcomes=["reached"])
    assert (await admin.get(f"/tasks/{task}")).json()["journey_waits"] is False
    answer = await admin.post(f"/tasks/{task}/complete", json={"outcome": "reached"})
    assert answer.json()["status"] == "done"


async def test_an_approval_is_held_released_and_cancelled(
    admin: httpx.AsyncClient, world: World
) -> None:
    task = await waited_for(world, kind="approval")
    held = (await admin.post(f"/tasks/{task}/hold")).json()
    assert (held["status"], held["overdue"]) == ("held", False)
    waiting = (await admin.get("/tasks", params={"status": "waiting"})).json()
    assert [each["id"] for each in waiting["items"]] == [str(task)]
    released = (await admin.post(f"/tasks/{task}/release")).json()
    assert (released["status"], released["held_by"]) == ("open", None)
    over = await admin.post(f"/tasks/{task}/cancel", json={"reason": "Wrong tone."})
    assert (over.json()["status"], over.json()["note"]) == ("cancelled", "Wrong tone.")
    again = await admin.post(f"/tasks/{task}/complete", json={"outcome": "approved"})
    assert (again.status_code, again.json()["code"]) == (409, "not_open")


@pytest.mark.parametrize("way", ["complete", "cancel", "hold", "release"])
async def test_looking_is_not_answering(reader: httpx.AsyncClient, way: str) -> None:
    assert (await reader.post(f"/tasks/{uuid4()}/{way}")).status_code == 403


@pytest.mark.parametrize("way", ["complete", "cancel", "hold", "release"])
async def test_an_unknown_task_is_not_found(admin: httpx.AsyncClient, way: str) -> None:
    assert (await admin.post(f"/tasks/{uuid4()}/{way}")).status_code == 404


async def test_a_mark_is_recorded_once(admin: httpx.AsyncClient, world: World) -> None:
    _, message = await sent(world)
    for news in (True, False):
        answer = await admin.post(f"/messages/{message}/marks", json={"mark": "replied"})
        assert answer.json() == {"recorded": news}
    assert [event.name for event in await events(world)] == ["Message Replied"]


async def test_what_became_of_a_mail_is_shown_as_if_its_provider_had_told(
    admin: httpx.AsyncClient, world: World
) -> None:
    """**How it broke:** journeys heard of it, and the message stayed “Sent”."""
    _, message = await sent(world, to_address="ada@acme.test")
    hard = {"mark": "bounced", "bounce": "hard", "detail": "550 no such user"}
    course: list[tuple[dict[str, str], str | None, str | None]] = [
        ({"mark": "delivered"}, None, None),
        ({"mark": "bounced", "detail": "452 full"}, "bounced", None),
        (hard, "bounced", "hard_bounce"),
        ({"mark": "complained"}, "complained", "hard_bounce"),  # the first reason stays
    ]
    for marking, came_back, why in course:
        for news in (True, False):
            answer = await admin.post(f"/messages/{message}/marks", json=marking)
            assert answer.json() == {"recorded": news}
        shown = (await admin.get(f"/messages/{message}")).json()
        assert shown["message"]["came_back"] == came_back
        assert (shown["suppression"] or {}).get("reason") == why
    told = [each for each in shown["became"] if each["kind"] != "sent"]
    assert [each["kind"] for each in told] == ["delivered", "bounced", "bounced", "complained"]
    assert {each["provider"] for each in told} == {"api"}
    assert (told[2]["bounce"], told[2]["detail"]) == ("hard", "550 no such user")


async def test_a_mark_takes_an_admin_key_and_a_known_word(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient, world: World
) -> None:
    _, message = await sent(world)
    refused = await reader.post(f"/messages/{message}/marks", json={"mark": "opened"})
    assert refused.status_code == 403
    for wrong in ({"mark": "loved"}, {"mark": "opened", "bounce": "hard"}):
        assert (await admin.post(f"/messages/{message}/marks", json=wrong)).status_code == 422
    naive = {"mark": "opened", "at": "2026-09-07T12:00:00"}
    assert (await admin.post(f"/messages/{message}/marks", json=naive)).status_code == 422


async def test_what_cannot_be_done_to_one_of_several_is_done_to_the_others(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, world: World
) -> None:
    """**How it broke:** one task that was gone undid what was done to all others."""
    task = await waited_for(world)
    form = {"act": "complete", "task": [str(task), str(uuid4())]}
    answer = await person.post("https://onward.example/tasks/bulk", data=form)
    assert answer.status_code == 303
    assert (await admin.get(f"/tasks/{task}")).json()["status"] == "done"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"act": "complete"}, "tasks-unticked"),
        ({"act": "assign", "to": "?", "task": "one"}, "tasks-to-whom"),
        ({"act": "snooze", "until": "2020-01-01", "task": "one"}, "tasks-until"),
        ({"act": "snooze", "until": "someday", "task": "one"}, "tasks-until"),
        ({"act": "snooze", "until": "2999-01-01", "task": "one"}, "tasks-done"),
        ({"act": "complete", "task": "gone"}, "tasks-not"),
        ({"act": "complete", "task": "one"}, "tasks-done"),
    ],
)
async def test_it_is_told_what_became_of_those_ticked(
    person: httpx.AsyncClient, world: World, form: dict[str, str], told: str
) -> None:
    """**How it broke:** with none ticked it was said to be done with all of them, and “Give” with
    nobody chosen took tasks from whoever had them."""
    task = await waited_for(world)
    if "task" in form:
        form = form | {"task": str(task if form["task"] == "one" else uuid4())}
    answer = await person.post("https://onward.example/tasks/bulk", data=form)
    assert answer.cookies["onward_notice"].partition(".")[0] == told


async def test_those_another_was_faster_with_are_named(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, world: World
) -> None:
    """**How it broke:** it was said to be done with all of them, though a colleague had done some
    before; and what was as it was stayed unnamed."""
    enrollment = await enrolled(world)
    mine = await handed_out(world, enrollment, 1, "A")
    theirs = await handed_out(world, enrollment, 2, "B")
    asked = await handed_out(world, enrollment, 3, "C", outcomes=["reached"])
    await admin.post(f"/tasks/{theirs}/complete")
    again = await admin.post(f"/tasks/{theirs}/cancel")
    assert again.json()["detail"] == "This task is done already by the API key “a admin key”."
    ticked = [str(each) for each in (mine, theirs, asked, uuid4())]
    form = {"act": "complete", "task": ticked}
    await person.post("https://onward.example/tasks/bulk", data=form)
    said = (await person.get("https://onward.example/tasks")).text
    for line in (
        "It is done with the others. These are as they were:",
        "B (Acme): it is done already by the API key “a admin key”.",
        "C (Acme): it is open, and answered by its own buttons.",
        "One that is no longer there.",
    ):
        assert line in said
    assert "A (Acme):" not in said
    assert "done with all" in (await twice(person, mine))
    done = (await person.get("https://onward.example/tasks?state=done")).text
    assert "by the API key “a admin key”" in done
    told = (await admin.get(f"/tasks/{theirs}/history")).json()
    assert told[-1]["by"].startswith("key:")
    assert told[-1]["by_name"] == "the API key “a admin key”"


async def twice(person: httpx.AsyncClient, task: UUID) -> str:
    """What is said to whoever presses the button again."""
    form = {"act": "complete", "task": str(task)}
    await person.post("https://onward.example/tasks/bulk", data=form)
    return (await person.get("https://onward.example/tasks")).text


async def test_tasks_go_to_colleagues_and_pools_and_out_of_sight(
    admin: httpx.AsyncClient, world: World
) -> None:
    task = await waited_for(world)
    await world.user("bea@northwind.test", "Bea")
    pool: dict[str, object] = {"name": "Save", "members": ["bea@northwind.test"]}
    steps: list[tuple[str, str, dict[str, object], int]] = [
        ("PUT", "/pools/save", pool, 200),
        ("PUT", "/pools/none", {"members": ["nobody@northwind.test"]}, 422),
        ("PATCH", "/users/bea@northwind.test", {"working_days": "mon-thu"}, 200),
        ("PATCH", "/users/bea@northwind.test", {"digest_at": "9:00"}, 422),
        ("PATCH", "/users/nobody@northwind.test", {"name": "N"}, 404),
        ("POST", f"/tasks/{task}/assign", {"user": "bea@northwind.test"}, 200),
        ("POST", f"/tasks/{task}/assign", {"user": "nobody@northwind.test"}, 404),
        ("POST", f"/tasks/{task}/assign", {"pool": "nowhere"}, 422),
        ("POST", f"/tasks/{task}/snooze", {"until": "2099-01-01T00:00:00Z"}, 200),
        ("POST", f"/tasks/{task}/snooze", {"until": "2020-01-01T00:00:00Z"}, 422),
    ]
    for method, path, body, status in steps:
        answer = await admin.request(method, path, json=body)
        assert answer.status_code == status, (path, body, answer.text)
    told = (await admin.get(f"/tasks/{task}")).json()
    assert (told["assignee"], told["snoozed_until"][:4]) == ("bea@northwind.test", "2099")
    assert (await admin.get("/pools/save")).json()["members"][0]["email"] == "bea@northwind.test"
    assert (await admin.post(f"/tasks/{task}/assign", json={})).json()["assignee"] is None
    assert (await admin.post(f"/tasks/{task}/snooze", json={})).json()["snoozed_until"] is None
    said = [line["said"] for line in (await admin.get(f"/tasks/{task}/history")).json()]
    assert any("Given to Bea" in line for line in said)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"working_days": "mon-thu"}),
        ("PUT", "/time-off", [{"first": "2026-10-05", "last": "2026-10-09"}]),
    ],
)
async def test_hours_of_a_colleague_without_a_zone_are_of_the_installation_s(
    admin: httpx.AsyncClient, world: World, method: str, path: str, body: object
) -> None:
    """**How it broke:** they were reckoned in UTC."""
    await world.user("bea@northwind.test", "Bea")
    bea = "/users/bea@northwind.test"
    told = (await admin.request(method, f"{bea}{path}", json=body)).json()
    assert told["time_zone"] == "Europe/Amsterdam"
    kept = await admin.patch(bea, json={"time_zone": "Asia/Tokyo", "working_days": "mon-fri"})
    assert kept.json()["time_zone"] == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("told", "dialled"),
    [
        ("+31 (0)6 1234 5678", "+31612345678"),
        ("(+31) 6 1234–5678", "+31612345678"),
        ("0031 (0)6 1234 5678", "0031612345678"),
        ("tel:+31612345678", "+31612345678"),
        ("(020) 123 45.67", "0201234567"),
        ("030/1234567", "0301234567"),
        ("+1 (555) 123-4567 ext. 12", "+15551234567"),
        ("06 1234 5678, 020 123 4567", "0612345678"),
        ("ask at the desk", ""),
    ],
)
def test_a_number_is_dialled_as_it_is_meant(told: str, dialled: str) -> None:
    """**How it broke:** all digits were dialled, also those of an extension and the zero in
    brackets, and a plus behind a bracket was lost: the call reached nobody, or somebody else."""
    assert Callee("Ada", [], is_primary=True, email=None, phone=told).dialled == dialled


async def test_a_tasks_page_says_whom_to_call(
    person: httpx.AsyncClient, world: World, database: Database
) -> None:
    """**How it broke:** “Call them” named nobody, and no number."""
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment)
    approval = await handed_out(world, enrollment, 2, kind="approval")
    async with database.transaction() as session:
        main = (await session.exec(select(Membership))).one()
        main.is_primary, main.roles = True, []
        ada = await session.get_one(Contact, main.contact_id)
        ada.name, ada.email, ada.traits = "Ada", "ada@acme.example", {"phone": "+31 (0)20 555"}
        bo = Contact(external_id="bo", name="Bo", email="bo+1@acme.example", traits={"phone": {}})
        session.add(bo)
        await session.flush()

    async def page(of: UUID) -> str:
        return (await person.get(f"https://onward.example/tasks/{of}")).text

    shown = await page(task)
    assert "Whom to call" in shown
    assert '<a href="tel:+3120555">+31 (0)20 555</a>' in shown
    assert '<a href="mailto:ada@acme.example">ada@acme.example</a>' in shown
    assert "Whom to call" not in await page(approval)
    async with database.transaction() as session:
        session.add(Membership(account_id=main.account_id, contact_id=bo.id, roles=["champion"]))
    shown = await page(task)
    assert '<a href="mailto:bo%2B1@acme.example">bo+1@acme.example</a>' in shown
    assert "Champion" in shown
