"""How a product sends its first events: lines to copy, for each library that is tried with them.

The tests run every one of them as it stands on the page. What they tell of is nobody's customer,
and starts no journey.
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
  {"type": "identify", "userId": "test-1", "traits": {"email": "test@example.com"}},
  {"type": "group", "userId": "test-1", "groupId": "test-inc", "traits": {"name": "Test Inc"}},
  {"type": "track", "userId": "test-1", "event": "Test Event", "context": {"groupId": "test-inc"}}
]}'""",
    ),
    Snippet(
        "segment-browser",
        "Segment in a browser",
        "npm install @segment/analytics-next",
        """\
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ cdnURL: "HOST", writeKey: "KEY" });
analytics.identify("test-1", { email: "test@example.com" });
analytics.group("test-inc", { name: "Test Inc" });
analytics.track("Test Event", {}, { context: { groupId: "test-inc" } });""",
    ),
    Snippet(
        "segment-node",
        "Segment in Node",
        "npm install @segment/analytics-node",
        """\
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ host: "HOST", writeKey: "KEY" });
analytics.identify({ userId: "test-1", traits: { email: "test@example.com" } });
analytics.group({ userId: "test-1", groupId: "test-inc", traits: { name: "Test Inc" } });
analytics.track({ userId: "test-1", event: "Test Event", context: { groupId: "test-inc" } });
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
analytics.identify("test-1", {"email": "test@example.com"})
analytics.group("test-1", "test-inc", {"name": "Test Inc"})
analytics.track("test-1", "Test Event", context={"groupId": "test-inc"})
analytics.flush()  # before the program ends""",
    ),
    Snippet(
        "rudderstack",
        "RudderStack in Python",
        "pip install rudder-sdk-python",
        """\
from rudderstack.analytics import Client

analytics = Client("KEY", host="HOST")
analytics.identify("test-1", {"email": "test@example.com"})
analytics.group("test-1", "test-inc", {"name": "Test Inc"})
analytics.track("test-1", "Test Event", context={"groupId": "test-inc"})
analytics.shutdown()  # before the program ends""",
    ),
    Snippet(
        "posthog",
        "PostHog in Python",
        "pip install posthog",
        """\
from posthog import Posthog

posthog = Posthog("KEY", host="HOST")
posthog.set(distinct_id="test-1", properties={"email": "test@example.com"})
posthog.group_identify("company", "test-inc", {"name": "Test Inc"})
posthog.capture("Test Event", distinct_id="test-1", groups={"company": "test-inc"})
posthog.shutdown()  # before the program ends""",
    ),
)
