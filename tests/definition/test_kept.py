"""What is worked out from a definition is worked out once, and never for another part of it."""

from engine.definition.conditions import AllOf, EventHappened, leaves
from engine.definition.kept import MOST_KEPT, kept


def test_the_same_part_is_worked_out_once() -> None:
    asked: list[EventHappened] = []

    @kept
    def name(part: EventHappened) -> str:
        asked.append(part)
        return part.event

    shared = EventHappened(event="Report Shared")
    assert [name(shared), name(shared)] == ["Report Shared"] * 2
    assert asked == [shared]


def test_an_equal_part_elsewhere_is_another() -> None:
    asked: list[int] = []

    @kept
    def mark(part: EventHappened) -> None:
        asked.append(id(part))

    one, other = EventHappened(event="Report Shared"), EventHappened(event="Report Shared")
    mark(one)
    mark(other)
    assert one == other
    assert asked == [id(one), id(other)]


def test_parts_that_come_and_go_are_never_mistaken_for_each_other() -> None:
    """Also beyond what is kept, where identities would be taken again."""
    for number in range(MOST_KEPT + 100):
        event = f"Event {number}"
        assert leaves(AllOf(all=(EventHappened(event=event),))) == (EventHappened(event=event),)
