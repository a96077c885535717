"""What counts as a message in the product."""

import pytest

from engine.definition.document import parse
from engine.validation.shown_to_nobody import has_any_in_product, shown_to_nobody

JOURNEY = """
journey: trial
name: Trial
entry: {triggers: [{event: Login}]}
start: hello
steps:
  hello: {type: STEP, template: t, next: done}
  done: {type: exit}
templates: {t: {TITLE: Hello, body: Hello}}
"""


@pytest.mark.parametrize(
    ("step", "title", "is_in_product"),
    [
        ("in_app", "title", True),
        ("in_app, format: banner", "title", True),
        ("survey, kind: nps, channel: in_app, at_most: 7d", "title", True),
        ("survey, kind: nps, at_most: 7d", "subject", False),
        ("email", "subject", False),
    ],
)
def test_all_that_a_product_is_to_show_counts(step: str, title: str, is_in_product: bool) -> None:
    written = JOURNEY.replace("STEP", step).replace("TITLE", title)
    assert has_any_in_product(parse(written, format="yaml")) is is_in_product


def test_it_is_said_once_with_where_to_look() -> None:
    said = shown_to_nobody()
    assert (said.code, said.severity, said.path) == ("shown_to_nobody", "warning", "")
    assert said.link is not None
    assert said.link.page == "/channels"
