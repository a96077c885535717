"""Why a text is not YAML, in words of those who write it by hand, and where to look for it."""

from ruamel.yaml.error import MarkedYAMLError

Place = tuple[int, int]
"""Line and column, counted from 1."""

_AT_ITS_BEGINNING = ("unexpected end of stream", "expected ',' or", "could not find expected ':'")
"""The parser notices these at the end of what it was reading, where nothing is wrong."""

_WORDS = (
    (
        "mapping values are not allowed",
        "“: ” does not fit here; it stands in the line twice, or the line before has none",
        "Quote text that contains “: ”.",
    ),
    (
        "expected <block end>",
        "this does not go on from what stands before it",
        "Indent lines that belong together alike; write nothing after a closing quote or bracket.",
    ),
    ("unexpected end of stream", "a quotation mark is never closed", "Close it."),
    ("expected ',' or", "a bracket is never closed, or a comma is missing", "Close it: ] or }."),
    (
        "could not find expected ':'",
        "a key has no “: ” behind it",
        "Write “key: value”, and indent each line of a longer text.",
    ),
    ("character '\\t'", "a tab stands where a line is indented", "Indent it with spaces."),
    ("cannot start any token", "a text cannot begin with this character", "Quote the text."),
    ("unknown escape", "“\\” means something else between these quotes", "Quote it with '."),
    ("expected the node content", "a value is missing", "Write it, or take the line out."),
)  # fmt: skip


def why_unreadable(error: MarkedYAMLError) -> tuple[str, str, Place | None]:
    """What is wrong, what to do, and where."""
    problem = error.problem or ""
    begins = any(each in problem for each in _AT_ITS_BEGINNING)
    marks = (error.context_mark, error.problem_mark)
    mark = next(filter(None, marks if begins else reversed(marks)), None)
    place = (mark.line + 1, mark.column + 1) if mark else None
    for said, words, hint in _WORDS:
        if said in problem:
            return f"This is not YAML that can be read: {words}.", hint, place
    why = f" ({problem})" if problem else ""
    hint = "Check the indentation, and quote text that contains “: ”, “#” or “{{”."
    return f"This is not YAML that can be read{why}.", hint, place
