"""Links that say themselves where they lead, and who is taken for a machine."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from activities.mail.tokens import TokenInvalid, sign
from activities.mail.tracking import Tracking, read_click, read_open, tracked
from engine.mailing.machines import is_machine
from tests.mail.mails import MESSAGE_ID

KEY = b"a key for tests that is long enough"
OURS = "https://onward.test"
BROWSER = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1.15 Version/17.1 Safari/605"
)
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def written(html: str, *, opens: bool = False, clicks: bool = True) -> str:
    return tracked(html, MESSAGE_ID, Tracking(opens, clicks), public_url=OURS, key=KEY)


def test_a_link_says_where_it_leads() -> None:
    html = '<p><a class="b" title="a > b" href="https://x.test/?a=1&amp;b=2">Go</a></p>'
    found = written(html)
    token = found.partition(f'href="{OURS}/c/')[2].partition('"')[0]
    click = read_click(token, [KEY])
    assert (click.message_id, click.url) == (MESSAGE_ID, "https://x.test/?a=1&b=2")
    assert written(html) == found
    with pytest.raises(TokenInvalid):
        read_click(token[:-4] + "AAAA", [KEY])
    with pytest.raises(TokenInvalid):
        read_open(token, [KEY])


@pytest.mark.parametrize(
    "url",
    [f"{OURS}/u/token", f"{OURS}/s/token?score=9", OURS, "mailto:a@x.test", "#top",
     "javascript:alert(1)", "https://x.test/" + "a" * 1_500],
)  # fmt: skip
def test_some_links_stay_as_they_are(url: str) -> None:
    html = f'<a href="{url}">Go</a>'
    assert written(html) == html


def test_a_host_that_only_begins_like_ours_is_another() -> None:
    assert urlsplit(written(f'<a href="{OURS}.evil.test/x">Go</a>')[9:-8]).path.startswith("/c/")


def test_the_dot_comes_last_and_only_when_asked_for() -> None:
    assert written("<body><p>Hi</p></body>", clicks=False) == "<body><p>Hi</p></body>"
    found = written("<body><p>Hi</p></body>", opens=True)
    assert found.startswith(f'<body><p>Hi</p><img src="{OURS}/o/')
    token = found.partition("/o/")[2].partition('"')[0]
    assert read_open(token, [KEY]) == MESSAGE_ID
    assert sign(b"onward click v1\x00", MESSAGE_ID.bytes, KEY) != token


@pytest.mark.parametrize(
    "agent",
    ["", "Mozilla/5.0", "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via"
     " ggpht.com GoogleImageProxy)", "YahooMailProxy; https://x", "curl/8.5", "Barracuda Sentinel"],
)  # fmt: skip
def test_machines_are_known_by_their_names(agent: str) -> None:
    assert is_machine(agent)


def test_machines_are_known_by_what_they_do() -> None:
    assert not is_machine(BROWSER)
    assert is_machine(BROWSER, method="HEAD")
    assert is_machine(BROWSER, headers={"sec-purpose": "prefetch;prerender"})
