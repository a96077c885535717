"""What is handed to others: a wheel that holds the front end, and files that name no registry."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = re.compile(
    "|".join(["pythonhosted", r"pypi\.org", r"registry\.npmjs", r"deb\.debian", r"proxy\.golang"])
)
"""Of package registries: everybody has their own."""


def test_wheel_holds_the_built_front_end_and_not_its_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uv", "build", "--wheel", "-q", "--out-dir", str(tmp_path)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "frontend/static/builder/manifest.json" in names
    assert any(name.startswith("frontend/static/builder/assets/main-") for name in names)
    assert not [name for name in names if name.startswith("frontend/builder/")]


def test_no_file_names_a_package_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True)
    naming = [
        name
        for name in listed.stdout.decode().splitlines()
        if name != Path(__file__).relative_to(ROOT).as_posix()
        and (ROOT / name).is_file()
        and HOSTS.search((ROOT / name).read_text("utf-8", errors="ignore"))
    ]
    assert naming == []
