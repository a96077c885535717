"""`onward import`: customers and their history, from files."""

import asyncio
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer
from rich.console import Console

from onward.errors import CannotStartError

if TYPE_CHECKING:
    from uuid import UUID

    from engine.importing.mapping import Kind, Mapping
    from engine.importing.rows import Rejected
    from engine.importing.sheets import How
    from engine.store.database import Database
    from engine.store.reading.imports import ImportDetail

_MOST_TOLD = 20
_PAGES = 10
_LOOK_AGAIN_SECONDS = 0.2


class What(StrEnum):
    """What each row of a file is about."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    EVENTS = "events"


class FileFormat(StrEnum):
    """CSV of any spreadsheet, or a JSON object on each line."""

    CSV = "csv"
    JSONL = "jsonl"


class DateOrder(StrEnum):
    """2026-05-31 only, or also 31.05.2026, or also 05/31/2026."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class NumberStyle(StrEnum):
    """1234.5, or 1.234,5, or 1,234.5."""

    PLAIN = "plain"
    COMMA = "comma"
    GROUPED = "grouped"


class EmptyCell(StrEnum):
    """Whether an empty cell says nothing, or takes back what is known."""

    LEAVE = "leave"
    CLEAR = "clear"


@dataclass(frozen=True)
class _Order:
    """What was asked for."""

    kind: "Kind"
    name: str
    how: "How"
    said: tuple[str, ...]
    rules: dict[str, Any]

    def mapping(self, guessed: "Mapping") -> "Mapping":
        from engine.importing.choosing import chosen

        return chosen(self.kind, guessed, self.said).model_copy(update=self.rules)


def import_(
    what: Annotated[What, typer.Argument(help="What each row is about.")],
    file: Annotated[str, typer.Argument(help="CSV or JSON lines; - for standard input.")],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=TRAIT",
            help="What a column is: a trait, as in Plan=plan or Seats=seats:number; or one of id, "
            "email, account, roles, event, time, message_id; or nothing, to leave it out. May be "
            "given again. The rest is guessed.",
        ),
    ] = None,
    event: Annotated[str | None, typer.Option(help="What happened, if no column says it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    form: Annotated[
        FileFormat | None, typer.Option("--format", help="Unless the file's name says it.")
    ] = None,
    separator: Annotated[str | None, typer.Option(help="Comma, semicolon, tab or |.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or windows-1252.")] = None,
    dates: Annotated[DateOrder, typer.Option(help="How dates are written.")] = DateOrder.ISO,
    numbers: Annotated[
        NumberStyle, typer.Option(help="How numbers are written.")
    ] = NumberStyle.PLAIN,
    empty: Annotated[EmptyCell, typer.Option(help="What an empty cell says.")] = EmptyCell.LEAVE,
    again: Annotated[bool, typer.Option("--again", help="Also events imported before.")] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="Write the rejected rows to this CSV file.")
    ] = None,
) -> None:
    """Take accounts, contacts or their history from a file. Exit code 1 when rows were rejected.

    Importing the same file again stores no event twice, and goes on where it was cut short.
    """
    from engine.importing.sheets import How, separator_named

    how = How(
        format=form.value if form else None,
        encoding=encoding,
        separator=separator_named(separator) if separator else None,
    )
    rules = {
        "dates": dates.value,
        "numbers": numbers.value,
        "empty": empty.value,
        "event": event,
        "again": again,
    }
    name = "standard input" if file == "-" else file
    order = _Order(what.value, name, how, tuple(columns or ()), rules)
    with _opened(file) as stream:
        done = _tried(stream, order) if dry_run else asyncio.run(_imported(stream, order))
    _tell(done, order, dry_run=dry_run, report=rejected)
    if done.rejected:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Done:
    """What became of the rows, or would."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int
    taken: int
    repeated: int
    old: int
    rejected: int
    told: list["Rejected"]


def _tried(stream: BinaryIO, order: _Order) -> _Done:
    from itertools import islice

    from engine.importing.guessing import LOOKED_AT, guessed
    from engine.importing.rows import Rules
    from engine.importing.sheets import look
    from engine.importing.trying import count
    from engine.store.tables.columns import utc_now

    sheet = look(stream, order.name, order.how)
    rows = sheet.rows()
    first = list(islice(rows, LOOKED_AT))
    for _ in rows:  # of JSON lines the columns are known at the end
        pass
    mapping = order.mapping(guessed(order.kind, list(sheet.columns), first))
    _refuse_unsound(order.kind, mapping, sheet.columns)
    found = count(look(stream, order.name, order.how).rows(), Rules(order.kind, mapping), utc_now())
    return _Done(
        tuple(sheet.columns),
        tuple(sheet.notes),
        found.rows,
        found.taken,
        found.repeated,
        found.old,
        len(found.rejected),
        found.rejected,
    )


async def _imported(stream: BinaryIO, order: _Order) -> _Done:
    from engine.store.database import Database
    from onward import settings
    from onward.processes import requirements

    now = settings.load()
    await requirements.ready_database(now)
    database = Database(now.database_url, pool_size=3)
    try:
        import_id = await _begun(database, stream, order)
        found = await _worked_off(database, import_id)
        return await _done(database, found)
    finally:
        await database.close()


async def _begun(database: "Database", stream: BinaryIO, order: _Order) -> "UUID":
    from engine.store import imports
    from engine.store.tables.columns import utc_now
    from onward.cli.beside import BY

    async with database.transaction() as session:
        row = await imports.add_import(
            session,
            stream,
            kind=order.kind,
            file_name=order.name,
            how=order.how,
            by=BY,
            now=utc_now(),
        )
        mapping = order.mapping(imports.mapping_of(row))
        _refuse_unsound(order.kind, mapping, row.columns)
        await imports.set_mapping(session, row, mapping)
        await session.flush()
        await imports.start(session, row.id, by=BY, now=utc_now())
        return row.id


async def _worked_off(database: "Database", import_id: "UUID") -> "ImportDetail":
    """Here, or by a worker that was quicker. Should this be killed, a worker goes on with it."""
    from rich.progress import Progress

    from engine.store.importing import work_some
    from engine.store.reading.imports import get_import
    from engine.store.tables.columns import utc_now

    with Progress(console=Console(stderr=True), transient=True) as progress:
        shown = progress.add_task("Importing", total=None)
        while True:
            done = await work_some(database, import_id, utc_now(), _PAGES)
            async with database.transaction() as session:
                found = await get_import(session, import_id)
            progress.update(shown, completed=found.next_page, total=found.pages)
            if found.status != "running":
                return found
            if not done:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def _done(database: "Database", found: "ImportDetail") -> _Done:
    from engine.store.reading.imports import all_rejected

    async with database.transaction() as session:
        told = [each async for each in all_rejected(session, found.id)]
    return _Done(
        tuple(found.columns),
        tuple(found.notes),
        found.rows,
        found.taken,
        found.repeated,
        found.old,
        found.rejected,
        told,
    )


def _refuse_unsound(kind: "Kind", mapping: "Mapping", columns: Iterable[str]) -> None:
    from engine.importing.mapping import problems_of

    known = list(columns)
    if problems := problems_of(kind, mapping, known):
        named = ", ".join(f"“{each}”" for each in known)
        raise CannotStartError(
            f"{' '.join(problems)} Say it with --map, as in --map COLUMN=id. The columns are: "
            f"{named}."
        )


def _tell(done: _Done, order: _Order, *, dry_run: bool, report: Path | None) -> None:
    errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for note in done.notes:
        errors.print(note)
    for each in done.told[:_MOST_TOLD]:
        errors.print(f"{order.name}:{each.line}: {each.reason}")
    if done.rejected > _MOST_TOLD:
        where = "" if report else " --rejected writes all of them to a file."
        errors.print(f"… and {done.rejected - _MOST_TOLD:,} more.{where}")
    if report is not None:
        _write(report, done)
    typer.echo(_summary(done, would=dry_run))
    if done.old:
        typer.echo(
            f"{_counted(done.old, 'row')} happened more than 7 days ago: conditions count them, "
            "and no journey starts by them."
        )


def _summary(done: _Done, *, would: bool) -> str:
    parts = [f"{done.taken:,} {'would be taken' if would else 'taken'}"]
    if done.repeated:
        said = "said the same as another" if would else "had been taken before"
        parts.append(f"{done.repeated:,} {said}")
    parts.append(f"{done.rejected:,} rejected")
    return f"{_counted(done.rows, 'row')}: {', '.join(parts)}."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _write(file: Path, done: _Done) -> None:
    from engine.importing.report import report

    try:
        with file.open("w", encoding="utf-8", newline="") as written:
            written.writelines(report(done.columns, done.told))
    except OSError as error:
        raise CannotStartError(
            f"{file} cannot be written: {error.strerror or error}. What was taken stays taken."
        ) from error


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """The file; what comes on standard input is put into one, since it is gone through twice."""
    try:
        with TemporaryFile() if file == "-" else Path(file).open("rb") as stream:
            if file == "-":
                shutil.copyfileobj(sys.stdin.buffer, stream)
            yield cast(BinaryIO, stream)
    except FileNotFoundError:
        raise CannotStartError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise CannotStartError(f"{file} is a directory. Name a file in it.") from None
    except PermissionError as error:
        raise CannotStartError(f"{file} cannot be read: {error.strerror or error}.") from error
