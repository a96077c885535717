"""Texts are written as people see them, and kept as they were written, to the character."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from engine.definition.document import from_data, parse, to_json
from engine.store import journeys
from engine.store.tables.columns import utc_now
from journeys import BUNDLED
from tests.browser.builder.conftest import BY, Builder, Opening, create
from tests.browser.conftest import Site

PATIENCE = 20_000
NAME = "{{ contact.first_name | default('there') }}"


async def written(builder: Opening, site: Site, body: str) -> tuple[Builder, Locator]:
    """A mail with this text, opened: its builder and its editor."""
    steps = {
        "hello": {"type": "email", "template": "hello", "next": "done"},
        "done": {"type": "exit"},
    }
    templates = {"hello": {"subject": "Welcome", "body": body}}
    await create(
        site, "hello", {"entry": {}, "start": "hello", "steps": steps, "templates": templates}
    )
    drawn = await builder("hello")
    await drawn.choose("hello")
    await drawn.page.locator(".b-message-card").click()
    editor = drawn.page.get_by_role("dialog")
    await expect(editor.locator(".cm-content").first).to_be_visible()
    return drawn, editor


def box(editor: Locator) -> Locator:
    return editor.get_by_role("textbox", name="Text", exact=True)


async def kept(drawn: Builder) -> str:
    text: str = (await drawn.saved())["templates"]["hello"]["body"]
    return text


async def press(drawn: Builder, *keys: str) -> None:
    for key in keys:
        await drawn.page.keyboard.press(key)


async def test_field_is_as_wide_as_its_words_and_goes_as_a_whole(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** it took the room of the code behind it, and left a hole in the sentence."""
    drawn, editor = await written(builder, site, f"Hi {NAME}, so")
    text = box(editor)
    chip = text.locator(".b-chip-words")
    await expect(chip).to_have_text("first name, else “there”")
    words = await chip.evaluate(
        """(chip) => {
            const range = document.createRange();
            range.selectNodeContents(chip);
            return range.getBoundingClientRect().width;
        }"""
    )
    stands = await chip.bounding_box()
    assert stands
    assert words <= stands["width"] < words + 20
    # What follows stands right beside it.
    await expect(text).to_have_text("Hi first name, else “there”, so")
    await text.focus()
    await press(drawn, "Control+End", *["ArrowLeft"] * 4, "Backspace")
    await expect(text).to_have_text("Hi , so")
    await press(drawn, "Control+z")
    await expect(chip).to_be_visible()
    # It is stepped on by an arrow, and asked about by Enter, or a click.
    await press(drawn, "ArrowLeft")
    await expect(text.locator(".b-mark-chosen")).to_have_count(1)
    await press(drawn, "Enter")
    asked = editor.get_by_label("When it is not known, write")
    await expect(asked).to_be_focused()
    await asked.fill("you")
    await press(drawn, "Enter")
    await expect(chip).to_have_text("first name, else “you”")
    await expect(text).to_be_focused()
    await chip.click()
    await expect(asked).to_have_value("you")
    await press(drawn, "Escape")
    await expect(asked).to_have_count(0)
    assert await kept(drawn) == "Hi {{ contact.first_name | default('you') }}, so"


STRANGE = (
    "ended as others do\r\n\r\nand so on\r\n",
    "tabs\t, spaces  at the end  \n\n\n\u2028 and \u00a0, \ufeff and 👩‍👩‍👧\n\n",
    """{{contact.first_name|default("there")}} __a__ *b* [c]( {% if x %}d{%endif%} {{ half""",
)


async def test_text_is_kept_as_it_was_written(builder: Opening, site: Site) -> None:
    """**Invariant:** of a text only that changes what somebody changes: not a space, not a mark."""
    bundled: Any = to_json(parse((BUNDLED / "onboarding.yaml").read_text()))
    texts = [each["body"] for each in bundled["templates"].values() if "body" in each]
    body = "\n\n".join([*texts, *STRANGE])
    drawn, editor = await written(builder, site, body)
    await box(editor).focus()
    await press(drawn, "Control+End", "X", "y", "Backspace")
    assert await kept(drawn) == f"{body}X"
    # Where nothing is chosen, nothing is copied or cut; else it would be the line.
    await press(drawn, "Shift+ArrowLeft", "Control+c", "Control+Home", "Control+c", "Control+x")
    await press(drawn, "Control+v", "Backspace", "Z")
    assert await kept(drawn) == f"Z{body}X"
    await press(drawn, *["Control+z"] * 3)
    assert await kept(drawn) == body


async def test_links_and_buttons_are_drawn_and_asked_about(builder: Opening, site: Site) -> None:
    """**How it broke:** whoever wrote a mail read `[Book a call](https://…){.button}`."""
    drawn, editor = await written(
        builder,
        site,
        "See [the guide](https://example.com/a).\n\n[Book](https://example.com/b){.button}",
    )
    text = box(editor)
    await expect(text.locator(".b-mark-link")).to_have_text("the guide")
    button = text.locator(".b-mark-button")
    await expect(button).to_have_text("Book")
    await expect(text).to_have_text("See the guide.\n\nBook", use_inner_text=True)
    await button.click()
    asked = editor.get_by_role("group", name="The link")
    await expect(asked.get_by_label("What it says")).to_have_value("Book")
    await asked.get_by_label("Where it leads").fill("https://example.com/{{ account.name }}")
    await asked.get_by_label("What it says").fill("Book a call")
    await press(drawn, "Enter")
    await expect(button).to_have_text("Book a call")
    await expect(text).to_be_focused()
    # What it is written with is not seen by whoever is within, either.
    await press(drawn, "ArrowLeft")
    await expect(text).to_have_text("See the guide.\n\nBook a call", use_inner_text=True)
    await press(drawn, "Enter")
    await expect(asked.get_by_label("What it says")).to_have_value("Book a call")
    await press(drawn, "Escape", "ArrowUp", "ArrowUp")
    await press(drawn, "End", "Control+k")
    await drawn.page.keyboard.type("example.com/c")
    await press(drawn, "Enter")
    assert await kept(drawn) == (
        "See [the guide](https://example.com/a).[example.com/c](https://example.com/c)\n\n"
        "[Book a call](https://example.com/{{ account.name }}){.button}"
    )


async def test_form_about_a_link_is_about_that_link_wherever_it_stands_by_now(
    builder: Opening, site: Site
) -> None:
    """**Invariant:** of a text only that changes what somebody changes. **How it broke:** what a
    colleague had written before the link came in while its form was open, and the address was
    written over it."""
    before = "See [it](https://a.b)."
    drawn, editor = await written(builder, site, before)
    text = box(editor)
    await text.locator(".b-mark-link").click()
    await editor.get_by_label("Where it leads").fill("https://a.c")
    theirs = await drawn.draft()
    theirs["templates"]["hello"]["body"] = f"Do read on: {before}"
    async with site.database.transaction() as session:
        await journeys.save_draft(session, "hello", from_data(theirs), by=BY, now=utc_now())
    await drawn.page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(text).to_have_text("Do read on: See it.")
    await press(drawn, "Tab", "Tab", "Tab")
    await expect(text).to_be_focused()
    assert await kept(drawn) == "Do read on: See [it](https://a.c)."


async def test_going_back_has_one_order_in_all_the_window(builder: Opening, site: Site) -> None:
    """**How it broke:** after the look of a mail was chosen, Ctrl Z took a word out of a text."""
    drawn, editor = await written(builder, site, f"Hi {NAME}")
    subject = editor.get_by_role("textbox", name="Subject", exact=True)
    await subject.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type(" aboard")
    await box(editor).focus()
    await press(drawn, "Control+Home")
    await drawn.page.keyboard.type("So, ")
    await editor.get_by_text("Designed, in blocks").click()
    await expect(editor.get_by_role("radio", name="Designed, in blocks")).to_be_checked()
    await subject.focus()
    await press(drawn, "Control+z")
    await expect(box(editor)).to_have_text("So, Hi first name, else “there”")
    await expect(subject).to_have_text("Welcome aboard")
    await press(drawn, "Control+z")
    await expect(box(editor)).to_have_text("Hi first name, else “there”")
    await expect(subject).to_have_text("Welcome aboard")
    await press(drawn, "Control+z", "Control+z")
    await expect(subject).to_have_text("Welcome")
    await press(drawn, "Control+Shift+z")
    await drawn.page.keyboard.type("!")
    await expect(subject).to_have_text("Welcome aboard!")
    assert await kept(drawn) == f"Hi {NAME}"


async def test_going_back_in_a_form_has_the_order_of_all_that_is_edited(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** a text in a step's form went back by itself, whatever was done last."""
    call = {"type": "task", "title": "Call", "next": "done"}
    steps = {"call": call, "done": {"type": "exit"}}
    await create(site, "calls", {"entry": {}, "start": "call", "steps": steps})
    drawn = await builder("calls")
    await drawn.choose("call")
    title, how = drawn.field("What is to be done"), drawn.field("How")
    await expect(title).to_have_attribute("contenteditable", "true")
    await title.press("End")
    await drawn.page.keyboard.type(" them")
    await how.focus()
    await drawn.page.keyboard.type("Soon")
    await title.press("Control+z")
    await expect(title).to_have_text("Call them")
    await expect(how).not_to_contain_text("Soon")
    await press(drawn, "Control+z")
    await expect(title).to_have_text("Call")
    await expect(title).to_be_focused()
    await press(drawn, "Control+y", "Control+Shift+z")
    await expect(how).to_have_text("Soon")
    assert (await drawn.saved())["steps"]["call"]["title"] == "Call them"


async def test_what_is_typed_goes_on_behind_bold_words_and_behind_a_field(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** Ctrl B at the end took the bold away; and behind its form one wrote before
    the field."""
    drawn, editor = await written(builder, site, f"Hi {NAME}")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End", "Space", "Control+b")
    await drawn.page.keyboard.type("bold")
    await press(drawn, "Control+b")
    await drawn.page.keyboard.type(" and")
    await expect(text.locator("strong")).to_have_text("bold")
    await text.locator(".b-chip-words").click()
    asked = editor.get_by_label("First name: when it is not known, write")
    await asked.fill("you")
    await press(drawn, "Enter")
    await drawn.page.keyboard.type(",")
    name = "{{ contact.first_name | default('you') }}"
    assert await kept(drawn) == f"Hi {name}, **bold** and"
    await press(drawn, "Control+End", "Control+k")
    form = editor.get_by_role("group", name="The link")
    await form.get_by_label("Where it leads").fill("example.com")
    assert await kept(drawn) == f"Hi {name}, **bold** and"
    await press(drawn, "Escape")
    await expect(form).to_have_count(0)
    await drawn.page.keyboard.type(" so")
    assert await kept(drawn) == f"Hi {name}, **bold** and so"


async def test_marks_are_never_seen_and_keys_go_by_what_is_seen(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** `**` stood around the word in which one wrote, and arrows stopped at it."""
    drawn, editor = await written(builder, site, "## Hello\n\nso **bold** *it* is\n\n- one")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+Home", "ArrowDown", "ArrowDown", "Home")
    where = """(() => {
        const { startContainer, startOffset } = getSelection().getRangeAt(0);
        const before = new Range();
        before.setStart(document.activeElement, 0);
        before.setEnd(startContainer, startOffset);
        return before.toString().length;
    })()"""
    places = []
    tool = editor.get_by_role("button", name="Bold")
    for _ in "so bold it is":
        places.append(await drawn.page.evaluate(where))
        await expect(text).not_to_contain_text("*")
        await press(drawn, "ArrowRight")
    assert places == list(range(places[0], places[0] + 13))
    await press(drawn, "Home", *["ArrowRight"] * 7)
    await expect(tool).to_have_attribute("aria-pressed", "true")
    await drawn.page.keyboard.type("er still")
    await expect(text.locator("strong")).to_have_text("bolder still")
    await press(drawn, "Control+b")
    await expect(tool).to_have_attribute("aria-pressed", "false")
    await drawn.page.keyboard.type(", and")
    assert await kept(drawn) == "## Hello\n\nso **bolder still**, and *it* is\n\n- one"
    await press(drawn, "Control+Home", "Backspace", "Control+End", "Home", "Backspace")
    assert await kept(drawn) == "Hello\n\nso **bolder still**, and *it* is\n\none"
    # A tool that is clicked leads back to where one writes: it led to the beginning of the text.
    await editor.get_by_role("button", name="Numbered list").click()
    await press(drawn, "End", "Enter", "Control+i", "Control+b")
    await drawn.page.keyboard.type("two")
    await press(drawn, "Control+b", "Control+i")
    await drawn.page.keyboard.type(" more")
    assert (await kept(drawn)).endswith("\n\n1. one\n2. ***two*** more")


async def test_signs_of_several_keys_are_written_among_fields_and_bold_words(
    builder: Opening, site: Site
) -> None:
    drawn, editor = await written(builder, site, f"Hi {NAME} **bold**")
    keys = await drawn.page.context.new_cdp_session(drawn.page)

    async def compose(*steps: str) -> None:
        for text in steps:
            at = {"selectionStart": len(text), "selectionEnd": len(text)}
            await keys.send("Input.imeSetComposition", {"text": text, **at})
        await keys.send("Input.insertText", {"text": steps[-1]})

    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End")
    await compose("に", "にほ", "日本")
    await expect(text.locator("strong")).to_have_text("bold日本")
    await press(drawn, "Space")
    await compose("w", "wo", "word")
    await expect(text.locator("strong")).to_have_text("bold日本 word")
    await press(drawn, "Control+b", "Space", "Control+i")
    await compose("é")
    await expect(text.locator("em")).to_have_text("é")
    # Where all of what is bold is chosen, and behind the field.
    await press(drawn, "Control+Home", *["ArrowRight"] * 5)
    await compose("a", "ä")
    await expect(text).to_have_text("Hi first name, else “there”ä bold日本 word é")
    assert await kept(drawn) == f"Hi {NAME}ä **bold日本 word** *é*"


async def test_blocks_are_added_between_others_and_moved_by_hand_and_by_keys(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** they came at the end alone, and one that was moved showed links as code."""
    drawn, editor = await written(builder, site, "See [this](https://a.b)")
    await editor.get_by_text("Designed, in blocks").click()
    kinds = editor.locator(".b-form-kind")
    add = editor.get_by_role("group", name="Add a block")
    await add.get_by_role("button", name="Line", exact=True).click()
    grip = editor.get_by_role("button", name="Move line, block 2")
    await expect(grip).to_be_focused()
    # Between them, by keys.
    between = editor.get_by_role("button", name="Add a block above line, block 2")
    await between.press("Enter")
    await editor.get_by_role("menuitem", name="Heading").press("Enter")
    await expect(kinds).to_have_text(["Text", "Heading", "Line"])
    said = editor.get_by_role("status").filter(has_text="block")
    await expect(said).to_have_text("Heading added as block 2 of 3.")
    await drawn.page.keyboard.type("News")
    # One goes on where one was when it is moved.
    await press(drawn, "Alt+ArrowUp")
    await expect(said).to_have_text("Heading is now block 1 of 3.")
    await drawn.page.keyboard.type("!")
    await expect(editor.locator(".b-mark-link")).to_have_text("this")
    await expect(kinds).to_have_text(["Heading", "Text", "Line"])
    await editor.get_by_role("button", name="Move line, block 3").press("ArrowUp")
    await expect(kinds).to_have_text(["Heading", "Line", "Text"])
    # By hand; and not, where it is let go of by Escape.
    for keys, behind in ((["Escape"], "Heading Line Text"), ([], "Text Heading Line")):
        held = editor.get_by_role("button", name="Move text, block 3")
        await held.hover()
        await drawn.page.mouse.down()
        first = await kinds.first.bounding_box()
        assert first
        await drawn.page.mouse.move(first["x"], first["y"] + 30, steps=5)
        await expect(editor.locator("[data-goes=above]")).to_have_count(1)
        await press(drawn, *keys)
        await drawn.page.mouse.up()
        await expect(kinds).to_have_text(behind.split())
    blocks = (await drawn.saved())["templates"]["hello"]["blocks"]
    assert blocks == [
        {"type": "text", "markdown": "See [this](https://a.b)"},
        {"type": "heading", "text": "News!"},
        {"type": "divider"},
    ]


async def test_who_hears_a_text_hears_what_others_see(builder: Opening, site: Site) -> None:
    drawn, editor = await written(builder, site, f"Hi {NAME}, **so**\n\n- [a](https://a.b)")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End")
    keys = await drawn.page.context.new_cdp_session(drawn.page)
    tree = (await keys.send("Accessibility.getFullAXTree"))["nodes"]
    nodes = {node["nodeId"]: node for node in tree}

    def told(node: dict[str, Any], what: str) -> Any:
        return node.get(what, {}).get("value")

    def words(node: dict[str, Any]) -> list[str]:
        if told(node, "role") == "StaticText":
            return [told(node, "name").strip()]
        return [word for child in node.get("childIds", ()) for word in words(nodes[child])]

    [heard] = [
        node for node in tree if told(node, "role") == "textbox" and told(node, "name") == "Text"
    ]
    about = {each["name"]: each["value"].get("value") for each in heard["properties"]}
    assert (about["multiline"], about["focused"]) == (True, True)
    said = ["Hi", "first name, else “there”", ",", "so", "-", "a"]
    assert [word for word in words(heard) if word] == said
    [pressed] = [node for node in tree if told(node, "name") == "List" and node.get("properties")]
    assert {"name": "pressed", "value": {"type": "tristate", "value": "true"}} in pressed[
        "properties"
    ]


async def test_what_is_pasted_keeps_its_looks_where_a_text_has_them(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** headings, bold words, lists and links came as bare words."""
    drawn, editor = await written(builder, site, "Hi")
    await drawn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await drawn.page.evaluate(
        """() => {
            const html = '<h2>News</h2><ul><li>See <a href="https://a.b/c">this</a></li></ul>';
            const as = (type, text) => ({ [type]: new Blob([text], { type }) });
            const item = { ...as("text/html", html), ...as("text/plain", "News\\nSee this") };
            return navigator.clipboard.write([new ClipboardItem(item)]);
        }"""
    )
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End", "Control+v")
    await expect(text.locator(".b-mark-link")).to_have_text("this")
    await press(drawn, "Enter", "Enter", "Control+Shift+v")
    subject = editor.get_by_role("textbox", name="Subject", exact=True)
    await subject.focus()
    await press(drawn, "Control+End", "Space", "Control+v")
    await expect(subject).to_have_text("Welcome News See this")
    assert await kept(drawn) == "Hi\n\n## News\n\n- See [this](https://a.b/c)\n\nNews\nSee this"


FROM_GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-guid-1">
<p dir="ltr" style="line-height:1.38;margin-top:0pt;"><span STYLE='font-size:11pt;font-weight:700'>
Bold</span><span style = "font-weight:400"> so, in the style of now</span></p></b>"""
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><link rel=File-List
href="/from-word.xml"><link rel=stylesheet href="/from-word.css"><style><!--
p.MsoNormal {margin:0cm; font-style:normal;} --></style><script>alert(1)</script></head>
<body lang=EN style='tab-interval:36.0pt' onload="alert(1)"><p class=MsoNormal style='margin:0cm'><i
style='mso-bidi-font-style:normal'>Soft<o:p></o:p></i><img src="/from-word.png" style=width:1pt></p>
</body></html>"""


async def test_styles_of_what_is_pasted_are_read_and_never_applied(
    builder: Opening, site: Site
) -> None:
    """The window complains of whatever the page's policy forbids. **How it broke:** it did so of
    each style of what came from Google Docs or Word."""
    drawn, editor = await written(builder, site, "Hi")
    fetched: list[str] = []
    drawn.page.on("request", lambda request: fetched.append(request.url))
    await box(editor).focus()
    await press(drawn, "Control+End", "Enter")
    for html in (FROM_GOOGLE_DOCS, FROM_WORD):
        await drawn.page.evaluate(
            """(html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                const about = { clipboardData: data, bubbles: true, cancelable: true };
                document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
            }""",
            html,
        )
        await press(drawn, "Control+End", "Enter")
    assert await kept(drawn) == "Hi\n**Bold** so, in the style of now\n*Soft*\n"
    assert not [url for url in fetched if "from-word" in url]


async def test_bold_line_that_is_cut_comes_back_bold_and_without_marks(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** "Bye **Two weeks in, …" stood where it was pasted."""
    drawn, editor = await written(builder, site, f"Bye \n\n**Two weeks in, {NAME}**")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End", "Home", "Shift+End", "Control+x")
    await expect(text).to_have_text("Bye \n\n", use_inner_text=True)
    await press(drawn, "Control+Home", "End", "Control+v")
    await expect(text.locator("strong").first).to_contain_text("Two weeks in, ")
    subject = editor.get_by_role("textbox", name="Subject", exact=True)
    await subject.focus()
    await press(drawn, "Control+End", "Space", "Control+v")
    await expect(subject).to_have_text("Welcome Two weeks in, first name, else “there”")
    assert await kept(drawn) == f"Bye **Two weeks in, {NAME}**\n\n"


async def test_field_that_enter_takes_is_seen_while_one_searches(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** what marks it was drawn over by how the menu draws all of them."""
    drawn, editor = await written(builder, site, "Hi ")
    opens = editor.locator("summary", has_text="into Text")
    await opens.click()
    # It lies within what the text takes, and not over the preview; Tab leads on from it.
    sheet = editor.locator(".b-field-menu[open] .b-menu-sheet")
    lies, column = await sheet.bounding_box(), await editor.locator(".b-form").bounding_box()
    assert lies
    assert column
    assert column["x"] <= lies["x"]
    assert lies["x"] + lies["width"] <= column["x"] + column["width"]
    await press(drawn, "Shift+Tab", "Shift+Tab")
    await expect(sheet).to_have_count(0)
    await opens.click()
    await drawn.page.keyboard.type("first")
    found = editor.locator("[aria-current]")
    await expect(found).to_contain_text("First name")
    await expect(found).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    await press(drawn, "Enter")
    await expect(box(editor).locator(".b-chip-words")).to_contain_text("first name")


async def test_personal_mail_is_shown_as_a_mail_program_shows_it(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** a personal mail and a designed one were both a white sheet."""
    _, editor = await written(builder, site, "Hello")
    preview = editor.get_by_role("region", name="Preview")
    head = preview.locator("header")
    await expect(head).to_contain_text("Subject: Welcome")
    await expect(head).to_contain_text("(made up)")
    letter = preview.frame_locator("iframe[title='The message']").locator(".letter")
    await expect(letter).to_have_css("border-top-width", "0px")
    await expect(letter).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    await editor.get_by_text("Designed, in blocks").click()
    await expect(preview.get_by_role("term").first).to_have_text("From")
    await expect(
        preview.frame_locator("iframe[title='The message']").locator(".sheet").first
    ).to_be_visible()
    await expect(head).to_have_count(0)


async def test_from_the_subject_tab_leads_into_the_text_and_in_a_list_sets_it_in(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** Tab led to Bold; and within a list it led out of the text."""
    drawn, editor = await written(builder, site, "Hello\n\n- one\n- two")
    await editor.get_by_label("Subject", exact=True).focus()
    await press(drawn, "Tab")
    await expect(box(editor)).to_be_focused()
    await drawn.page.keyboard.type("A")
    await press(drawn, "Control+End", "Tab")
    await drawn.page.keyboard.type("!")
    assert await kept(drawn) == "AHello\n\n- one\n  - two!"
    await press(drawn, "Shift+Tab")
    assert await kept(drawn) == "AHello\n\n- one\n- two!"
    await press(drawn, "Shift+Tab")
    await expect(editor.get_by_role("button", name="Bold")).to_be_focused()
    await press(drawn, "ArrowLeft")
    await expect(editor.locator("summary", has_text="into Text")).to_be_focused()
    await press(drawn, "ArrowLeft")
    await expect(editor.get_by_role("button", name="Link")).to_be_focused()
    await press(drawn, "Tab")
    await expect(box(editor)).to_be_focused()


async def test_field_that_nobody_has_is_marked_while_one_writes(
    builder: Opening, site: Site
) -> None:
    drawn, editor = await written(builder, site, f"Hi {NAME}")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type(" of {{ account.nmae }}!")
    marked = text.locator(".b-chip-wrong")
    await expect(marked).to_have_text("account nmae", timeout=PATIENCE)
    await expect(marked).to_have_attribute("title", re.compile("“nmae”"))
    await expect(text.locator(".b-chip-words")).to_have_count(2)
    assert await kept(drawn) == f"Hi {NAME} of {{{{ account.nmae }}}}!"


async def test_text_that_is_only_read_can_be_read_and_chosen(builder: Opening, site: Site) -> None:
    drawn, editor = await written(builder, site, f"Hi {NAME}, **so**")
    before = await drawn.draft()
    async with site.database.transaction() as session:
        await journeys.archive(session, "hello", by=BY, now=utc_now())
    await drawn.open()
    await drawn.choose("hello")
    await drawn.page.locator(".b-message-card").click()
    text = box(editor)
    await expect(text).to_have_attribute("aria-readonly", "true")
    await expect(editor.get_by_role("toolbar")).to_have_count(0)
    await text.focus()
    await expect(text).to_be_focused()
    await press(drawn, "X", "Backspace", "Control+b", "Enter")
    await text.locator(".b-chip-words").click()
    await expect(editor.get_by_label("When it is not known, write")).to_have_count(0)
    await expect(text).to_have_text("Hi first name, else “there”, so")
    assert await drawn.draft() == before


async def test_page_admits_no_styles_but_its_own_and_needs_none(
    builder: Opening, site: Site
) -> None:
    """The window complains of whatever the page's policy forbids."""
    drawn, editor = await written(builder, site, f"Hi {NAME}, **so**\n\n- [a](https://a.b)")
    await box(editor).click()
    assert await drawn.page.locator("style").count() == 0
    assert await drawn.page.evaluate("document.adoptedStyleSheets.length") == 0


async def test_label_leads_to_its_text(builder: Opening, site: Site) -> None:
    _, editor = await written(builder, site, "Hello")
    await editor.locator("label", has_text="Text").click()
    await expect(box(editor)).to_be_focused()
    await expect(box(editor)).to_have_accessible_name("Text")


async def test_text_of_one_line_stays_on_it(builder: Opening, site: Site) -> None:
    drawn, editor = await written(builder, site, "Hello")
    subject = editor.get_by_label("Subject", exact=True)
    await subject.focus()
    await press(drawn, "End", "Enter")
    await drawn.page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", " to\\r\\nyou");
            data.setData("text/html", "<b>to</b><br>you");
            const about = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
        }"""
    )
    await expect(subject).to_have_text("Welcome to you")
    assert (await drawn.saved())["templates"]["hello"]["subject"] == "Welcome to you"


async def test_fields_are_offered_behind_two_braces_and_leave_alone_what_is_typed(
    builder: Opening, site: Site
) -> None:
    drawn, editor = await written(builder, site, "Hi ")
    text = box(editor)
    offers = editor.get_by_role("listbox", name="Fields")
    await text.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type("{{")
    await expect(offers).to_be_visible()
    await expect(text).to_be_focused()
    await drawn.page.keyboard.type("first na")
    chosen = offers.get_by_role("option", selected=True)
    await expect(chosen).to_have_count(1)
    await expect(chosen).to_contain_text("First name")
    await expect(text).to_have_attribute("aria-controls", re.compile("."))
    pointed = await text.get_attribute("aria-activedescendant")
    assert pointed == await chosen.get_attribute("id")
    first = await chosen.inner_text()
    await press(drawn, "ArrowDown")
    await expect(chosen).not_to_have_text(first)
    await press(drawn, "ArrowUp", "Enter")
    await expect(offers).to_have_count(0)
    await expect(text.locator(".b-chip-words")).to_have_text("first name, else “there”")
    assert await kept(drawn) == f"Hi {NAME}"
    # One step back, and what was typed is there again.
    await press(drawn, "Control+z")
    await expect(text).to_have_text("Hi {{first na")
    await press(drawn, "Control+y")
    # By Tab and by a click; one also where nothing can be bold.
    await drawn.page.keyboard.type(" of {{account na")
    await press(drawn, "Tab")
    await expect(text).to_be_focused()
    subject = editor.get_by_role("textbox", name="Subject", exact=True)
    await subject.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type(" {{account.na")
    await offers.get_by_role("option").first.click()
    await expect(subject).to_be_focused()
    await expect(subject).to_contain_text("account name")
    # Escape, a blank at once and the end of it leave what was typed, and the window is open still.
    await text.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type(" {{a")
    await expect(offers).to_be_visible()
    await press(drawn, "Escape")
    await expect(offers).to_have_count(0)
    await drawn.page.keyboard.type("c")
    await expect(text).to_contain_text("{{ac")
    await expect(offers).to_have_count(0)
    await press(drawn, "Enter")
    await drawn.page.keyboard.type("{{")
    await expect(offers).to_be_visible()
    await press(drawn, "Space")
    await expect(offers).to_have_count(0)
    await press(drawn, "Enter")
    await drawn.page.keyboard.type("{{x}}")
    await expect(offers).to_have_count(0)
    body = f"Hi {NAME} of {{{{ account.name | default('your company') }}}} {{{{ac\n{{{{ \n{{{{x}}}}"
    assert await kept(drawn) == body


async def test_preview_is_never_white_and_stays_where_it_was_scrolled_to(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** with each pause in typing it was white and began at its top."""
    body = "\n\n".join(f"Paragraph {number}." for number in range(60))
    drawn, editor = await written(builder, site, body)
    frame = editor.locator("iframe[title='The message']")
    shown = editor.frame_locator("iframe[title='The message']")
    await expect(shown.get_by_text("Paragraph 59.")).to_be_attached()
    await shown.locator("html").evaluate("page => page.ownerDocument.defaultView.scrollTo(0, 700)")
    # In each frame that is painted from here on one of them is seen, with something in it.
    await editor.evaluate(
        """(editor) => {
            window.white = 0;
            const look = () => {
                const seen = editor.querySelector("iframe[title='The message']");
                if (!/Paragraph/.test(seen?.contentDocument?.body?.innerText ?? "")) window.white++;
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    before = await frame.get_attribute("src")
    text = box(editor)
    await text.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.type(" And the last.")
    await expect(shown.get_by_text("And the last.")).to_be_attached(timeout=PATIENCE)
    assert await frame.get_attribute("src") != before
    stands = "page => page.ownerDocument.defaultView.scrollY"
    assert await shown.locator("html").evaluate(stands) == 700
    assert await drawn.page.evaluate("window.white") == 0
    await expect(editor.locator("iframe")).to_have_count(1)


async def test_done_closes_the_window_and_the_card_says_what_was_written(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** there was a cross alone; and what was still to be written stayed grey, as
    in a step that nobody had been at."""
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.add("", "Email")
    editor = drawn.page.get_by_role("dialog")
    card = drawn.page.locator(".b-message-card")
    await card.click()
    await editor.get_by_role("textbox", name="Subject", exact=True).focus()
    await drawn.page.keyboard.type("Welcome")
    await editor.get_by_role("button", name="Done", exact=True).click()
    await expect(card).to_be_focused()
    left = drawn.page.locator(".b-left").filter(has=card)
    await expect(left.locator(".b-is-unfinished .b-icon")).to_be_visible()
    await card.click()
    await box(editor).focus()
    await drawn.page.keyboard.type("Good day.")
    await editor.get_by_role("button", name="Done", exact=True).click()
    await expect(editor).to_have_count(0)
    await expect(card).to_contain_text("Welcome")
    await expect(card).to_contain_text("Good day.")


async def test_what_is_found_moves_no_text_and_only_the_text_one_is_in_lights_tools(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** a warning above the form pushed the text down while one typed, so that
    clicks missed; and “List” stayed lit while one wrote elsewhere."""
    drawn, editor = await written(builder, site, "- One\n- ")
    text = box(editor)
    subject = editor.get_by_role("textbox", name="Subject", exact=True)
    before = await text.bounding_box()
    await text.focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.insert_text("{{ account.name }}")
    await expect(editor.locator("footer .b-finding")).to_be_visible(timeout=PATIENCE)
    after = await text.bounding_box()
    assert before
    assert after
    assert after["y"] == before["y"]
    tools = editor.get_by_role("toolbar").filter(has_text="Bold")
    looks = "tool => getComputedStyle(tool).backgroundColor"
    listing = tools.get_by_role("button", name="List", exact=True)
    plain = await tools.get_by_role("button", name="Bold").evaluate(looks)
    await expect(listing).to_have_attribute("aria-pressed", "true")
    await expect(listing).not_to_have_css("background-color", plain)
    await subject.click()
    await expect(listing).to_have_css("background-color", plain)


async def test_what_is_written_looks_as_it_does_in_the_mail(builder: Opening, site: Site) -> None:
    """**How it broke:** a button was blue where one wrote it, and green in the mail; of a point,
    the second line began elsewhere than the first."""
    long = "words " * 40
    linked = "See [it](https://a.example)\n\n[Go](https://a.example){.button}"
    body = f"{linked}\n\n- {long}\n1. {long}"
    _, editor = await written(builder, site, body)
    text = box(editor)
    mail = editor.frame_locator('iframe[title="The message"]')
    ink = "(part, name) => getComputedStyle(part)[name]"
    button = mail.get_by_role("link", name="Go", exact=True)
    await expect(button).to_be_visible()
    for ours, theirs, name in (
        (text.locator(".b-mark-link"), mail.get_by_role("link", name="it", exact=True), "color"),
        (text.locator(".b-mark-button"), button, "backgroundColor"),
        (text.locator(".b-mark-button"), button, "color"),
    ):
        assert await ours.evaluate(ink, name) == await theirs.evaluate(ink, name)
    for kind in ("point", "number"):
        lefts = await text.locator(f".b-line-{kind}").evaluate(
            """(line) => {
                const words = document.createRange();
                words.selectNodeContents(line.lastChild);
                return [...words.getClientRects()].map(({ left, width }) => [left, width]);
            }"""
        )
        seen = [left for left, width in lefts if width > 20]
        assert len(seen) > 1
        assert max(seen) - min(seen) < 5


async def test_on_a_phone_what_is_found_moves_no_form(builder: Opening, site: Site) -> None:
    """**How it broke:** scrolled to its end, the form went down when less was found below it."""
    drawn, editor = await written(builder, site, "One")
    await drawn.page.set_viewport_size({"width": 390, "height": 844})
    form = editor.locator(".b-dialog-body")
    room = await form.bounding_box()
    await box(editor).focus()
    await press(drawn, "Control+End")
    await drawn.page.keyboard.insert_text(" {{ account.name }}")
    found = editor.locator("footer .b-finding").first
    await expect(found).to_be_visible(timeout=PATIENCE)
    assert await form.bounding_box() == room
    # It hides neither its button nor, scrolled to the end, anything of the form.
    last = editor.locator(".b-preview")
    await form.evaluate("(form) => form.scrollTo(0, form.scrollHeight)")
    told, done, end = (
        await editor.locator(".b-writing-said").bounding_box(),
        await editor.get_by_role("button", name="Done").bounding_box(),
        await last.bounding_box(),
    )
    assert told
    assert done
    assert end
    assert end["y"] + end["height"] <= told["y"]
    assert told["y"] + told["height"] <= done["y"]
