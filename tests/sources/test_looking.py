"""Paths into what was sent, and mapping by them."""

import pytest
from pydantic import JsonValue

from engine.sources.delivery import Unreadable
from engine.sources.looking import at, number_at, text_at
from engine.sources.mapping import PayloadMapping, read

DATA: JsonValue = {
    "a": {"b": [{"c": "deep"}, 2], "": 1},
    "$groups.company": "acme",
    "x.y": {"z": "dotted"},
    "n": 3.0,
    "t": " 12 ",
    "yes": True,
    "no": None,
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b.0.c", "deep"),
        ("a.b.1", 2),
        ("a.b.2", None),
        ("a.b.-1", None),
        ("a.b.c", None),
        ("$groups.company", "acme"),
        ("x.y.z", "dotted"),
        ("a..b", None),
        ("no.thing", None),
        ("", DATA),
        (".".join("a" * 50), None),
    ],
)
def test_a_path_leads_to_what_is_there(path: str, found: JsonValue) -> None:
    assert at(DATA, path) == found


def test_text_and_numbers_are_taken_as_they_are_meant() -> None:
    assert text_at(DATA, "no", "yes", "n") == "3"
    assert text_at(DATA, "t") == "12"
    assert text_at(DATA, "a") is None
    assert number_at(DATA, "yes", "t") == 12
    assert number_at({"n": "NaN"}, "n") is None
    assert number_at({"n": "²"}, "n") is None
    assert number_at({"n": "1.5"}, "n") == 1.5


def test_a_number_of_too_many_digits_is_no_text() -> None:
    """**Invariant:** two customers never become one. **How it broke:** beyond 64 bits JSON is read
    as the nearest floating-point number, and that was written out."""
    assert text_at({"id": 2**64 - 1}, "id") == str(2**64 - 1)
    assert text_at({"id": 2.0**53 - 1}, "id") == str(2**53 - 1)
    with pytest.raises(Unreadable, match="Have ids sent as text"):
        read(PayloadMapping(name="e", user="id"), {"id": 1.8446744073709552e19})


def test_a_mapping_says_where_things_are() -> None:
    payload: JsonValue = {
        "events": [
            {"kind": "upgraded", "who": {"id": 7, "mail": "A@b.example"}, "more": {"plan": "pro"}},
            {"who": {"id": 8}},
        ]
    }
    mapping = PayloadMapping(
        each="events", event="kind", user="who.id", email="who.mail", properties="more"
    )
    (item,) = read(mapping, payload).items
    assert (item["event"], item["userId"]) == ("upgraded", "7")
    assert item["properties"] == {"plan": "pro"}
    assert item["context"] == {"externalIds": [{"type": "email", "id": "a@b.example"}]}


def test_a_mapping_that_finds_no_name_makes_nothing_and_says_so() -> None:
    found = read(PayloadMapping(event="kind"), {"what": 1})
    assert found.items == ()
    assert found.left_out == "No event's name was found (kind)."
    (item,) = read(PayloadMapping(event="kind", name="something"), {"what": 1}).items
    assert (item["event"], item["properties"]) == ("something", {"what": 1})
