"""The merge itself: part by part, and whatever belongs together as one.

Where both changed how the steps follow each other, and the two do not make one journey, that is one
clash; the rest is merged all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from engine.definition.document import read_or_none
from engine.differences.outline import steps_of
from engine.merging.naming import reached, texts_named, told_apart, unknown
from engine.merging.parts import Data, Group, Parts, Path, Row, parts_of, put_together

Side = Literal["mine", "theirs"]
Choices = Mapping[str, Side]
"""By the path of a clash."""

ORDER: Path = ("steps",)
"""How the steps follow each other, as one."""
WHOLE: Path = ()
_ABSENT = object()
_LEADS = {"next", "otherwise", "on", "cases", "ways", "outcomes"}
_WAITS = {"for", "until", "at_most"}
"""What a wait waits for is one thing, whichever of these says it."""


@dataclass(frozen=True)
class Clash:
    """What both changed, each in another way."""

    unit: Path

    @property
    def path(self) -> str:
        """`steps.welcome.name`; `steps`: how the steps follow each other; empty: all of it."""
        return ".".join(self.unit)


@dataclass(frozen=True)
class Merged:
    definition: Data
    """Clashes as they were chosen; mine, where nobody has."""
    clashes: tuple[Clash, ...]
    """In the order of the definition."""


@dataclass(frozen=True)
class Three:
    """What both began with, and what each has made of it."""

    base: Parts
    mine: Parts
    theirs: Parts
    wholes: frozenset[Path]
    """What is new, gone or of another kind somewhere, and so is taken or left as a whole."""

    @property
    def sides(self) -> tuple[Parts, Parts, Parts]:
        return self.base, self.mine, self.theirs

    def paths(self) -> dict[Path, None]:
        return dict.fromkeys([*self.mine, *self.theirs, *self.base])


def merge(base: Data, mine: Data, theirs: Data, choices: Choices | None = None) -> Merged:
    """`merge(base, mine, base)` is mine, and `merge(base, base, theirs)` is theirs."""
    if _is_same(mine, base) or _is_same(mine, theirs):
        return Merged(theirs, ())
    if _is_same(theirs, base):
        return Merged(mine, ())
    mine = told_apart(base, mine, theirs)
    three = three_of(base, mine, theirs)
    for as_one in (False, True):
        units = units_of(three, as_one=as_one)
        clashing = [unit for unit, paths in units.items() if _clashes(three, paths)]
        if not as_one and any(_leads(three, path) for unit in clashing for path in units[unit]):
            continue
        if all(
            _is_sound(_taken(three, units, dict.fromkeys(clashing, side)), mine, theirs)
            for side in ("mine", "theirs")
        ):
            merged = _taken(three, units, _chosen(clashing, choices))
            return Merged(_without_leftovers(merged, mine, theirs), tuple(map(Clash, clashing)))
    chosen = _chosen([WHOLE], choices)[WHOLE]
    return Merged(mine if chosen == "mine" else theirs, (Clash(WHOLE),))


def three_of(base: Data, mine: Data, theirs: Data) -> Three:
    sides = parts_of(base), parts_of(mine), parts_of(theirs)
    every = dict.fromkeys(path for side in sides for path in side)
    return Three(*sides, frozenset(path for path in every if _is_whole(path, sides)))


def units_of(three: Three, *, as_one: bool) -> dict[Path, list[Path]]:
    """All parts, by what they are taken or left with. `as_one`: so are all that lead somewhere."""
    units: dict[Path, list[Path]] = {}
    for path in three.paths():
        unit = ORDER if as_one and _leads(three, path) else _unit(path, three.wholes)
        units.setdefault(unit, []).append(path)
    return units


def with_unit(three: Three, clash: Clash, side: Side) -> dict[str, Any]:
    """What both began with, and of this clash what one of them has made of it."""
    units = units_of(three, as_one=clash.unit == ORDER)
    from_ = three.mine if side == "mine" else three.theirs
    if clash.unit == WHOLE:
        return put_together(from_)
    own = set(units[clash.unit])
    paths = [path for path in three.paths() if path in (from_ if path in own else three.base)]
    return put_together({path: (from_ if path in own else three.base)[path] for path in paths})


def _unit(path: Path, wholes: frozenset[Path]) -> Path:
    for depth in range(1, len(path)):
        if path[:depth] in wholes:
            return path[:depth]
    match path:
        case ("steps", step, field) if field in _WAITS:
            return "steps", step, "until"
        case _:
            return path


def _is_whole(path: Path, sides: tuple[Parts, ...]) -> bool:
    there = [side[path] for side in sides if path in side]
    if len({type(each) for each in there if isinstance(each, Group | Row)}) and not all(
        type(each) is type(there[0]) for each in there
    ):
        return True
    match path:
        case ("steps", _):
            types = [side.get((*path, "type")) for side in sides]
            return len(there) < len(sides) or types.count(types[0]) < len(types)
        case (
            ("goal",)
            | ("templates", _)
            | ("templates", _, "locales", _)
            | ("steps", _, "cases" | "ways", _)
        ):
            return len(there) < len(sides)
        case _:
            return False


def _leads(three: Three, path: Path) -> bool:
    """Whether it is of how the steps follow each other."""
    match path:
        case ("start",):
            return True
        case ("steps", _, *_) if path[:2] in three.wholes:
            return True
        case ("steps", _, "cases" | "ways", _, field):
            return field == "next" or path[:4] in three.wholes
        case ("steps", step, "to"):
            return any(side.get(("steps", step, "type")) == "go_to" for side in three.sides)
        case ("steps", _, field, *_):
            return field in _LEADS
        case _:
            return False


def _clashes(three: Three, paths: list[Path]) -> bool:
    def differ(one: Parts, other: Parts) -> bool:
        return any(not _is_same(_at(one, path), _at(other, path)) for path in paths)

    base, mine, theirs = three.sides
    if not (differ(mine, base) and differ(theirs, base) and differ(mine, theirs)):
        return False
    return len(paths) > 1 or _in_order(three, paths[0]) is None


def _taken(three: Three, units: Mapping[Path, list[Path]], chosen: Mapping[Path, Side]) -> Data:
    taken = {
        path: value
        for unit, paths in units.items()
        for path, value in _of_unit(three, paths, chosen.get(unit))
    }
    return put_together({path: taken[path] for path in three.paths() if path in taken})


def _without_leftovers(merged: Data, mine: Data, theirs: Data) -> Data:
    """Without texts of steps that were not taken."""
    texts = merged.get("templates")
    if not isinstance(texts, Mapping):
        return merged
    named = texts_named(merged)
    left = (texts_named(mine) | texts_named(theirs)) - named
    return {**merged, "templates": {key: text for key, text in texts.items() if key not in left}}


def _of_unit(three: Three, paths: list[Path], chosen: Side | None) -> Iterator[tuple[Path, Any]]:
    base, mine, theirs = three.sides
    changed = any(not _is_same(_at(mine, path), _at(base, path)) for path in paths)
    own = chosen == "mine" or (chosen is None and changed)
    for path in paths:
        row = _in_order(three, path) if chosen is None else None
        value = _at(mine if own else theirs, path) if row is None else row
        if value is not _ABSENT:
            yield path, value


def _in_order(three: Three, path: Path) -> Any:
    """Rows that both have changed, as one. None: it is none, or both have put it in another
    order."""
    found = [_at(side, path) for side in three.sides]
    if all(isinstance(each, Row) for each in found):
        keys = one_row(*([*each.keys] for each in found))
        return None if keys is None else Row(tuple(keys))
    if all(isinstance(each, list) and _are_words(each) for each in found):
        return one_row(*found)
    return None


def one_row(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """What is new on either side comes behind what stood before it there."""
    kept = [key for key in base if key in mine and key in theirs]
    here, there = ([key for key in row if key in kept] for row in (mine, theirs))
    if kept not in (here, there) and here != there:
        return None
    leading, other = (theirs, mine) if here == kept else (mine, theirs)
    row = [key for key in leading if key in other or key not in base]
    for place, key in enumerate(other):
        if key not in row and key not in base:
            before = [row.index(each) for each in other[:place] if each in row]
            row.insert(before[-1] + 1 if before else 0, key)
    return row


def _are_words(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values) and len(set(values)) == len(values)


def _is_sound(merged: Data, mine: Data, theirs: Data) -> bool:
    """Whether nothing is wrong with it that is wrong with neither of the two."""
    if unknown(merged) - unknown(mine) - unknown(theirs):
        return False
    ways = [(reached(each), steps_of(each)) for each in (mine, theirs)]
    here = reached(merged)
    for step in steps_of(merged):
        if step not in here and all(step in there for there, steps in ways if step in steps):
            return False
    return read_or_none(merged) is not None or None in (read_or_none(mine), read_or_none(theirs))


def _chosen(clashing: list[Path], choices: Choices | None) -> dict[Path, Side]:
    return {unit: (choices or {}).get(Clash(unit).path, "mine") for unit in clashing}


def _at(parts: Parts, path: Path) -> Any:
    return parts.get(path, _ABSENT)


def _is_same(one: Any, other: Any) -> bool:
    if any(each is _ABSENT or isinstance(each, Group | Row) for each in (one, other)):
        return bool(one == other)
    # As text, since for Python alone true is 1.
    return _text(one) == _text(other)


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
