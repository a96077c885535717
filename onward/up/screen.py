"""What `onward up` shows: a spinner and ticks in a terminal, plain lines anywhere else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Screen:
    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """Show `doing` while the block runs, then `done` with the seconds it took."""
        began = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(f"{doing} …"):
                yield
            mark = "[green]✓[/green] "
        else:
            self.say(f"{doing} ...")
            yield
            mark = ""
        self.say(f"{mark}{done} [dim]({time.monotonic() - began:.1f} s)[/dim]")

    def say(self, line: str = "") -> None:
        """One line; rich markup is understood."""
        self.console.print(line, soft_wrap=True)
