"""Every product has a page: how it is set up, how it proves itself, and what comes of it."""

from pathlib import Path
from typing import assert_never

import pytest

from engine.sources.preset import Preset
from engine.sources.presets import PRESETS
from engine.sources.schemes import Address, Scheme, Secret, Signature
from tests.sources.payloads import SENT

PAGES = Path(__file__).resolve().parents[2] / "docs" / "sources"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.key)
def test_a_product_has_a_page(preset: Preset) -> None:
    page = (PAGES / f"{preset.key}.md").read_text()
    assert f"`{preset.key}`" in page
    assert f"[{preset.name}]({preset.key}.md)" in (PAGES / "README.md").read_text()
    assert _proof(preset.scheme) in page.lower()


def _proof(scheme: Scheme) -> str:
    """What the page has to name."""
    match scheme:
        case Address():
            return "keep the address to yourself"
        case Secret(form="plain") | Signature():
            return scheme.header
        case Secret():
            return scheme.form
        case _:
            assert_never(scheme)


def test_the_events_of_our_own_are_all_in_the_overview() -> None:
    overview = (PAGES / "README.md").read_text()
    own = {each.event for each in SENT if each.event and "." in each.event}
    own = {name for name in own if name.partition(".")[0] not in PRESETS}
    assert {name for name in own if f"`{name}`" not in overview} <= {
        "report.shared", "com.acme.ordered"
    }  # fmt: skip
