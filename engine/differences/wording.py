"""How a text has changed, word by word, shortened to where it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from engine.sentences.words import variables_in_words

Fate = Literal["same", "removed", "added"]

_AROUND = 40
"""So much of what is the same stands beside what has changed, in characters."""
_LONGEST = 600
"""No piece is longer."""
_WORDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\[[^\]\n]*\]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    fate: Fate
    text: str


def pieces(old: str, new: str) -> Iterator[Piece]:
    """The old text is what is the same and what was removed, the new one the same and what was
    added; `…` stands for what was left out. Variables are named, unless they alone have changed."""
    named = variables_in_words(old), variables_in_words(new)
    before, now = (_WORDS.findall(each) for each in (named if named[0] != named[1] else (old, new)))
    found = list(_calm(before, now))
    for number, piece in enumerate(found):
        if piece.fate == "same":
            text = _shortened(piece.text, number == 0, number == len(found) - 1)
        else:
            text = piece.text if len(piece.text) <= _LONGEST else f"{piece.text[:_LONGEST]}…"
        yield Piece(piece.fate, text)


def _calm(before: list[str], now: list[str]) -> Iterator[Piece]:
    """What is the same for a blank or two between changes is told with these."""
    removed = added = ""
    for fate, one, other, here, there in SequenceMatcher(
        a=before, b=now, autojunk=len(before) > 2_000
    ).get_opcodes():
        was, is_ = "".join(before[one:other]), "".join(now[here:there])
        if fate == "equal" and not ((removed or added) and _is_little(was) and there < len(now)):
            yield from _change(removed, added)
            removed = added = ""
            yield Piece("same", was)
        else:
            removed, added = removed + was, added + is_
    yield from _change(removed, added)


def _is_little(text: str) -> bool:
    return len(text.strip()) < 3


def _change(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _shortened(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= (_AROUND if is_first or is_last else 2 * _AROUND):
        return text
    # Whole words.
    before, after = re.sub(r"\S*$", "", text[:_AROUND]), re.sub(r"^\S*", "", text[-_AROUND:])
    return f"{'' if is_first else before}…{'' if is_last else after}"
