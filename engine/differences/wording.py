"""How a text has changed, word by word, shortened to where it has."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from engine.differences.reading import LOOKS, NAMED, Look, as_read, parts_of
from engine.sentences.words import variables_in_words

Fate = Literal["same", "removed", "added"]

_AROUND = 40
"""So much of what is the same stands beside what has changed, in characters."""
_LONGEST = 600
"""No piece is longer."""
_WORDS = re.compile(
    rf"\{{\{{[^{{}}\n]*\}}\}}|\{{%[^{{}}\n]*%\}}|{LOOKS}(?:{NAMED}|\w+|[^\w\s])|\s+"
)
"""None of these looks far ahead: a text may open a hundred thousand brackets."""
_LINES = re.compile(r"[^\n>]*[\n>]|[^\n>]+")
"""Of HTML that stands in one line, as far as the next tag."""
_MOST = 4_000_000
"""So many pairs of words, or of lines, are compared at most: the time it takes grows faster."""


@dataclass(frozen=True)
class Piece:
    fate: Fate
    text: str
    looks: tuple[Look, ...] = ()


def pieces(old: str, new: str, *, markdown: bool = False) -> Iterator[Piece]:
    """The old text is what is the same and what was removed, the new one the same and what was
    added; `…` stands for what was left out. Variables are named and Markdown is read, unless what
    is written otherwise reads as before."""
    read = as_read if markdown else variables_in_words
    was, is_ = read(old), read(new)
    found = list(_calm(*((was, is_) if was != is_ else (old, new))))
    for number, piece in enumerate(found):
        if piece.fate == "same":
            text = _shortened(piece.text, number == 0, number == len(found) - 1)
        else:
            text = piece.text if len(piece.text) <= _LONGEST else f"{piece.text[:_LONGEST]}…"
        if not markdown:
            yield Piece(piece.fate, text)
            continue
        yield from (Piece(piece.fate, said, looks) for looks, said in parts_of(text))


def _calm(before: str, now: str) -> Iterator[Piece]:
    """What is the same for a blank or two between changes is told with these."""
    removed = added = ""
    compared = _compared(before, now)
    for number, (was, is_) in enumerate(compared):
        is_last = number == len(compared) - 1
        if was == is_ and not ((removed or added) and _is_little(was) and not is_last):
            yield from _change(removed, added)
            removed = added = ""
            yield Piece("same", was)
        else:
            removed, added = removed + was, added + is_
    yield from _change(removed, added)


Pair = tuple[str, str]
"""What stood somewhere, and what stands there now."""


def _compared(before: str, now: str) -> Sequence[Pair]:
    """Word by word; where there are too many, line by line first."""
    words = _WORDS.findall(before), _WORDS.findall(now)
    found = _where_they_part(*words) if _is_much(*words) else _matched(*words)
    return [_joined(pairs) for _, pairs in groupby(found, key=lambda pair: pair[0] == pair[1])]


def _joined(pairs: Iterable[Pair]) -> Pair:
    before, now = zip(*pairs, strict=True)
    return "".join(before), "".join(now)


def _where_they_part(before: Sequence[str], now: Sequence[str]) -> Iterator[Pair]:
    """What both begin and end with aside, which may leave little."""
    most = min(len(before), len(now))
    first = next((n for n in range(most) if before[n] != now[n]), most)
    rest = most - first
    last = next((n for n in range(rest) if before[-1 - n] != now[-1 - n]), rest)
    words = before[first : len(before) - last], now[first : len(now) - last]
    found = (
        _by_lines("".join(words[0]), "".join(words[1])) if _is_much(*words) else _matched(*words)
    )
    beginning, end = "".join(before[:first]), "".join(before[len(before) - last :])
    yield from (pair for pair in ((beginning, beginning), *found, (end, end)) if any(pair))


def _by_lines(before: str, now: str) -> Iterator[Pair]:
    lines = _LINES.findall(before), _LINES.findall(now)
    for was, is_ in [(before, now)] if _is_much(*lines) else _matched(*lines):
        words = _WORDS.findall(was), _WORDS.findall(is_)
        yield from [(was, is_)] if was == is_ or _is_much(*words) else _matched(*words)


def _is_much(before: Sequence[str], now: Sequence[str]) -> bool:
    return len(before) * len(now) > _MOST


def _matched(before: Sequence[str], now: Sequence[str]) -> Iterator[Pair]:
    matcher = SequenceMatcher(a=before, b=now, autojunk=False)
    for _, one, other, here, there in matcher.get_opcodes():
        yield "".join(before[one:other]), "".join(now[here:there])


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
