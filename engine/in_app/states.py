"""What readers do about messages, and what each of it is told as."""

from collections.abc import Mapping
from typing import Literal

from engine.definition.conditions import Mark

State = Literal["seen", "read", "interacted", "clicked", "archived", "dismissed", "completed"]
"""Each happens once, and stays."""

Undone = Literal["unread", "unarchived"]
"""What a reader takes back. It is told to nobody."""

IMPLIED: Mapping[State, tuple[State, ...]] = {
    "seen": ("seen",),
    "read": ("seen", "read"),
    "interacted": ("seen", "interacted"),
    "clicked": ("seen", "interacted", "clicked"),
    "archived": ("archived",),
    "dismissed": ("seen", "dismissed"),
    "completed": ("seen", "interacted", "completed"),
}
"""What is so as well, first things first."""

MARKS: Mapping[State, Mark] = {
    "seen": "opened",
    "clicked": "clicked",
    "dismissed": "dismissed",
    "completed": "completed",
}
"""As what conditions know it."""

ITEM_COMPLETED = "Checklist Item Completed"
"""The event by which it is told that an item is ticked; `item` is its id, `title` its title."""

_COMPLETED = {"tour": "Tour Completed", "checklist": "Checklist Completed"}


def event_of(state: State, form: str) -> str:
    """The event's name. `form` is the message's format."""
    if state == "completed":
        return _COMPLETED.get(form, "In-App Message Completed")
    return f"In-App Message {state.capitalize()}"
