"""A message that is being written is seen in a frame, on pages that allow neither styles of others
nor pictures."""

from typing import Any

from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import Site

MAIL = {
    "subject": "Hi {{ contact.first_name }}",
    "preheader": "Not to be seen",
    "theme": {"accent": "#aa0000"},
    "blocks": [
        {"type": "heading", "text": "Good day"},
        {"type": "image", "src": "https://pictures.example/a.png", "alt": "A picture"},
        {"type": "button", "label": "Open", "url": "https://elsewhere.example/"},
    ],
}
FRAME = """
async ([message, scheme]) => {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRF-Token"];
    const answer = await fetch("/api/v1/templates/preview", {
        method: "POST",
        headers: {"Content-Type": "application/json", "X-CSRF-Token": token},
        body: JSON.stringify(message),
    });
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "");
    frame.style.colorScheme = scheme;
    frame.src = (await answer.json()).frame;
    document.querySelector("main").replaceChildren(frame);
}
"""


async def framed(page: Page, message: dict[str, Any], scheme: str = "light") -> FrameLocator:
    await page.evaluate(FRAME, [message, scheme])
    return page.frame_locator("iframe")


async def test_a_mail_keeps_its_looks_and_asks_nobody_for_anything(signed_in: Page) -> None:
    frame = await framed(signed_in, {"template": MAIL})
    await expect(frame.get_by_role("heading", name="Good day")).to_have_css("font-size", "24px")
    await expect(frame.get_by_role("link", name="Open")).to_have_css(
        "background-color", "rgb(170, 0, 0)"
    )
    picture = frame.get_by_role("img", name="A picture")
    assert await picture.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    await expect(frame.get_by_text("Not to be seen")).to_be_hidden()


async def test_the_frame_chooses_between_day_and_night(signed_in: Page) -> None:
    """The colour scheme of the frame's element is what the mail is told its reader prefers."""
    await signed_in.emulate_media(color_scheme="null")
    day = await framed(signed_in, {"template": MAIL}, "light")
    await expect(day.get_by_role("heading")).to_have_css("color", "rgb(20, 25, 27)")
    night = await framed(signed_in, {"template": MAIL}, "dark")
    await expect(night.get_by_role("heading")).to_have_css("color", "rgb(243, 246, 245)")


async def test_a_click_in_the_frame_leads_nowhere(signed_in: Page, site: Site) -> None:
    frame = await framed(signed_in, {"template": MAIL})
    open_before = len(signed_in.context.pages)
    await frame.get_by_role("link", name="Open").click()
    await expect(signed_in).to_have_url(f"{site.address}/journeys")
    assert len(signed_in.context.pages) == open_before


async def test_a_message_in_the_product_is_seen_in_one(signed_in: Page) -> None:
    template = {"title": "Tips", "body": "B", "action": {"label": "L", "url": "https://x.example"}}
    frame = await framed(signed_in, {"template": template, "kind": "in_app", "format": "modal"})
    await expect(frame.get_by_text("Tips")).to_have_css("font-size", "20px")
    await expect(frame.get_by_role("link", name="L")).to_be_visible()
