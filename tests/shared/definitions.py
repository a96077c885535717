"""The definitions that Python and the builder are compared on."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from engine.definition.document import parse
from engine.definition.journey import Journey
from tests.validation.journeys import BASE, EVERY

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LANGUAGE = ROOT / "docs" / "language.md"
PROGRAMS = ROOT / "journeys"
WHOLE = ROOT / "tests" / "definition" / "whole.yaml"


@cache
def real() -> Mapping[str, Journey]:
    """The bundled journey, and every example of the language, by their keys."""
    bundled = [path.read_text() for path in sorted(PROGRAMS.glob("*.yaml"))]
    examples = re.findall(r"^```yaml\n(.*?)^```", LANGUAGE.read_text(), re.M | re.S)
    return _by_key([*bundled, *examples])


@cache
def others() -> Mapping[str, Journey]:
    """The gallery's programs, and journeys that were written to leave nothing out."""
    gallery = [path.read_text() for path in sorted(PROGRAMS.glob("gallery/*.yaml"))]
    whole = WHOLE.read_text().replace("journey: onboarding", "journey: whole", 1)
    sound = BASE.replace("journey: onboarding", "journey: sound", 1)
    written = [path.read_text() for path in sorted(HERE.glob("*.yaml"))]
    return _by_key([*gallery, whole, sound, EVERY, *written])


def everything() -> Mapping[str, Journey]:
    return {**real(), **others()}


def _by_key(texts: Iterable[str]) -> Mapping[str, Journey]:
    return {journey.journey: journey for journey in (parse(text, format="yaml") for text in texts)}
