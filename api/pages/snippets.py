"""How a product sends its first events: lines to copy, for each library that is tried with them.

The tests run every one of them as it stands on the page.
"""

from dataclasses import dataclass

PLACEHOLDER = "YOUR_WRITE_KEY"
"""Stands where a write key belongs that nobody can be shown again."""


@dataclass(frozen=True)
class Snippet:
    key: str
    name: str
    needs: str | None
    """What is installed before."""
    code: str


def snippets(host: str, write_key: str | None) -> list[Snippet]:
    """To be sent to `host` with the key, or with a placeholder."""
    key = write_key or PLACEHOLDER
    return [
        Snippet(
            each.key, each.name, each.needs, each.code.replace("HOST", host).replace("KEY", key)
        )
        for each in _SNIPPETS
    ]


_SNIPPETS = (
    Snippet(
        "curl",
        "Command line (HTTP)",
        None,
        """\
curl HOST/v1/batch -u KEY: -d '{"batch": [
  {"type": "identify", "userId": "u-1", "traits": {"email": "ada@example.com"}},
  {"type": "group", "userId": "u-1", "groupId": "acme", "traits": {"name": "Acme"}},
  {"type": "track", "userId": "u-1", "event": "Account Created", "context": {"groupId": "acme"}}
]}'""",
    ),
    Snippet(
        "segment-browser",
        "Segment in a browser",
        "npm install @segment/analytics-next",
        """\
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ cdnURL: "HOST", writeKey: "KEY" });
analytics.identify("u-1", { email: "ada@example.com" });
analytics.group("acme", { name: "Acme" });
analytics.track("Account Created", {}, { context: { groupId: "acme" } });""",
    ),
    Snippet(
        "segment-node",
        "Segment in Node",
        "npm install @segment/analytics-node",
        """\
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ host: "HOST", writeKey: "KEY" });
analytics.identify({ userId: "u-1", traits: { email: "ada@example.com" } });
analytics.group({ userId: "u-1", groupId: "acme", traits: { name: "Acme" } });
analytics.track({ userId: "u-1", event: "Account Created", context: { groupId: "acme" } });
await analytics.closeAndFlush(); // before the program ends""",
    ),
    Snippet(
        "segment-python",
        "Segment in Python",
        "pip install segment-analytics-python",
        """\
import segment.analytics as analytics

analytics.host = "HOST"
analytics.write_key = "KEY"
analytics.identify("u-1", {"email": "ada@example.com"})
analytics.group("u-1", "acme", {"name": "Acme"})
analytics.track("u-1", "Account Created", context={"groupId": "acme"})
analytics.flush()  # before the program ends""",
    ),
    Snippet(
        "rudderstack",
        "RudderStack in Python",
        "pip install rudder-sdk-python",
        """\
from rudderstack.analytics import Client

analytics = Client("KEY", host="HOST")
analytics.identify("u-1", {"email": "ada@example.com"})
analytics.group("u-1", "acme", {"name": "Acme"})
analytics.track("u-1", "Account Created", context={"groupId": "acme"})
analytics.shutdown()  # before the program ends""",
    ),
    Snippet(
        "posthog",
        "PostHog in Python",
        "pip install posthog",
        """\
from posthog import Posthog

posthog = Posthog("KEY", host="HOST")
posthog.set(distinct_id="u-1", properties={"email": "ada@example.com"})
posthog.group_identify("company", "acme", {"name": "Acme"})
posthog.capture("Account Created", distinct_id="u-1", groups={"company": "acme"})
posthog.shutdown()  # before the program ends""",
    ),
)
