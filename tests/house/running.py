"""`onward up` as a program of its own, on a directory, with ports of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil

from onward.embedded.ports import free_port

READY = "Stop with Ctrl-C"
"""What it says once everything runs."""


class Up:
    """One `onward up` with ports of its own; the same at every start."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port, self.temporal_port, self.ui_port = free_port(), free_port(), free_port()
        self.output = ""

    async def start(self, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self.output = ""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "onward", "up", "--data-dir", str(self.directory)),
            *("--port", str(self.port), "--temporal-port", str(self.temporal_port)),
            *("--temporal-ui-port", str(self.ui_port), *options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )

    async def until(self, text: str) -> None:
        """Read what it says up to a line with this text."""
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode():
            self.output += line
            if text in line:
                return
        raise AssertionError(f"It ended without saying {text!r}:\n{self.output}")

    async def ended(self) -> int:
        rest, _ = await self.process.communicate()
        self.output += rest.decode()
        assert self.process.returncode is not None
        return self.process.returncode

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything it started."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]
