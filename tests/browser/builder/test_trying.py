"""Trying a journey out, writing its messages, seeing who is where: in the builder's window."""

import re

from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.store.tables import Pause
from tests.browser.builder.conftest import Builder, Opening, create, rewrite
from tests.browser.conftest import Site

PATIENCE = 30_000
"""Milliseconds. A simulation is a process of its own, which a busy machine starts slowly."""


async def try_it(drawn: Builder, how: str) -> None:
    await drawn.page.get_by_role("button", name="Try it", exact=True).click()
    await drawn.page.get_by_role("menuitem", name=how).click()


async def test_customer_is_walked_through_and_the_walk_becomes_a_scenario(
    builder: Opening, site: Site
) -> None:
    steps = {
        "listen": {
            "type": "wait",
            "until": {"event": "Project Created"},
            "at_most": "5d",
            "on": {"happened": "done", "timeout": "call"},
        },
        "call": {"type": "task", "title": "Call {{ account.name }}", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "listening", {"entry": {}, "start": "listen", "steps": steps})
    drawn = await builder("listening")
    await try_it(drawn, "Walk through")
    await expect(drawn.step("listen")).to_contain_text("Project Created")
    await drawn.page.get_by_role("button", name="Let time pass, and nothing happens").click()
    await expect(drawn.page.locator(".b-walk")).to_contain_text("Call Sample Ltd")
    await expect(drawn.step("call")).to_have_class("b-step b-step-ask b-lit")
    await drawn.page.get_by_role("button", name="Save as a scenario").click()
    await drawn.page.get_by_role("button", name="One back").click()
    await drawn.page.get_by_role("button", name="Project Created happens").click()
    await expect(drawn.step("call")).to_have_class("b-step b-step-ask b-dimmed")
    await drawn.page.get_by_role("button", name="Begin anew").click()
    await expect(
        drawn.page.get_by_role("button", name="Let time pass, and nothing happens")
    ).to_be_visible()
    await drawn.page.get_by_role("button", name="Save as a scenario").click()
    silent, scenario = (await drawn.saved())["scenarios"]
    assert silent["name"] == "Nothing happens, and they come to the end"
    name = "Nothing happens, and they wait at “Listen”"
    assert scenario.pop("enters") == silent["enters"]
    customer = {"time_zone": "Europe/Amsterdam"}
    assert scenario == {"name": name, "customer": customer, "expect": [{"reaches": "listen"}]}
    by = {"day": 6, "at": "23:59"}
    assert silent["expect"] == [{"asks": "call", "by": by}, {"ends": "completed", "by": by}]


async def test_walk_begins_when_it_is_chosen_to_and_its_scenario_holds(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** whoever walked entered now, and a journey that goes another way at weekends
    could be walked on Saturdays only."""
    steps = {
        "which": {
            "type": "branch",
            "cases": [
                {"id": "off", "when": {"now": "weekday", "in": ["sat", "sun"]}, "next": "rest"}
            ],
            "otherwise": "done",
        },
        "rest": {"type": "wait", "for": "3d", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "weekends", {"entry": {}, "start": "which", "steps": steps})
    drawn = await builder("weekends")
    await try_it(drawn, "Walk through")
    panel = drawn.page.locator(".b-walk")
    await panel.get_by_label("When they enter").fill("2026-12-07T09:00")
    await expect(panel.locator(".b-walk-ended")).to_be_visible()
    await panel.get_by_label("When they enter").fill("2026-12-05T21:30")
    await expect(panel).to_contain_text("enters Sat 5 Dec, 21:30")
    await drawn.page.get_by_role("button", name="Let time pass").click()
    await expect(panel.locator(".b-walk-ended")).to_be_visible()
    # Closed and opened anew, it is the same walk.
    await drawn.page.keyboard.press("Escape")
    await try_it(drawn, "Walk through")
    await expect(panel.get_by_label("When they enter")).to_have_value("2026-12-05T21:30")
    await drawn.page.get_by_role("button", name="Save as a scenario").click()
    [scenario] = (await drawn.saved())["scenarios"]
    assert scenario["enters"] == "2026-12-05T21:30:00+01:00"
    await drawn.page.get_by_role("button", name="Show the scenario").click()
    await drawn.page.get_by_role("button", name="Try all").click()
    await expect(drawn.page.locator(".b-scenario")).to_contain_text("Holds", timeout=PATIENCE)


async def test_scenario_is_written_in_a_form_and_tried(builder: Opening, site: Site) -> None:
    steps = {
        "listen": {"type": "wait", "for": "5d", "next": "call"},
        "call": {"type": "task", "title": "Call {{ account.name }}", "next": "done"},
        "done": {"type": "exit"},
    }
    triggers = [{"event": "Account Created"}]
    await create(
        site, "silent", {"entry": {"triggers": triggers}, "start": "listen", "steps": steps}
    )
    drawn = await builder("silent")
    await try_it(drawn, "Scenarios")
    await drawn.page.get_by_role("button", name="New scenario").click()
    expected = drawn.page.get_by_role("group", name="What is expected")
    await expected.get_by_label("What is expected").select_option("asks")
    await expected.get_by_label("By when").select_option("day")
    kept = (await drawn.saved())["scenarios"]
    by = {"day": 7, "at": "23:59"}
    assert kept == [{"name": "A customer", "expect": [{"asks": "call", "by": by}]}]
    await drawn.page.get_by_role("button", name="Try all").click()
    await expect(drawn.page.locator(".b-scenario")).to_contain_text("Holds", timeout=PATIENCE)


async def test_scenario_that_mentions_a_lost_step_is_named_and_opened(
    builder: Opening, site: Site
) -> None:
    steps = {"call": {"type": "task", "title": "Call", "next": "done"}, "done": {"type": "exit"}}
    scenarios = [{"name": "Anybody", "expect": [{"asks": "gone"}]}]
    await create(
        site, "told", {"entry": {}, "start": "call", "steps": steps, "scenarios": scenarios}
    )
    drawn = await builder("told")
    await drawn.page.get_by_role("button", name="Publish").click()
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    said = "It expects that a colleague is asked at “Gone”, a step that is gone"
    await expect(dialog).to_contain_text(f"Scenario “Anybody”: {said}")
    await dialog.get_by_role("button", name="Show me").click()
    scenario = drawn.page.locator(".b-scenarios > li", has_text="Has a problem")
    expected = scenario.get_by_role("group", name="What is expected")
    await expect(expected).to_contain_text(said)
    await expect(expected.get_by_label("Step")).to_be_focused()
    await expected.get_by_role("button", name="Remove the scenario").click()
    await drawn.page.get_by_role("button", name="Publish").click()
    await expect(dialog.get_by_role("button", name="Publish", exact=True)).to_be_enabled()


async def test_message_of_a_walk_is_shown_as_it_would_arrive(builder: Opening, site: Site) -> None:
    steps = {
        "hello": {"type": "email", "template": "hello", "next": "done"},
        "done": {"type": "exit"},
    }
    templates = {"hello": {"subject": "Welcome", "body": "Good to have you."}}
    await create(
        site, "hello", {"entry": {}, "start": "hello", "steps": steps, "templates": templates}
    )
    drawn = await builder("hello")
    await try_it(drawn, "Walk through")
    await drawn.page.locator(".b-walk-message summary", has_text="Welcome").click()
    shown = drawn.page.frame_locator(".b-walk-message iframe")
    await expect(shown.locator("body")).to_contain_text("Good to have you.", timeout=PATIENCE)


async def test_journey_is_simulated_before_it_is_published(builder: Opening) -> None:
    drawn = await builder("onboarding")
    await try_it(drawn, "Simulate")
    await drawn.field("Accounts, at most").fill("20")
    await drawn.field("Days").fill("40")
    await drawn.page.locator(".b-panel").get_by_role("button", name="Simulate").click()
    report = drawn.page.locator(".b-report")
    await expect(report).to_contain_text("of 20 made-up accounts", timeout=PATIENCE)
    await expect(
        report.get_by_role("figure", name="Messages, by step, of made-up customers")
    ).to_be_visible()
    await expect(drawn.step("welcome").locator("xpath=..")).to_contain_text("gone out")


async def test_mail_is_written_beside_what_the_customer_gets(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Email")
    await drawn.page.locator(".b-message-card").click()
    editor = drawn.page.get_by_role("dialog", name="Message: email")
    await editor.get_by_label("Subject", exact=True).fill("Good to have you")
    text = editor.get_by_label("Text", exact=True)
    await text.fill("Hi ")
    await text.press("End")
    await editor.locator("summary", has_text="Insert a field").nth(1).click()
    await editor.get_by_role("button", name="First name").first.click()
    await expect(text).to_have_text("Hi first name, else “there”")
    shown = editor.frame_locator("iframe[title='The message']")
    await expect(shown.locator("body")).to_have_text(re.compile(r"Hi \w+"), timeout=PATIENCE)
    preview = editor.get_by_role("region", name="Preview")
    await expect(preview.get_by_text("Good to have you")).to_be_visible()
    await text.fill("Hi {{ contact.frist_name }}")
    await expect(preview).to_contain_text("Did you mean “contact.first_name”?", timeout=PATIENCE)
    await expect(preview).not_to_contain_text("This customer lacks")
    await text.fill("Hi {{ contact.first_nme }")
    await expect(editor.locator(".b-wrong-blocking")).to_be_visible(timeout=PATIENCE)
    await text.fill("Hi there")
    await editor.get_by_text("Designed, in blocks").click()
    await editor.get_by_role("button", name="Button", exact=True).click()
    await editor.get_by_label("What it says").fill("Begin")
    await rewrite(editor.get_by_label("Where it leads"), "https://example.com/begin")
    await expect(shown.get_by_text("Begin")).to_be_visible(timeout=PATIENCE)
    await drawn.page.keyboard.press("Escape")
    kept = (await drawn.saved())["templates"]["email"]
    assert kept == {
        "subject": "Good to have you",
        "blocks": [
            {"type": "text", "markdown": "Hi there"},
            {"type": "button", "label": "Begin", "url": "https://example.com/begin"},
        ],
    }


async def test_who_is_where_lies_over_the_canvas(builder: Opening) -> None:
    drawn = await builder("win-back")
    await drawn.page.get_by_role("button", name="Live", exact=True).click()
    panel = drawn.page.locator(".b-panel")
    await expect(panel.get_by_role("table", name="Customers, by version")).to_be_visible()
    await expect(drawn.page.locator(".b-mark", has_text="here").first).to_be_visible()
    await panel.get_by_text("Went on", exact=True).click()
    await expect(drawn.page.locator(".b-mark", has_text="went on").first).to_be_visible()


async def test_versions_are_compared_on_the_canvas(builder: Opening) -> None:
    drawn = await builder("win-back")
    await drawn.add("", "Wait a while")
    await drawn.saved()
    await drawn.page.get_by_role("button", name="More", exact=True).click()
    await drawn.page.get_by_role("menuitem", name="Versions").click()
    await drawn.page.get_by_role("button", name="Compare with the draft").first.click()
    await expect(drawn.page.locator(".b-differences")).to_contain_text("is new")
    await expect(drawn.page.locator(".b-marks", has_text="new")).to_be_visible()


async def test_what_is_not_live_yet_is_a_click_away_from_whether_it_is_saved(
    builder: Opening,
) -> None:
    """**How it broke:** it was to be found among the versions, where nobody looked for it."""
    drawn = await builder("win-back")
    changes = drawn.page.locator(".b-bar").get_by_role("button", name="Changes")
    await expect(changes).to_have_count(0)
    await drawn.add("", "Wait a while")
    await drawn.saved()
    await changes.click()
    panel = drawn.page.get_by_role("complementary", name="Versions")
    await expect(panel).to_contain_text("“Wait” is new")
    await expect(drawn.page.locator(".b-marks", has_text="new")).to_be_visible()


async def test_the_way_to_what_is_not_live_yet_is_not_cut_off(builder: Opening) -> None:
    """**How it broke:** in a window of 1280 it ended in dots behind the time of saving."""
    drawn = await builder("win-back")
    await drawn.page.set_viewport_size({"width": 1280, "height": 800})
    await drawn.add("", "Wait a while")
    await drawn.saved()
    changes = drawn.page.locator(".b-bar").get_by_role("button", name="Changes")
    word = changes.get_by_text("Changes")
    await expect(word).to_be_visible()
    over = await word.evaluate(
        """(word) => word.getBoundingClientRect().right
            - word.closest("button").getBoundingClientRect().right"""
    )
    assert over <= 0


async def test_an_open_window_is_told_what_another_has_published(
    builder: Opening, colleague: Page, site: Site
) -> None:
    """**How it broke:** it said “Live v1”, with the old draft, for as long as it was open."""
    await colleague.clock.install()
    theirs = await Builder(colleague, site, "win-back").open()
    badge = colleague.locator(".b-status")
    before = await badge.inner_text()
    mine = await builder("win-back")
    await mine.add("", "Wait a while")
    await mine.saved()
    await mine.page.get_by_role("button", name="Publish").click()
    dialog = mine.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(dialog).to_have_count(0)
    await expect(badge).to_have_text(before)
    await colleague.clock.run_for(31_000)
    await expect(badge).not_to_have_text(before)
    await expect(theirs.step("wait")).to_be_visible()
    await expect(colleague.locator(".b-bar .b-saved")).to_have_text("No changes")


async def test_journey_is_paused_and_resumed_with_a_word_on_its_clock(
    builder: Opening, site: Site
) -> None:
    drawn = await builder("win-back")
    more = drawn.page.get_by_role("button", name="More", exact=True)
    await more.click()
    await drawn.page.get_by_role("menuitem", name="Pause the journey").click()
    dialog = drawn.page.get_by_role("dialog", name="Pause the journey")
    await expect(dialog).to_contain_text("whoever enters is held at the first step")
    await dialog.get_by_label("the clock stands still.").check()
    await dialog.get_by_role("button", name="Pause", exact=True).click()
    await expect(drawn.page.locator(".b-status")).to_contain_text("Paused")
    async with site.database.transaction() as session:
        pause = (await session.exec(select(Pause).where(col(Pause.ended_at).is_(None)))).one()
        assert pause.freeze
    await more.click()
    await drawn.page.get_by_role("menuitem", name="Resume the journey").click()
    await expect(drawn.page.locator(".b-status")).to_contain_text("Live")
