"""A merge in words: whose changes were taken in, and what of them clashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from engine.differences import Difference, compare
from engine.differences.outline import step_changes, steps_of, title_of
from engine.differences.wording import Fate
from engine.merging.merge import ORDER, WHOLE, Clash, Side, three_of, with_unit
from engine.merging.naming import told_apart
from engine.merging.parts import Data, Path
from engine.sentences import NO_NAMES, Names
from engine.sentences.words import name_in_words


@dataclass(frozen=True)
class Told:
    """A clash for whoever decides: what each of the two has changed."""

    path: str
    """By which it is chosen."""
    title: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


def told(
    base: Data, mine: Data, theirs: Data, clashes: Sequence[Clash], names: Names = NO_NAMES
) -> tuple[Told, ...]:
    if not clashes:
        return ()
    three = three_of(base, told_apart(base, mine, theirs), theirs)

    def changes(clash: Clash, side: Side) -> tuple[str, ...]:
        found = compare(base, with_unit(three, clash, side), names).differences
        return tuple(each.text for each in found) or ("It is written otherwise.",)

    return tuple(
        Told(
            clash.path,
            _title(clash.unit, mine, theirs),
            changes(clash, "mine"),
            changes(clash, "theirs"),
        )
        for clash in clashes
    )


_TITLES = {
    "name": "The journey’s name",
    "description": "The description",
    "subject": "What goes through the journey",
    "entry": "Who enters",
    "goal": "The goal",
    "exit": "Who leaves early",
    "send": "How its messages go out",
    "scenarios": "The scenarios",
}


def _title(unit: Path, mine: Data, theirs: Data) -> str:
    match unit:
        case _ if unit == WHOLE:
            return "All of it"
        case _ if unit == ORDER:
            return "How the steps follow each other"
        case ("steps", step, *_):
            return f"“{_called(step, mine, theirs)}”"
        case ("templates", text, *_):
            return f"The text of “{_called(_sender(text, mine) or text, mine, theirs)}”"
        case ("scenarios", name):
            return f"The scenario “{name}”"
        case (part, *_):
            return _TITLES.get(part, name_in_words(part).capitalize())
        case _:
            raise AssertionError("a path has a beginning")


def _called(step: str, *sides: Data) -> str:
    return title_of(step, next((each for each in sides if step in steps_of(each)), {}))


def _sender(text: str, definition: Data) -> str | None:
    senders = (name for name, step in steps_of(definition).items() if step.get("template") == text)
    return next(senders, None)


_FEW = 2
"""So many changes are told one by one."""
_SHORT = 60
"""Of a text, so many letters."""
_LINE = 200
"""And of a sentence."""


def taken_in(base: Data, theirs: Data, who: str | None, names: Names = NO_NAMES) -> str:
    """`Ana’s changes of 2 steps were taken in.`, and by what was replaced what was there.

    `who` None: they are the reader's own, of elsewhere; empty: nobody knows whose they are."""
    steps = [each.title for each in step_changes(base, theirs)]
    match steps:
        case []:
            of = ""
        case [title]:
            of = f" of “{title}”"
        case _:
            of = f" of {len(steps)} steps"
    whose = f"{who}’s changes{of}" if who else f"Your changes{of} in another window"
    said = f"{whose} were taken in."
    if who == "":
        said = f"Changes{of} that came in meanwhile were taken in; who made them is not on record."
    changes = compare(base, theirs, names).differences
    more = [f"And {len(changes) - _FEW} more."] if len(changes) > _FEW else []
    return " ".join([said, *map(_replaced, changes[:_FEW]), *more])


def _replaced(change: Difference) -> str:
    """In one line, however long the texts are."""
    in_lines = change.text.endswith(":") or "\n" in change.text
    if change.about is None or not in_lines:
        return shorten(change.text, _LINE, placeholder=" …")
    gone, come = (_short(change, fate) for fate in ("removed", "added"))
    if gone == come:  # only how it looks, or where lines end
        return f"{change.about} has changed."
    if not gone or not come:
        of = f"{change.about[:1].lower()}{change.about[1:]}"
        return f"“{gone or come}” is {'gone from' if gone else 'new in'} {of}."
    return f"{change.about} has “{come}” in place of “{gone}”."


def _short(change: Difference, fate: Fate) -> str:
    text = " … ".join(each.text.strip(" ,;\n") for each in change.pieces if each.fate == fate)
    return shorten(text, _SHORT, placeholder=" …")
