"""What is refused as the address of a channel is refused with where the right one is."""

import pytest

from engine.errors import Invalid
from engine.store.chat_addresses import Chat, check_address

HOOK = "https://hooks.slack.com/services/T01/B02/secret"
FLOW = "https://prod-1.westeurope.logic.azure.com:443/workflows/1f/triggers/manual/paths/invoke?s=1"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (HOOK, "slack"),
        ("https://hooks.slack.com/triggers/T01/1/x", "slack"),
        (FLOW, "teams"),
        ("https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4", "teams"),
        ("http://127.0.0.1:9000", "slack"),
        ("http://chat-proxy:8080/slack", "teams"),
        ("https://mattermost.example.com/hooks/x", "slack"),
    ],
)
def test_what_can_be_posted_to_is_taken(url: str, kind: Chat) -> None:
    check_address(url, kind)


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("hooks.slack.com/services/T/B/s", "slack", "no address that anything could be posted to"),
        ("https://hooks.slack.com:99999/services/T/B/s", "slack", "no address"),
        ("https://hooks..slack.com/services/T/B/s", "slack", "no address"),
        ("https://-a.example/x", "slack", "no address"),
        ("https://1.2.3/x", "teams", "no address"),
        ("https://hooks.slack.com/services/T01", "slack", "cut off"),
        ("https://hooks.slack.com", "slack", "cut off"),
        ("https://prod-1.logic.azure.com/", "teams", "cut off"),
        ("http://hooks.slack.com/services/T/B/s", "slack", "begins with https://"),
        ("https://acme.slack.com/archives/C01", "slack", "the address of a page"),
        ("https://teams.microsoft.com/l/channel/1", "teams", "the address of a page"),
        (HOOK, "teams", "an address of Slack, and the channel is one of Teams"),
        (FLOW, "slack", "an address of Teams, and the channel is one of Slack"),
        ("https://a.example/" + "x" * 2_000, "slack", "too long"),
    ],
)
def test_what_cannot_is_refused_with_the_reason(url: str, kind: Chat, said: str) -> None:
    """**How it broke:** a port beyond 65535, a page of Slack or half an address could be saved, and
    failed only when a journey posted to it."""
    with pytest.raises(Invalid, match=said) as refused:
        check_address(url, kind)
    assert ("Incoming Webhooks" if kind == "slack" else "Workflows") in str(refused.value)
