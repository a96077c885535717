"""A journey explained: to be read on a screen, and on paper."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Site


async def test_a_journey_is_read_from_its_page(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/journeys/success-plan")
    await signed_in.get_by_role("link", name="Explain it").click()
    await expect(
        signed_in.get_by_role("heading", name="What happens, step by step")
    ).to_be_visible()
    healthy = signed_in.get_by_role("heading", name="Step 16: Until they are healthy")
    await expect(healthy).to_be_visible()
    await signed_in.get_by_role("link", name="on with 16").first.click()
    assert signed_in.url.endswith("#step-16")
    async with signed_in.expect_download() as downloading:
        await signed_in.get_by_role("link", name="As Markdown").click()
    text = (await (await downloading.value).path()).read_text()
    assert text.startswith("# Ninety days to a success plan\n")


async def test_on_paper_there_is_nothing_but_the_journey(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/journeys/success-plan/explained")
    await signed_in.emulate_media(media="print", color_scheme="dark")
    await expect(signed_in.get_by_role("button", name="Print")).to_be_hidden()
    await expect(signed_in.get_by_role("navigation").first).to_be_hidden()
    ink = await signed_in.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(27, 28, 30)"
    assert len(await signed_in.pdf()) > 10_000
