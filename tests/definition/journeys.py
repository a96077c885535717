"""Journeys made up by Hypothesis: valid in form, whatever they mean."""

from hypothesis import strategies as st

from tests.definition.blocks import blocks, themes
from tests.definition.conditions import conditions
from tests.definition.steps import roles, sending, steps
from tests.definition.values import (
    Data,
    both,
    durations,
    identifiers,
    limits,
    maybe,
    only,
    text,
    traits,
)

mail_templates = both(only(subject=text(), body=text(400)), maybe(preheader=text()))
designed_templates = both(
    only(subject=text(), blocks=blocks), maybe(preheader=text(), theme=themes)
)
in_app_templates = both(
    only(title=text(), body=text(400)), maybe(action=only(label=text(), url=text()))
)
marks = st.sampled_from(["delivered", "opened", "clicked", "replied", "bounced"])
happenings = both(
    only(at=limits),
    st.one_of(
        both(only(event=text()), maybe(properties=traits)),
        only(account=traits),
        only(contact=traits),
        only(message=identifiers, was=marks),
        only(task=identifiers, outcome=identifiers),
        only(survey=identifiers, score=st.integers(0, 10)),
    ),
)
expectations = both(
    st.one_of(
        only(sends=identifiers),
        only(asks=identifiers),
        only(reaches=identifiers),
        only(never=identifiers),
        only(ends=identifiers),
    ),
    maybe(by=limits),
)
scenarios = both(
    only(name=text(200), expect=st.lists(expectations, min_size=1, max_size=3)),
    maybe(
        customer=maybe(
            account=traits,
            contact=traits,
            roles=st.lists(roles, max_size=2),
            time_zone=text(),
            owner=st.booleans(),
        ),
        enters=st.sampled_from(["2026-03-02T09:00:00Z", "2026-12-24T23:59:59+05:30"]),
        happens=st.lists(happenings, max_size=3),
    ),
)
bands = st.sampled_from(["green", "yellow", "red"])
dates = both(
    only(trait=st.just("account.renewal_date")), maybe(offset=st.sampled_from(["-90d", "14d"]))
)
triggers = st.one_of(
    both(only(event=text()), maybe(where=conditions)),
    both(only(segment=identifiers), maybe(change=st.sampled_from(["enters", "leaves"]))),
    only(health=bands | st.lists(bands, min_size=1, max_size=3)),
    both(
        only(
            date=both(
                only(trait=st.just("account.renewal_date")),
                maybe(offset=st.sampled_from(["-90d", "14d"])),
            )
        ),
        maybe(at=st.just("17:30"), passed=st.sampled_from(["now", "skip"])),
    ),
    only(
        schedule=both(
            only(cron=st.sampled_from(["0 9 1 * *", "30 17 * * fri", "0 */6 * * *"])),
            maybe(time_zone=st.sampled_from(["UTC", "Asia/Kolkata"])),
        )
    ),
)
entries = maybe(
    triggers=st.lists(triggers, max_size=3),
    audience=conditions,
    reentry=st.sampled_from(["never", "always", {"after": "90d"}]),
    holdout=st.sampled_from(["10%", "0.5%", "50%"]),
)
exits = both(only(when=conditions) | only(leaves=st.just("audience")), maybe(reason=text()))

journeys: st.SearchStrategy[Data] = both(
    only(
        journey=identifiers,
        name=text(200),
        entry=entries,
        start=identifiers,
        steps=st.dictionaries(identifiers, steps, min_size=1, max_size=5),
    ),
    maybe(
        description=text(400, least=0) | st.none(),
        subject=st.sampled_from(["account", "contact"]),
        goal=both(only(when=conditions), maybe(within=durations, exit=st.booleans())),
        exit=st.lists(exits, max_size=2),
        send=sending,
        templates=st.dictionaries(
            identifiers, mail_templates | designed_templates | in_app_templates, max_size=3
        ),
        scenarios=st.lists(scenarios, max_size=2),
    ),
)
"""Plain data, as it would be sent to the API."""
