"""Processes an earlier run left behind, told by the data they hold open and by nothing weaker.

A process id in a file proves nothing: it may be another program's by now."""

import asyncio
import logging
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

log = logging.getLogger(__name__)


def working_in(name: str, directory: Path) -> list[psutil.Process]:
    """Processes called `name` whose working directory is `directory`."""
    place = str(directory.resolve())
    return _matching(lambda process: process.name() == name and process.cwd() == place)


def mentioning(name: str, argument: Path) -> list[psutil.Process]:
    """Processes called `name` that were given `argument`."""
    return _matching(lambda process: process.name() == name and str(argument) in process.cmdline())


def marked(variable: str, value: str) -> list[psutil.Process]:
    """Processes started with this environment variable set to this value."""
    return _matching(lambda process: process.environ().get(variable) == value)


def _matching(belongs: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if belongs(process):
                found.append(process)
        except psutil.Error:  # gone meanwhile, or another user's: not ours
            continue
    return found


async def end(processes: list[psutil.Process], wish: signal.Signals, seconds: float) -> None:
    """Ask them to end, give them `seconds`, and kill those that stay."""
    for process in processes:
        log.warning("ending %s (process %d), left behind", process.name(), process.pid)
        _send(process, wish)
    _, stubborn = await asyncio.to_thread(psutil.wait_procs, processes, timeout=seconds)
    for process in stubborn:
        _send(process, signal.SIGKILL)
    await asyncio.to_thread(psutil.wait_procs, stubborn, timeout=seconds)


def _send(process: psutil.Process, wish: signal.Signals) -> None:
    try:
        process.send_signal(wish)
    except psutil.NoSuchProcess:
        return
