"""The values an update step gives traits, their texts filled in for the customer."""

from collections.abc import Mapping
from typing import Any

from activities.advancing.addressing import seen_by_templates
from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.templates import TemplateError


async def filled_in(values: Mapping[str, Any], passage: Passage, ports: Ports) -> dict[str, Any]:
    """The values to set. A text that cannot be filled in for this customer is left out: nothing is
    known to put there."""
    known = seen_by_templates(passage, passage.person, ports)
    given: dict[str, Any] = {}
    for path, value in values.items():
        if not isinstance(value, str) or "{" not in value:
            given[path] = value
            continue
        try:
            given[path] = await ports.renderer.line(value, known)
        except TemplateError:
            continue
    return given
