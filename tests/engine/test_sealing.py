"""Secrets at rest."""

from collections.abc import Callable

import pytest

from engine.sealing import CannotOpen, seal, unseal

KEY = b"a key of the tests, long enough......"


def test_what_is_sealed_is_opened_by_the_same_key_for_the_same_thing() -> None:
    sealed = seal(KEY, "whsec_é", "hook/1")
    assert "whsec" not in sealed
    assert unseal(KEY, sealed, "hook/1") == "whsec_é"
    assert seal(KEY, "whsec_é", "hook/1") != sealed


@pytest.mark.parametrize(
    ("key", "about", "spoil"),
    [
        (KEY + b"!", "hook/1", lambda text: text),
        (KEY, "hook/2", lambda text: text),
        (KEY, "hook/1", lambda text: text[:-4] + "AAA="),
        (KEY, "hook/1", lambda text: text[3:]),
        (KEY, "hook/1", lambda text: "s1.%%%"),
        (KEY, "hook/1", lambda text: "s1."),
        (KEY, "hook/1", lambda text: ""),
    ],
)
def test_anything_else_opens_nothing(key: bytes, about: str, spoil: Callable[[str], str]) -> None:
    with pytest.raises(CannotOpen):
        unseal(key, spoil(seal(KEY, "secret", "hook/1")), about)
