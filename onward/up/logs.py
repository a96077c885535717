"""Keeps log files from filling the disk.

The programs hold their log open and append, so a log is copied aside and emptied, not renamed."""

import asyncio
import shutil
from pathlib import Path

LARGEST = 10 * 1024 * 1024
LOOK_EVERY_SECONDS = 60.0


async def keep_small(directory: Path) -> None:
    """Look at every log in the directory once a minute, for ever."""
    while True:
        trim_all(directory)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def trim_all(directory: Path) -> None:
    for log in directory.glob("*.log"):
        trim(log, LARGEST)


def trim(log: Path, largest: int) -> None:
    """Above `largest` bytes, move what is written to `<name>.log.1`, where it replaces what was."""
    if log.stat().st_size > largest:
        shutil.copyfile(log, log.with_name(log.name + ".1"))
        with log.open("r+b") as file:
            file.truncate(0)
