"""The builder's window: it loads the program as it was built, and says how to build it."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from api.pages.bundle import builder_directory, bundle_in
from tests.browser.conftest import Seeded, Site
from tests.browser.seed import EMAIL, PASSWORD

MANIFEST = {
    "src/main.tsx": {
        "file": "assets/main-a1.js",
        "src": "src/main.tsx",
        "isEntry": True,
        "css": ["assets/main-b2.css"],
        "imports": ["_shared-c3.js"],
        "dynamicImports": ["src/later.tsx"],
    },
    "_shared-c3.js": {
        "file": "assets/shared-c3.js",
        "css": ["assets/shared-d4.css"],
        "imports": ["_shared-c3.js"],
    },
    "src/later.tsx": {"file": "assets/later-e5.js", "imports": ["_shared-c3.js"]},
}
PROGRAM = """
import { said } from "./shared-c3.js";
const place = document.getElementById("builder");
place.textContent = `${said} ${place.dataset.journey} ${place.dataset.zone}`;
place.style.height = "100px";
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build of a program that is not the builder, but is loaded as the builder is."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "assets" / "main-a1.js").write_text(PROGRAM)
    (tmp_path / "assets" / "shared-c3.js").write_text('export const said = "Here is";')
    (tmp_path / "assets" / "main-b2.css").write_text("#builder { color: rgb(1, 2, 3); }")
    (tmp_path / "assets" / "shared-d4.css").write_text("#builder { font-weight: 700; }")
    (tmp_path.parent / "secret.txt").write_text("not to be served")
    return tmp_path


@pytest.fixture
def with_builder(site: Site, built: Path) -> Site:
    """The site, with its builder built so."""
    site.app.dependency_overrides[builder_directory] = lambda: built
    return site


@pytest.fixture
def without_builder(site: Site, tmp_path: Path) -> Site:
    site.app.dependency_overrides[builder_directory] = lambda: tmp_path / "nowhere"
    return site


async def test_the_program_is_loaded_and_told_what_it_is_for(
    with_builder: Site, signed_in: Page
) -> None:
    await signed_in.goto(f"{with_builder.address}/journeys/onboarding/edit?step=welcome")
    builder = signed_in.locator("#builder")
    await expect(builder).to_have_text("Here is onboarding Europe/Amsterdam")
    await expect(builder).to_have_css("color", "rgb(1, 2, 3)")
    await expect(builder).to_have_css("font-weight", "700")
    await expect(builder).to_have_css("height", "100px")
    await expect(builder).to_have_attribute("data-reader", EMAIL)
    assert await builder.get_attribute("data-csrf")
    assert await signed_in.locator('link[rel="modulepreload"]').count() == 1


async def test_every_way_to_a_journey_leads_to_editing_it(
    with_builder: Site, signed_in: Page
) -> None:
    await signed_in.get_by_role("link", name="Edit An idea for spring").click()
    await expect(signed_in).to_have_url(re.compile("/journeys/idea/edit$"))
    await signed_in.goto(f"{with_builder.address}/journeys/idea")
    await expect(signed_in.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    await signed_in.get_by_role("link", name="Edit the draft").click()
    await expect(signed_in.locator("#builder")).to_contain_text("idea")


async def test_without_its_program_the_page_says_how_to_build_it(
    without_builder: Site, signed_in: Page
) -> None:
    answer = await signed_in.goto(f"{without_builder.address}/journeys/onboarding/edit")
    assert answer is not None
    assert answer.status == 503
    await expect(signed_in.locator("pre")).to_have_text("python hatch_build.py build")


async def test_whoever_is_not_signed_in_comes_back_here(
    with_builder: Site, window: Page, seeded: Seeded
) -> None:
    await seeded("little")
    await window.goto(f"{with_builder.address}/journeys/onboarding/edit?view=outline")
    await window.get_by_label("Email").fill(EMAIL)
    await window.get_by_label("Password").fill(PASSWORD)
    await window.get_by_role("button", name="Sign in").click()
    await expect(window).to_have_url(re.compile(r"/journeys/onboarding/edit\?view=outline$"))


async def test_built_files_may_be_kept_and_nothing_else_is_served(with_builder: Site) -> None:
    async with httpx.AsyncClient(base_url=f"{with_builder.address}/static/builder") as client:
        script = await client.get("/assets/main-a1.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert "immutable" in script.headers["cache-control"]
        assert script.headers["x-content-type-options"] == "nosniff"
        assert (await client.get("/manifest.json")).headers["cache-control"] == "no-cache"
        for path in ("/assets", "/assets/none.js", "//", "/..%2Fsecret.txt", "/%2e%2e/secret.txt"):
            assert (await client.get(path)).status_code == 404, path


@pytest.mark.parametrize("written", ["", "{", "{}", '{"src/main.tsx": {}}'])
def test_a_build_that_is_not_finished_is_none(built: Path, written: str) -> None:
    (built / "manifest.json").write_text(written)
    assert bundle_in(built) is None
