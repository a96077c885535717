"""The command line: one file per group of commands, each thin. Errors become exit codes here."""

import sys

import typer
from rich.console import Console

from onward.cli import operate, serve, up
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


def main() -> None:
    """Exit codes: 0 done, 1 a check failed, 2 something outside is in the way, 130 interrupted."""
    try:
        app()
    except CannotStartError as error:
        Console(stderr=True, highlight=False, markup=False).print(str(error), soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
