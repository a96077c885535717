"""`onward up`."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from onward.errors import CannotStartError
from onward.settings import variable


def up(
    data_dir: Annotated[
        Path | None, typer.Option(help="Where everything is kept. [default: .onward]")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [default: 8000]")] = None,
    temporal_port: Annotated[int, typer.Option(help="Port of the Temporal server.")] = 7233,
    temporal_ui_port: Annotated[int, typer.Option(help="Port of Temporal's web UI.")] = 8233,
    external_database: Annotated[
        bool, typer.Option("--external-database", help="Use ONWARD_DATABASE_URL.")
    ] = False,
    external_temporal: Annotated[
        bool, typer.Option("--external-temporal", help="Use ONWARD_TEMPORAL_ADDRESS.")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Start no worker: journeys stand still.")
    ] = False,
) -> None:
    """Start everything on this machine: databases, Temporal, web server and worker.

    Makes what is missing, and shows where to sign in. Ctrl-C stops it all; the same command starts
    it again, and nothing is lost.
    """
    from onward import settings
    from onward.up.data import DataDirectory

    _check_meaning("database_url", external_database, "--external-database")
    _check_meaning("temporal_address", external_temporal, "--external-temporal")
    given: dict[str, Any] = {"host": host, "port": port, "data_dir": data_dir}
    given = {name: value for name, value in given.items() if value is not None}
    data = DataDirectory(data_dir or Path(os.environ.get(variable("data_dir"), ".onward")))
    data.create()
    with data.owned():
        if not os.environ.get(variable("secret_key")):
            given["secret_key"] = data.secret_key()
        wanted = settings.load(beside_up=False, **given)

        from onward import logs  # what follows is slow to import, and mistakes are found by now
        from onward.up import house
        from onward.up.screen import Screen

        logs.configure("warning", "text")
        options = house.Options(
            temporal_port=temporal_port,
            temporal_ui_port=temporal_ui_port,
            external_database=external_database,
            external_temporal=external_temporal,
            worker=not no_worker,
        )
        asyncio.run(house.run(data, wanted, options, Screen()))


def _check_meaning(name: str, external: bool, option: str) -> None:
    """A variable and an option that contradict each other are a mistake worth asking about."""
    is_set = bool(os.environ.get(variable(name)))
    if external and not is_set:
        raise CannotStartError(f"{option} needs {variable(name)}, which is not set.")
    if is_set and not external:
        raise CannotStartError(
            f"{variable(name)} is set, but `onward up` would run a server of its own. Add {option} "
            f"to use yours, or unset {variable(name)}."
        )
