"""Drawing by pointer and by keys, and the way back from all of it."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.builder.conftest import EMPTY, Builder, Opening, create
from tests.browser.conftest import Site

PATIENCE = 30_000
"""Milliseconds. A form takes its time in a browser that is made slow, on a machine that is busy."""
SLOWER = 4
"""So many times longer scripts take in a browser that is made slow."""


async def test_step_is_put_on_a_link_and_its_form_opens(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Wait a while")
    await drawn.field("How long").fill("5")
    await drawn.add("wait", "Task")
    await drawn.field("What is to be done").fill("Call them")
    kept = await drawn.saved()
    assert kept["start"] == "wait"
    assert list(kept["steps"]) == ["wait", "task", "done"]
    assert kept["steps"]["wait"] == {"type": "wait", "for": "5d", "next": "task"}
    assert kept["steps"]["task"] == {"type": "task", "title": "Call them", "next": "done"}


async def test_everything_can_be_undone_and_done_again_also_after_a_reload(
    builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Wait a while")
    await drawn.field("How long").fill("5")
    await drawn.field("Name of the step").fill("A pause")
    assert (await drawn.saved())["steps"]["wait"]["name"] == "A pause"
    await drawn.page.reload()
    undo = drawn.page.get_by_role("button", name="Undo")
    await expect(undo).to_be_enabled()
    for _ in range(3):
        await undo.click()
    await expect(undo).to_be_disabled()
    assert (await drawn.saved())["steps"] == {"done": {"type": "exit"}}
    for _ in range(3):
        await drawn.page.get_by_role("button", name="Do again").click()
    assert (await drawn.saved())["steps"]["wait"]["name"] == "A pause"


async def test_journey_is_edited_without_a_pointer(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    keys = drawn.page.keyboard
    await drawn.page.locator("#b-stage").focus()
    await keys.press("Home")
    await keys.press("a")
    await keys.type("branch")
    await keys.press("Enter")
    await expect(drawn.field("What is looked at")).to_be_focused()
    await keys.press("Escape")
    await expect(drawn.step("branch")).to_be_focused()
    await keys.press("ArrowDown")
    await expect(drawn.page.locator('[data-link="branch/yes"]')).to_be_focused()
    await keys.press("ArrowDown")
    await expect(drawn.step("done")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(drawn.step("branch")).to_be_focused()
    await keys.press("Control+d")
    await expect(drawn.step("branch-2")).to_be_focused()
    await keys.press("Delete")
    await expect(drawn.page.get_by_role("dialog", name="Remove “Branch 2”?")).to_be_visible()
    await keys.press("Control+Enter")
    await expect(drawn.step("branch-2")).to_have_count(0)
    await keys.press("Control+z")
    await expect(drawn.step("branch-2")).to_be_visible()


async def test_from_an_empty_page_to_a_published_journey_by_keys_alone(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** whoever opens the builder and types is understood.

    **How it broke:** nothing had the focus, so keys did nothing until the journey had been reached
    behind the whole bar. Then a letter opened what publishes, and Enter went through with it: who
    typed a word with no field in focus put the journey live."""
    await create(site, "by-keys", {**EMPTY, "entry": {"triggers": [{"event": "Account Created"}]}})
    drawn = await builder("by-keys")
    keys = drawn.page.keyboard
    await expect(drawn.page.locator("#b-entry")).to_be_visible()
    await keys.press("a")
    await keys.type("wait a while")
    await keys.press("Enter")
    await expect(drawn.step("wait")).to_be_focused()
    await keys.press("a")
    await keys.type("split")
    await keys.press("Enter")
    await expect(drawn.step("split")).to_be_focused()
    await keys.press("Delete")
    await expect(drawn.page.get_by_role("dialog", name="Remove")).to_be_visible()
    await keys.press("Control+Enter")
    await expect(drawn.step("split")).to_have_count(0)
    await drawn.saved()
    await keys.type("pop")
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await expect(dialog).to_have_count(0)
    await drawn.page.get_by_role("button", name="Publish", exact=True).focus()
    await keys.press("Enter")
    await expect(dialog).to_be_focused()
    await expect(dialog.get_by_role("button", name="Publish")).to_be_enabled()
    await keys.press("Control+Enter")
    await drawn.page.wait_for_url("**/journeys/by-keys")


async def test_keys_lead_into_a_form_and_back_and_above_an_end_for_all_ways(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** Enter leads into the form of the step that is chosen.

    **How it broke:** a form is made once the canvas is drawn. Whoever was faster came into the form
    before it, and what they typed went nowhere.
    """
    await create(site, "fresh")
    drawn = await builder("fresh")
    busy = await drawn.page.context.new_cdp_session(drawn.page)
    await busy.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    keys = drawn.page.keyboard
    await drawn.page.locator("#b-stage").focus()
    await keys.press("Home")
    await keys.press("a")
    await keys.type("wait for an event")
    await keys.press("Enter")
    event = drawn.field("Event")
    await expect(event).to_be_focused(timeout=PATIENCE)
    await keys.press("Escape")
    await expect(drawn.step("wait")).to_be_focused()
    await keys.press("Enter")
    await expect(drawn.field("Name of the step")).to_be_focused(timeout=PATIENCE)
    await event.focus()
    await keys.type("Project Cr")
    # The first Escape is for what is open, the second leaves the form.
    await keys.press("Escape")
    await expect(event).to_be_focused()
    await keys.press("Escape")
    await expect(drawn.step("wait")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await expect(drawn.step("done")).to_be_focused()
    await keys.press("a")
    await keys.type("task")
    await keys.press("Enter")
    await expect(drawn.field("What is to be done")).to_be_focused(timeout=PATIENCE)
    kept = await drawn.saved()
    assert kept["steps"]["wait"]["on"] == {"happened": "task", "timeout": "task"}
    assert kept["steps"]["task"]["next"] == "done"


async def test_step_is_added_for_all_ways_where_they_meet(builder: Opening, site: Site) -> None:
    """Customers part by what they do, and then all of them get the same: that is most journeys."""
    waits = {"happened": "done", "timeout": "done"}
    steps = {
        "rest": {"type": "wait", "until": {"event": "Login"}, "at_most": "3d", "on": waits},
        "done": {"type": "exit"},
    }
    await create(site, "parted", {"entry": {}, "start": "rest", "steps": steps})
    drawn = await builder("parted")
    await drawn.page.get_by_role("button", name="Add a step for all ways, before “Done”").click()
    await drawn.take("Task")
    assert (await drawn.saved())["steps"]["rest"]["on"] == {"happened": "task", "timeout": "task"}
    await drawn.page.get_by_role("button", name="Undo").click()
    assert (await drawn.saved())["steps"] == steps


async def test_outline_is_worked_by_keys_alone(builder: Opening, site: Site) -> None:
    steps = {
        "first": {"type": "wait", "for": "1d", "next": "second"},
        "second": {"type": "wait", "for": "2d", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "chain", {"entry": {}, "start": "first", "steps": steps})
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    await drawn.view("Outline")
    # A button does what it says; keys act on the step that has the focus.
    await drawn.page.get_by_role("button", name="Add a step").first.focus()
    await keys.press("Enter")
    await expect(drawn.page.get_by_role("dialog", name="Add a step")).to_be_visible()
    await keys.press("Escape")
    await drawn.page.locator("#b-row-first").click()
    await drawn.page.locator("#b-row-second").focus()
    await keys.press("Delete")
    await expect(drawn.page.get_by_role("dialog", name="Remove “Second”?")).to_be_visible()
    await keys.press("Control+Enter")
    assert list((await drawn.saved())["steps"]) == ["first", "done"]


async def test_one_key_undoes_one_edit_though_the_step_it_was_pressed_on_is_gone(
    builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Wait a while")
    await drawn.add("wait", "Webhook")
    await expect(drawn.page.locator(".b-panel :focus")).to_be_visible()
    await drawn.page.keyboard.press("Escape")
    await expect(drawn.step("webhook")).to_be_focused()
    await drawn.page.keyboard.press("Control+z")
    await expect(drawn.step("webhook")).to_have_count(0)
    assert list((await drawn.saved())["steps"]) == ["wait", "done"]


async def test_step_that_is_chosen_is_opened_while_another_panel_is(
    builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.choose("done")
    await drawn.page.get_by_role("button", name="to look at").click()
    await expect(drawn.page.locator(".b-problem").first).to_be_visible()
    await drawn.choose("done")
    await expect(drawn.page.locator(".b-panel .b-form-title")).to_be_visible()


async def test_step_is_moved_without_dragging_it(builder: Opening, site: Site) -> None:
    steps = {
        "first": {"type": "wait", "for": "1d", "next": "second"},
        "second": {"type": "task", "title": "Call", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "chain", {"entry": {}, "start": "first", "steps": steps})
    drawn = await builder("chain")
    await drawn.page.set_viewport_size({"width": 390, "height": 800})
    await drawn.view("Outline")
    await drawn.page.locator("#b-row-first").click()
    await drawn.page.locator(".b-panel").get_by_role("button", name="Move …").click()
    await drawn.page.get_by_role("combobox", name="Move it, with its ways, to").click()
    await drawn.page.get_by_role("option", name="After “Second”").click()
    kept = await drawn.saved()
    assert (kept["start"], kept["steps"]["second"]["next"]) == ("second", "first")


async def test_removing_asks_what_becomes_of_those_who_would_come(
    builder: Opening, site: Site
) -> None:
    steps = {
        "first": {"type": "wait", "for": "1d", "next": "second"},
        "second": {"type": "wait", "for": "2d", "next": "third"},
        "third": {"type": "task", "title": "Call", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "chain", {"entry": {}, "start": "first", "steps": steps})
    drawn = await builder("chain")
    await drawn.step("second").click(button="right")
    menu = drawn.page.get_by_role("menu", name="With this step")
    await drawn.page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(drawn.step("second")).to_be_focused()
    await drawn.step("second").click(button="right")
    await drawn.page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("menuitem", name="Copy")).to_be_focused()
    await menu.get_by_role("menuitem", name="Remove").click()
    dialog = drawn.page.get_by_role("dialog", name="Remove “Second”?")
    await expect(dialog).to_contain_text("They go on to “Third”")
    await dialog.get_by_label("Step they go on at").select_option("done")
    await expect(dialog).to_contain_text("Goes with it: “Third”")
    await dialog.get_by_role("button", name="Remove").click()
    kept = await drawn.saved()
    assert kept["steps"]["first"]["next"] == "done"
    assert list(kept["steps"]) == ["first", "done"]


async def test_steps_are_copied_into_another_journey(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("onboarding")
    await drawn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await drawn.choose("welcome")
    await drawn.step("welcome").focus()
    await drawn.page.keyboard.press("Control+c")
    other = await Builder(drawn.page, site, "fresh").open()
    await other.page.locator("#b-stage").focus()
    await other.page.keyboard.press("Home")
    await other.page.keyboard.press("Control+v")
    await expect(other.step("welcome")).to_be_visible()
    kept = await other.saved()
    assert kept["start"] == "welcome"
    assert kept["steps"]["welcome"]["next"] == "done"
    assert "welcome" in kept["templates"]


async def test_step_is_dragged_to_another_link(builder: Opening, site: Site) -> None:
    steps = {
        "first": {"type": "wait", "for": "1d", "next": "second"},
        "second": {"type": "wait", "for": "2d", "next": "third"},
        "third": {"type": "task", "title": "Call", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "chain", {"entry": {}, "start": "first", "steps": steps})
    drawn = await builder("chain")
    box = await drawn.step("first").bounding_box()
    slot = await drawn.page.locator('[data-link="third/next"]').bounding_box()
    assert box is not None
    assert slot is not None
    mouse = drawn.page.mouse
    await mouse.move(box["x"] + 60, box["y"] + 10)
    await mouse.down()
    await mouse.move(box["x"] + 80, box["y"] + 60, steps=4)
    await mouse.move(slot["x"], slot["y"], steps=8)
    await expect(drawn.page.locator(".b-plus-over")).to_have_count(1)
    await mouse.up()
    kept = await drawn.saved()
    assert kept["start"] == "second"
    assert kept["steps"]["third"]["next"] == "first"
    assert kept["steps"]["first"]["next"] == "done"


async def test_step_is_dragged_from_the_palette(builder: Opening, site: Site) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.page.get_by_role("button", name="Steps", exact=True).click()
    offered = drawn.page.get_by_role("button", name="Split")
    await offered.scroll_into_view_if_needed()
    line = await offered.bounding_box()
    slot = await drawn.page.locator('[data-link="/next"]').bounding_box()
    assert line is not None
    assert slot is not None
    mouse = drawn.page.mouse
    await mouse.move(line["x"] + 20, line["y"] + 10)
    await mouse.down()
    await mouse.move(slot["x"] + 10, slot["y"] + 30, steps=10)
    await mouse.up()
    await expect(drawn.step("split")).to_be_visible()
    assert (await drawn.saved())["start"] == "split"


async def test_what_is_dropped_above_where_ways_meet_is_for_all_of_them(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** the place above where ways meet takes what is dropped, as it takes what is
    added.

    **How it broke:** it was hidden while something was dragged, so the step fell onto one of the
    ways beside it."""
    large = {"trait": "account.seats", "at_least": 10}
    steps = {
        "choose": {
            "type": "branch",
            "cases": [{"id": "yes", "when": large, "next": "praise"}],
            "otherwise": "call",
        },
        "praise": {"type": "wait", "for": "1d", "next": "done"},
        "call": {"type": "task", "title": "Call", "next": "done"},
        "done": {"type": "exit"},
    }
    await create(site, "parting", {"entry": {}, "start": "choose", "steps": steps})
    drawn = await builder("parting")
    joint = drawn.page.locator('[data-above="done"]')
    await drawn.page.get_by_role("button", name="Steps", exact=True).click()
    line = await drawn.page.get_by_role("button", name="Wait a while").bounding_box()
    assert line is not None
    await drag(drawn, (line["x"] + 20, line["y"] + 10), joint)
    kept = await drawn.saved()
    assert (kept["steps"]["praise"]["next"], kept["steps"]["call"]["next"]) == ("wait", "wait")
    await drawn.page.locator(".b-palette-toggle").click()
    box = await drawn.step("praise").bounding_box()
    assert box is not None
    above = drawn.page.locator('[data-above="wait"]')
    await hold_over(drawn, (box["x"] + 60, box["y"] + 10), above)
    await drawn.page.keyboard.press("Escape")
    await expect(drawn.page.locator(".b-plus-over")).to_have_count(0)
    await drawn.page.mouse.up()
    assert await drawn.saved() == kept
    await drag(drawn, (box["x"] + 60, box["y"] + 10), above)
    kept = await drawn.saved()
    assert kept["steps"]["choose"]["cases"][0]["next"] == "praise"
    assert (kept["steps"]["call"]["next"], kept["steps"]["praise"]["next"]) == ("praise", "wait")


async def drag(drawn: Builder, begin: tuple[float, float], slot: Locator) -> None:
    """Take what is there to the slot, and let it go."""
    await hold_over(drawn, begin, slot)
    await drawn.page.mouse.up()


async def hold_over(drawn: Builder, begin: tuple[float, float], slot: Locator) -> None:
    """Take what is there to the slot, until that says that it would take it."""
    there = await slot.bounding_box()
    assert there is not None
    mouse = drawn.page.mouse
    await mouse.move(*begin)
    await mouse.down()
    await mouse.move(begin[0] + 20, begin[1] + 30, steps=4)
    await mouse.move(there["x"] - 30, there["y"] + 8, steps=8)
    await expect(slot).to_have_class(re.compile("b-plus-over"))


async def test_ways_are_folded_and_found_again(builder: Opening) -> None:
    drawn = await builder("onboarding")
    await drawn.choose("which-practices")
    await drawn.page.get_by_role("button", name=re.compile("^Fold ")).click()
    await expect(drawn.page.get_by_role("button", name="Unfold")).to_be_visible()
    await expect(drawn.step("practices-team")).to_have_count(0)
    await drawn.page.get_by_role("combobox", name="Search the steps").fill("10 to 49")
    await drawn.page.keyboard.press("Enter")
    await expect(drawn.step("practices-team")).to_be_focused()


PARTING: dict[str, Any] = {
    "journey": "parting",
    "name": "Parting",
    "entry": {},
    "start": "choose",
    "steps": {
        "choose": {
            "type": "branch",
            "cases": [{"id": "large", "when": {"trait": "account.plan", "is": "pro"}, "next": "a"}],
            "otherwise": "b",
        },
        "a": {"type": "wait", "for": "1d", "next": "join"},
        "b": {"type": "wait", "for": "2d", "next": "join"},
        "join": {"type": "wait", "for": "3d", "next": "done"},
        "done": {"type": "exit"},
    },
}


async def test_keys_pass_over_what_is_folded_and_what_is_added_is_seen(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** the arrow keys led to steps that were folded away, and nothing was chosen
    any more that one could see; and a step was added there unseen."""
    await create(site, "parting", PARTING)
    drawn = await builder("parting")
    keys = drawn.page.keyboard
    await drawn.choose("choose")
    await drawn.step("choose").focus()
    await keys.press("f")
    await expect(drawn.step("b")).to_have_count(0)
    await keys.press("ArrowDown")
    await expect(drawn.step("join")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(drawn.step("choose")).to_be_focused()
    await keys.press("a")
    await keys.type("wait a while")
    await keys.press("Enter")
    await expect(drawn.step("wait")).to_be_focused()
    await expect(drawn.step("b")).to_be_visible()


async def test_what_is_being_typed_in_a_condition_is_kept_when_more_is_asked(
    builder: Opening, site: Site
) -> None:
    await create(site, "parting", PARTING)
    drawn = await builder("parting")
    await drawn.choose("choose")
    panel = drawn.page.locator(".b-panel")
    value = panel.get_by_label("Value", exact=True)
    await value.fill("gold")
    await panel.get_by_role("button", name="and …").click()
    await expect(value).to_have_value("gold")
    kept = await drawn.saved()
    when = kept["steps"]["choose"]["cases"][0]["when"]
    assert when == {"all": [{"trait": "account.plan", "is": "gold"}, {}]}


async def test_what_a_colleague_is_asked_names_the_customer_by_a_field_from_the_menu(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** tasks, notices and calls took variables only from who can write them."""
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Task")
    title = drawn.field("What is to be done")
    await title.fill("Call ")
    await drawn.page.locator(".b-panel").get_by_text("Insert a field").first.click()
    menu = drawn.page.locator(".b-panel .b-field-menu[open]")
    await menu.get_by_label("Search fields").fill("name of the company")
    await menu.get_by_role("button", name="Name of the company").click()
    await expect(title).to_have_text("Call account name, else “this customer”")
    await expect(title).to_be_focused()
    await drawn.page.keyboard.type(", today")
    kept = (await drawn.saved())["steps"]["task"]["title"]
    assert kept == "Call {{ account.name | default('this customer') }}, today"


async def test_a_field_is_found_by_any_of_its_words_and_put_in_by_enter(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** “account name” found nothing, Enter did nothing, and a menu stayed
    open over what one went on with."""
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Task")
    title = drawn.field("What is to be done")
    panel = drawn.page.locator(".b-panel")
    menu = panel.locator(".b-field-menu[open]")
    await panel.get_by_text("Insert a field").last.click()
    await panel.get_by_text("Insert a field").first.click()
    await expect(menu).to_have_count(1)
    await menu.get_by_label("Search fields").fill("account name")
    await expect(menu.get_by_role("button")).to_have_count(1)
    await menu.get_by_label("Search fields").press("Enter")
    await expect(title).to_have_text("account name, else “this customer”")
    await expect(menu).to_have_count(0)


DRAFT = "**/api/v1/journeys/fresh/draft?*"


async def test_what_has_just_been_chosen_is_not_called_empty_until_it_is_saved(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** what is put right is at once no longer said to be wrong. **How it broke:** the
    server's “This must not be empty” stood at the event until the draft was saved again."""
    await create(site, "fresh")
    drawn = await builder("fresh")
    async with drawn.page.expect_response(DRAFT):
        await drawn.add("", "Wait for an event")
    event = drawn.page.get_by_role("combobox", name="Event")
    await expect(drawn.page.get_by_text("Choose the event that is waited for.")).to_be_visible()
    await drawn.page.route(DRAFT, lambda route: None)
    await event.fill("Project Created")
    await event.press("Enter")
    await expect(drawn.page.get_by_text("Choose the event that is waited for.")).to_have_count(0)
    await expect(drawn.page.get_by_text("This must not be empty.")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 800, 390])
async def test_what_a_narrow_field_offers_begins_where_it_does(
    builder: Opening, site: Site, width: int
) -> None:
    """**How it broke:** below the last field of a line, the list ended where the field did, and
    hung out of it to the left."""
    whole = {
        "entry": {},
        "start": "branch",
        "steps": {
            "branch": {
                "type": "branch",
                "cases": [
                    {"id": "a", "when": {"trait": "account.plan", "is": "team"}, "next": "end"}
                ],
                "otherwise": "end",
            },
            "end": {"type": "exit"},
        },
    }
    await create(site, "narrow", whole)
    drawn = await builder("narrow")
    await drawn.page.set_viewport_size({"width": width, "height": 900})
    if width == 390:
        await drawn.view("Outline")
        await drawn.page.locator(".b-row[data-step=branch]").click()
    else:
        await drawn.choose("branch")
    field = drawn.page.locator(".b-line-of [role=combobox]").last
    await field.click()
    offers = drawn.page.locator(".b-offers")
    await expect(offers).to_be_visible()
    around, stands = await field.bounding_box(), await offers.bounding_box()
    assert around
    assert stands
    assert abs(stands["x"] - around["x"]) <= 1
    assert stands["x"] + stands["width"] <= width
    assert (
        await drawn.page.locator(".b-panel").evaluate("(it) => it.scrollWidth - it.clientWidth")
        <= 0
    )
