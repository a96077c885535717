"""The values an update step gives traits, their texts filled in for the customer."""

from collections.abc import Mapping
from typing import Any

from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.advancing.scope import scope
from engine.templates import TemplateError


async def filled_in(values: Mapping[str, Any], passage: Passage, ports: Ports) -> dict[str, Any]:
    """The values to set. A text that cannot be filled in for this customer is left out: nothing is
    known to put there."""
    known = scope(passage, passage.person, ports.organization.values)
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
