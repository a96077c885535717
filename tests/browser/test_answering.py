"""Answering: tasks and approvals by those who are asked, surveys by customers."""

from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import col, select

from activities.mail.survey_links import survey_url
from engine.identifiers import task_id
from engine.store.tables import Enrollment, Event, SurveyResponse, Task
from engine.store.tasks import hand_out
from tests.browser.conftest import Seeded, Site, sign_in
from tests.browser.test_by_keyboard import press_until
from tests.store.test_answers_and_marks import sent
from tests.store.test_tasks import JOURNEY, NOW
from tests.world import World

KEY = b"a key for tests only, 32 bytes.."
PREVIEW = {"to": "Ada", "subject": "Shall we talk?", "text": "Hi Ada,\n\nshall we talk?"}


async def asked(site: Site, title: str, **values: object) -> UUID:
    """A task for which a journey waits."""
    world = World(site.database)
    journey, customer = await world.publish(JOURNEY), await world.customer()
    await world.enroll(journey, customer, NOW)
    enrollment = await world.enrollment(customer)
    position = {"step": "call", "visit": 1, "done": []}
    await world.change(Enrollment, enrollment.id, position=position, status="running")
    identifier = task_id(enrollment.id, "call", 1)
    async with site.database.transaction() as session:
        await hand_out(
            session,
            identifier,
            enrollment,
            created_at=NOW,
            step="call",
            visit=1,
            title=title,
            assigned_because="the account’s owner",
            due_at=NOW,
            **values,  # type: ignore[arg-type]
        )
    return identifier


async def answered(site: Site, task: UUID) -> tuple[str, str | None, str | None]:
    async with site.database.transaction() as session:
        row = await session.get_one(Task, task)
    return row.status, row.outcome, row.note


async def test_a_task_is_answered_by_its_outcome_with_a_note(signed_in: Page, site: Site) -> None:
    """**How it broke:** one tap on “Not interested” sent the customer that way, for good."""
    task = await asked(site, "Ring Ada", outcomes=["unblocked", "not-interested"])
    await signed_in.goto(f"{site.address}/tasks")
    item = signed_in.locator(f"#task-{task}")
    await expect(item).to_contain_text("Overdue, was due")
    await item.get_by_text("Add a note").click()
    await item.get_by_label("Note for colleagues").fill("They moved house.")
    states = signed_in.get_by_role("navigation", name="Which tasks")
    before = int(await states.get_by_role("link", name="Open").locator(".count").inner_text())
    await item.locator("summary", has_text="Unblocked").click()
    await expect(item.get_by_text("Close it as “Unblocked”? The journey goes on")).to_be_visible()
    await item.get_by_role("button", name="Back").click()
    assert (await answered(site, task))[0] == "open"
    await item.locator("summary", has_text="Not interested").click()
    await expect(item.get_by_text("Close it as “Unblocked”?")).to_be_hidden()
    await item.get_by_role("button", name="Close it as Not interested").click()
    await expect(item.locator(".badge")).to_have_text("Not interested")
    await expect(item.locator(".badge.good")).to_have_count(0)  # whether it went well, nobody knows
    left = states.get_by_role("link", name=f"Open {before - 1}", exact=True)
    await expect(left).to_have_attribute("aria-current", "true")
    assert await answered(site, task) == ("done", "not-interested", "They moved house.")


async def test_nobody_calls_a_task_off_who_means_to_write_a_note(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** the only button beneath the note was “It is not needed”."""
    task = await asked(site, "Ring Bo", outcomes=["done"])
    await signed_in.goto(f"{site.address}/tasks")
    item = signed_in.locator(f"#task-{task}")
    await item.get_by_text("Add a note").click()
    note = await item.get_by_label("Note for colleagues").bounding_box()
    done = await item.get_by_role("button", name="Done").bounding_box()
    assert note is not None
    assert done is not None
    assert done["y"] > note["y"] + note["height"]
    off = item.get_by_role("button", name="Call it off")
    await expect(off).to_be_hidden()
    await item.get_by_text("It is not needed").click()
    await off.click()
    await expect(off).to_have_count(0)
    assert (await answered(site, task))[0] == "cancelled"


async def test_an_approval_shows_what_goes_out_and_is_held_and_approved(
    signed_in: Page, site: Site
) -> None:
    points = {"markdown": "Hi **Ada**,\n\nshall we talk?", "points": ["Invite your team"]}
    preview = {**PREVIEW, **points}
    task = await asked(site, "Approve: Check-in", kind="approval", preview=preview)
    await signed_in.goto(f"{site.address}/tasks")
    item = signed_in.locator(f"#task-{task}")
    await expect(item.locator(".letter")).to_contain_text("shall we talk?")
    await expect(item.locator(".letter").get_by_role("listitem")).to_have_text("Invite your team")
    await item.get_by_text("Edit it").click()
    await item.get_by_label("Text").fill("Dear {{ contact.first_name }}")
    await item.get_by_role("button", name="Keep these words").click()
    refused = signed_in.locator("#notices").get_by_text("Write it as it is to be read")
    await expect(refused).to_be_visible()
    await item.get_by_label("Text").fill("Dear **Ada**")
    await item.get_by_role("button", name="Keep these words").click()
    await expect(item.locator(".letter")).to_contain_text("Dear Ada")
    await expect(refused).to_have_count(0)
    await expect(item.locator(".letter strong").last).to_have_text("Ada")
    await item.get_by_role("button", name="Hold").click()
    await expect(item.get_by_text("Held")).to_be_visible()
    assert (await answered(site, task))[0] == "held"
    await item.get_by_role("button", name="Release").click()
    await expect(item.get_by_role("button", name="Hold")).to_be_visible()
    await item.get_by_role("button", name="Approve: Approve").click()
    await expect(item.get_by_text("Approved")).to_be_visible()
    assert (await answered(site, task))[:2] == ("done", "approved")


@pytest.mark.parametrize("place", ["/tasks", "/tasks/{task}"])
async def test_what_is_approved_goes_out_in_the_words_that_are_seen(
    signed_in: Page, site: Site, place: str
) -> None:
    """**How it broke:** who wrote other words and approved them without keeping them first had the
    old ones go out."""
    task = await asked(site, "Approve: Check-in", kind="approval", preview=PREVIEW)
    await signed_in.goto(site.address + place.format(task=task))
    item = signed_in.locator(f"#task-{task}")
    await item.get_by_text("Edit it").click()
    await item.get_by_label("Text").fill("Dear **Ada**")
    await item.get_by_role("button", name="Hold").click()
    await expect(item.locator(".letter")).to_contain_text("Dear Ada")
    await item.get_by_text("Edit it").click()
    await item.get_by_label("Text").fill("{{ contact.first_name }}")
    await item.get_by_role("button", name="Approve: Approve").click()
    await expect(signed_in.locator("#notices")).to_contain_text("Write it as it is to be read")
    await item.get_by_label("Text").fill("Dearest Ada")
    await item.get_by_role("button", name="Approve: Approve").click()
    await expect(item.get_by_text("Approved")).to_be_visible()
    async with site.database.transaction() as session:
        row = await session.get_one(Task, task)
    assert row.edited == {"subject": "Shall we talk?", "text": "Dearest Ada"}


async def test_a_message_that_was_emptied_does_not_go_out_as_it_was(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** who emptied a message and approved it sent what had stood there."""
    task = await asked(site, "Approve: Check-in", kind="approval", preview=PREVIEW)
    await signed_in.goto(f"{site.address}/tasks/{task}")
    item = signed_in.locator(f"#task-{task}")
    await item.get_by_text("Edit it").click()
    for label in ("Text", "Subject"):
        await item.get_by_label(label).fill("")
        # Not every browser asks for what is required.
        await item.get_by_label(label).evaluate("(field) => { field.required = false; }")
    for button in ("Approve: Approve", "Hold", "Keep these words"):
        await item.get_by_role("button", name=button).click()
        notice = signed_in.locator("#notices").get_by_text("A message needs a subject and a text.")
        await expect(notice).to_be_visible()
        await notice.evaluate("(said) => said.remove()")
    assert (await answered(site, task))[0] == "open"


async def test_a_task_on_its_own_page_stays_alone_there(signed_in: Page, site: Site) -> None:
    """**How it broke:** whatever was done there, the task came back as it stands in a list, with a
    box to tick that belonged to nothing, and its history below it was the old one."""
    task = await asked(site, "Ring Ada", checklist=[{"text": "Look"}])
    await signed_in.goto(f"{site.address}/tasks/{task}")
    item = signed_in.locator(f"#task-{task}")
    await item.get_by_role("button", name="Look").click()
    await expect(item.get_by_role("button", name="Look")).to_have_attribute("aria-pressed", "true")
    more = signed_in.get_by_role("region", name="More about this task")
    await more.get_by_label("To whom").select_option(label="Jonas Weber")
    await more.get_by_role("button", name="Give").click()
    await expect(item).to_contain_text("Jonas Weber (given by")
    await expect(more.get_by_role("listitem").filter(has_text="Jonas Weber")).to_be_visible()
    await expect(item.get_by_role("checkbox")).to_have_count(0)
    await expect(item.get_by_text("Give, put off, history")).to_have_count(0)


async def test_what_must_not_go_out_is_stopped_by_keyboard(signed_in: Page, site: Site) -> None:
    task = await asked(site, "Approve: Check-in", kind="approval", preview=PREVIEW)
    await signed_in.goto(f"{site.address}/tasks")
    await press_until(signed_in, "Tab", f"#task-{task} .asked-once summary")
    await signed_in.keyboard.press("Enter")
    await press_until(signed_in, "Tab", f"#task-{task} button[formaction$='cancel']")
    await signed_in.keyboard.press("Enter")
    await expect(signed_in.locator(f"#task-{task}").get_by_text("Refused")).to_be_visible()
    assert (await answered(site, task))[:2] == ("cancelled", "cancelled")


async def test_an_answer_works_without_scripts(
    browser: Browser, site: Site, seeded: Seeded
) -> None:
    await seeded("little")
    task = await asked(site, "Ring Ada", outcomes=["unblocked", "not-interested"])
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, site)
    await page.goto(f"{site.address}/tasks")
    item = page.locator(f"#task-{task}")
    await item.locator("summary", has_text="Unblocked").click()
    await item.get_by_role("button", name="Close it as Unblocked").click()
    await expect(page.get_by_text("The task is done.")).to_be_visible()
    assert (await answered(site, task))[:2] == ("done", "unblocked")
    await context.close()


async def test_it_is_said_that_an_answer_comes_too_late(signed_in: Page, site: Site) -> None:
    task = await asked(site, "Ring Ada", outcomes=["unblocked"])
    async with site.database.transaction() as session:
        row = await session.get_one(Task, task)
        enrollment = await session.get_one(Enrollment, row.enrollment_id)
        enrollment.position = {"step": "done", "visit": 1, "done": []}
    await signed_in.goto(f"{site.address}/tasks")
    item = signed_in.locator(f"#task-{task}")
    await expect(item).to_contain_text("The journey has gone on without an answer.")


@pytest.fixture
async def survey(site: Site) -> UUID:
    return (await sent(World(site.database), subject="One question, Ada"))[1]


async def said(site: Site) -> list[tuple[int, str | None]]:
    async with site.database.transaction() as session:
        rows = await session.exec(select(SurveyResponse))
        return [(row.score, row.comment) for row in rows]


async def test_a_customer_answers_with_the_mouse(window: Page, site: Site, survey: UUID) -> None:
    await window.goto(f"{survey_url(site.address, survey, KEY)}?score=8")
    await expect(window.get_by_role("radio", name="8", exact=True)).to_be_checked()
    assert await said(site) == []
    await window.get_by_role("radio", name="9", exact=True).check()
    await window.get_by_label("Anything you would like to add?").fill("It is fast.")
    await window.get_by_role("button", name="Send my answer").click()
    await expect(window.get_by_role("heading", name="Thank you")).to_be_visible()
    assert await said(site) == [(9, "It is fast.")]


async def test_what_customers_answer_is_read_by_colleagues(signed_in: Page, site: Site) -> None:
    """**How it broke:** an answer’s words stood only among an event’s properties, and what it was
    changed to nowhere."""
    _, message = await sent(World(site.database), subject="One question, Ada")
    for score, said in (("9", "It is fast."), ("2", "It was <b>fast</b>.")):
        await signed_in.goto(f"{survey_url(site.address, message, KEY)}?score={score}")
        await signed_in.get_by_label("Anything you would like to add?").fill(said)
        await signed_in.locator("form button").click()
        await expect(signed_in.get_by_role("heading", name="Thank you")).to_be_visible()
    await signed_in.goto(f"{site.address}/mailbox/{message}")
    answer = signed_in.get_by_role("region", name="What they answered")
    await expect(answer.locator(".badge")).to_have_text("2 of 10")
    await expect(answer.locator("blockquote")).to_have_text("It was <b>fast</b>.")
    await expect(answer).to_contain_text("The journey went by the first answer, 9.")


async def test_a_customer_answers_with_the_keyboard_and_changes_it(
    window: Page, site: Site, survey: UUID
) -> None:
    await window.goto(survey_url(site.address, survey, KEY))
    await press_until(window, "Tab", "input[type=radio]")
    await window.keyboard.press("Space")
    for _ in range(3):
        await window.keyboard.press("ArrowRight")
    await press_until(window, "Tab", "button")
    await window.keyboard.press("Enter")
    await expect(window.get_by_role("heading", name="Thank you")).to_be_visible()
    assert await said(site) == [(3, None)]
    await window.get_by_role("link", name="Change my answer").click()
    await expect(window.get_by_role("radio", name="3", exact=True)).to_be_checked()
    await window.get_by_role("radio", name="10, extremely likely").check()
    await window.get_by_role("button", name="Change my answer").click()
    await expect(window.get_by_role("heading", name="Thank you")).to_be_visible()
    assert await said(site) == [(10, None)]
    async with site.database.transaction() as session:
        event = (await session.exec(select(Event).order_by(col(Event.id)))).one()
    assert event.properties["score"] == 3


@pytest.mark.parametrize("width", [390, 1280])
async def test_what_is_done_with_ticked_tasks_stays_in_sight(
    signed_in: Page, site: Site, width: int
) -> None:
    """**How it broke:** who ticked a task far down saw nothing come of it."""
    await asked(site, "Ring Ada", instructions="And ask.\n\n" * 30)
    await signed_in.set_viewport_size({"width": width, "height": 700})
    await signed_in.goto(f"{site.address}/tasks")
    await signed_in.locator('input[name="task"]').last.check()
    bar = signed_in.locator("#bulk")
    await expect(bar.get_by_role("button", name="Complete")).to_be_in_viewport(ratio=1)
    await expect(signed_in.locator('input[name="task"]').last).to_be_in_viewport(ratio=1)


async def test_tasks_are_ticked_off_given_and_put_off_by_keyboard(
    signed_in: Page, site: Site
) -> None:
    task = await asked(site, "Ring Ada", checklist=[{"text": "Look"}, {"text": "Ring"}])
    await signed_in.goto(f"{site.address}/tasks")
    item, keyboard = signed_in.locator(f"#task-{task}"), signed_in.keyboard
    for key in "jkj":
        await keyboard.press(key)
    await expect(signed_in.locator("[data-task]:focus")).to_have_count(1)
    await item.get_by_role("button", name="Look").click()
    await expect(item.get_by_role("button", name="Look")).to_have_attribute("aria-pressed", "true")
    await expect(item.get_by_role("button", name="Look")).to_have_attribute(
        "title", "Maya Lindqvist"
    )
    await expect(item).to_be_focused()
    await keyboard.press("a")
    await expect(item.get_by_label("To whom")).to_be_focused()
    await expect(item).to_contain_text("Out of sight until that day, then back in your list.")
    await keyboard.press("Escape")
    await expect(item).to_be_focused()
    await item.get_by_label("To whom").select_option(label="Jonas Weber")
    await item.get_by_role("button", name="Give").click()
    await expect(item).to_contain_text("Jonas Weber (given by")
    await keyboard.press("x")
    await expect(signed_in.get_by_text("With 1 ticked")).to_be_visible()
    await signed_in.locator("#bulk").get_by_role("button", name="Put off").click()
    await expect(signed_in.locator("#notices")).to_contain_text("It is done with all of them.")
    await signed_in.get_by_role("link", name="Put off").click()
    await expect(item).to_contain_text("Put off until")
