"""Files as rows: CSV in whatever way a spreadsheet wrote it, and JSON lines.

Raises Invalid, with a sentence that says what to do, for what cannot be read as rows at all. What
is wrong with a single row is said of that row.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

import orjson

from engine.errors import Invalid
from engine.importing.encodings import encoding_of
from engine.tracking.calls import JsonObject
from engine.tracking.inspecting import keepable

Format = Literal["csv", "jsonl"]

MAX_COLUMNS = 200
MAX_LINE = 1_000_000
"""Characters. A longer line is no row of a table."""
_LONGEST_NAME = 255
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_LOOKED_AT = 64 * 1024
_SUFFIXES: dict[str, Format] = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "jsonl",
}
_NOT_TEXT = {
    b"PK\x03\x04": "This is a workbook or an archive, not text. Save the sheet as CSV.",
    b"\xd0\xcf\x11\xe0": "This is a workbook, not text. Save the sheet as CSV.",
    b"\x1f\x8b": "This file is compressed. Unpack it first.",
    b"%PDF": "This is a PDF, not a table.",
}


@dataclass(frozen=True)
class How:
    """How a file is to be read, where somebody has said so. None: guess."""

    format: Format | None = None
    encoding: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Row:
    line: int
    """Where in the file it begins; the first line is 1."""
    cells: JsonObject
    """By column. Of a CSV file all of it is text, and what is not there is not there."""
    wrong: str | None = None
    """Why it is none, as a sentence."""


@dataclass
class Sheet:
    """A file, to be gone through once. `columns` of JSON lines are known at the end."""

    stream: BinaryIO = field(repr=False)
    format: Format
    encoding: str
    separator: str | None = None
    columns: dict[str, None] = field(default_factory=dict)
    """In their order."""
    notes: list[str] = field(default_factory=list)
    """What was guessed, and should be looked at, in sentences."""

    def rows(self) -> Iterator[Row]:
        """Blank lines aside. Raises Invalid."""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, self.encoding, errors="replace", newline="")
        try:
            read = self._of_csv if self.format == "csv" else self._of_json
            yield from read(_Lines(text))
        finally:
            text.detach()

    def _of_csv(self, lines: "_Lines") -> Iterator[Row]:
        records = self._records(lines)
        for _, record in records:
            if not _says_separator(record, self.separator):
                self._take_header(record)
                break
        names = list(self.columns)
        for line, record in records:
            cells: JsonObject = dict(zip(names, record, strict=False))
            yield Row(line, cells, _miscounted(record, names))

    def _records(self, lines: "_Lines") -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(lines, delimiter=self.separator or ",")
        before = 0
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise Invalid(
                    f"Line {before + 1:,}: a cell here has more than 131,072 characters. Perhaps a"
                    " quotation mark is opened and never closed.",
                    code="bad_file",
                ) from None
            first, before = before + 1, reader.line_num
            if any(cell.strip() for cell in record):
                yield first, record

    def _take_header(self, record: Sequence[str]) -> None:
        while record and not record[-1].strip():
            record = record[:-1]
        for number, cell in enumerate(record, start=1):
            self._add(" ".join(_clean(cell).split())[:_LONGEST_NAME] or f"Column {number}")

    def _add(self, wanted: str) -> None:
        name, number = wanted, 2
        while name in self.columns:
            name, number = f"{wanted} ({number})", number + 1
        if number > 2:
            self.notes.append(f"The column “{wanted}” is there twice; the other is “{name}”.")
        self.columns[name] = None
        _check_count(self.columns)

    def _of_json(self, lines: "_Lines") -> Iterator[Row]:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                row = _json_row(number, line)
                if row.wrong is None:
                    self.columns.update(dict.fromkeys(row.cells))
                _check_count(self.columns)
                yield row


class _Lines:
    """Lines, none of them endless."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            raise Invalid(
                f"Line {self.number:,} has more than {MAX_LINE:,} characters. That is no row of a"
                " table: look whether this is the right file.",
                code="bad_file",
            )
        return line


def format_named(file_name: str) -> Format | None:
    """What the end of a file's name says; None: nothing that is known."""
    return _SUFFIXES.get(file_name.rpartition(".")[2].lower())


def look(stream: BinaryIO, file_name: str, how: How) -> Sheet:
    """The file, with what had to be guessed about it. Raises Invalid."""
    stream.seek(0)
    head = stream.read(_LOOKED_AT)
    if not head.strip():
        raise Invalid("The file is empty.", code="empty_file")
    for magic, said in _NOT_TEXT.items():
        if head.startswith(magic):
            raise Invalid(said, code="bad_file")
    encoding, note = encoding_of(stream, how.encoding)
    beginning = head.decode(encoding, errors="ignore").lstrip("\ufeff")
    kind = how.format or format_named(file_name) or _format_of(beginning)
    sheet = Sheet(stream, kind, encoding, notes=[note] if note else [])
    if kind == "csv":
        sheet.separator = how.separator or _separator_of(beginning)
        sheet.notes.append(
            f"Columns are set apart by {_SEPARATORS.get(sheet.separator, 'a sign')}."
        )
    elif beginning.lstrip().startswith("["):
        raise Invalid(
            "This is one JSON list. Write each object on a line of its own, without commas between"
            " them.",
            code="bad_file",
        )
    return sheet


def separator_named(written: str) -> str:
    """The separator somebody means. Raises Invalid."""
    meant = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(written, written)
    if meant not in _SEPARATORS:
        raise Invalid("Columns are set apart by one of: comma, semicolon, tab, |.", code="bad_file")
    return meant


def _format_of(beginning: str) -> Format:
    return "jsonl" if beginning.lstrip().startswith("{") else "csv"


def _separator_of(beginning: str) -> str:
    """The sign that stands most often in the first line, quoted text aside."""
    lines = [line for line in beginning.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    if first.lower().startswith("sep=") and first[4:5] in _SEPARATORS:
        return first[4:5]
    counts, quoted = dict.fromkeys(_SEPARATORS, 0), False
    for sign in first:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in counts:
            counts[sign] += 1
    return max(counts, key=lambda sign: counts[sign])


def _says_separator(record: Sequence[str], separator: str | None) -> bool:
    """Spreadsheets may write `sep=;` above everything."""
    written = (separator or "").join(record).strip().lower()
    return written in ("sep=", f"sep={separator}")


def _miscounted(record: Sequence[str], names: Sequence[str]) -> str | None:
    """What is wrong with how many cells a row has. None: nothing; empty ones behind are let be."""
    if len(record) >= len(names) and not any(cell.strip() for cell in record[len(names) :]):
        return None
    cells = f"{len(record)} cell{'' if len(record) == 1 else 's'}"
    perhaps = "breaks off" if len(record) < len(names) else "lacks a quotation mark"
    return (
        f"The row has {cells}, and the first line names {len(names)} columns. Perhaps it {perhaps}."
    )


def _json_row(number: int, line: str) -> Row:
    try:
        read = orjson.loads(line.lstrip("\ufeff"))
    except orjson.JSONDecodeError as error:
        said = f"The line is not JSON: it cannot be read from character {error.colno} on."
        return Row(number, {"line": _clean(line[:200])}, said)
    if not isinstance(read, dict):
        return Row(number, {"line": _clean(line[:200])}, "The line is JSON, but not an object.")
    cells = {_clean(name)[:_LONGEST_NAME]: value for name, value in read.items()}
    try:
        orjson.dumps(cells)
    except TypeError:
        return Row(number, {"line": _clean(line[:200])}, "The line holds what cannot be kept.")
    return Row(number, cells)


def _clean(text: str) -> str:
    return str(keepable(text))


def _check_count(columns: dict[str, None]) -> None:
    if len(columns) > MAX_COLUMNS:
        raise Invalid(
            f"The file has more than {MAX_COLUMNS} columns, which is the most that is taken. Leave"
            " out those that are not needed.",
            code="too_many_columns",
        )
