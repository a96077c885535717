"""What the template language says of a text in a definition."""

from collections.abc import Iterator

from engine.definition.problems import Problem
from engine.templates import check
from engine.validation.finding import Path, found


def text_problems(path: Path, text: str) -> Iterator[Problem]:
    """What has to be changed before the text can be written for anybody."""
    for problem in check(text):
        where = f"Line {problem.line}: " if problem.line and "\n" in text else ""
        yield found(f"template_{problem.code}", path, f"{where}{problem.message}", problem.hint)
