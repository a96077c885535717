"""Every preset: verified as its product signs, refused when it does not, read as documented."""

import gzip
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from engine.sources.delivery import Refused, Unreadable
from engine.sources.items import Understood
from engine.sources.presets import PRESETS
from engine.sources.reading import payload_of, understood
from engine.sources.schemes import Address, Secret, Signature
from engine.sources.verifying import verify
from engine.tracking.calls import BadCall, Group, JsonObject
from engine.tracking.reading import Envelope, read
from tests.sources.parts import AT, SECRET, delivery, signed
from tests.sources.payloads import SENT, Sent

_NAMES = [f"{each.preset}-{each.event}" for each in SENT]
_ONE_EACH = list({each.preset: each for each in SENT}.values())
_PROVEN = [each for each in _ONE_EACH if not isinstance(PRESETS[each.preset].scheme, Address)]
_TIMED = [
    each
    for each in _PROVEN
    if isinstance(scheme := PRESETS[each.preset].scheme, Signature) and scheme.timestamp
]


def _id(sent: Sent) -> str:
    return sent.preset


def test_every_preset_is_tried_with_what_its_product_sends() -> None:
    assert {each.preset for each in SENT} == set(PRESETS)


@pytest.mark.parametrize("sent", SENT, ids=_NAMES)
def test_a_delivery_is_verified_and_read(sent: Sent) -> None:
    preset = PRESETS[sent.preset]
    given = signed(sent.preset, delivery(sent.body, sent.headers))
    verify(preset.scheme, [SECRET], given)
    found = understood(preset, None, given, payload_of(given, preset.body))
    if sent.event is None:
        assert found.items == ()
        assert found.cohorts or found.left_out
        return
    first = found.items[0]
    assert first.get("event") == sent.event
    if sent.message_id is not None:
        assert first["messageId"] == sent.message_id
    assert {**first, **sent.who} == first
    properties = first.get("properties") or {}
    assert isinstance(properties, dict)
    assert {**properties, **sent.properties} == properties
    assert "secret" not in orjson.dumps(found.items).decode()
    for item in found.items:
        assert not isinstance(read(item, Envelope(AT)), BadCall)


@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("invoice.payment_failed", "charge_automatically", "failed"),
        ("invoice.paid", "charge_automatically", "auto_pay"),
        ("invoice.paid", "send_invoice", "manual"),
        ("customer.subscription.updated", None, None),
    ],
)
def test_how_an_account_pays_is_told_of_it_by_whichever_id_it_is_known(
    kind: str, method: str | None, status: str | None
) -> None:
    """The default scorecard asks for it; and no contact comes to belong to the account by it."""
    invoice: dict[str, JsonValue] = {"customer": "cus_9", "customer_email": "b@acme.example"}
    sent = delivery(
        {
            "id": "evt_1",
            "type": kind,
            "data": {"object": {**invoice, "collection_method": method}},
        }
    )
    found = understood(PRESETS["stripe"], None, sent, payload_of(sent, "json"))
    told = [read(item, Envelope(AT)) for item in found.items[1:]]
    if status is None:
        assert told == []
        return
    [call] = told
    assert isinstance(call, Group)
    assert (call.traits, call.concluded) == ({"payment_status": status}, True)
    assert call.others == (("stripe", "cus_9"),)


@pytest.mark.parametrize("sent", _PROVEN, ids=_id)
def test_a_wrong_proof_is_refused(sent: Sent) -> None:
    scheme = PRESETS[sent.preset].scheme
    good = signed(sent.preset, delivery(sent.body, sent.headers))
    verify(scheme, ["another", SECRET], good)
    for secrets in (["whsec_YW5vdGhlcg=="], [], [" "]):
        with pytest.raises(Refused):
            verify(scheme, secrets, good)
    with pytest.raises(Refused) as refused:
        verify(scheme, [SECRET], delivery(sent.body, sent.headers))
    assert refused.value.code == "unsigned"
    if isinstance(scheme, Signature):
        with pytest.raises(Refused) as refused:
            verify(scheme, [SECRET], replace(good, body=good.body + b" "))
        assert refused.value.code == "bad_signature"


@pytest.mark.parametrize("sent", _TIMED, ids=_id)
@pytest.mark.parametrize("off", [timedelta(minutes=-6), timedelta(minutes=6)], ids=["old", "early"])
def test_a_proof_of_another_time_is_refused(sent: Sent, off: timedelta) -> None:
    scheme = PRESETS[sent.preset].scheme
    with pytest.raises(Refused) as refused:
        verify(scheme, [SECRET], signed(sent.preset, delivery(sent.body, sent.headers), AT + off))
    assert refused.value.code == "stale"


_HEADERS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["t=,v1=", "v1,", "v1,%%%", "sha256=", "v0=é", "Basic ", "t=9" * 30, "\x00"]),
)


@given(sent=st.sampled_from(_PROVEN), garbage=st.lists(_HEADERS, min_size=3, max_size=3))
def test_no_header_makes_anything_but_a_refusal(sent: Sent, garbage: list[str]) -> None:
    scheme = PRESETS[sent.preset].scheme
    assert isinstance(scheme, Signature | Secret)
    names = [scheme.header]
    if isinstance(scheme, Signature):
        names += [name for name in (scheme.timestamp, scheme.identifier) if name]
    headers = {**sent.headers, **dict(zip(names, garbage, strict=False))}
    with pytest.raises(Refused):
        verify(scheme, [SECRET], delivery(sent.body, headers))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside,
                                                                  max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(sent=st.sampled_from(SENT), noise=_JSON, data=st.data())
def test_nothing_that_is_sent_makes_anything_but_unreadable(
    sent: Sent, noise: JsonValue, data: st.DataObject
) -> None:
    """Parts of what the product sends are replaced by anything."""
    preset = PRESETS[sent.preset]
    body = payload_of(delivery(sent.body), preset.body)
    spoiled = _spoiled(body, noise, data)
    try:
        found = understood(preset, None, delivery(sent.body, sent.headers), spoiled)
    except Unreadable:
        return
    for item in found.items:
        orjson.dumps(item)
        read(item, Envelope(AT))


def _spoiled(body: JsonValue, noise: JsonValue, data: st.DataObject) -> JsonValue:
    is_here = data.draw(st.integers(0, 4)) == 0
    if isinstance(body, dict) and body and not is_here:
        name = data.draw(st.sampled_from(sorted(body)))
        return {**body, name: _spoiled(body[name], noise, data)}
    if isinstance(body, list) and body and not is_here:
        return [_spoiled(body[0], noise, data), *body[1:]]
    return noise


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", "json", "not_json"),
        (b'{"id": ', "json", "not_json"),
        (b"\xff\xfe", "json", "not_utf8"),
        (b"\x1f\x8bno", "json", "bad_gzip"),
        (b"[" * 5_000, "json", "too_deep"),
        (b" " * 600_000, "json", "too_large"),
        (b"<a>", "xml", "not_xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml", "not_xml"),
        (b"<a>" * 60 + b"</a>" * 60, "xml", "too_deep"),
        (b"\xff\x00", "xml", "not_xml"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, kind: str, code: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        payload_of(delivery(body), kind)
    assert unreadable.value.code == code


def test_a_body_is_read_as_the_tracking_api_reads_it() -> None:
    sent = delivery(gzip.compress(b'{"large": 1e400, "n": NaN, "half": "\\ud800"}'))
    assert payload_of(sent) == {"large": None, "n": None, "half": "\ud800"}
    with pytest.raises(Unreadable, match=r"cannot be read from line 2, character 3 on\.$"):
        payload_of(delivery(b'{"a":\n  oops}'))


def test_mixpanel_is_answered_as_it_insists() -> None:
    sent: JsonValue = {
        "action": "add_members",
        "parameters": {"mixpanel_cohort_id": "7", "members": []},
    }
    answer = PRESETS["mixpanel"].answer
    assert answer is not None
    reply = answer(delivery(sent), sent, [SECRET])
    assert reply is not None
    assert orjson.loads(reply.body) == {"action": "add_members", "status": "success"}


def test_zoom_is_shown_that_the_address_is_ours() -> None:
    """The digest was made with OpenSSL."""
    sent: JsonValue = {
        "event": "endpoint.url_validation",
        "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"},
    }
    answer = PRESETS["zoom"].answer
    assert answer is not None
    reply = answer(delivery(sent), sent, ["123456"])
    assert reply is not None
    assert orjson.loads(reply.body) == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": "1e67187e50a5ca19fc8a70ada83b125475cd48311008c2c13c0b183b0245bf02",
    }
    with pytest.raises(Unreadable) as unreadable:
        answer(delivery(sent), sent, [])
    assert unreadable.value.code == "no_secret"
    assert answer(delivery({}), {"event": "webinar.started"}, ["123456"]) is None


@pytest.mark.parametrize("body", [b"", b'"text"', b"5"])
def test_a_cloudevent_in_headers_may_have_any_data_or_none(body: bytes) -> None:
    headers = {"ce-id": "1", "ce-source": "/s", "ce-type": "ordered", "ce-subject": "ada"}
    sent = delivery(body, headers)
    preset = PRESETS["cloudevents"]
    (item,) = understood(preset, None, sent, payload_of(sent, preset.body)).items
    assert (item["event"], item["userId"], item["messageId"]) == ("ordered", "ada", "/s#1")


@pytest.mark.parametrize(
    "session",
    [b"<SessionId>00D!AQ</SessionId>", b'<n:SessionId a="b"><![CDATA[00D!AQ]]></n:SessionId>',
     b"<SessionId>00D!AQ"],
    ids=["plain", "cdata", "torn"],
)  # fmt: skip
def test_what_opens_the_account_of_who_sends_is_taken_out(session: bytes) -> None:
    redact = PRESETS["salesforce"].redact
    assert redact is not None
    kept = redact(b"<a><b>1</b>" + session)
    assert b"00D!AQ" not in kept
    assert kept.startswith(b"<a><b>1</b><")


def test_cloudevents_senders_may_ask_first() -> None:
    answer = PRESETS["cloudevents"].answer
    assert answer is not None
    asked = replace(
        delivery(b"", {"webhook-request-origin": "events.acme.example"}), method="OPTIONS"
    )
    reply = answer(asked, None, [SECRET])
    assert reply is not None
    assert reply.headers is not None
    assert reply.headers["WebHook-Allowed-Origin"] == "events.acme.example"
    assert answer(delivery({}), {}, [SECRET]) is None


def test_a_cohort_says_who_is_in_it_and_whether_that_is_all() -> None:
    for name, change in (("amplitude", "enter"), ("mixpanel", "replace")):
        sent = next(each for each in SENT if each.preset == name)
        given = delivery(sent.body)
        (cohort,) = understood(PRESETS[name], None, given, payload_of(given)).cohorts
        assert cohort.change == change
        assert [who.user for who in cohort.members] == ["ada"]


def posthog(
    name: str, properties: JsonObject, person: JsonObject | None = None, user: str = "0190-made-up"
) -> Understood:
    event: JsonObject = {"event": name, "distinct_id": user, "properties": properties, "uuid": "e"}
    sent: JsonValue = {"event": event, "person": {"properties": person or {}}}
    return understood(PRESETS["posthog"], None, delivery(sent), sent)


def test_a_visitor_of_posthog_whom_nobody_knows_stays_one() -> None:
    """**Invariant:** only who has been identified is a contact. **How it broke:** every distinct_id
    was taken for the id of one, also those that a library makes up for each visitor."""
    (seen,) = posthog("docs read", {"$is_identified": False}).items
    assert (seen["anonymousId"], "userId" in seen) == ("0190-made-up", False)
    (known,) = posthog(
        "$identify",
        {"$anon_distinct_id": "0190-made-up", "$set": {"plan": "pro"}, "$unset": ["trial"]},
        {"plan": "free", "trial": True, "seats": 3, "$geoip_city_name": "Ghent"},
        user="ada",
    ).items
    assert (known["userId"], known["anonymousId"]) == ("ada", "0190-made-up")
    assert known["traits"] == {"plan": "pro", "trial": None, "seats": 3}


def test_a_group_of_posthog_is_an_account_and_nobody_did_it() -> None:
    said: JsonObject = {"$group_type": "company", "$group_key": "acme", "$group_set": {"seats": 5}}
    (group,) = posthog("$groupidentify", said, {"email": "ada@acme.example"}).items
    assert (group["type"], group["groupId"], group["traits"]) == ("group", "acme", {"seats": 5})
    assert not {"userId", "anonymousId"} & group.keys()
    left_out = posthog("$groupidentify", {**said, "$group_type": "team"})
    assert left_out.items == ()
    assert "are not kept" in (left_out.left_out or "")


def test_a_cohort_of_more_than_can_be_told_at_once_is_refused() -> None:
    users: list[JsonValue] = [{"user_id": str(number)} for number in range(10_001)]
    sent: JsonValue = {"cohort_id": "c", "in_cohort": True, "users": users}
    with pytest.raises(Unreadable) as unreadable:
        understood(PRESETS["amplitude"], None, delivery(sent), sent)
    assert unreadable.value.code == "too_many"


def test_a_batch_of_segment_is_refused_as_only_its_first_call_is_signed() -> None:
    batches: list[JsonValue] = [[{"type": "track"}], {"batch": [{"type": "track"}]}]
    for sent in batches:
        with pytest.raises(Unreadable) as unreadable:
            understood(PRESETS["segment"], None, delivery(sent), sent)
        assert unreadable.value.code == "batched"
