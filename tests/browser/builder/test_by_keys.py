"""Where the focus is, and what keys act on, for whoever has no pointer."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.builder.conftest import Builder, Opening, create
from tests.browser.conftest import Site

PARTED: dict[str, Any] = {
    "entry": {},
    "start": "rest",
    "steps": {
        "rest": {
            "type": "wait",
            "until": {"event": "Login"},
            "at_most": "7d",
            "on": {"happened": "done", "timeout": "done"},
        },
        "done": {"type": "exit"},
    },
}
CHAIN: dict[str, Any] = {
    "entry": {},
    "start": "first",
    "steps": {
        "first": {"type": "wait", "for": "1d", "next": "second"},
        "second": {"type": "wait", "for": "2d", "next": "third"},
        "third": {"type": "task", "title": "Call", "next": "done"},
        "done": {"type": "exit"},
    },
}
PARTING: dict[str, Any] = {
    "entry": {},
    "start": "choose",
    "steps": {
        "choose": {
            "type": "branch",
            "cases": [{"id": "pro", "when": {"trait": "account.plan", "is": "pro"}, "next": "a"}],
            "otherwise": "b",
        },
        "a": {"type": "wait", "for": "1d", "next": "join"},
        "b": {"type": "wait", "for": "2d", "next": "join"},
        "join": {"type": "wait", "for": "3d", "next": "done"},
        "done": {"type": "exit"},
    },
}


async def focused(drawn: Builder, step: str) -> None:
    """The step has the focus, and is the one that is chosen."""
    await expect(drawn.step(step)).to_be_focused()
    await expect(drawn.step(step)).to_have_attribute("aria-pressed", "true")
    await expect(drawn.page.locator('.b-step[aria-pressed="true"]')).to_have_count(1)


async def test_each_empty_way_is_come_to_added_on_and_pasted_on(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** no key led to a way on which nothing stood, and `A` and `Ctrl V` took the
    first without asking."""
    await create(site, "parted", PARTED)
    drawn = await builder("parted")
    await drawn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = drawn.page.keyboard
    late = drawn.page.get_by_role("button", name="where it says “not within 7 days”")
    await drawn.step("rest").focus()
    for key in ("ArrowDown", "ArrowRight"):
        await keys.press(key)
    await expect(late).to_be_focused()
    # What may be put there is not what the way comes from.
    await keys.press("Delete")
    await keys.press("a")
    menu = drawn.page.get_by_role("dialog", name="Add a step after “Rest”, where it says “not")
    await expect(menu).to_be_visible()
    await keys.press("Tab")
    await expect(menu).to_have_count(0)
    await late.focus()
    await keys.press("a")
    await keys.type("wait a while")
    await keys.press("Enter")
    await focused(drawn, "wait")
    await keys.press("Control+c")
    await keys.press("ArrowLeft")
    await keys.press("Control+v")
    await focused(drawn, "wait-2")
    kept = await drawn.saved()
    assert kept["steps"]["rest"]["on"] == {"happened": "wait-2", "timeout": "wait"}


async def test_focus_is_on_what_is_chosen_after_removing_cutting_moving_and_folding(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** whatever was done, the focus is on the step that keys act on.

    **How it broke:** it was on nothing, or on another step than the one that was chosen."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    await drawn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys, said = drawn.page.keyboard, drawn.page.get_by_role("status")
    await drawn.step("second").focus()
    await keys.press("Delete")
    dialog = drawn.page.get_by_role("dialog", name="Remove “Second”?")
    await expect(dialog.get_by_role("radio").first).to_be_focused()
    await keys.press("Enter")
    await focused(drawn, "third")
    await keys.press("Control+z")
    await focused(drawn, "second")
    await expect(said).to_have_text("Undone: Removed “Second”.")
    await keys.press("Control+x")
    await focused(drawn, "third")
    await expect(said).to_have_text("Cut: “Second”. Paste it where you add a step.")
    await keys.press("Control+v")
    await focused(drawn, "second")
    await keys.press("Enter")
    await drawn.page.locator(".b-panel").get_by_role("button", name="Move …").press("Enter")
    where = drawn.page.get_by_role("combobox", name="Move it, with its ways, to")
    await expect(where).to_be_focused()
    await where.fill("The beginning")
    await keys.press("Enter")
    await focused(drawn, "second")
    await expect(said).to_have_text("Moved: Second, after “Customers enter”.")
    undo = drawn.page.get_by_role("button", name="Undo")
    for _ in range(3):
        await undo.press("Enter")
    await expect(undo).to_be_disabled()
    await expect(undo).to_be_focused()


async def test_pasted_steps_are_chosen_together_and_one_of_them_by_a_click(
    builder: Opening, site: Site
) -> None:
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    await drawn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = drawn.page.keyboard
    await drawn.step("first").focus()
    for key in ("Shift+ArrowDown", "Control+c", "ArrowDown", "Control+v"):
        await keys.press(key)
    chosen = drawn.page.locator('.b-step[aria-pressed="true"]')
    await expect(chosen).to_have_count(2)
    await expect(drawn.step("first-2")).to_be_focused()
    await drawn.choose("second-2")
    await expect(chosen).to_have_count(1)
    await expect(drawn.title_of("second-2")).to_be_visible()


async def test_focus_stays_on_what_folds_a_step(builder: Opening, site: Site) -> None:
    await create(site, "parting", PARTING)
    drawn = await builder("parting")
    keys, said = drawn.page.keyboard, drawn.page.get_by_role("status")
    await drawn.step("choose").focus()
    await keys.press("f")
    await expect(said).to_have_text("Folded: 2 steps.")
    await expect(drawn.step("choose")).to_have_attribute("aria-expanded", "false")
    await drawn.step("done").focus()
    await keys.press("Home")
    await drawn.page.get_by_role("button", name="Unfold 2 steps").press("Enter")
    await expect(drawn.page.get_by_role("button", name=re.compile("^Fold "))).to_be_focused()
    await expect(said).to_have_text("Unfolded: 2 steps.")


async def test_passing_a_step_of_the_outline_does_not_choose_it(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** every key chose the step it was pressed on, Tab as well, and the form
    became that of another step unasked."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    await drawn.view("Outline")
    await drawn.page.locator("#b-row-first").click()
    for _ in range(4):
        await keys.press("Tab")
    await expect(drawn.page.locator("#b-row-third")).to_be_focused()
    await expect(drawn.title_of("first")).to_be_visible()
    await keys.press("Enter")
    await expect(drawn.title_of("third")).to_be_focused()


async def test_steps_of_the_list_are_added_by_keys_and_it_closes(
    builder: Opening, site: Site
) -> None:
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    toggle = drawn.page.get_by_role("button", name="Steps", exact=True)
    await drawn.choose("second")
    await toggle.press("Enter")
    split = drawn.page.locator(".b-palette-line", has_text="Wait a while")
    await split.focus()
    await keys.press("Escape")
    await expect(toggle).to_be_focused()
    await expect(split).to_have_count(0)
    await toggle.press("Enter")
    await split.press("Enter")
    await focused(drawn, "wait")
    assert (await drawn.saved())["steps"]["second"]["next"] == "wait"


async def test_list_of_steps_is_one_stop_and_walked_by_arrows_and_letters(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** whoever went on by Tab came through twenty buttons, one for each step."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys, lines = drawn.page.keyboard, drawn.page.locator(".b-palette-line")
    toggle = drawn.page.get_by_role("button", name="Steps", exact=True)
    await drawn.choose("second")
    await toggle.press("Enter")
    await expect(lines.first).to_be_focused()
    await keys.press("ArrowUp")
    await expect(lines.last).to_be_focused()
    await keys.press("Home")
    await keys.press("ArrowDown")
    await expect(lines.nth(1)).to_be_focused()
    await keys.press("w")
    wait = drawn.page.locator(".b-palette-line:focus")
    await expect(wait).to_contain_text("Wait")
    name = await wait.inner_text()
    # Nothing of the journey is moved to meanwhile, and Tab leaves the list at once.
    await expect(drawn.step("second")).to_have_attribute("aria-pressed", "true")
    await keys.press("Tab")
    await expect(drawn.page.locator(".b-palette :focus")).to_have_count(0)
    await keys.press("Shift+Tab")
    await expect(wait).to_have_text(name)
    await keys.press("Space")
    added = await drawn.saved()
    assert len(added["steps"]) == len(CHAIN["steps"]) + 1
    assert added["steps"]["second"]["next"] not in CHAIN["steps"]


async def test_keys_that_lead_elsewhere_work_from_the_bar_and_lead_back(
    builder: Opening, site: Site
) -> None:
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    bar = drawn.page.get_by_role("button", name="More", exact=True)
    await drawn.choose("second")
    await bar.focus()
    await keys.press("/")
    await expect(drawn.page.get_by_role("combobox", name="Search the steps")).to_be_focused()
    await keys.type("nothing like it")
    await expect(drawn.page.get_by_role("status")).to_have_text("No step says that.")
    await keys.press("Escape")
    await focused(drawn, "second")
    await bar.focus()
    await keys.press("?")
    await expect(drawn.page.get_by_role("dialog", name="Keys")).to_be_visible()
    await keys.press("Escape")
    await expect(bar).to_be_focused()
    await keys.press("Home")
    await expect(drawn.page.locator("#b-entry")).to_be_focused()


async def test_keys_at_a_place_for_all_ways_act_on_no_step(builder: Opening, site: Site) -> None:
    """**How it broke:** there they removed and cut the step that had been chosen before, and
    `Ctrl A` was taken for `A`."""
    await create(site, "parting", PARTING)
    drawn = await builder("parting")
    keys = drawn.page.keyboard
    await drawn.view("Outline")
    await drawn.page.locator("#b-row-a").click()
    place = drawn.page.get_by_role("button", name="Add a step for all ways")
    await place.focus()
    for key in ("Delete", "Control+d", "Control+x"):
        await keys.press(key)
    await expect(drawn.page.get_by_role("dialog")).to_have_count(0)
    await expect(place).to_be_focused()
    assert (await drawn.saved())["steps"].keys() == {"choose", "a", "b", "join", "done"}
    await keys.press("Control+a")
    await expect(drawn.page.get_by_text("5 steps are chosen")).to_be_visible()
    await expect(drawn.page.get_by_role("dialog")).to_have_count(0)


async def test_closing_a_dialog_leaves_the_focus_on_the_journey(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** it was nowhere where nothing had it before, or what had it was gone."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    # Just opened, nothing has the focus, and the keys work all the same.
    await keys.press("?")
    await expect(drawn.page.get_by_role("dialog", name="Keys")).to_be_visible()
    await keys.press("Escape")
    await expect(drawn.page.locator("#b-stage")).to_be_focused()
    await drawn.choose("second")
    await drawn.page.evaluate("document.activeElement.blur()")
    await keys.press("?")
    await keys.press("Escape")
    await focused(drawn, "second")


@pytest.mark.parametrize(
    ("view", "kind", "field"),
    [
        ("Canvas", "Wait for an event", "Event"),
        ("Canvas", "Task", "What is to be done"),
        ("Outline", "Branch", "What is looked at"),
    ],
)
async def test_step_added_by_keys_is_filled_in_at_once_and_left_by_escape(
    builder: Opening, site: Site, view: str, kind: str, field: str
) -> None:
    """**How it broke:** only a click led into the first field that the step needed; whoever had
    added it by keys stood on it, and had to find out what it lacked."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    await drawn.view(view)
    at = drawn.step if view == "Canvas" else lambda name: drawn.page.locator(f"#b-row-{name}")
    await at("second").focus()
    await keys.press("a")
    await drawn.take(kind)
    asked = drawn.page.locator(".b-panel").get_by_label(field, exact=True)
    await expect(asked).to_be_focused()
    await keys.press("Escape")
    added = (await drawn.saved())["steps"]["second"]["next"]
    assert added not in CHAIN["steps"]
    await expect(at(added)).to_be_focused()
    await keys.press("a")
    await drawn.take("Wait a while")
    await expect(at("wait-2" if added == "wait" else "wait")).to_be_focused()


@pytest.mark.parametrize("view", ["Canvas", "Outline"])
async def test_words_typed_by_mistake_change_nothing(
    builder: Opening, site: Site, view: str
) -> None:
    """**Invariant:** letters lead somewhere at most; what they would change is asked, or seen."""
    await create(site, "chain", CHAIN)
    drawn = await builder("chain")
    keys = drawn.page.keyboard
    await drawn.view(view)
    at = drawn.page.locator("#b-step-second" if view == "Canvas" else "#b-row-second")
    for words in ("hello delete", "a call", "move this", "off"):
        await at.click()
        await keys.type(words)
        await keys.press("Escape")
    await expect(drawn.page.get_by_role("button", name="Undo")).to_be_disabled()
    assert (await drawn.draft())["steps"] == CHAIN["steps"]
    await at.click()
    await keys.press("Backspace")
    await keys.type("hello")
    await expect(drawn.page.get_by_role("dialog", name="Remove “Second”?")).to_be_visible()
    await keys.press("Escape")
    await expect(drawn.page.get_by_role("button", name="Undo")).to_be_disabled()
