"""Ends of a journey that reports cannot tell apart."""

import pytest

from tests.validation.journeys import BASE, changed


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("lost: {type: exit}", "“lost” and “done” both count as “completed”: reports cannot"),
        (
            "lost: {type: email, template: welcome, next: won, on: {failed: gone}}\n"
            "  won: {type: exit}\n  gone: {type: exit}",
            "“won”, “gone” and “done” all count as “completed”: reports cannot",
        ),
        # Where nobody comes to, nobody ends.
        ("lost: {type: exit, outcome: lost}\n  won: {type: exit}", None),
        ("lost: {type: exit, outcome: lost}", None),
        ("lost: {type: exit, outcome: completed}", None),
    ],
)
def test_ends_without_a_word_of_their_own_are_told_once(ends: str, said: str | None) -> None:
    told = changed("otherwise: done", f"otherwise: lost\n  {ends}", BASE)
    found = [each for each in told if each.code == "same_outcome"]
    if said is None:
        assert found == []
        return
    [problem] = found
    assert problem.message.startswith(said)
    assert (problem.severity, problem.path) == ("warning", "steps.done.outcome")
