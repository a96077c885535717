"""Publishing with a plan by hand: looked at first, followed to its end, tried again, taken back."""

import re
from typing import Any
from uuid import UUID, uuid4

from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.definition.document import from_data, to_json
from engine.migrating import Plan
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.migrating import migrate_some
from engine.store.migration_runs import finish
from engine.store.reading.journeys import live_definition
from engine.store.tables import AuditEntry, Enrollment, Message, Migration, MigrationResult
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site

BY = Actor("kim@example.com")
ADDRESS = "/journeys/win-back"


async def draft(site: Site) -> None:
    """Somebody has another step in place of the wait most customers stand at."""
    async with site.database.transaction() as session:
        whole: dict[str, Any] = to_json(await live_definition(session, "win-back"))
        steps = whole["steps"]
        listens = {**steps.pop("back"), "name": "Do they look in?", "at_most": "5d"}
        whole["steps"] = {**steps, "look-in": listens}
        whole["steps"]["hello"]["next"] = "look-in"
        await journeys.save_draft(session, "win-back", from_data(whole), by=BY, now=utc_now())


async def carry_out(site: Site, migration: UUID) -> None:
    """What a worker does."""
    async with site.database.transaction() as session:
        while (await migrate_some(session, migration, utc_now())).settled:
            pass
    async with site.database.transaction() as session:
        assert await finish(session, migration, utc_now())


async def fail(site: Site) -> UUID:
    """Let all be done but one, who cannot be moved. Returns the migration."""
    async with site.database.transaction() as session:
        found = await session.exec(select(Migration.id).where(Migration.status != "done"))
        migration = found.one()
        results = select(MigrationResult).where(MigrationResult.migration_id == migration)
        first = (await session.exec(results.limit(1))).one()
        first.status, first.error = "failed", "The button that was pressed leads nowhere."
    await carry_out(site, migration)
    return migration


async def audited(site: Site) -> list[str]:
    async with site.database.transaction() as session:
        return list(await session.exec(select(AuditEntry.action)))


async def test_a_draft_is_published_for_everyone_and_followed_to_its_end(
    signed_in: Page, site: Site
) -> None:
    await draft(site)
    await signed_in.goto(f"{site.address}{ADDRESS}")
    await signed_in.get_by_role("link", name="Publish the draft").click()
    await expect(signed_in.get_by_text("What changes")).to_be_visible()
    await signed_in.get_by_text("Those inside as well").click()
    gone = signed_in.get_by_label("What becomes of those at Do they come back?")
    await expect(gone).to_have_value("move:look-in")
    await gone.select_option(value="continue")
    await expect(signed_in.locator("#plan")).to_contain_text("notice nothing")
    await gone.select_option(label="Move to “Do they look in?”")
    await expect(signed_in.locator("#plan")).to_contain_text("Get a message")
    figures = signed_in.locator("#plan .figures").first
    await expect(figures).to_contain_text(re.compile(r"New version, another step\s*[1-9]"))
    await expect(figures).to_contain_text(re.compile(r"New version, same step\s*\d"))
    await expect(
        signed_in.get_by_label("What becomes of those at Do they come back?")
    ).to_have_value("move:look-in")
    nobody = "Mails are kept in Onward’s own mailbox and reach nobody."
    await expect(signed_in.get_by_text(nobody)).to_be_visible()
    await signed_in.get_by_role("button", name="Publish").click()
    said = "New customers enter this version, and those inside go on as you chose."
    await expect(signed_in.get_by_text(said)).to_be_visible()
    await expect(signed_in.get_by_text("Under way")).to_be_visible()
    migration = await fail(site)
    await expect(signed_in.get_by_role("heading", name="Could not be moved")).to_be_visible()
    await expect(signed_in.get_by_text("leads nowhere")).to_be_visible()
    await signed_in.get_by_role("button", name="Try those again").click()
    await expect(signed_in.get_by_text("Under way")).to_be_visible()
    await carry_out(site, migration)
    await expect(signed_in.get_by_text("Everybody’s turn has come.")).to_be_visible()
    await expect(signed_in.get_by_text("Moved to another step")).to_be_visible()
    assert {"journey.publish", "migration.create", "migration.retry"} <= set(await audited(site))


async def test_the_whole_change_is_in_sight_beside_what_publishes_it(
    signed_in: Page, site: Site
) -> None:
    """**Invariant:** all steps that change are seen beside the dialog, each line leads to one of
    them, legible, and whoever goes back finds the canvas as it was.

    **How it broke:** lanes of a wide journey lay behind the dialog, where nothing moves them."""
    ends = ("welcome", "story-small", "story-team")
    async with site.database.transaction() as session:
        whole: dict[str, Any] = to_json(await live_definition(session, "onboarding"))
        for step in ends:
            whole["steps"][step]["name"] = f"Renamed {step}"
        await journeys.save_draft(session, "onboarding", from_data(whole), by=BY, now=utc_now())
    await signed_in.goto(f"{site.address}/journeys/onboarding/edit")
    canvas = signed_in.locator(".react-flow__viewport")
    await expect(canvas).not_to_have_attribute("style", re.compile(r"translate\(0px, 0px\)"))
    before = await canvas.get_attribute("style")
    await signed_in.get_by_role("button", name="Publish", exact=True).click()
    dialog = signed_in.get_by_role("dialog", name="Publish")
    for step in ends:
        await expect(signed_in.locator(f"#b-step-{step}")).to_be_in_viewport(ratio=0.99)
    edge = await dialog.bounding_box()
    boxes = [await signed_in.locator(f"#b-step-{step}").bounding_box() for step in ends]
    assert edge is not None
    assert all(box is not None and box["x"] + box["width"] < edge["x"] for box in boxes)
    await dialog.get_by_role("button", name="Not now").click()
    await expect(canvas).to_have_attribute("style", before or "")
    await signed_in.get_by_role("button", name="Publish", exact=True).click()
    await dialog.get_by_role("button", name="Renamed story-team").click()
    await expect(signed_in.get_by_role("button", name="Zoom: 70 %")).to_be_visible()
    await expect(signed_in.locator("#b-step-story-team")).to_be_in_viewport(ratio=0.99)


async def test_any_two_versions_are_compared(signed_in: Page, site: Site) -> None:
    await draft(site)
    async with site.database.transaction() as session:
        await journeys.publish(session, "win-back", by=BY, now=utc_now())
    await signed_in.goto(f"{site.address}{ADDRESS}/versions")
    await signed_in.get_by_role("link", name="What changed in version 4").click()
    await expect(signed_in.locator("#changes")).to_contain_text("From version 3 to version 4")
    await expect(signed_in.locator(".changes li.removed")).to_have_count(1)
    await signed_in.get_by_label("From", exact=True).select_option("4")
    await expect(signed_in.locator("#changes")).to_contain_text("Nothing: both mean the same.")
    await expect(signed_in).to_have_url(re.compile(r"before=4&after=4$"))
    answer = await signed_in.goto(f"{site.address}{ADDRESS}/versions/compare?before=9&after=3")
    assert answer is not None
    assert answer.status == 404


async def hang(site: Site) -> UUID:
    """Somebody is to be moved to whom a mail may be on its way. Returns the migration."""
    async with site.database.transaction() as session:
        plan = Plan(everyone=True, fates={"back": "continue"})
        made = await journeys.publish(session, "win-back", by=BY, now=utc_now(), plan=plan)
        assert made.migration_id is not None
        first = (await session.exec(_results_of(made.migration_id))).one()
        inside = await session.get_one(Enrollment, first.enrollment_id)
        session.add(
            Message(
                id=uuid4(),
                enrollment_id=inside.id,
                journey_id=inside.journey_id,
                step=inside.current_step or "",
                visit=9,
                channel="email",
                template="hello",
                topic="win-back",
                status="claimed",
                reason="Connection lost.",
            )
        )
    return made.migration_id


def _results_of(migration: UUID) -> Any:
    """One of them, of somebody who has begun."""
    return (
        select(MigrationResult)
        .where(
            MigrationResult.migration_id == migration, col(MigrationResult.from_step).is_not(None)
        )
        .limit(1)
    )


async def test_who_waits_for_a_mail_on_its_way_is_named_with_the_reason(
    signed_in: Page, site: Site
) -> None:
    await draft(site)
    migration = await hang(site)
    await signed_in.goto(f"{site.address}/migrations/{migration}")
    waiting = signed_in.get_by_role("region", name="Wait for a message on its way")
    await expect(waiting).to_contain_text("1 of those still to come")
    await expect(waiting).to_contain_text("It is tried again: Connection lost.")


async def test_going_back_to_an_earlier_version(signed_in: Page, site: Site) -> None:
    await draft(site)
    async with site.database.transaction() as session:
        await journeys.publish(session, "win-back", by=BY, now=utc_now())
    await signed_in.goto(f"{site.address}{ADDRESS}")
    await signed_in.get_by_role("link", name="All versions").click()
    await signed_in.get_by_role("link", name="Go back to it").click()
    await signed_in.get_by_role("button", name="Go back to version 3").click()
    await expect(signed_in.get_by_text("It is published.")).to_be_visible()
    await expect(signed_in.get_by_text("Version 5, published")).to_be_visible()


async def test_a_pause_may_stop_the_clock(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}{ADDRESS}")
    await signed_in.get_by_text("Pause", exact=True).click()
    await expect(signed_in.get_by_text("whoever enters is held at the first step")).to_be_visible()
    await signed_in.get_by_text("stands still.").click()
    await signed_in.get_by_role("button", name="Pause the journey").click()
    await expect(signed_in.get_by_text("and its clock stands still")).to_be_visible()
    await signed_in.get_by_role("button", name="Resume").click()
    await expect(signed_in.get_by_text("on the way.")).to_be_visible()


async def test_unfinished_draft_says_what_is_missing(signed_in: Page, site: Site) -> None:
    answer = await signed_in.goto(f"{site.address}/journeys/idea/publish")
    assert answer is not None
    assert answer.status == 422
    await expect(signed_in.get_by_role("heading", name="not finished")).to_be_visible()
    await expect(signed_in.locator(".problems li").first).to_contain_text(
        "The journey has no name."
    )
    await expect(signed_in.get_by_role("button", name="Publish")).to_have_count(0)


async def test_changes_of_a_text_are_shown_as_its_readers_see_it(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** marks and braces that nobody types any more were what one compared."""
    async with site.database.transaction() as session:
        whole: dict[str, Any] = to_json(await live_definition(session, "win-back"))
        mail = next(each for each in whole["templates"].values() if "body" in each)
        mail["body"] = (
            f"{mail['body']}\nIt is **quite new**, see [our guide](https://a.example/guide).\n\n"
            "{% if account.plan %}For {{ account.name }}{% endif %}"
        )
        await journeys.save_draft(session, "win-back", from_data(whole), by=BY, now=utc_now())
    await signed_in.goto(f"{site.address}{ADDRESS}")
    await signed_in.get_by_role("link", name="Publish the draft").click()
    new = signed_in.locator(".changes ins")
    await expect(new.filter(has_text="quite new")).to_have_class("bold")
    told = signed_in.locator(".changes")
    await expect(told).to_contain_text("our guide (https://a.example/guide)")
    await expect(told).to_contain_text("[if known: account plan]For [account name][in any case]")
    await signed_in.goto(f"{site.address}{ADDRESS}/edit")
    await signed_in.locator(".b-bar .b-saved").get_by_text("Changes").click()
    ours = signed_in.locator(".b-wording-added ins")
    await expect(ours.filter(has_text="quite new")).to_have_class("bold")
    await expect(signed_in.locator(".b-wording-added")).not_to_contain_text("**")
