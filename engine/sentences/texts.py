"""A template's text as people read it who do not know the language of templates.

`template_in_words` says a line; this keeps a body's paragraphs, and says in brackets what depends
on the customer.
"""

import re

from engine.sentences.words import name_in_words, variable_in_words

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_LINK = re.compile(r"\[([^\]\n]*)\]\(((?:[^()\n]|\([^()\n]*\))*)\)(?:\{\.button\})?")
_CHOICE = re.compile(
    r"\{%-?\s*if\s+([^%\n]*?)\s*-?%\}([^{%\n]*(?:\{\{[^}\n]*\}\}[^{%\n]*)*)"
    r"(?:\{%-?\s*else\s*-?%\}([^{%\n]*(?:\{\{[^}\n]*\}\}[^{%\n]*)*))?\{%-?\s*endif\s*-?%\}"
)
"""A choice within one line."""
_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_ALONE = re.compile(r"^[ \t]*(\{%-?.*?-?%\})[ \t]*$", re.MULTILINE)
_PATH = re.compile(r"\b(account|contact|owner|organization|journey)((?:\.\w+)+)")
_IS_KNOWN = re.compile(
    rf"(?P<not>not\s+)?(?P<field>{_PATH.pattern})(?:\s+is\s+(?P<what>defined|undefined))?"
)
_VALUE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_DEFAULT = re.compile(r"""\|\s*default\(\s*(['"])(.*?)\1""", re.DOTALL)
_GAP = re.compile(r"\n{3,}")


def body_in_words(source: str) -> str:
    """`Hi {{ contact.first_name | default('there') }}` as `Hi [first name, or “there”]`; choices as
    `[if …: …]` within a line, and as `[If …:]`, `[Otherwise:]`, `[In any case:]` around several."""
    text = _COMMENT.sub("", source)
    text = _LINK.sub(_link, text)
    text = _CHOICE.sub(_choice, text)
    text = _ALONE.sub(lambda found: f"\n{found[1]}\n", text)
    text = _TAG.sub(lambda found: _tag(found[1], found[2]), text)
    text = _VALUE.sub(lambda found: _value(found[1]), text)
    lines = (line.rstrip() for line in text.strip().split("\n"))
    return _GAP.sub("\n\n", "\n".join(lines))


def _link(found: re.Match[str]) -> str:
    target = _VALUE.sub(lambda value: _value(value[1]), found[2]).strip()
    return f"{found[1]} ({target.removeprefix('[').removesuffix(']')})"


def _value(expression: str) -> str:
    """One value. What is reckoned from several is not said any closer."""
    named = _PATH.match(expression)
    if named is None:
        return "[…]"
    default, said = _DEFAULT.search(expression), variable_in_words(named[0])
    return f"[{said}, or “{default[2]}”]" if default else f"[{said}]"


def _choice(found: re.Match[str]) -> str:
    condition, so, else_ = found[1], found[2].strip(), (found[3] or "").strip()
    otherwise = f"; otherwise: {else_}" if else_ else ""
    before = " " if found[2].startswith(" ") else ""
    return f"{before}[if {_asked(condition)}: {so}{otherwise}]"


def _tag(name: str, rest: str) -> str:
    match name:
        case "if":
            return f"[If {_asked(rest)}:]"
        case "elif":
            return f"[Otherwise, if {_asked(rest)}:]"
        case "else":
            return "[Otherwise:]"
        case "for":
            what = rest.partition(" in ")[2] or rest
            return f"[For each of {_words(what)}:]"
        case "endif" | "endfor":
            return "[In any case:]"
        case _:
            return ""


def _asked(condition: str) -> str:
    """`owner.first_name` alone, or with `is defined`, asks whether it is known."""
    said = [_known(part) for part in re.split(r"\s+and\s+", condition)]
    return " and ".join(said)


def _known(condition: str) -> str:
    asked = _IS_KNOWN.fullmatch(condition.strip())
    if asked is None:
        return _words(condition)
    unknown = bool(asked["not"]) is not (asked["what"] == "undefined")
    return f"{_words(asked['field'])} {'is not known' if unknown else 'is known'}"


def _words(expression: str) -> str:
    return _PATH.sub(lambda found: name_in_words(found[0]), expression)
