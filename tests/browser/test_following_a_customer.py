"""A CSM follows a customer: from the journey to the passage to the reason, and takes them out."""

import re

from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.store.tables import Enrollment, EntryDecision, Event, Journey, Task, Wake
from tests.browser.conftest import Site

KINDS = (
    "entered", "deferred", "sent", "waiting", "timed_out", "migrated", "passed_over", "chose",
    "skipped", "held", "asked", "called", "answered", "failed", "happened", "updated", "enrolled",
    "goal",
)  # fmt: skip


async def test_from_the_list_to_the_reason(signed_in: Page, site: Site) -> None:
    await signed_in.get_by_role("link", name="Win back silent accounts", exact=True).click()
    await expect(signed_in.get_by_role("heading", name="Who is where")).to_be_visible()
    await signed_in.get_by_role("link", name="All", exact=True).click()
    await expect(signed_in).to_have_url(re.compile("state=all"))
    await signed_in.locator("#people a.row-link").first.click()
    await expect(signed_in.get_by_role("heading", name="What happened, and why")).to_be_visible()
    await expect(signed_in.locator(".story > li").last).to_contain_text("Entered by")
    await expect(signed_in.locator("path.taken")).not_to_have_count(0)


async def test_decision_shows_what_was_checked_and_found(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        chosen = await session.exec(
            select(Enrollment.id).where(
                col(Enrollment.position)["visits"].has_key("which")
                | col(Enrollment.position)["visits"].has_key("which-practices")
            )
        )
        identifier = chosen.first()
    await signed_in.goto(f"{site.address}/enrollments/{identifier}")
    why = signed_in.locator(".story > li.chose").last
    await why.get_by_text("Why", exact=True).click()
    await expect(why.locator(".evidence").first).to_contain_text("account seats")
    await expect(why.locator(".evidence td.yes, .evidence td.no").first).to_be_visible()


async def test_a_long_story_is_told_to_its_end(signed_in: Page, site: Site) -> None:
    """Every kind of entry has its sign, and every kind of condition its evidence."""
    await signed_in.goto(f"{site.address}/journeys/success-plan?step=renewal")
    await signed_in.locator("#people a.row-link").click()
    await expect(signed_in.get_by_text("Looked at again in 11 days")).to_be_visible()
    story = signed_in.locator(".story > li")
    for kind in KINDS:
        sign = signed_in.locator(f".story > li.{kind} .story-icon use").first
        await expect(sign).not_to_have_attribute("href", re.compile("#journeys$"))
    await expect(story.filter(has_text="Moved to version 3")).to_contain_text(
        "Not done again: “Welcome”."
    )
    why = story.filter(has_text="Took “gone-quiet”")
    await why.get_by_text("Why", exact=True).click()
    rows = why.locator(".evidence").last.locator("tbody tr")
    await expect(rows.first).to_have_text(re.compile(r"^\s*All of these\s*Yes\s*$"))
    last = rows.filter(has_text="the last Logged In at any time was more than 7 days ago")
    await expect(last.locator("time")).to_have_attribute("datetime", re.compile("Z$"))
    unsaid = why.locator("tr", has_text="the health score is at least 60")
    await expect(unsaid).to_contain_text("Cannot be said")


async def test_event_says_which_journey_it_did_not_start(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        event = (await session.exec(select(Event).order_by(col(Event.occurred_at).desc()))).first()
        journey = (await session.exec(select(Journey).where(Journey.key == "onboarding"))).one()
        assert event is not None
        assert event.id is not None
        session.add(
            EntryDecision(
                event_id=event.id,
                journey_id=journey.id,
                enrolled=False,
                code="already_been",
                reason="The customer has been through; it is entered once.",
            )
        )
    await signed_in.goto(f"{site.address}/accounts/{event.account_id}?show=events")
    await expect(signed_in.locator(".story > li").first).to_contain_text(
        f"Did not start {journey.name}. The customer has been through"
    )


async def test_step_of_the_drawing_shows_who_stands_there(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        found = await session.exec(
            select(Enrollment)
            .where(Enrollment.status == "running", Enrollment.current_step != "workshop")
            .order_by(col(Enrollment.id))
        )
        enrollment = found.first()
    assert enrollment is not None
    await signed_in.goto(f"{site.address}/journeys/{await key_of(site, enrollment)}")
    await signed_in.locator(f"a.box[data-step={enrollment.current_step}]").click()
    await expect(signed_in).to_have_url(re.compile(f"step={enrollment.current_step}"))
    await expect(
        signed_in.locator(f"#people a[href='/enrollments/{enrollment.id}']")
    ).to_be_visible()


async def key_of(site: Site, enrollment: Enrollment) -> str:
    async with site.database.transaction() as session:
        found = await session.exec(select(Journey.key).where(Journey.id == enrollment.journey_id))
        return found.one()


async def test_customer_is_taken_out_with_a_reason(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        found = await session.exec(select(Enrollment.id).where(Enrollment.status == "running"))
        identifier = found.first()
    await signed_in.goto(f"{site.address}/enrollments/{identifier}")
    await signed_in.get_by_text("Take out").click()
    sheet = signed_in.locator("details[open] .menu-sheet")
    await sheet.get_by_label("Reason").fill("They asked for quiet")
    await signed_in.get_by_role("button", name="Take the customer out").click()
    await expect(signed_in.get_by_role("status")).to_contain_text("being taken out")
    await expect(signed_in.get_by_text("at the request of Maya Lindqvist")).to_be_visible()
    async with site.database.transaction() as session:
        row = (await session.exec(select(Enrollment).where(Enrollment.id == identifier))).one()
        assert row.exit_request is not None
        assert row.exit_request["reason"] == "They asked for quiet"
        wakes = await session.exec(select(Wake).where(Wake.enrollment_id == identifier))
        assert len(wakes.all()) == 1


async def test_page_shows_news_without_being_reloaded(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        found = await session.exec(select(Enrollment.id).where(Enrollment.status == "running"))
        identifier = found.first()
    await signed_in.goto(f"{site.address}/enrollments/{identifier}")
    async with site.database.transaction() as session:
        row = (await session.exec(select(Enrollment).where(Enrollment.id == identifier))).one()
        row.trouble = {
            "since": "2026-01-05T09:00:00+00:00",
            "attempt": 4,
            "error": "The mail server says no.",
        }
    await expect(signed_in.get_by_text("The mail server says no.")).to_be_visible()


async def test_task_is_completed_in_place(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        some = (await session.exec(select(Enrollment))).first()
        assert some is not None
        session.add(
            Task(
                id=some.id,
                enrollment_id=some.id,
                journey_id=some.journey_id,
                account_id=some.account_id,
                step="call",
                visit=1,
                title="Call about the renewal",
                instructions="1. **Listen**\n2. Ask <b>once</b>,\n   kindly",
                assigned_because="the account’s owner",
            )
        )
    await signed_in.goto(f"{site.address}/tasks")
    task = signed_in.locator(".task", has_text="Call about the renewal")
    await expect(task.locator("ol strong")).to_have_text("Listen")
    await expect(task.locator("b")).to_have_count(0)
    # As it was written: one line, and another.
    await expect(task.locator("ol br")).to_have_count(1)
    await task.get_by_role("button", name="Complete").click()
    await expect(task).to_contain_text("by Maya")
    async with site.database.transaction() as session:
        done = (await session.exec(select(Task).where(Task.id == some.id))).one()
        assert done.status == "done"


async def test_one_customer_is_found_by_name_and_let_in(signed_in: Page, site: Site) -> None:
    await signed_in.get_by_role("link", name="Win back silent accounts", exact=True).click()
    await signed_in.get_by_role("link", name="Let customers in").click()
    await signed_in.get_by_label("Whom", exact=True).select_option("everybody")
    await expect(signed_in.get_by_text("2 accounts enter now")).to_be_visible()
    await signed_in.get_by_label("Whom", exact=True).select_option("one")
    account = signed_in.get_by_label("Account", exact=True)
    await expect(account).to_be_visible()
    await signed_in.wait_for_load_state("networkidle")
    await account.press_sequentially("o")
    await expect(signed_in.get_by_text("Which one?")).to_be_visible()
    await signed_in.locator("#found").get_by_role("link", name="Summit Energy").click()
    await expect(account).to_have_value("Summit Energy")
    await signed_in.get_by_role("button", name="Let in").click()
    await expect(signed_in).to_have_url(re.compile("/enrollments/"))
    await expect(signed_in.get_by_text("They are let in.")).to_be_visible()
