"""What a colleague has a message say is what goes out; and colleagues are told what is theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.notices import Notices
from activities.ports import Ports
from engine.errors import Invalid
from engine.store import tasks
from engine.store.audit import Actor
from engine.store.tables import Task
from engine.store.tasking import acting
from tests.mail.server import mail_server
from tests.workflow.driver import Driver
from tests.world import World

MO = Actor("mo@northwind.test")
CHECK = """
journey: check
name: Check
entry: {triggers: [{event: Account Created}]}
start: ask
steps:
  ask: {type: approve, message: good, due: 1d, on: {approved: good, cancelled: done}}
  good: {type: email, template: good, next: again}
  again: {type: email, template: good, next: done}
  done: {type: exit}
templates:
  good: {subject: "Hi {{ contact.first_name }}", body: "All is **well**."}
"""
TEXT = "Dear Ada,\n\n- one\n- two\n\nSee https://acme.test/a?b=1. *Mo*"


async def test_an_edited_approval_goes_out_as_edited_and_once(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> None:
    async with mail_server() as server:
        ports = replace(ports, mail=server.transport())
        async with Driver(time_skipping, ports, world) as driver:
            await world.publish(CHECK)
            acme = await world.customer()
            mo = await world.user(MO.name, "Mo", owns=acme)
            await driver.happens("Account Created", acme)
            await driver.rests(acme, "ask")
            (task,) = await world.tasks()
            assert task.preview == {
                "to": "Ada",
                "subject": "Hi Ada",
                "text": "All is well.",
                "markdown": "All is **well**.",
            }
            await edit_and_approve(world, driver, task)
            await driver.settle()
            await driver.ends(acme)
        clock = task.created_at + timedelta(minutes=1)
        while await Notices(replace(ports, clock=lambda: clock)).hand_over():
            pass
    mails = {
        (each["To"].addresses[0].addr_spec, each["Subject"]): each for each in server.handler.mails
    }
    edited = mails["ada@acme.test", "Good news, Ada"]
    plain, html = (edited.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert (
        "Dear Ada,\n\n- one\n- two\n\nSee https://acme.test/a?b=1. Mo"
        in plain.get_content().replace("\r\n", "\n")
    )
    assert 'href="https://acme.test/a?b=1"' in html.get_content()
    # The next message with this template is as it was written, and Mo was told of their task.
    assert ("ada@acme.test", "Hi Ada") in mails
    assert task.assignee_id == mo
    told = mails[MO.name, "Approve: Good"].get_body(("plain",))
    assert told is not None
    assert f"https://onward.test/tasks/{task.id}" in told.get_content()


async def edit_and_approve(world: World, driver: Driver, task: Task) -> None:
    now = await driver.now()
    async with world.database.transaction() as session:
        with pytest.raises(Invalid, match="for templates"):
            await acting.edit(session, task.id, subject="Hi {{ x }}", text=TEXT, by=MO, now=now)
        # It would be approved, and then not go out.
        with pytest.raises(Invalid, match=r"“acme\.test” is not an address a link can lead to"):
            await acting.edit(
                session, task.id, subject="Hi", text="[Go](acme.test)", by=MO, now=now
            )
        await acting.edit(session, task.id, subject="Good news, Ada", text=TEXT, by=MO, now=now)
        await tasks.complete(session, task.id, outcome="approved", note=None, by=MO, now=now)
