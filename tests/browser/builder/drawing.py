"""A whole journey drawn in the builder's window by what its definition says, as a person would."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from engine.definition.document import to_json
from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.definition.times import weekdays
from tests.browser.builder.conftest import Builder, rewrite

Data = dict[str, Any]
"""A definition, or a part of it, as plain data."""

ID = "Id, for files and the API"
ENTRY = ""
BEGUN = "done"
"""The end that a journey begins with."""
KINDS = {
    "email": ("Email", "email"),
    "in_app": ("In-app message", "in-app"),
    "wait": ("Wait for a day of the journey", "wait"),
    "branch": ("Branch", "branch"),
    "task": ("Task", "task"),
    "exit": ("End", "end"),
}
"""What the menu calls each type of step, and what the builder calls a new one."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


# Fields


async def fill(place: Locator, label: str, text: str) -> None:
    """In a field for text."""
    box = place.get_by_label(label, exact=True)
    if await box.get_attribute("contenteditable"):
        await rewrite(box, text)
    else:
        await box.fill(text)


async def choose(place: Locator, label: str, text: str) -> None:
    """In a field that offers what fits: by typing it, and Enter."""
    box = place.get_by_role("combobox", name=label, exact=True)
    await box.fill(text)
    await box.press("Enter")


async def select(place: Locator, label: str, value: str) -> None:
    """In a list of choices."""
    await place.get_by_label(label, exact=True).select_option(value)


async def switch(place: Locator, label: str, *, on: bool = True) -> None:
    """What is on or off."""
    await place.get_by_label(label, exact=True).set_checked(on)


async def press(place: Locator, name: str) -> None:
    """A button."""
    await place.get_by_role("button", name=name, exact=True).click()


async def unfold(place: Locator, label: str) -> None:
    """What is folded away, unless it is open."""
    part = place.locator("details.b-more").filter(has_text=label)
    if await part.get_attribute("open") is None:
        await part.locator("summary").first.click()


def group(place: Locator, name: str) -> Locator:
    """Fields under one heading."""
    return place.get_by_role("group", name=name, exact=True)


def line(place: Locator, rows: str, number: int) -> Locator:
    """One line of a list, which is a form of its own."""
    return group(place, rows).locator("> ol > li").nth(number)


# What several forms have


async def ask(place: Locator, condition: Data) -> None:
    """A condition on a trait or an event."""
    (subject, about), *rest = condition.items()
    assert subject in ("trait", "event"), f"No way to ask for {condition} has been written down."
    await choose(place, "What is looked at", about)
    for comparison, value in rest:
        await select(place, "Comparison" if subject == "trait" else "How often", comparison)
        await fill(place, "Value" if subject == "trait" else "Times", str(value))
        await place.page.keyboard.press("Enter")


async def send(place: Locator, sending: Data) -> None:
    """Topic and hours."""
    if "topic" in sending:
        await choose(place, "Topic", sending["topic"])
    window = sending.get("window")
    if isinstance(window, str):
        await select(place, "May go out", window)
    elif window:
        await select(place, "May go out", "window")
        for number, day in enumerate(DAYS):
            await switch(place, day, on=number in weekdays(window["days"]))
        await fill(place, "From", window["from"])
        await fill(place, "To", window["to"])
        await choose(place, "On the clock of", window["zone"])


# Messages


async def write(editor: Locator, text: Data) -> None:
    """The words of a message, in its editor."""
    if "title" in text:
        await fill(editor, "Title", text["title"])
        await fill(editor, "Text", text["body"])
        await switch(editor, "With a button", on="action" in text)
        if action := text.get("action"):
            await fill(editor, "What the button says", action["label"])
            await fill(editor, "Where it leads", action["url"])
        return
    await fill(editor, "Subject", text["subject"])
    if "preheader" in text:
        await unfold(editor, "Preview line")
        await fill(editor, "What an inbox shows beside the subject", text["preheader"])
    if "body" in text:
        await fill(editor, "Text", text["body"])
        return
    await editor.get_by_text("Designed, in blocks").click()
    for number, block in enumerate(text["blocks"]):
        if number > 0:  # the first is the text that was there
            await press(group(editor, "Add a block"), block["type"].capitalize())
        await compose(line(editor, "Blocks", number), block)


async def compose(place: Locator, block: Data) -> None:
    """One block of a designed mail."""
    match block["type"]:
        case "text":
            await fill(place, "Text", block["markdown"])
        case "quote":
            await fill(place, "What was said", block["text"])
            await fill(place, "By whom", block.get("by", ""))
        case "button":
            await fill(place, "What it says", block["label"])
            await fill(place, "Where it leads", block["url"])
        case "list":
            for number, item in enumerate(block["items"]):
                if number > 0:
                    await press(place, "Add one")
                await fill(line(place, "Things", number), "Title", item["title"])
                await fill(line(place, "Things", number), "More of it", item.get("text", ""))
        case other:
            raise AssertionError(f"No way to compose a {other} has been written down.")
    if "if" in block:
        await unfold(place, "Only for some")
        await choose(place, "Only if", block["if"])


# The journey


class Pen:
    """Draws a journey in the window of one that was just begun, and has nothing but an end."""

    def __init__(self, builder: Builder, journey: Journey) -> None:
        self.builder = builder
        self.form = builder.page.locator(".b-panel")
        self.wanted = Data(to_json(journey))
        self.steps: dict[str, Data] = self.wanted["steps"]
        self.links = {key: links(step) for key, step in journey.steps.items()}
        self.drawn = {BEGUN}
        self.leads = {(ENTRY, "next"): BEGUN}
        """Where every link leads that has been drawn so far."""

    async def draw(self) -> None:
        """All of it."""
        await self.settings()
        await self.lead(ENTRY, "next", self.wanted["start"])
        await self.open(BEGUN)
        await choose(self.form, "How it ended", self.steps[BEGUN]["outcome"])

    async def settings(self) -> None:
        """What is said of the journey itself."""
        journey, form = self.wanted, self.form
        await self.builder.page.get_by_title("Settings of the journey").click()
        await fill(form, "Name", journey["name"])
        await fill(form, "What it is for, to colleagues", journey["description"])
        entry, goal = journey["entry"], journey["goal"]
        for number, trigger in enumerate(entry["triggers"]):
            await self.builder.let_in("Something happens")
            place = line(form, "What starts it", number)
            await choose(place, "Event", trigger["event"])
        await select(form, "May they enter again?", entry["reentry"])
        await switch(form, "It has a goal")
        await ask(group(form, "It is reached when"), goal["when"])
        await switch(form, "It ends the journey for them", on=goal["exit"])
        await switch(form, "It counts only for so long after they enter")
        await fill(form, "For at most", goal["within"])
        for number, rule in enumerate(journey["exit"]):
            await press(form, "Add a rule")
            place = line(form, "What takes them out at once", number)
            await ask(group(place, "As soon as"), rule["when"])
            await fill(place, "Reason, for colleagues", rule["reason"])
        await send(form, journey["send"])

    async def lead(self, step: str, outlet: str, target: str) -> None:
        """Lead a link to a step; one that is not there yet is drawn, with all that follows it."""
        before = self.leads[step, outlet]
        if before == target:
            return
        self.leads[step, outlet] = target
        await self.open(step)
        await self.menu(step, outlet)
        if target in self.drawn:
            await self.builder.lead_on(self.name_of(target))
            return
        self.drawn.add(target)
        await self.add(target)
        self.leads |= {(target, way): before for way in self.links[target]}
        for way, following in self.links[target].items():
            await self.lead(target, way, following)

    def name_of(self, step: str) -> str:
        """What the window calls it."""
        name: str = self.steps[step].get("name") or step.replace("-", " ").capitalize()
        return name

    async def open(self, step: str) -> None:
        """The form of a step, which is found by its name."""
        key = self.builder.field(ID)
        if step == ENTRY or await key.input_value() == step:
            return
        await self.builder.search(self.name_of(step))
        await expect(key).to_have_value(step)

    async def menu(self, step: str, outlet: str) -> None:
        """The menu of a link: on its line, and for the ways of a branch in the form."""
        if outlet == "next":
            await self.builder.page.locator(f'[data-link="{step}/next"]').click()
            return
        way = "everybody else" if outlet == "otherwise" else f"“{outlet.replace('-', ' ')}”"
        await press(self.form, f"Change where {way} goes")

    async def add(self, key: str) -> None:
        """Take a step from the menu that is open, and fill in its form."""
        step, form = self.steps[key], self.form
        kind, called = KINDS[step["type"]]
        await self.builder.take(kind)
        await expect(self.builder.field(ID)).to_have_value(called)
        await unfold(form, "Note and id")
        await fill(form, ID, key)
        await form.page.keyboard.press("Enter")
        await fill(form, "Name of the step", step.get("name", ""))
        await fill(form, "Note for colleagues", step.get("note", ""))
        match step["type"]:
            case "email" | "in_app":
                await self.touch(step)
            case "wait":
                await fill(form, "Day", str(step["until"]["day"]))
                await fill(form, "At", step["until"]["at"])
            case "branch":
                await self.cases(step["cases"])
            case "task":
                await self.task(step)

    async def touch(self, step: Data) -> None:
        """A message: whom it is for, when it is left out or sent, and what it says."""
        form = self.form
        await choose(form, "To", step["to"]["role"])
        await select(form, "When nobody has that role", step["to"]["else"])
        if "format" in step:
            await select(form, "Shown as", step["format"])
        await unfold(form, "When it is left out")
        await self.leave_out(step)
        await send(form, step.get("send", {}))
        await form.get_by_role("button", name="Edit the message").click()
        await self.message(step["template"])
        gaps = "When the text names something this customer does not have"
        match step.get("missing"):
            case {"template": instead}:
                await select(form, gaps, "template")
                await press(form, "Write it")
                await self.message(instead)
            case str(what):
                await select(form, gaps, what)

    async def message(self, key: str) -> None:
        """Write the message whose editor is open, and give it its id."""
        editor = self.builder.page.get_by_role("dialog", name=re.compile("^Message: "))
        await write(editor, self.wanted["templates"][key])
        await unfold(editor, ID)
        await fill(editor, ID, key)
        await editor.page.keyboard.press("Enter")
        await press(editor, "Close")
        await expect(editor).to_have_count(0)

    async def task(self, step: Data) -> None:
        """Something a colleague is asked to do: the account's owner, as the form begins with."""
        form = self.form
        assert step["assign"] == {"owner": "account"}
        await fill(form, "What is to be done", step["title"])
        await fill(form, "How", step["instructions"])
        await switch(form, "Due within some time")
        await fill(form, "Due within", step["due"])
        await unfold(form, "When it is left out")
        await self.leave_out(step)

    async def leave_out(self, step: Data) -> None:
        """When the step does nothing."""
        if "skip_when" in step:
            await switch(self.form, "Leave it out when a condition is met")
            await ask(group(self.form, "Leave it out when"), step["skip_when"])

    async def cases(self, cases: list[Data]) -> None:
        """The ways of a branch, each with its name and its condition; the first is there."""
        for number, case in enumerate(cases):
            if number > 0:
                await press(self.form, "Add a case")
            place = line(self.form, "The first case that is met is taken", number)
            await fill(place, "Name", case["id"])
            await place.page.keyboard.press("Enter")
            await ask(group(place, "If"), case["when"])
