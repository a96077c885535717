"""As much as can be read of a text that somebody is still writing, for who looks at a preview."""

import re
from dataclasses import dataclass, field
from itertools import islice

from engine.templates.check import ROOTS, check, condition
from engine.templates.limits import MAX_PIECES
from engine.templates.pieces import Piece, pieces
from engine.templates.syntax import ENDS, ends_of

_NOTHING = "{##}"
"""A remark: with the line it stands alone in, it is gone."""
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def readable(source: str) -> str:
    """The same text, but for what keeps it from being read. A field shows its name, as one does
    that a customer lacks; a condition that cannot be read, or has no end, holds; a loop is gone.

    What has other faults, such as too great a length, comes back with them.
    """
    found = list(islice(pieces(source), MAX_PIECES + 1))
    if len(found) > MAX_PIECES:
        return source
    writer = _Writer(_endless(found))
    out, at = [], 0
    for piece in found:
        out += [_apart(source[at : piece.start]), writer.written(piece)]
        at = piece.end
    return "".join([*out, _apart(source[at:]), writer.ends(0)])


def _apart(words: str) -> str:
    """A brace at their end would be one of those that follow."""
    return f"{words[:-1]}{{{{ '{{' }}}}" if words.endswith("{") else words


def _endless(found: list[Piece]) -> frozenset[Piece]:
    """The conditions and loops that nothing ends."""
    open_: list[Piece] = []
    endless: list[Piece] = []
    for piece in found:
        word = piece.word if piece.opens == "{%" else ""
        if word in ENDS:
            open_.append(piece)
        while word in [ENDS[each.word] for each in open_]:
            last = open_.pop()
            if ENDS[last.word] == word:
                break
            endless.append(last)
    return frozenset([*endless, *open_])


@dataclass
class _Begun:
    word: str
    shown: bool = True
    """Whether its beginning is still there, and so its end has to be."""
    otherwise: bool = False


@dataclass
class _Writer:
    """Puts what reads in place of each piece, one after the other."""

    _endless: frozenset[Piece]
    _open: list[_Begun] = field(default_factory=list)
    _own: frozenset[str] = frozenset({"loop"})
    """Names that loops and the like have given so far."""

    def ends(self, depth: int) -> str:
        """What ends all that is open beyond this depth."""
        begun, self._open = self._open[depth:], self._open[:depth]
        return ends_of([each.word for each in begun if each.shown])

    def written(self, piece: Piece) -> str:
        if piece.opens == "{{":
            return piece.whole if self._reads(piece) else _gap(piece)
        if piece.opens == "{#":
            return _NOTHING
        match piece.word:
            case "if":
                self._open.append(_Begun("if"))
                return f"{{% if {self._asked(piece)} %}}"
            case "elif" if self._goes_on("if"):
                return f"{{% elif {self._asked(piece)} %}}"
            case "else" if self._goes_on("if", "for"):
                self._open[-1].otherwise = True
                return "{% else %}"
            case "for":
                shown = piece not in self._endless and self._reads(piece, "{% endfor %}")
                self._open.append(_Begun("for", shown))
                return self._naming(piece) if shown else _NOTHING
            case "endif" | "endfor":
                return self._end(piece.word) or _NOTHING
            case "set" if self._reads(piece):
                return self._naming(piece)
            case _:
                return _NOTHING

    def _goes_on(self, *words: str) -> bool:
        """Whether what is open is one of these, and has a part to come."""
        last = self._open[-1] if self._open else _Begun("", False)
        return last.shown and last.word in words and not last.otherwise

    def _end(self, word: str) -> str:
        words = [ENDS[each.word] for each in self._open]
        return self.ends(len(words) - 1 - words[::-1].index(word)) if word in words else ""

    def _naming(self, piece: Piece) -> str:
        self._own |= piece.names
        return piece.whole

    def _asked(self, piece: Piece) -> str:
        if piece in self._endless or check(condition(piece.asked), ROOTS | self._own):
            return "true"
        return piece.asked

    def _reads(self, piece: Piece, end: str = "") -> bool:
        known = (self._own - piece.names) | ROOTS
        return piece.finished and not check(piece.whole + end, known)


def _gap(piece: Piece) -> str:
    name = _NAME.search(piece.inside)
    return f"{{{{ '[{name[0] if name else '…'}]' }}}}"
