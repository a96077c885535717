"""What is known about a product that sends: see `presets`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from engine.sources.delivery import Delivery, Reply
from engine.sources.items import Understood
from engine.sources.schemes import Scheme


@dataclass(frozen=True, kw_only=True)
class Preset:
    key: str
    """As sources name it: `stripe`."""
    name: str
    kind: Literal["billing", "support", "survey", "analytics", "crm", "community", "meetings",
                  "learning", "messaging", "any"]  # fmt: skip
    scheme: Scheme
    """As the product proves itself. A source may have another, for products that leave it open."""
    read: Callable[[Delivery, JsonValue], Understood]
    """What a verified delivery says. Raises `Unreadable`."""
    answer: Callable[[Delivery, JsonValue, Sequence[str]], Reply | None] | None = None
    """What the product insists on as an answer; the secrets are the source's."""
    body: Literal["json", "xml", "any"] = "json"
    """`json`: an object or a list. `any`: JSON of whatever kind, or nothing at all."""
    redact: Callable[[bytes], bytes] | None = None
    """The body without what would let others into the sender's account, as it is kept."""
    setup: str
    """Where in the product the address is entered and the secret found, for a person."""
