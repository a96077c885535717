"""Panels and messages without a pointer: the focus is never lost."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.builder.conftest import Builder, Opening, create
from tests.browser.conftest import Site

PATIENCE = 30_000
"""Milliseconds. A simulation is a process of its own, which a busy machine starts slowly."""

LISTENING: dict[str, Any] = {
    "entry": {"triggers": [{"event": "Account Created"}]},
    "start": "listen",
    "steps": {
        "listen": {
            "type": "wait",
            "until": {"event": "Project Created"},
            "at_most": "5d",
            "on": {"happened": "done", "timeout": "call"},
        },
        "call": {"type": "task", "title": "Call {{ account.name }}", "next": "done"},
        "done": {"type": "exit"},
    },
}

GOOD = """(end) => {
  const other = end.parentElement.appendChild(document.createElement('p'));
  other.className = 'b-walk-ended';
  const color = getComputedStyle(other).color;
  other.remove();
  return color;
}"""
"""The colour of a good end."""


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def try_it(drawn: Builder, how: str) -> None:
    await drawn.page.get_by_role("button", name="Try it", exact=True).press("Enter")
    await drawn.page.get_by_role("menuitem", name=how).press("Enter")
    await expect(drawn.page.locator(".b-panel-title")).to_be_focused()


async def test_walk_is_answered_by_keys_alone(builder: Opening, site: Site) -> None:
    """**How it broke:** opening a panel left the focus on the menu, each answer left it nowhere."""
    await create(site, "walked-by-keys", LISTENING)
    drawn = await builder("walked-by-keys")
    await try_it(drawn, "Walk through")
    time = drawn.page.get_by_role("button", name="Let time pass, and nothing happens")
    await time.press("Enter")
    status = drawn.page.locator("[role=status][aria-live]")
    await expect(status).to_contain_text("did not happen in time. Asked Olive Owner")
    back = drawn.page.get_by_role("button", name="One back")
    await expect(back).to_be_focused()
    # Nobody has reached a goal: the end is no success, and does not look like one.
    ended = drawn.page.locator(".b-walk-ended")
    good = await ended.evaluate(GOOD)
    assert await ended.evaluate("(end) => getComputedStyle(end).color") != good
    await back.press("Enter")
    await expect(status).to_contain_text("What happens next?")
    await expect(drawn.page.locator(".b-walk-option").first).to_be_focused()
    await expect(time).to_be_visible()
    save = drawn.page.get_by_role("button", name="Save as a scenario")
    await save.press("Enter")
    await expect(drawn.page.get_by_label("Name of the scenario")).to_be_focused()
    await press(drawn.page, "Escape")
    await expect(drawn.page.get_by_role("button", name="Try it", exact=True)).to_be_focused()


async def test_panel_opened_by_pointer_takes_no_focus(builder: Opening, site: Site) -> None:
    await create(site, "by-pointer", LISTENING)
    drawn = await builder("by-pointer")
    await drawn.page.get_by_role("button", name="Try it", exact=True).click()
    await drawn.page.get_by_role("menuitem", name="Walk through").click()
    await expect(drawn.page.locator(".b-walk-option").first).to_be_visible()
    await expect(drawn.page.locator(".b-panel-title")).not_to_be_focused()


async def test_trying_keeps_the_focus_and_says_what_hinders(builder: Opening, site: Site) -> None:
    """**How it broke:** the button went off under the focus, and what hindered was a key."""
    await create(site, "unwritten", LISTENING)
    drawn = await builder("unwritten")
    await drawn.add("", "In-app message")
    await try_it(drawn, "Simulate")
    begin = drawn.page.locator(".b-panel").get_by_role("button", name="Simulate")
    await begin.press("Enter")
    wrong = drawn.page.locator(".b-panel .b-wrong-box")
    await expect(wrong).to_be_visible(timeout=PATIENCE)
    await expect(begin).to_be_focused()
    await expect(wrong).to_contain_text("In app: Write the title of the message.")
    await wrong.get_by_role("button", name="Write the title").press("Enter")
    dialog = drawn.page.get_by_role("dialog", name="Message: In app")
    await expect(dialog.get_by_label("Title", exact=True)).to_be_focused()
    await drawn.page.keyboard.type("Here we are")
    await dialog.get_by_label("Text", exact=True).fill("Have a look.")
    await press(drawn.page, "Escape")
    await drawn.saved()
    await try_it(drawn, "Simulate")
    await expect(wrong).to_have_count(0)
    await begin.press("Enter")
    status = drawn.page.locator("[role=status][aria-live]")
    await expect(status).to_contain_text("customers entered", timeout=PATIENCE)
    await expect(begin).to_be_focused()


async def test_text_keeps_its_steps_back(builder: Opening, site: Site) -> None:
    """**How it broke:** a field that was put in, or “Bold”, took all steps back away."""
    await create(site, "typed")
    drawn = await builder("typed")
    await drawn.add("", "Email")
    await drawn.page.locator(".b-message-card").press("Enter")
    editor = drawn.page.get_by_role("dialog", name="Message: email")
    await expect(editor.get_by_label("Subject", exact=True)).to_be_focused()
    text = editor.get_by_label("Text", exact=True)
    await text.focus()
    await drawn.page.keyboard.type("Hi now")
    await press(drawn.page, *["Shift+ArrowLeft"] * 3, "Control+b")
    await press(drawn.page, "End")
    await expect(text).to_have_text("Hi now")
    await expect(text.locator("strong")).to_have_text("now")
    menu = editor.locator("summary", has_text="into Text")
    await menu.press("Enter")
    await expect(editor.locator("input:focus")).to_have_count(1)
    await press(drawn.page, "Escape")
    await expect(text).to_be_focused()
    await menu.press("Enter")
    await expect(editor.locator("input:focus")).to_have_count(1)
    await drawn.page.keyboard.type("first name")
    await press(drawn.page, "Enter")
    await expect(text).to_have_text("Hi nowfirst name, else “there”")
    await press(drawn.page, "Control+z")
    await expect(text).to_have_text("Hi now")
    await press(drawn.page, "Control+z")
    await expect(text.locator("strong")).to_have_count(0)
    await expect(text).to_have_text("Hi now")


async def test_step_chosen_while_publishing_is_where_one_is_afterwards(builder: Opening) -> None:
    """**How it broke:** the focus was on one step, and the form was of another."""
    drawn = await builder("onboarding")
    await drawn.add("", "Wait a while")
    await drawn.saved()
    other = drawn.page.locator(".b-step").nth(3)
    await other.press("ArrowDown")
    publish = drawn.page.get_by_role("button", name="Publish", exact=True)
    await publish.press("Enter")
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await dialog.locator(".b-difference-added .b-link").first.press("Enter")
    await press(drawn.page, "Escape")
    await expect(dialog).to_have_count(0)
    await expect(publish).to_be_focused()
    await expect(drawn.title_of("wait")).to_be_visible()
    await expect(drawn.step("wait")).to_have_attribute("aria-pressed", "true")


async def test_settings_and_problems_are_come_to_by_keys(builder: Opening, site: Site) -> None:
    await create(site, "set-by-keys", {**LISTENING, "entry": {}})
    drawn = await builder("set-by-keys")
    settings = drawn.page.get_by_role("button", name="Set-by-keys", exact=True)
    await settings.press("Enter")
    await expect(drawn.field("Name")).to_be_focused()
    await press(drawn.page, "Escape")
    await expect(settings).to_be_focused()
    publish = drawn.page.get_by_role("button", name="Publish", exact=True)
    await publish.press("Enter")
    dialog = drawn.page.get_by_role("dialog")
    await dialog.locator("summary").press("Enter")
    await dialog.locator(".b-problem").first.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(drawn.page.locator(".b-panel:focus-within")).to_have_count(1)
    await drawn.page.get_by_role("button", name="to look at").press("Enter")
    await expect(drawn.page.locator(".b-panel-title")).to_be_focused()


async def test_who_is_led_to_a_step_as_a_whole_is_in_its_form(builder: Opening, site: Site) -> None:
    """**How it broke:** where the problem was about no field of it, the focus was on nothing."""
    steps = {**LISTENING["steps"], "aside": {"type": "wait", "for": "1d", "next": "done"}}
    await create(site, "with-an-aside", {**LISTENING, "steps": steps})
    drawn = await builder("with-an-aside")
    await drawn.page.get_by_role("button", name="to look at").press("Enter")
    await drawn.page.locator(".b-problem", has_text="Aside").press("Enter")
    await expect(drawn.title_of("aside")).to_be_focused()
    await press(drawn.page, "Escape")
    await expect(drawn.step("aside")).to_be_focused()


async def test_escape_closes_what_stands_beside_the_journey(builder: Opening, site: Site) -> None:
    """**How it broke:** once nothing was chosen any more, the journey's settings stayed there."""
    await create(site, "escaped", LISTENING)
    drawn = await builder("escaped")
    panel = drawn.page.locator(".b-panel")
    await drawn.choose("listen")
    await expect(panel).to_be_visible()
    await press(drawn.page, "Escape")
    await expect(panel.get_by_label("What it is for, to colleagues")).to_be_visible()
    await press(drawn.page, "Escape")
    await expect(panel).to_have_count(0)
    more = drawn.page.get_by_role("button", name="More", exact=True)
    await more.press("Enter")
    await drawn.page.get_by_role("menuitem", name="Settings").press("Enter")
    await expect(panel).to_be_visible()
    await press(drawn.page, "Escape")
    await expect(panel).to_have_count(0)
    await expect(more).to_be_focused()
