"""Settings: documented, safe by default, and clear about what is wrong with them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.templates.fields import BUILT_IN
from onward import settings
from onward.errors import CannotStartError
from onward.settings import Settings, variable

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
KEY = "k" * 32


def documented() -> dict[str, str]:
    """Each variable of the tables in docs/settings.md, with its default as it is written there."""
    rows = re.findall(r"^\| `(ONWARD_\w+)` \| (\S.*?) \|", DOCS.read_text(), re.MULTILINE)
    return {name: "" if default == "*empty*" else default.strip("`") for name, default in rows}


def defaults() -> Mapping[str, object]:
    return {name: field.get_default() for name, field in Settings.model_fields.items()}


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    assert documented() == {variable(name): written(value) for name, value in defaults().items()}


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_nothing_has_to_be_set(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    assert settings.load(data_dir=directory).reachable_at == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORT", "eighty", "port the web server listens on"),
        ("DATABASE_URL", "mysql://host/name", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://host/name?sslmode=require", r"\?ssl=require"),
        ("TEMPORAL_ADDRESS", "https://temporal.example.com", "temporal.example.com:7233"),
        ("PUBLIC_URL", "onward.example.com", "https://onward.example.com"),
        ("SECRET_KEY", "short", "openssl rand -hex 32"),
        ("SMTP_URL", "mail.example.com:587", "smtp://user:password@host:587"),
        ("MAIL_FROM", "Acme", "success@acme.example"),
        ("ACCENT", "green", "#0b6b58"),
        ("BACKGROUND", "#fff", "#0b6b58"),
        ("TIME_ZONE", "Amsterdam", "Europe/Amsterdam"),
        ("LOG_LEVEL", "loud", "'debug', 'info'"),
    ],
)
def test_a_wrong_value_is_explained_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, advice: str
) -> None:
    monkeypatch.setenv(f"ONWARD_{name}", value)
    with pytest.raises(CannotStartError, match=f"ONWARD_{name}: .*{advice}"):
        settings.load()


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_PORT", "0")
    monkeypatch.setenv("ONWARD_TIME_ZONE", "Mars")
    with pytest.raises(CannotStartError, match=r"(?s)ONWARD_PORT.*ONWARD_TIME_ZONE"):
        settings.load()


def test_a_reachable_host_without_a_secret_key_is_refused() -> None:
    with pytest.raises(CannotStartError, match="ONWARD_SECRET_KEY"):
        settings.load(host="0.0.0.0", public_url="https://onward.example.com")


@pytest.mark.parametrize("public_url", ["", "http://onward.example.com"])
def test_a_reachable_host_without_https_is_refused_unless_allowed(public_url: str) -> None:
    with pytest.raises(CannotStartError, match=r"ONWARD_PUBLIC_URL.*ONWARD_ALLOW_HTTP=true"):
        settings.load(host="0.0.0.0", secret_key=KEY, public_url=public_url)
    assert settings.load(host="0.0.0.0", secret_key=KEY, public_url=public_url, allow_http=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_alone_needs_neither(host: str) -> None:
    assert settings.load(host=host).on_this_machine_only


def test_secrets_are_not_shown() -> None:
    shown = repr(settings.load(secret_key=KEY, database_url="postgresql://me:hidden@db/onward"))
    assert KEY not in shown
    assert "hidden" not in shown


def test_settings_find_a_running_up_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, directory: Path
) -> None:
    left = {"database_url": "postgresql://left/by-up", "port": "8123", "unknown": "ignored"}
    (directory / settings.RUNNING_FILE).write_text(json.dumps(left))
    monkeypatch.setenv("ONWARD_PORT", "9000")
    found = settings.load(data_dir=directory)
    assert (found.database_url, found.port) == ("postgresql://left/by-up", 9000)


def test_templates_know_every_value_of_the_organization_that_can_be_set() -> None:
    there = "https://x.example"
    given = Settings(
        organization_name="Northwind",
        app_url=there,
        help_url=there,
        tutorial_url=there,
        community_url=there,
        accent="#0b6b58",
        background="#ffffff",
    )
    assert given.organization_values.keys() == BUILT_IN["organization"].keys()


def test_a_name_nobody_has_set_is_none_to_templates() -> None:
    """**How it broke:** mails said “Your company”, and what a template has for a missing name was
    never written."""
    assert Settings().organization_values == {}
