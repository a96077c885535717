"""A journey tried out on oneself: all of it happens, and none of it to anybody else."""

from dataclasses import replace

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.ports import Ports
from engine.definition.document import parse
from engine.errors import Invalid, TooMany
from engine.store import journeys, test_runs
from engine.store.audit import Actor
from engine.store.customers import Whom
from engine.store.enrolling import Enrolled
from engine.store.reading.journeys import list_versions
from engine.store.tables.columns import utc_now
from tests.calling.server import web_server
from tests.workflow.driver import Driver
from tests.workflow.transports import Accepting
from tests.world import Customer, World

KIM = Actor("kim@northwind.test")
DRAFT = """
journey: care
name: Care
entry: {}
start: hello
steps:
  hello: {type: email, to: {role: champion, else: primary}, template: hello, next: call}
  call: {type: task, title: "Call {{ account.name }}", assign: {owner: account}, next: tell}
  tell:
    type: webhook
    url: http://localhost/hooks
    data: {who: "{{ account.name }}"}
    next: alert
    on: {failed: missed}
  alert: {type: notify, channel: alerts, text: Here they are, next: mark, on: {failed: missed}}
  mark: {type: update, set: {account.cared_for: true}, next: hint}
  hint: {type: in_app, to: {role: champion, else: primary}, template: hint, next: done}
  done: {type: exit}
  missed: {type: exit, outcome: missed}
templates:
  hello: {subject: "Hello, {{ contact.first_name }}", body: Good to have you.}
  hint: {title: A hint, body: Share a report.}
"""


async def drafted(world: World, written: str) -> None:
    async with world.database.transaction() as session:
        await journeys.create(session, parse(written), by=KIM, now=utc_now())


async def tried(driver: Driver, customer: Customer) -> Enrolled:
    async with driver.world.database.transaction() as session:
        return await test_runs.begin(
            session,
            "care",
            Whom(contact=str(customer.contact_id)),
            by=KIM,
            now=await driver.now(),
            seconds_per_day=1,
            draft=True,
            divert_to=KIM.name,
        )


async def test_all_of_it_comes_to_whoever_tries_it(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> None:
    """**Invariant:** what is tried out reaches no customer and calls nobody.

    **How it would break:** a CSM tries a draft with a real account's data, and the champion there
    gets the mail, or their list-unsubscribe header stops the champion's mail for good.
    """
    mails = Accepting()
    async with (
        web_server() as server,
        Driver(time_skipping, replace(ports, mail=mails), world) as driver,
    ):
        acme = await world.customer()
        mine = await world.user(KIM.name, "Kim")
        await world.user("lee@northwind.test", "Lee", owns=acme)
        await drafted(world, DRAFT.replace("http://localhost", server.url))
        await tried(driver, acme)
        await driver.settle()
        assert (await driver.ends(acme)).outcome == "completed"
        assert not server.requests
    [mail] = mails.accepted
    assert mail.recipient.address == KIM.name
    assert mail.subject.startswith("Hello, ")
    assert (mail.is_test, mail.unsubscribing) == (True, None)
    assert "/u/" not in mail.text + mail.html
    [task] = await world.tasks()
    assert (task.assignee_id, task.title) == (mine, "Call Acme")
    assert (task.status, task.note) == ("cancelled", "The test run ended.")
    assert [(each.step, each.status) for each in await world.messages()] == [
        ("hello", "sent"),
        ("tell", "skipped"),
        ("alert", "skipped"),
        ("hint", "sent"),
    ]
    story = "\n".join(await world.story(acme))
    assert "Asked Kim (who tries the journey out): Call Acme." in story
    assert "Nobody is called while the journey is tried out." in story
    assert "“A hint”. In a test run nobody is shown it." in story
    assert "Ready for" not in story


async def test_a_draft_is_tried_as_it_was_and_is_no_version(driver: Driver, world: World) -> None:
    acme = await world.customer()
    await world.user(KIM.name, "Kim")
    await drafted(world, DRAFT)
    begun = await tried(driver, acme)
    async with world.database.transaction() as session:
        later = parse(DRAFT.replace("Care", "Cared for", 1))
        await journeys.save_draft(session, "care", later, by=KIM, now=utc_now())
    again = await tried(driver, acme)
    assert begun != again
    async with world.database.transaction() as session:
        assert await list_versions(session, "care") == []
        published = await journeys.publish(session, "care", by=KIM, now=utc_now())
    assert published.number == 1
    versions = {each.id: each.version_id for each in await world.enrollments()}
    assert versions[begun.enrollment_id] != versions[again.enrollment_id]
    await driver.settle()
    await driver.ends(acme)


async def test_what_cannot_be_published_cannot_be_tried(driver: Driver, world: World) -> None:
    acme = await world.customer()
    await world.user(KIM.name, "Kim")
    await drafted(world, DRAFT.replace("template: hello", "template: nowhere"))
    with pytest.raises(Invalid, match="nowhere"):
        await tried(driver, acme)


async def test_only_a_colleague_gets_what_is_tried(driver: Driver, world: World) -> None:
    acme = await world.customer()
    await drafted(world, DRAFT)
    with pytest.raises(Invalid, match="not a user here"):
        await tried(driver, acme)


async def test_nobody_begins_runs_without_end(
    driver: Driver, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = await world.customer()
    await world.user(KIM.name, "Kim")
    await drafted(world, DRAFT)
    monkeypatch.setattr(test_runs, "MOST_AN_HOUR", 1)
    await tried(driver, acme)
    with pytest.raises(TooMany):
        await tried(driver, acme)
    await driver.settle()
    await driver.ends(acme)
