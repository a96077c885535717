"""Text that no database takes is kept as far as it can be."""

import pytest

from engine.tracking.inspecting import keepable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\ud83d", "a\ufffd"),
        ("\ude00b", "\ufffdb"),
        ("\ud83d\ud83db", "\ufffd\ufffdb"),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\0b", "a\ufffdb"),
        ("\U0001f600 Søhne", "\U0001f600 Søhne"),
    ],
)
def test_half_a_character_becomes_one_sign(text: str, kept: str) -> None:
    """**How it broke:** each half was shown as three."""
    assert keepable({text: [text]}) == {kept: [kept]}
