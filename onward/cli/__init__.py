"""The command line: one file per group of commands, each thin. Errors become exit codes here."""

import sys

import typer
from rich.console import Console

from engine.errors import DefinitionError, OnwardError
from onward.cli import channels, importing, journeys, keys, operate, serve, simulate, up, users
from onward.errors import CannotStartError

app = typer.Typer(
    name="onward",
    help="Onward runs customer journeys for customer success teams.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("api")(serve.api)
app.command("worker")(serve.worker)
app.command("migrate")(operate.migrate)
app.command("doctor")(operate.doctor)
app.command("simulate")(simulate.simulate)
app.command("import")(importing.import_)
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")
app.add_typer(journeys.app, name="journeys")
app.add_typer(channels.app, name="channels")


def main() -> None:
    """Exit codes: 0 done, 1 a check failed, 2 in the way or asked for wrongly, 130 interrupted."""
    try:
        app()
    except (CannotStartError, OnwardError) as error:
        told = Console(stderr=True, highlight=False, markup=False)
        for sentence in sentences(error):
            told.print(sentence, soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def sentences(error: CannotStartError | OnwardError) -> list[str]:
    """What is wrong, whole: somebody who mends a file wants every mistake in it at once."""
    if isinstance(error, DefinitionError):
        return ["The definition cannot be read.", *(each.in_words() for each in error.problems)]
    return [str(error)]
