"""The scorecard every account has until somebody writes another."""

from engine.definition.conditions import AnyOf, PropertyIs
from engine.definition.times import Duration
from engine.facts import SURVEY_ANSWERED
from engine.health.card import Component, Scorecard
from engine.health.levels import Thresholds, Values
from engine.health.measures import Count, Distinct, Latest, Share, Trait

_MONTH, _QUARTER, _YEAR = (Duration.parse(each) for each in ("30d", "90d", "365d"))
_LOGINS = ("Login", "Logged In")
_SURVEYS = ("survey.answered", SURVEY_ANSWERED)
"""Answers that come in from other products, and those to Onward's own surveys."""
_IS_NPS = AnyOf(any=tuple(PropertyIs(property=name, is_="nps") for name in ("survey", "kind")))
"""The former name their survey, the latter its kind."""

DEFAULT = Scorecard(
    key="default",
    name="Account health",
    components=(
        Component(
            key="logins",
            name="Login frequency",
            weight=20,
            source="product analytics",
            measure=Count(type="count", events=_LOGINS, within=_MONTH, unit="login"),
            levels=Thresholds(direction="at_least", green=10, yellow=3),
        ),
        Component(
            key="features",
            name="Feature adoption",
            weight=20,
            source="product analytics",
            measure=Distinct(
                type="distinct",
                events=("Feature Used",),
                property="feature",
                within=_MONTH,
                unit="feature",
            ),
            levels=Thresholds(direction="at_least", green=5, yellow=2),
        ),
        Component(
            key="active-users",
            name="Active users",
            weight=15,
            source="product analytics",
            measure=Share(
                type="share",
                events=(*_LOGINS, "Feature Used"),
                within=_MONTH,
                of="account.seats",
            ),
            levels=Thresholds(direction="at_least", green=75, yellow=40),
        ),
        Component(
            key="tickets",
            name="Support tickets",
            weight=10,
            source="support system",
            measure=Count(type="count", events=("ticket.opened",), within=_QUARTER, unit="ticket"),
            levels=Thresholds(direction="less_than", green=2, yellow=5),
        ),
        Component(
            key="nps",
            name="NPS",
            weight=15,
            source="survey",
            measure=Latest(
                type="latest",
                events=_SURVEYS,
                property="score",
                within=_YEAR,
                where=_IS_NPS,
            ),
            levels=Thresholds(direction="at_least", green=9, yellow=7),
        ),
        Component(
            key="payment",
            name="Payment status",
            weight=10,
            source="billing",
            measure=Trait(type="trait", trait="account.payment_status"),
            levels=Values(green=("auto_pay",), yellow=("manual",), red=("failed",)),
        ),
        Component(
            key="engagement",
            name="Engagement",
            weight=10,
            source="marketing automation",
            measure=Trait(type="trait", trait="account.engagement"),
            levels=Values(green=("active",), yellow=("occasional",), red=("none",)),
        ),
        Component(
            key="contract",
            name="Contract status",
            weight=10,
            source="CRM",
            measure=Trait(type="trait", trait="account.contract_status"),
            levels=Values(
                green=("renewed", "expanded"), yellow=("approaching_renewal",), red=("past_due",)
            ),
        ),
    ),
)
