"""`context.externalIds`: how it is read, and whom it means. Nothing here needs a database."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadCall, BadItem, Call
from engine.tracking.ids import MAX_OTHERS
from engine.tracking.ledger import Ledger
from engine.tracking.people import Known, Person
from engine.tracking.reading import Envelope, as_item, read
from tests.parts import tries


def ids(*pairs: tuple[Any, Any]) -> list[Any]:
    return [{"type": kind, "id": value, "collection": "users"} for kind, value in pairs]


def knowing(*pairs: tuple[Any, Any]) -> dict[str, Any]:
    """A context with these ids."""
    return {"externalIds": ids(*pairs)}


def call(context: dict[str, Any], **more: Any) -> Call:
    sent = {"type": "track", "event": "Paid", "context": context, **more}
    made = read(sent, Envelope(utc_now()))
    assert not isinstance(made, BadCall), made
    return made


def test_other_ids_are_read_in_their_order_once_each() -> None:
    context = knowing(("Zendesk", 55), ("email", " Ada@Acme.TEST "), ("zendesk", "55"))
    assert call(context).others == (("zendesk", "55"), ("email", "ada@acme.test"))


def test_no_more_than_ten_are_read() -> None:
    context = knowing(*((f"kind{number}", "1") for number in range(30)))
    others = call(context).others
    assert (len(others), others[-1]) == (MAX_OTHERS, ("kind9", "1"))


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        "stripe",
        7,
        {"type": "stripe", "id": "cus_1"},
        [None, 7, "stripe", [], {}, {"type": "stripe"}, {"id": "cus_1"}],
        ids((None, "1"), (7, "1"), ("", "1"), ("a b", "1"), ("k" * 41, "1"), ("ios.idfa", "1")),
        ids(("stripe", ""), ("stripe", None), ("stripe", True), ("stripe", ["1"]), ("stripe", {})),
        ids(("stripe", "x" * 256), ("stripe", "undefined"), ("stripe", "[object Object]")),
        ids(("email", "nobody"), ("email", 7), ("email", "a" * 250 + "@acme.test")),
        ids(("external_id", "u1"), ("Anonymous_ID", "a1")),
    ],
)
def test_what_is_malformed_is_passed_over(malformed: Any) -> None:
    context = {"externalIds": malformed}
    assert call(context, userId="u1").others == ()
    refused = read({"type": "track", "event": "e", "context": context}, Envelope(utc_now()))
    assert isinstance(refused, BadCall)
    assert refused.code == "missing_user"


@pytest.mark.parametrize("kind", ["identify", "track", "page", "screen"])
def test_another_id_is_enough_to_say_who(kind: str) -> None:
    made = call(knowing(("zendesk", "55")), type=kind)
    assert read(as_item(made), Envelope(made.occurred_at)) == made


def test_an_alias_still_needs_a_user_id() -> None:
    context = knowing(("zendesk", "55"))
    refused = read({"type": "alias", "previousId": "a1", "context": context}, Envelope(utc_now()))
    assert isinstance(refused, BadCall)
    assert refused.code == "missing_user"


KINDS = st.sampled_from(["email", "zendesk", "stripe", "zendesk_organization"])
VALUES = st.sampled_from(["ada@acme.test", "bob@acme.test", "eve@acme.test"])
ANYBODY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["identify", "track", "group", "alias"]),
        "event": st.just("Paid"),
        "previousId": st.sampled_from(["a1", "a2"]),
        "context": st.lists(st.tuples(KINDS, VALUES), max_size=3).map(
            lambda pairs: knowing(*pairs)
        ),
        "traits": st.just({}) | st.builds(lambda email: {"email": email}, VALUES),
    },
    optional={
        "userId": st.sampled_from(["u1", "u2", "u3"]),
        "anonymousId": st.sampled_from(["a1", "a2"]),
        "groupId": st.sampled_from(["acme", "globex"]),
    },
)


@given(sent=st.lists(ANYBODY, max_size=12))
@settings(max_examples=tries(200), deadline=None)
def test_nobody_known_is_ever_taken_over(sent: list[dict[str, Any]]) -> None:
    """**Invariant:** whoever has a userId keeps it, is merged into nobody, and keeps every id that
    is theirs; what an account is known by stays its own; a refused call changes nothing."""
    ledger = Ledger(Known())
    for item in sent:
        made = read(item, Envelope(utc_now()))
        if isinstance(made, BadCall):
            continue
        before = _known(ledger)
        companies, whole = dict(ledger.known.company_ids), _whole(ledger)
        try:
            ledger.apply(made)
        except BadItem:
            assert _whole(ledger) == whole
        after = _known(ledger)
        assert {each: after.get(each) for each in before} == before
        assert {each: ledger.known.company_ids[each] for each in companies} == companies
    people = ledger.known.people
    assert all(each.external_id is None for each in people.values() if each.merged_into)
    owners = set(ledger.known.identities.values())
    assert not any(people[owner].merged_into for owner in owners)


def _known(ledger: Ledger) -> dict[tuple[str, str], str | None]:
    """Every id of somebody who has a userId, and that userId."""
    people = ledger.known.people
    return {
        each: people[owner].external_id
        for each, owner in ledger.known.identities.items()
        if people[owner].external_id is not None
    }


def _whole(ledger: Ledger) -> object:
    people = ledger.known.people.values()
    return (
        dict(ledger.known.identities),
        dict(ledger.known.company_ids),
        [(each.id, each.external_id, each.merged_into, dict(each.columns)) for each in people],
        set(ledger.known.companies),
        len(ledger.events),
    )


def test_an_address_of_many_means_nobody_and_leaves_all_as_it_was() -> None:
    people = [Person(f"id-{n}", f"u{n}", {}, {"email": "Info@acme.test"}) for n in range(2)]
    ledger = Ledger(Known(people={each.id: each for each in people}))
    with pytest.raises(BadItem, match=r"More than one contact .* 'info@acme\.test'"):
        ledger.apply(call(knowing(("email", "info@acme.test"))))
    assert (len(ledger.known.people), ledger.events, ledger.who.new) == (2, [], set())


def test_who_is_known_by_an_address_alone_is_neither_of_two_users_who_have_it() -> None:
    imported = Person("id-0", None, {}, {"email": "info@acme.test"})
    other = Person("id-1", "u1", {}, {"email": "Info@acme.test"})
    known = Known(
        people={each.id: each for each in (imported, other)},
        identities={("email", "info@acme.test"): imported.id},
    )
    ledger = Ledger(known)
    says = {"type": "identify", "userId": "u2", "traits": {"email": "info@acme.test"}}
    ledger.apply(call({}, **says))
    assert (imported.merged_into, imported.external_id) == (None, None)
    assert ledger.events[0].contact_id not in (imported.id, other.id)
