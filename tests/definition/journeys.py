"""Journeys made up by Hypothesis: valid in form, whatever they mean."""

from typing import Any

from hypothesis import strategies as st

from engine.definition.text import DEEPEST

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
durations = st.sampled_from(["0m", "30m", "12h", "3d", "2w", "1 business day", "2 business days"])
times = st.sampled_from(["00:00", "09:00", "23:59"])
days_of_journey = st.fixed_dictionaries({"day": st.integers(1, 3660)}, optional={"at": times})

comparisons = st.one_of(
    st.sampled_from(["is", "is_not", "contains"]).flatmap(
        lambda key: st.fixed_dictionaries({key: scalars})
    ),
    st.sampled_from(["in", "not_in"]).flatmap(
        lambda key: st.fixed_dictionaries({key: st.lists(scalars, min_size=1, max_size=3)})
    ),
    st.sampled_from(["less_than", "at_most", "more_than", "at_least"]).flatmap(
        lambda key: st.fixed_dictionaries({key: numbers | text()})
    ),
    st.fixed_dictionaries({"exists": st.booleans()}),
)
traits = st.sampled_from(["account.plan", "contact.title", "account.billing.country"])


def _with(key: str, of: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    return st.builds(lambda value, more: {key: value, **more}, of, comparisons)


def _events(where: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    counts = st.sampled_from([{}, {"at_least": 1}, {"at_most": 0}, {"exactly": 3}])
    return st.builds(
        lambda event, count: {**event, **count},
        st.fixed_dictionaries(
            {"event": text()},
            optional={"where": where, "within": st.sampled_from(["enrollment", "ever", "7d"])},
        ),
        counts,
    )


leaves = st.one_of(
    _with("trait", traits),
    _with("property", text()),
    _events(_with("property", text())),
    st.fixed_dictionaries(
        {"message": identifiers, "was": st.sampled_from(["sent", "skipped", "failed"])}
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=min(4, DEEPEST),
)

windows = st.fixed_dictionaries(
    {},
    optional={
        "days": st.sampled_from(["mon-fri", "sat-mon", "mon,wed,fri"]),
        "from": times,
        "to": times,
        "zone": st.sampled_from(["contact", "account", "Europe/Amsterdam"]),
    },
)
sending = st.fixed_dictionaries(
    {}, optional={"topic": identifiers, "window": windows | st.just("always") | st.none()}
)
named: Data = {"name": text(), "note": text(200)}
touch: Data = {
    "to": st.just("primary")
    | st.fixed_dictionaries(
        {"role": st.sampled_from(["champion", "billing"])},
        optional={"else": st.sampled_from(["primary", "nobody"])},
    ),
    "skip_when": conditions,
    "missing": st.sampled_from(["skip", "fail"]) | st.fixed_dictionaries({"template": identifiers}),
    "send": sending,
    "on": st.fixed_dictionaries({}, optional={"skipped": identifiers, "failed": identifiers}),
}
assignments = st.fixed_dictionaries(
    {"owner": st.just("account")}, optional={"else": st.just("kim@example.com")}
) | st.fixed_dictionaries({"user": st.just("kim@example.com")})
until_events = st.fixed_dictionaries({"event": text()}, optional={"where": conditions})

steps = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("email"), "template": identifiers, "next": identifiers},
        optional={**named, **touch},
    ),
    st.fixed_dictionaries(
        {"type": st.just("in_app"), "template": identifiers, "next": identifiers},
        optional={**named, **touch, "format": st.sampled_from(["feed", "banner", "modal"])},
    ),
    st.fixed_dictionaries(
        {"type": st.just("task"), "title": text(300), "next": identifiers},
        optional={**named, "instructions": text(400), "assign": assignments, "due": durations},
    ),
    st.fixed_dictionaries(
        {"type": st.just("wait")},
        optional={
            **named,
            "for": durations,
            "until": days_of_journey | until_events,
            "at_most": durations | days_of_journey,
            "next": identifiers,
            "on": st.fixed_dictionaries(
                {"happened": identifiers}, optional={"timeout": identifiers}
            ),
        },
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("branch"),
            "cases": st.lists(
                st.fixed_dictionaries({"id": identifiers, "when": conditions, "next": identifiers}),
                min_size=1,
                max_size=3,
            ),
            "otherwise": identifiers,
        },
        optional=named,
    ),
    st.fixed_dictionaries({"type": st.just("exit")}, optional={**named, "outcome": identifiers}),
)
mail_templates = st.fixed_dictionaries({"subject": text(), "body": text(400)})
in_app_templates = st.fixed_dictionaries(
    {"title": text(), "body": text(400)},
    optional={"action": st.fixed_dictionaries({"label": text(), "url": text()})},
)

journeys: st.SearchStrategy[Data] = st.fixed_dictionaries(
    {
        "journey": identifiers,
        "name": text(200),
        "entry": st.fixed_dictionaries(
            {
                "triggers": st.lists(
                    st.fixed_dictionaries({"event": text()}, optional={"where": conditions}),
                    min_size=1,
                    max_size=2,
                )
            },
            optional={
                "audience": conditions,
                "reentry": st.sampled_from(["never", "always", {"after": "90d"}]),
            },
        ),
        "start": identifiers,
        "steps": st.dictionaries(identifiers, steps, min_size=1, max_size=5),
    },
    optional={
        "description": text(400, least=0) | st.none(),
        "subject": st.sampled_from(["account", "contact"]),
        "goal": st.fixed_dictionaries(
            {"when": conditions}, optional={"within": durations, "exit": st.booleans()}
        ),
        "exit": st.lists(
            st.fixed_dictionaries({"when": conditions}, optional={"reason": text()}), max_size=2
        ),
        "send": sending,
        "templates": st.dictionaries(identifiers, mail_templates | in_app_templates, max_size=3),
    },
)
"""Plain data, as it would be sent to the API."""
