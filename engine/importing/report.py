"""Rejected rows as a CSV file that is safe to open in a spreadsheet, to mend and import again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

import orjson
from pydantic import JsonValue

from engine.importing.rows import Rejected

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d.,]+", re.ASCII)


def report(columns: Sequence[str], rejected: Iterable[Rejected]) -> Iterator[str]:
    """Line by line: where the row stood, why it was rejected, and what it held."""
    yield _line(["Line", "Reason", *columns])
    for each in rejected:
        is_row = any(column in each.cells for column in columns)
        cells = map(each.cells.get, columns) if is_row else each.cells.values()
        yield _line([each.line, each.reason, *cells])


def _line(cells: Sequence[JsonValue]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_safe(cell) for cell in cells])
    return written.getvalue()


def _safe(cell: JsonValue) -> str:
    """A spreadsheet would carry out what begins like a formula; an apostrophe makes it text."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else orjson.dumps(cell).decode()
    is_formula = text.startswith(_BEGINS_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
