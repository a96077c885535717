"""The same life in the simulator, from the same moment."""

from datetime import date, datetime, timedelta
from typing import assert_never

from engine.advancing.passage import Colleague, Company, Person
from engine.definition.steps import ApproveStep, TaskStep
from engine.entry import usual_event
from engine.simulation import happenings as told
from engine.simulation.customers import Customer
from engine.simulation.life import Life as Simulated
from engine.simulation.setting import Setting
from tests.differential.lives import DAYS, Data, Happening, Life, Moment, Trace
from tests.differential.production import Lived, dated, outcome_for


def simulate(life: Life, lived: Lived) -> Trace:
    """What the simulator says comes of the life that was lived."""
    end = lived.began + timedelta(days=DAYS)
    simulated = Simulated(_setting(lived), _customer(life, lived), end).live()
    if not simulated.runs:
        return []
    return [
        Moment(entry.kind, entry.step, entry.summary, noted.at - lived.began, entry.outlet)
        for noted in simulated.runs[0].timeline
        if noted.at < end
        for entry in [noted.entry]
    ]


def _setting(lived: Lived) -> Setting:
    return Setting(lived.journey, "UTC", {"name": "Northwind"})


def _customer(life: Life, lived: Lived) -> Customer:
    traits = {"name": lived.name, **dated(life.account, lived.began)}
    renewal = traits.get("renewal_date")
    return Customer(
        account=Company(
            id=lived.customer.account_id,
            external_id=lived.external_id,
            name=lived.name,
            traits=traits,
            time_zone=life.zone,
            renewal_date=date.fromisoformat(renewal) if renewal else None,
        ),
        people=(
            Person(
                id=lived.customer.contact_id,
                external_id=lived.contact_external_id,
                email=lived.email,
                name="Ada",
                traits={"first_name": "Ada", **life.contact},
                time_zone=life.zone,
                roles=life.roles,
            ),
        ),
        owner=Colleague(lived.owner, "Mo", "mo@x.test") if lived.owner else None,
        happenings=(
            told.Event(
                lived.began,
                usual_event(lived.journey) or "",
                contact=lived.customer.contact_id,
            ),
            *(_told(each, lived) for each in life.happenings),
        ),
    )


def _told(happening: Happening, lived: Lived) -> told.Happening:
    at = lived.began + happening.after
    name, values = happening.name, happening.values
    contact = lived.customer.contact_id
    match happening.kind:
        case "event":
            return told.Event(at, name, values, contact)
        case "account":
            return _changed(at, "account", dated(dict(values), lived.began), lived)
        case "contact":
            return _changed(at, "contact", dict(values), lived)
        case "zone":
            return _changed(at, "account", {"timezone": name}, lived)
        case "unsubscribe":
            return told.Unsubscribed(at, name)
        case "exit":
            return told.ExitRequested(at, "No reason", by="Mo")
        case "pause" | "freeze":
            return told.Paused(at, stops_clock=happening.kind == "freeze")
        case "resume":
            return told.Resumed(at)
        case "task":
            return told.TaskAnswered(at, name, _outcome(lived, name, values["outcome"]))
        case "survey":
            return told.SurveyAnswered(at, name, values["score"])
        case "mark":
            return told.MessageMarked(at, name, values["mark"])
        case "segment":
            return told.SegmentChanged(at, name, values["in"])
        case _:
            assert_never(happening.kind)


def _changed(at: datetime, whose: str, traits: Data, lived: Lived) -> told.Event:
    changes = {f"{whose}.{name}": value for name, value in traits.items()}
    kind = "group" if whose == "account" else "identify"
    return told.Event(at, kind, {}, lived.customer.contact_id, changes)


def _outcome(lived: Lived, step: str, wanted: str) -> str | None:
    match lived.journey.steps[step]:
        case ApproveStep():
            return outcome_for("approval", (), wanted)
        case TaskStep(outcomes=outcomes):
            return outcome_for("task", outcomes or (), wanted)
        case other:
            raise AssertionError(f"{other} is no task")
