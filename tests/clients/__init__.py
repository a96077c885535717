"""Official libraries of other products for Node and browsers: pinned, and installed at first use.

Run `python -m tests.clients npm install NAME@latest` to take another version.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from hatch_build import find_node

PLACE = Path(__file__).parent
MODULES = PLACE / "node_modules"
_STAMP = MODULES / ".onward-stamp"
"""Says which lock file the modules beside it are of."""


@cache
def installed() -> Path:
    """Where the libraries are. Raises RuntimeError, with what to do about it."""
    directory = os.open(PLACE, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)  # several test processes may ask at once
        lock = hashlib.sha256((PLACE / "package-lock.json").read_bytes()).hexdigest()
        if not _STAMP.is_file() or _STAMP.read_text() != lock:
            npm("ci", "--loglevel=error")
            _STAMP.write_text(lock)
    finally:
        os.close(directory)
    return MODULES


def npm(*arguments: str) -> None:
    node, cli = find_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [node, cli, *arguments],
        cwd=PLACE,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            f"“npm {' '.join(arguments)}” failed in tests/clients:\n{done.stderr}\nIf packages"
            " could not be fetched, check the network and npm's settings (npm config list)."
        )
    sys.stdout.write(done.stdout)
