"""A text of a message as its readers see it, as far as a comparison of words can show that.

Fields are named, links stand with their addresses, and what is bold or italic is known word by
word. Everything else stays as it is written.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from engine.sentences.words import variable_in_words, variables_in_words

Look = Literal["bold", "italic"]

_LOOKS: dict[str, Look] = {"\ufdd2": "bold", "\ufdd3": "italic"}
"""Non-characters, which no text contains: each stands before a word that is so."""
LOOKS = "[\ufdd2\ufdd3]*"
NAMED = r"\[[^\[\]\n\ufdd2\ufdd3]*\]"
"""A field, which is one word. What is so within brackets, as in `[*a*]`, makes them none."""

_FIELD = r"\{\{[^{}\n]*\}\}"
_LINK = re.compile(
    rf"(!?)\[((?:{_FIELD}|[^\[\]\n])*+)\]\(((?:{_FIELD}|[^()\s])*+)\)(?:\{{\.button\}})?"
)
"""What was read of it stands: a field is also what is no field, and trying both takes for ever."""
_KNOWN = re.compile(r"\{%-?\s*if\s+([A-Za-z_][\w.]*)\s*-?%\}")
_ASKED = re.compile(r"\{%-?\s*((?:el)?if)\s([^{}\n]*)%\}")
_OTHERWISE = re.compile(r"\{%-?\s*else\s*-?%\}")
_IN_ANY_CASE = re.compile(r"\{%-?\s*endif\s*-?%\}")
_HEADING = re.compile(r"^( *)#{1,6} +", re.MULTILINE)
_POINT = re.compile(r"^( *)[-*+] +", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BOLD = re.compile(r"(?<!\\)\*\*(?=[^\s*])((?:[^\n*]|\*(?!\*)){0,2000})(?<=[^\s\\])\*\*")
_ITALIC = re.compile(r"(?<![\w\\*_])([*_])(?=[^\s*_])([^*_\n]{0,2000}?)(?<=[^\s\\])\1(?![\w*_])")
_WORD = re.compile(r"\[[^\[\]\n]*\]|\w+|[^\w\s*_\ufdd2\ufdd3]")


def as_read(written: str) -> str:
    """The Markdown without its marks; `parts_of` tells what was bold."""
    text = _KNOWN.sub(lambda found: f"[if known: {variable_in_words(found[1])}]", written)
    text = _ASKED.sub(lambda found: f"[{found[1]} {found[2].rstrip(' -').lstrip()}]", text)
    text = _IN_ANY_CASE.sub("[in any case]", _OTHERWISE.sub("[otherwise]", text))
    text = _LINK.sub(lambda link: link[0] if link[1] else f"{link[2]} ({link[3]})", text)
    text = _POINT.sub(r"\1• ", _HEADING.sub(r"\1", variables_in_words(text)))
    text = _BOLD.sub(lambda found: _marked(found[1], "\ufdd2"), text)
    text = _ITALIC.sub(lambda found: _marked(found[2], "\ufdd3"), text)
    return _ESCAPED.sub(r"\1", text)


def _marked(words: str, mark: str) -> str:
    return _WORD.sub(lambda word: mark + word[0], words)


_PART = re.compile(rf"({LOOKS})({NAMED}|\w+|\s+|[^\w\s\ufdd2\ufdd3]|$)")


def parts_of(text: str) -> Iterator[tuple[tuple[Look, ...], str]]:
    """What is so and what is otherwise, in turn; a blank is as the words beside it."""
    found = [(set(each[1]), each[2]) for each in _PART.finditer(text)]
    for at, (marks, word) in enumerate(found):
        if word.isspace() and 0 < at < len(found) - 1:
            marks |= found[at - 1][0] & found[at + 1][0]
    for looks, words in groupby(found, key=lambda each: sorted(each[0])):
        said = "".join(word for _, word in words)
        if said:
            yield tuple(_LOOKS[mark] for mark in looks), said
