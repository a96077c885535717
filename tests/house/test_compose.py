"""docker-compose.yml cannot run in a test, but what it promises can be read."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from onward.settings import Settings, variable

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
JOBS = {
    name
    for service in SERVICES.values()
    for name, need in service.get("depends_on", {}).items()
    if need["condition"] == "service_completed_successfully"
}


def test_every_setting_in_it_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"ONWARD_[A-Z_]+", TEXT + example)) <= known


def test_what_a_person_must_set_is_in_the_example() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    example = (ROOT / ".env.example").read_text()
    assert required
    assert {name for name in required if f"\n{name}=" in example} == required


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_pinned_or_built_here(name: str) -> None:
    image = SERVICES[name]["image"]
    assert re.search(r":v?\d", image), image


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_how_it_is_or_ends_by_itself(name: str) -> None:
    health = SERVICES[name]["healthcheck"]
    assert bool(health.get("disable")) == (name in JOBS)
    assert name in JOBS or health["test"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - JOBS))
def test_every_service_comes_back_after_a_crash(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_every_need_names_a_service(name: str) -> None:
    assert set(SERVICES[name].get("depends_on", {})) <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_open_to_this_machine_alone(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_what_is_kept_is_on_a_volume() -> None:
    kept = {
        volume.split(":")[0] for each in SERVICES.values() for volume in each.get("volumes", [])
    }
    assert kept == set(COMPOSE["volumes"])


def test_the_web_server_and_workers_share_one_configuration() -> None:
    configurations = [SERVICES[name]["environment"] for name in ("migrate", "api", "worker")]
    assert configurations[0] == configurations[1] == configurations[2]


def test_its_settings_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    def value(text: str) -> str:
        return re.sub(
            r"\$\{\w+:-([^}]*)\}|\$\{\w+:\?[^}]*\}",
            lambda m: "x" * 32 if m[1] is None else m[1],
            text,
        )

    for name, text in SERVICES["api"]["environment"].items():
        monkeypatch.setenv(name, value(str(text)))
    assert Settings().host == "0.0.0.0"


def test_python_and_uv_are_the_versions_the_project_uses() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    script = (ROOT / "scripts" / "environment.sh").read_text()
    pinned = re.search(r"UV_VERSION=(\S+)", script)
    assert pinned is not None
    assert f"uv=={pinned[1]}" in dockerfile
