"""What the template language says of a text in a definition."""

import re
from collections.abc import Iterator

from engine.definition.problems import Problem
from engine.templates import TemplateProblem, check
from engine.templates.markdown import LINKS, PICTURES, is_address, is_on_the_web, wrong_with
from engine.templates.slips import slips
from engine.templates.texts import Text
from engine.validation.finding import Path, found, warning

_WORDLESS = re.compile(r"(?<![!\\])\[[ \t]*\]\(([^()\n]*)\)")
_READ = ("line", "markdown", "plain", "html")
_BEGUN = ("https://", "http://")
"""What an address begins with, and nothing behind it."""


def text_problems(path: Path, text: str) -> Iterator[Problem]:
    """What has to be changed before the text can be written for anybody."""
    yield from _told(path, text, check(text))


def problems_of(path: Path, text: Text) -> Iterator[Problem]:
    """The same for a text of a template; and where a link or a picture cannot lead anywhere."""
    yield from _told(path, text.written, text.problems())
    yield from problems_as_read(path, text)


def problems_as_read(path: Path, text: Text) -> Iterator[Problem]:
    """What would be wrong with what a customer gets, however well it can be read."""
    yield from address_problem(path, text)
    written = text.written
    if written and not written.strip() and text.place[-1] == "label":
        yield found("without_words", path, "The button has no words.", "Write what it says.")
    if text.kind == "markdown" and (wordless := _WORDLESS.search(written)):
        where = _where(written, written.count("\n", 0, wordless.start()) + 1)
        message = f"{where}The link to “{wordless[1][:80]}” has no words."
        yield found("without_words", path, message, "Write what it says, or take it out.")
    if text.kind in _READ:
        for slip in slips(written):
            where = _where(written, slip.line)
            message = f"{where}“{slip.quoted}” will be read by customers as it stands here."
            yield warning("read_as_it_stands", path, message, slip.hint)


def address_problem(path: Path, text: Text) -> Iterator[Problem]:
    """An address that is none. What a template makes of one is judged when it is made."""
    written = text.written.strip()
    if not written or "{" in written:
        return
    if written in _BEGUN:
        message = "The address is not written yet."
        yield found("not_an_address", path, message, "Write all of it: https://app.example.com/…")
    elif text.kind == "link" and not is_address(written):
        message = f"“{written[:80]}” is not an address a link can lead to."
        yield found("not_an_address", path, message, wrong_with(written, LINKS))
    elif text.kind == "picture" and not is_on_the_web(written):
        message = f"“{written[:80]}” is not where a picture can lie."
        yield found("not_an_address", path, message, wrong_with(written, PICTURES))


def _told(path: Path, text: str, problems: list[TemplateProblem]) -> Iterator[Problem]:
    for problem in problems:
        message = f"{_where(text, problem.line)}{problem.message}"
        yield found(f"template_{problem.code}", path, message, problem.hint)


def _where(text: str, line: int | None) -> str:
    return f"Line {line}: " if line and "\n" in text else ""
