"""`onward api` and `onward worker`: the long-running processes of an installation."""

import sys
from asyncio import AbstractEventLoop, Runner, new_event_loop
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from onward.loading import loading


def api(
    host: Annotated[str | None, typer.Option(help="Instead of ONWARD_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of ONWARD_PORT.")] = None,
) -> None:
    """Run the web server: pages, the API, and where events come in."""
    with loading():
        from onward import settings
        from onward.processes.api import serve

    given: dict[str, Any] = {"host": host, "port": port}
    given = {name: value for name, value in given.items() if value is not None}
    _run(serve(settings.load(**given)))


def worker() -> None:
    """Run a worker: it moves customers along their journeys. Start as many as you need."""
    with loading():
        from onward import settings
        from onward.processes.worker import work

    _run(work(settings.load()))


def _run(process: Coroutine[Any, Any, None]) -> None:
    """On the event loop that costs least: these processes talk to sockets all day."""
    with Runner(loop_factory=_loop) as runner:
        runner.run(process)


def _loop() -> AbstractEventLoop:
    if sys.platform == "win32":
        return new_event_loop()
    import uvloop

    return uvloop.new_event_loop()
