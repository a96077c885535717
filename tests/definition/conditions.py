"""Conditions made up by Hypothesis: every leaf, in every tree."""

from hypothesis import strategies as st

from engine.definition.text import DEEPEST
from tests.definition.values import (
    Data,
    both,
    durations,
    identifiers,
    maybe,
    numbers,
    one_key,
    only,
    scalars,
    text,
    trait_paths,
)

comparisons = st.one_of(
    one_key(["is", "is_not", "contains"], scalars),
    one_key(["in", "not_in"], st.lists(scalars, min_size=1, max_size=3)),
    one_key(["less_than", "at_most", "more_than", "at_least"], numbers | text()),
    one_key(["starts_with"], text(least=0)),
    one_key(["exists"], st.booleans()),
    one_key(["within_last", "longer_ago_than", "within_next", "further_off_than"], durations),
)
ages = one_key(["within_last", "longer_ago_than"], durations)
asked_of_events: st.SearchStrategy[Data] = st.one_of(
    only(),
    one_key(["at_least"], st.integers(1, 100_000)),
    one_key(["at_most", "exactly"], st.integers(0, 100_000)),
    one_key(["first", "last"], ages),
)


def events(where: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    within = st.sampled_from(["enrollment", "step", "ever"]) | durations
    return both(only(event=text()), maybe(where=where, within=within), asked_of_events)


what_became = ["sent", "skipped", "failed", "delivered", "opened", "clicked", "replied", "bounced"]
leaves = st.one_of(
    both(only(trait=trait_paths), comparisons),
    both(only(property=text()), comparisons),
    events(both(only(property=text()), comparisons)),
    only(message=identifiers, was=st.sampled_from(what_became)),
    only(task=identifiers, was=st.sampled_from(["open", "done", "overdue"])),
    only(task=identifiers, outcome=identifiers),
    both(only(health=st.sampled_from(["band", "score"])), comparisons),
    only(segment=identifiers),
    both(only(now=st.sampled_from(["weekday", "time", "date", "day"])), comparisons),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        one_key(["all", "any"], st.lists(inner, min_size=1, max_size=3)), only(not_=inner)
    ),
    max_leaves=min(4, DEEPEST),
)
