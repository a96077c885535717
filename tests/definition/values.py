"""Names, texts, numbers and times made up by Hypothesis, awkward ones among them."""

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]

identifiers = st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,20}\Z") | st.sampled_from(
    ["on", "yes", "null", "1", "007", "next", "type", "1e3"]
)
writable = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
awkward = st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "2024-01-01",
        "09:00",
        "0x1f",
        "1e5",
        ".inf",
        "1_000",
        "a: b",
        "# no comment",
        "{{ contact.first_name }}",
        "line one\nline two\n",
        "\n\nstarts empty",
        "ends empty\n\n\n",
        "  indented\nless",
        "trailing \nspace",
        "tab\there\nand\r\nthere",
        "\u0085\u2028\u2029",
        "Größe “ok” 🎉\n",
        "---\n",
        "- a\n- b",
    ]
)


def text(most: int = 40, least: int = 1) -> st.SearchStrategy[str]:
    return awkward.filter(lambda found: least <= len(found) <= most) | st.text(
        writable, min_size=least, max_size=most
    )


numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.booleans() | numbers | text(least=0)
durations = st.sampled_from(["0m", "30m", "12h", "3d", "2w", "1 business day", "4 business hours"])
times = st.sampled_from(["00:00", "09:00", "23:59"])
days_of_journey = st.fixed_dictionaries({"day": st.integers(1, 3660)}, optional={"at": times})
limits = durations | days_of_journey
days = st.sampled_from(["mon-fri", "sat-mon", "mon,wed,fri"])
trait_paths = st.sampled_from(["account.plan", "contact.title", "account.billing.country"])
json_values = st.recursive(
    st.none() | scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text(), inner, max_size=3),
    max_leaves=4,
)
traits = st.dictionaries(text(), json_values, max_size=3)


def one_key(keys: list[str], value: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """A group of one key, one of these."""
    return st.builds(lambda key, of: {key: of}, st.sampled_from(keys), value)


def both(*parts: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    """The keys of all of them in one group."""
    return st.tuples(*parts).map(lambda found: {k: v for part in found for k, v in part.items()})


def only(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """A group of all these keys; `_` after a name keeps it from being a word of Python's."""
    return st.fixed_dictionaries({key.rstrip("_"): value for key, value in keys.items()})


def maybe(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """A group of some of these keys."""
    return st.fixed_dictionaries(
        {}, optional={key.rstrip("_"): value for key, value in keys.items()}
    )
