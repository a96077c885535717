"""What PostHog's events are in the words of the tracking API, library by library."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.tracking.calls import Alias, BadCall, Call, Group, Identify, Page, Screen, Track
from engine.tracking.posthog import translate
from engine.tracking.reading import Envelope, as_item, read

NOW = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


def heard(event: Any, sent_at: Any = None, library: str | None = None) -> list[Call | BadCall]:
    return [
        read(each.item, Envelope(NOW, sent_at, fault=each.fault))
        for each in translate(event, NOW, library)
    ]


def only(event: Any, **envelope: Any) -> Any:
    [call] = heard(event, **envelope)
    return call


def event(name: str, distinct_id: Any = "ada", **properties: Any) -> dict[str, Any]:
    renamed = {
        key.replace("S_", "$", 1) if key.startswith("S_") else key: value
        for key, value in properties.items()
    }
    return {"event": name, "uuid": "e1", "distinct_id": distinct_id, "properties": renamed}


def test_a_captured_event_is_a_track_call() -> None:
    call = only(event("Project Created", size=3, S_lib="posthog-node", S_lib_version="5.70.0"))
    assert isinstance(call, Track)
    assert (call.message_id, call.user_id, call.event) == ("e1", "ada", "Project Created")
    assert call.properties["size"] == 3
    assert call.context["library"] == {"name": "posthog-node", "version": "5.70.0"}


def test_an_event_of_a_company_is_the_accounts_and_its_user_joins() -> None:
    call = only(event("Clicked", S_groups={"team": "red", "company": "acme"}))
    assert (call.group_id, call.joins) == ("acme", True)
    assert read(as_item(call), Envelope(NOW)) == call


@pytest.mark.parametrize(
    ("groups", "account"),
    [
        ({"organization": "org"}, "org"),
        ({"account": 7, "organization": ""}, "7"),
        ({"company": "acme", "organization": "org"}, "acme"),
        ({"team": "red"}, None),
        ({}, None),
        ("nonsense", None),
    ],
)
def test_which_group_is_the_account(groups: Any, account: str | None) -> None:
    call = only(event("Clicked", S_groups=groups))
    assert (call.group_id, call.joins) == (account, account is not None)


@pytest.mark.parametrize(
    ("properties", "anonymous"),
    [
        ({}, False),
        ({"S_process_person_profile": False}, True),
        ({"S_process_person_profile": True, "S_is_identified": False}, True),
        ({"S_process_person_profile": True, "S_is_identified": True}, False),
        ({"S_device_id": "ada"}, True),
        ({"S_device_id": "ada", "S_is_identified": True}, False),
        ({"S_device_id": "other"}, False),
    ],
)
def test_an_id_that_a_library_made_up_is_anonymous(
    properties: dict[str, Any], anonymous: bool
) -> None:
    call = only(event("Clicked", **properties))
    assert (call.user_id, call.anonymous_id) == ((None, "ada") if anonymous else ("ada", None))


def test_the_distinct_id_may_be_among_the_properties() -> None:
    call = only({"event": "Clicked", "properties": {"distinct_id": "ada", "token": "key"}})
    assert call.user_id == "ada"
    assert call.properties == {}


def test_identify_names_who_was_anonymous() -> None:
    call = only(
        event("$identify", S_anon_distinct_id="anon-7", S_is_identified=True)
        | {"$set": {"email": "ada@acme.test"}, "$set_once": {"plan": "free"}}
    )
    assert isinstance(call, Identify)
    assert (call.user_id, call.anonymous_id) == ("ada", "anon-7")
    assert (call.traits, call.traits_once) == ({"email": "ada@acme.test"}, {"plan": "free"})
    assert read(as_item(call), Envelope(NOW)) == call


@pytest.mark.parametrize("name", ["$identify", "$set", "$set_once", "$unset"])
@pytest.mark.parametrize("is_inside", [True, False])
def test_traits_are_told_by_four_events_in_two_places(name: str, is_inside: bool) -> None:
    said = {"$set": {"plan": "pro"}, "$set_once": {"first": 1}, "$unset": ["trial", 3]}
    sent = {"event": name, "distinct_id": "ada", **({"properties": said} if is_inside else said)}
    call = only(sent)
    assert isinstance(call, Identify)
    assert call.traits == {"plan": "pro", "trial": None}
    assert call.traits_once == {"first": 1}


def test_traits_beside_an_event_are_a_call_before_it() -> None:
    identify, track = heard(event("Paid", S_set={"plan": "pro"}, amount=3))
    assert isinstance(identify, Identify)
    assert (identify.message_id, identify.user_id) == ("e1:set", "ada")
    assert identify.traits == {"plan": "pro"}
    assert isinstance(track, Track)
    assert (track.message_id, track.properties) == ("e1", {"amount": 3})


def test_what_a_browser_notes_by_itself_is_no_trait() -> None:
    noted = {"$initial_referrer": "x", "utm_source": None}
    assert isinstance(only(event("Paid", S_set_once=noted)), Track)
    assert only(event("$identify", S_set_once=noted, S_set={"plan": "pro"})).traits_once == {}


def test_a_company_is_an_account_and_its_distinct_id_nobody() -> None:
    for nobody in ("$company_acme", "e2db01c9-bdb1-4d3e-a480-2f573f7f7b34"):
        call = only(
            event(
                "$groupidentify", nobody, S_group_type="company", S_group_key="acme",
                S_group_set={"name": "Acme"}, S_groups={"company": "other"},
            )
        )  # fmt: skip
        assert isinstance(call, Group)
        assert (call.group_id, call.traits) == ("acme", {"name": "Acme"})
        assert (call.user_id, call.anonymous_id) == (None, None)


def test_a_group_of_another_type_is_kept_aside() -> None:
    call = only(event("$groupidentify", S_group_type="team", S_group_key="red"))
    assert (call.code, call.message_id) == ("not_an_account", "e1")
    assert "'team'" in call.reason
    again = read(call.payload, Envelope(NOW))
    assert isinstance(again, BadCall)
    assert again.code == "missing_group"


@pytest.mark.parametrize(
    "sent",
    [
        event("$create_alias", "anon-7", alias="ada", S_lib="posthog-python"),
        event("$create_alias", "anon-7", alias="ada", S_lib="web", S_is_identified=False),
        event("$create_alias", "ada", alias="anon-7", S_lib="web", S_is_identified=True),
        event("$create_alias", "ada", alias="anon-7", S_lib="posthog-node"),
        event("$merge_dangerously", "ada", alias="anon-7"),
    ],
)
def test_every_library_says_alias_in_its_way(sent: dict[str, Any]) -> None:
    call = only(sent)
    assert isinstance(call, Alias)
    assert (call.previous_id, call.user_id) == ("anon-7", "ada")


def test_a_page_and_a_screen() -> None:
    url = {"$current_url": "https://acme.test/docs", "$pathname": "/docs", "title": "Docs"}
    page = only({**event("$pageview"), "properties": url})
    assert isinstance(page, Page)
    assert page.name is None
    assert page.properties == {"url": "https://acme.test/docs", "path": "/docs", **url}
    screen = only(event("$screen", S_screen_name="Home"))
    assert isinstance(screen, Screen)
    assert screen.name == "Home"


def test_when_it_happened() -> None:
    earlier = NOW - timedelta(minutes=5)
    stated = {**event("Clicked"), "timestamp": earlier.isoformat()}
    assert only(stated).occurred_at == earlier
    slow = (NOW - timedelta(hours=1)).isoformat()
    assert only(stated, sent_at=slow).occurred_at == NOW
    fixed = event("Clicked", S_ignore_sent_at=True) | {"timestamp": earlier.isoformat()}
    assert only(fixed, sent_at=slow).occurred_at == earlier
    ago = {**event("Clicked"), "offset": 300_000}
    assert only(ago, sent_at=slow).occurred_at == earlier
    assert only({**event("Clicked"), "offset": 1e300}).occurred_at == NOW


def test_options_of_the_newer_form_count_as_properties() -> None:
    sent = {**event("$create_alias", "anon-7", alias="ada"), "options": {}}
    assert only(sent, library="posthog-python").user_id == "ada"
    personless = {**event("Clicked"), "options": {"process_person_profile": False}}
    assert only(personless).anonymous_id == "ada"


def test_visitors_without_cookies_do_not_become_one_contact() -> None:
    call = only(event("$pageview", "$posthog_cookieless"))
    assert call.code == "placeholder_id"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("text", "not_an_object"),
        (None, "not_an_object"),
        ({}, "missing_user"),
        ({"event": "Clicked"}, "missing_user"),
        ({"distinct_id": "ada"}, "missing_event"),
        ({"event": "Clicked", "distinct_id": {}}, "bad_id"),
        ({"event": "Clicked", "distinct_id": 1.8446744073709552e19}, "bad_id"),
        ({"event": "Clicked", "distinct_id": "undefined"}, "placeholder_id"),
        ({"event": {}, "distinct_id": "ada"}, "bad_event"),
        ({"event": "$create_alias", "distinct_id": "ada"}, "missing_previous"),
        (event("$groupidentify", S_group_type="company"), "missing_group"),
        (event("$groupidentify", S_group_type="\ud800"), "bad_text"),
        (event("Clicked", x="\0"), "bad_text"),
        ({**event("Clicked"), "timestamp": "soon"}, "bad_timestamp"),
    ],
)
def test_what_cannot_be_understood_is_kept_aside(sent: Any, code: str) -> None:
    assert only(sent).code == code
