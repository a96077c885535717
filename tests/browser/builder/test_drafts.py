"""What is drawn is kept, nobody is overwritten unseen, and nothing goes live by itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from engine.definition.document import parse, to_json
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.drafts import get_draft, save_any
from engine.store.tables.columns import utc_now
from tests.browser.builder.conftest import Builder, Opening, create
from tests.browser.conftest import Site, sign_in
from tests.browser.seed import COLLEAGUE

JOURNEYS = Path(__file__).resolve().parents[3] / "journeys"
BUNDLED = {file.stem: file.read_text() for file in sorted(JOURNEYS.rglob("*.yaml"))}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ("onboarding", "save") else pytest.mark.long)
        for name in BUNDLED
    ],
)
async def test_bundled_journey_is_opened_and_saved_without_a_change(
    builder: Opening, site: Site, name: str
) -> None:
    """Each of its steps is looked at, one is edited, and the edit is taken back."""
    written: dict[str, Any] = to_json(parse(BUNDLED[name], format="yaml"))
    whole = {**written, "journey": f"copy-of-{name}"}
    await create(site, whole["journey"], whole)
    drawn = await builder(whole["journey"])
    await drawn.view("Outline")
    for step in written["steps"]:
        await drawn.page.locator(f"#b-row-{step}").click()
        await expect(drawn.title_of(step)).to_be_visible()
    await drawn.page.locator(f"#b-row-{written['start']}").click()
    await drawn.title_of(written["start"]).fill("Another name")
    assert (await drawn.saved())["steps"][written["start"]]["name"] == "Another name"
    await drawn.page.get_by_role("button", name="Undo").click()
    assert await drawn.saved() == whole


WAITING: dict[str, Any] = {
    "entry": {},
    "start": "rest",
    "steps": {
        "rest": {"type": "wait", "for": "2d", "next": "later"},
        "later": {"type": "wait", "for": "9d", "next": "done"},
        "done": {"type": "exit"},
    },
}


async def test_two_people_edit_different_things_of_one_draft_and_both_are_there(
    builder: Opening, site: Site, colleague: Page
) -> None:
    """**How it broke:** whoever saved second had to give up their own edits or the other's."""
    await create(site, "shared", WAITING)
    mine = await builder("shared")
    theirs = await Builder(colleague, site, "shared").open()
    await mine.add("", "Wait a while")
    await mine.choose("rest")
    await mine.title_of("rest").fill("A pause")
    await mine.saved()
    await theirs.add("later", "Wait a while")
    await expect(theirs.step("rest")).to_contain_text("A pause")
    told = colleague.get_by_role("status").filter(has_text="were taken in")
    await expect(told).to_have_text(re.compile("Maya Lindqvist’s changes of 2 steps were taken in"))
    # Both have added a `wait`; they are two steps.
    kept = await theirs.saved()
    assert list(kept["steps"]) == ["rest", "later", "wait-2", "done", "wait"]
    assert kept["start"] == "wait"
    assert kept["steps"]["later"]["next"] == "wait-2"
    await expect(colleague.get_by_role("dialog")).to_have_count(0)
    # One step back, it is as it was here; and there it is, too, as soon as anything is saved there.
    await colleague.get_by_role("button", name="Undo").click()
    await expect(colleague.get_by_role("status").filter(has_text="Undone: Maya")).to_have_count(1)
    await expect(theirs.step("rest")).not_to_contain_text("A pause")
    assert list((await theirs.saved())["steps"]) == ["rest", "later", "wait", "done"]


async def test_what_two_people_have_changed_differently_is_asked_and_nothing_else(
    builder: Opening, site: Site, colleague: Page
) -> None:
    await create(site, "shared", WAITING)
    mine = await builder("shared")
    theirs = await Builder(colleague, site, "shared").open()
    await mine.choose("rest")
    await mine.title_of("rest").fill("A pause")
    await mine.field("How long").fill("5")
    await mine.saved()
    await theirs.choose("rest")
    await theirs.field("How long").fill("7")
    dialog = colleague.get_by_role("dialog", name="Both of you changed the same thing")
    await expect(dialog).to_contain_text("Maya Lindqvist saved this draft")
    await expect(dialog.get_by_role("group")).to_have_count(1)
    asked = dialog.get_by_role("group", name="Rest")
    await expect(asked.get_by_label("Yours")).not_to_be_checked()
    await expect(asked).to_contain_text("waits 7 days instead of 2 days")
    await expect(asked).to_contain_text("waits 5 days instead of 2 days")
    await expect(dialog.get_by_role("button", name="Save as chosen")).to_be_disabled()
    await asked.get_by_label("Yours").check()
    await dialog.get_by_role("button", name="Save as chosen").click()
    kept = (await theirs.saved())["steps"]["rest"]
    assert (kept["name"], kept["for"]) == ("A pause", "7d")
    # Theirs is one step back, one's own another.
    await colleague.get_by_role("button", name="Undo").click()
    assert (await theirs.saved())["steps"]["rest"]["for"] == "5d"
    await colleague.get_by_role("button", name="Undo").click()
    assert "name" not in (await theirs.saved())["steps"]["rest"]


async def test_where_two_ways_make_no_journey_one_is_taken_and_the_other_is_a_step_back(
    builder: Opening, site: Site, colleague: Page
) -> None:
    await create(site, "shared")
    mine = await builder("shared")
    theirs = await Builder(colleague, site, "shared").open()
    await mine.add("", "Wait a while")
    await mine.saved()
    await theirs.add("", "Webhook")
    dialog = colleague.get_by_role("dialog", name="Both of you changed the same thing")
    asked = dialog.get_by_role("group", name="How the steps follow each other")
    await expect(asked).to_contain_text("“Wait” is new")
    await expect(asked).to_contain_text("“Webhook” is new")
    await dialog.get_by_role("button", name="All theirs").click()
    await expect(theirs.step("wait")).to_be_visible()
    await expect(theirs.step("webhook")).to_have_count(0)
    # What had the focus is gone: on from what stands in its place.
    await expect(theirs.step("done")).to_be_focused()
    # One's own is one step back, and can be kept from there.
    await colleague.get_by_role("button", name="Undo").click()
    await expect(theirs.step("webhook")).to_be_visible()
    assert list((await theirs.saved())["steps"]) == ["webhook", "done"]


async def test_ones_own_other_window_is_not_called_somebody_else(
    builder: Opening, site: Site
) -> None:
    await create(site, "twice")
    here = await builder("twice")
    other = await Builder(await here.page.context.new_page(), site, "twice").open()
    await here.add("", "Wait a while")
    await here.saved()
    await other.add("", "Webhook")
    dialog = other.page.get_by_role("dialog", name="Both windows changed the same thing")
    await expect(dialog).to_contain_text("You saved this draft in another window")
    asked = dialog.get_by_role("group", name="How the steps follow each other")
    await expect(asked.locator("label", has_text="The other window’s")).to_contain_text("“Wait”")
    await expect(asked.locator("label", has_text="This window’s")).to_contain_text("“Webhook”")
    await dialog.get_by_role("button", name="All of this window").click()
    assert list((await other.saved())["steps"]) == ["webhook", "done"]


def complaints(*windows: Builder) -> list[str]:
    """What their consoles say from now on."""
    said: list[str] = []
    for window in windows:
        window.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    return said


async def test_window_whose_text_was_replaced_in_another_is_told_by_what(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** it said that changes were taken in, and not that what had been written here
    was no more. And each save that met another stood in the console as an error."""
    await create(site, "twice", WAITING)
    here = await builder("twice")
    other = await Builder(await here.page.context.new_page(), site, "twice").open()
    said = complaints(here, other)
    await here.choose("rest")
    await other.choose("rest")
    await here.title_of("rest").fill("Written here")
    await here.saved()
    await other.title_of("rest").fill("Written there")
    dialog = other.page.get_by_role("dialog", name="Both windows changed the same thing")
    await dialog.get_by_role("button", name="All of this window").click()
    await other.saved()
    await here.page.evaluate("window.dispatchEvent(new Event('focus'))")
    told = here.page.get_by_role("status").filter(has_text="in another window were taken in")
    await expect(told).to_contain_text("“Written here” is now called “Written there”.")
    await expect(told).to_contain_text("Undo takes them out again.")
    await here.page.get_by_role("button", name="Undo").click()
    assert (await here.saved())["steps"]["rest"]["name"] == "Written here"
    assert said == []


async def test_half_a_text_is_no_error_in_the_console(builder: Opening, site: Site) -> None:
    """**How it broke:** each rest while one typed YAML stood there as an answer of 422."""
    await create(site, "typed", WAITING)
    drawn = await builder("typed")
    said = complaints(drawn)
    await drawn.view("YAML")
    text = drawn.page.get_by_label("The journey as YAML")
    written = await text.input_value()
    for half in (written.replace("type: exit", "type: ex"), f"{written}\n  ["):
        await text.fill(half)
        await expect(drawn.page.get_by_label("What is wrong with the text")).to_contain_text("Line")
    assert said == []


async def test_what_was_not_saved_before_a_reload_is_merged_with_what_was_saved_since(
    builder: Opening, site: Site
) -> None:
    await create(site, "shared", WAITING)
    drawn = await builder("shared")
    await drawn.page.route("**/draft?*", lambda route: route.abort())
    await drawn.choose("rest")
    await drawn.title_of("rest").fill("A pause")
    await expect(drawn.page.get_by_text("Not saved, trying again")).to_be_visible()
    async with site.database.transaction() as session:
        theirs = (await get_draft(session, "shared")).definition
        theirs["steps"]["later"]["name"] = "Much later"
        await save_any(
            session,
            "shared",
            theirs,
            by=Actor("jonas@northwind.test"),
            now=utc_now(),
            revision=None,
        )
    drawn.page.on("dialog", lambda dialog: dialog.accept())
    await drawn.page.unroute("**/draft?*")
    await drawn.page.reload()
    await expect(drawn.step("later")).to_contain_text("Much later")
    steps = (await drawn.saved())["steps"]
    assert (steps["rest"]["name"], steps["later"]["name"]) == ("A pause", "Much later")


async def test_what_was_not_saved_when_signed_out_is_kept_for_whoever_wrote_it(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** “You have been signed out.” said nothing of what to do, and who signed in
    in that window next saved the other's edits as their own."""
    await create(site, "shared", WAITING)
    drawn = await builder("shared")
    await drawn.page.context.clear_cookies()
    await drawn.choose("rest")
    await drawn.title_of("rest").fill("A pause")
    again = drawn.page.get_by_role("link", name="Sign in again")
    await expect(again).to_contain_text("Not saved")
    await again.click()
    await drawn.page.wait_for_url("**/sign-in?next=%2Fjourneys%2Fshared%2Fedit")
    await sign_in(drawn.page, site, COLLEAGUE)
    await drawn.open()
    await expect(drawn.step("rest")).not_to_contain_text("A pause")
    await drawn.choose("later")
    await drawn.title_of("later").fill("Much later")
    kept = await drawn.saved()
    assert kept["steps"]["rest"] == WAITING["steps"]["rest"]
    await sign_in(drawn.page, site)
    await drawn.open()
    await expect(drawn.step("rest")).to_contain_text("A pause")
    kept = await drawn.saved()
    assert [kept["steps"][step]["name"] for step in ("rest", "later")] == ["A pause", "Much later"]


async def test_a_reload_does_not_lead_again_where_a_page_has_led(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** the form that had been closed stood there after each reload."""
    await create(site, "led", WAITING)
    drawn = await builder("led")
    await drawn.page.goto(f"{site.address}/journeys/led/edit?at=send.window")
    await expect(drawn.field("May go out")).to_be_focused()
    await drawn.page.locator(".b-panel").get_by_role("button", name="Close").click()
    await drawn.page.reload()
    await expect(drawn.step("rest")).to_be_visible()
    await expect(drawn.page.locator(".b-panel")).to_have_count(0)


async def test_step_that_is_dragged_while_a_colleague_removes_it_is_let_go(
    builder: Opening, site: Site
) -> None:
    await create(site, "shared", WAITING)
    drawn = await builder("shared")
    box = await drawn.step("rest").bounding_box()
    assert box is not None
    mouse = drawn.page.mouse
    await mouse.move(box["x"] + 60, box["y"] + 10)
    await mouse.down()
    await mouse.move(box["x"] + 120, box["y"] + 90, steps=4)
    await expect(drawn.page.locator(".b-plus-open").first).to_be_visible()
    steps = {step: WAITING["steps"][step] for step in ("later", "done")}
    gone: dict[str, Any] = {
        "journey": "shared",
        "name": "Shared",
        "entry": {},
        "start": "later",
        "steps": steps,
    }
    async with site.database.transaction() as session:
        draft = await get_draft(session, "shared")
        await save_any(
            session, "shared", gone, revision=draft.revision, by=Actor(COLLEAGUE), now=utc_now()
        )
    await drawn.page.evaluate("window.dispatchEvent(new Event('focus'))")
    told = drawn.page.get_by_role("status").filter(has_text="has just been removed")
    await expect(told).to_have_count(1)
    await expect(drawn.page.locator(".b-plus-open, .b-plus-over")).to_have_count(0)
    await mouse.move(box["x"] + 60, box["y"] + 200, steps=2)
    await mouse.up()
    assert list((await drawn.saved())["steps"]) == ["later", "done"]


async def test_problem_is_seen_where_it_is_and_mended(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Wait for an event")
    await drawn.page.get_by_role("button", name="to look at").click()
    problem = drawn.page.locator(".b-problem", has_text="Choose the event that is waited for.")
    await problem.click()
    await expect(drawn.field("Event")).to_be_focused()
    await drawn.page.keyboard.type("Project Created")
    await drawn.page.keyboard.press("Enter")
    await expect(drawn.step("wait")).to_contain_text("Project Created")
    await drawn.saved()
    await expect(drawn.page.locator("#b-step-wait .b-badge-bad")).to_have_count(0)


async def test_unfinished_draft_is_kept_all_the_same(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Task")
    kept = await drawn.saved()
    assert kept["steps"]["task"]["title"] == ""
    await drawn.page.reload()
    await expect(drawn.step("task")).to_be_visible()
    await drawn.page.get_by_role("button", name="Publish").click()
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await expect(dialog).to_contain_text("This cannot be published yet")
    await expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()


async def test_draft_with_nothing_in_it_is_begun_on_the_canvas(signed_in: Page, site: Site) -> None:
    """**How it broke:** there was only its text, and what to write in it was said in its keys."""
    await signed_in.goto(f"{site.address}/journeys/idea/edit")
    await expect(signed_in.get_by_role("alert")).to_contain_text("It has no steps. Begin with")
    await signed_in.get_by_role("button", name="Begin with an empty journey").click()
    drawn = Builder(signed_in, site, "idea")
    await expect(drawn.step("done")).to_be_visible()
    kept = await drawn.saved()
    assert (kept["name"], list(kept["steps"])) == ("An idea for spring", ["done"])


async def test_yaml_and_canvas_are_the_same_document(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.view("YAML")
    text = drawn.page.get_by_label("The journey as YAML")
    await expect(text).to_be_visible()
    # A line that is wider than the window moves the text, and nothing but the view scrolls down.
    assert await text.evaluate("field => getComputedStyle(field).overflowY") == "hidden"
    written = await text.input_value()
    await text.fill(
        written.replace("start: done", "start: pause").replace(
            "steps:\n", "steps:\n  pause: {type: wait, for: 2d, next: done}\n"
        )
    )
    await drawn.view("Canvas")
    await expect(drawn.step("pause")).to_contain_text("2 days")
    await drawn.view("YAML")
    await text.fill((await text.input_value()).replace("2d", "soon"))
    wrong = drawn.page.get_by_label("What is wrong with the text")
    await expect(wrong).to_contain_text("Line")
    await expect(wrong).to_contain_text("soon")


async def test_first_publish_lets_customers_in(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Wait a while")
    await drawn.saved()
    await drawn.page.get_by_role("button", name="Publish").click()
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await expect(dialog).to_contain_text("It goes live for the first time")
    await dialog.get_by_role("button", name="Publish").click()
    await drawn.page.wait_for_url(f"{site.address}/journeys/fresh")
    await expect(drawn.page.locator(".note.good").first).to_contain_text("It is published.")
    await expect(drawn.page.get_by_text("Version 1, published")).to_be_visible()


async def test_publish_says_what_becomes_of_those_inside(builder: Opening, site: Site) -> None:
    drawn = await builder("win-back")
    await drawn.view("Outline")
    await drawn.page.locator("#b-row-back").click()
    await drawn.page.locator(".b-panel").get_by_role("button", name="Remove").click()
    await drawn.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await drawn.saved()
    await drawn.page.get_by_role("button", name="Publish").click()
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await expect(dialog).to_contain_text("“Do they come back?” is gone")
    changed = drawn.page.locator(".b-outline .b-mark", has_text="leads elsewhere")
    await expect(changed).to_have_count(1)
    await dialog.get_by_text("Those inside as well").click()
    fate = dialog.get_by_label("What becomes of those at Do they come back?")
    await expect(fate).to_have_value(re.compile("^move:"))
    await fate.select_option("Continue on their old version")
    await expect(dialog).to_contain_text("to its end, and notice nothing")
    await fate.select_option("Leave the journey")
    await expect(dialog).to_contain_text("The journey ends for them.")
    await expect(dialog.get_by_label("Why they leave")).to_be_visible()
    await expect(dialog).to_contain_text("Get a message")
    await expect(dialog.get_by_role("button", name="Publish")).to_be_enabled()
    await dialog.get_by_role("button", name="Not now").click()
    await expect(dialog).to_have_count(0)
    await expect(changed).to_have_count(0)


async def test_view_is_as_it_was_after_a_reload_while_publishing(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** the dialog shows all that changes at once; that was kept as where one was,
    and stayed for good when the page was loaded again meanwhile."""
    drawn = await builder("win-back")
    sight = drawn.page.locator(".react-flow__viewport")
    await drawn.page.get_by_role("button", name="Smaller").click()
    await drawn.add("", "Wait a while")
    await drawn.saved()
    await drawn.page.get_by_role("button", name="Close").click()
    before = await sight.get_attribute("style")
    await drawn.page.get_by_role("button", name="Publish").click()
    await expect(drawn.page.get_by_role("dialog", name="Publish")).to_contain_text("in colour")
    await expect(sight).not_to_have_attribute("style", before or "")
    await drawn.page.reload()
    await expect(sight).to_have_attribute("style", before or "")


async def test_who_keeps_theirs_loses_nothing_of_the_others(
    builder: Opening, site: Site, colleague: Page
) -> None:
    await create(site, "shared")
    mine = await builder("shared")
    theirs = await Builder(colleague, site, "shared").open()
    await mine.add("", "Wait a while")
    await mine.saved()
    await theirs.add("", "Webhook")
    dialog = colleague.get_by_role("dialog", name="Both of you changed the same thing")
    await dialog.get_by_role("button", name="All mine").click()
    assert list((await theirs.saved())["steps"]) == ["webhook", "done"]
    await colleague.get_by_role("button", name="Undo").click()
    await expect(theirs.step("wait")).to_be_visible()
    assert list((await theirs.saved())["steps"]) == ["wait", "done"]


async def test_text_that_cannot_be_read_is_kept_and_said(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.view("YAML")
    text = drawn.page.get_by_label("The journey as YAML")
    written = await text.input_value()
    broken = written.replace("steps:\n", "steps:\n  pause: {type: wait, for: 2d\n")
    await text.fill(broken)
    await expect(drawn.page.locator(".b-yaml-problems")).to_be_visible()
    await drawn.view("Canvas")
    said = drawn.page.get_by_role("button", name="YAML not taken over")
    await said.click()
    await expect(text).to_have_value(broken)
    drawn.page.on("dialog", lambda dialog: dialog.accept())
    await drawn.page.reload()
    await expect(said).to_be_visible()
    await drawn.view("YAML")
    await expect(text).to_have_value(broken)
    await text.fill(broken.replace("for: 2d", "for: 2d, next: done}"))
    assert (await drawn.saved())["steps"]["pause"]["for"] == "2d"


async def test_text_left_unread_takes_nothing_back_that_was_drawn_since(
    builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.view("YAML")
    text = drawn.page.get_by_label("The journey as YAML")
    broken = (await text.input_value()).replace("type: exit", "type: exitt")
    await text.fill(broken)
    await expect(drawn.page.locator(".b-yaml-problems")).to_be_visible()
    await drawn.view("Canvas")
    await drawn.add("", "Wait a while")
    await drawn.page.get_by_role("button", name="Publish").click()
    publishing = drawn.page.get_by_role("dialog", name="Publish")
    await expect(publishing).to_contain_text("What was typed as YAML cannot be read yet")
    await publishing.get_by_role("button", name="Not now").click()
    await drawn.view("YAML")
    await text.fill(broken.replace("exitt", "exit"))
    choice = drawn.page.get_by_role("alert")
    await expect(choice).to_contain_text("has been changed since this text was typed")
    assert list((await drawn.draft())["steps"]) == ["wait", "done"]
    await choice.get_by_role("button", name="Show the journey as it is").click()
    await expect(text).to_have_value(re.compile("type: wait"))
    assert list((await drawn.saved())["steps"]) == ["wait", "done"]


async def test_whose_draft_it_is_stands_above_it(
    builder: Opening, site: Site, colleague: Page
) -> None:
    async with site.database.transaction() as session:
        theirs = (await get_draft(session, "win-back")).definition
        theirs["name"] = "Win them back"
        await save_any(
            session,
            "win-back",
            theirs,
            by=Actor("jonas@northwind.test"),
            now=utc_now(),
            revision=None,
        )
    drawn = await builder("win-back")
    whose = drawn.page.get_by_role("region", name="Whose draft this is")
    await expect(whose).to_contain_text("Jonas Weber saved this draft")
    await whose.get_by_text("What differs from what is live").click()
    await expect(whose).to_contain_text("Win them back")
    await drawn.add("", "Wait a while")
    await expect(whose).to_have_count(0)


async def test_journey_is_explained_from_its_menu_whether_edited_or_not(builder: Opening) -> None:
    drawn = await builder("onboarding")
    await drawn.page.get_by_role("button", name="More", exact=True).click()
    await drawn.page.get_by_role("menuitem", name="Explain it in words").click()
    await expect(
        drawn.page.get_by_role("heading", name="What happens, step by step")
    ).to_be_visible()


async def test_unfinished_journey_is_exported_as_it_is(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Task")
    await drawn.page.get_by_role("button", name="More", exact=True).click()
    async with drawn.page.expect_download() as downloading:
        await drawn.page.get_by_role("menuitem", name="Export as YAML").click()
    file = await downloading.value
    assert file.suggested_filename == "fresh.yaml"
    assert "type: task" in (await file.path()).read_text()


async def test_archived_with_nothing_changed_nothing_is_said_to_be_lost(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** whoever had it open was told that their last edit is not saved, where a
    colleague had changed something and changed it back before."""
    await create(site, "shared")
    drawn = await builder("shared")
    same = await drawn.draft()
    by = Actor(COLLEAGUE)
    async with site.database.transaction() as session:
        draft = await get_draft(session, "shared")
        revision = draft.revision
        for each in ({**same, "description": "For a moment"}, same):
            kept = await save_any(session, "shared", each, revision=revision, by=by, now=utc_now())
            revision = kept.revision
        await journeys.archive(session, "shared", by=by, now=utc_now())
    assert revision == draft.revision + 2
    await drawn.page.evaluate("window.dispatchEvent(new Event('focus'))")
    said = drawn.page.get_by_role("region", name="Archived")
    await expect(said).to_contain_text("it can only be looked at")
    await expect(said).not_to_contain_text("is not saved")
