"""The last thing `onward up` says: where everything is, and what is known only now."""

import re

from rich.markup import escape

from onward.bootstrap import FirstLogin
from onward.settings import Settings
from onward.up.data import DataDirectory, write_private
from onward.up.screen import Screen

KEPT = """\
Onward, first sign-in. Delete this file once you have changed the password and stored the key.

Address    {address}
Sign in    {email}
Password   {password}
Write key  {write_key}
"""


def keep(data: DataDirectory, settings: Settings, login: FirstLogin) -> None:
    """Write the first login down: the database keeps hashes, and a screen scrolls away."""
    text = KEPT.format(
        address=settings.reachable_at,
        email=login.email,
        password=login.password,
        write_key=login.write_key,
    )
    write_private(data.first_login, text)


def kept_password(data: DataDirectory) -> str | None:
    """The password that was written down; None where the file is gone."""
    try:
        found = re.search(r"^Password +(\S+)$", data.first_login.read_text(), re.MULTILINE)
    except OSError:
        return None
    return found[1] if found else None


def show(
    screen: Screen,
    data: DataDirectory,
    settings: Settings,
    login: FirstLogin | None,
    *,
    has_changed: bool,
    worker: bool,
) -> None:
    """`login` only when it was made just now. `has_changed`: its password is another by now."""
    rows = [("Onward", settings.reachable_at)]
    if login is not None:
        rows += [("Sign in", login.email), ("Password", login.password)]
        rows += [("Write key", f"{login.write_key}  (for the systems that send events)")]
    elif has_changed:
        rows += [
            ("Sign in", f"as before; delete {data.first_login}, its password has been changed")
        ]
    elif data.first_login.exists():
        rows += [("Sign in", f"see {data.first_login}")]
    if settings.temporal_ui_url:
        rows += [("Temporal", settings.temporal_ui_url)]
    rows += [("Data", f"{data.path}  (databases, keys, logs)")]
    if not worker:
        rows += [("Worker", "not started; run `onward worker`, or journeys stand still")]
    screen.say()
    for name, value in rows:
        screen.say(f"  [bold]{name:<10}[/bold] {escape(value)}")
    screen.say()
    if login is not None:
        screen.say(f"Password and key are kept in {escape(str(data.first_login))}. Delete it soon.")
    screen.say("Stop with Ctrl-C. Start again with the same command: nothing is lost.")
