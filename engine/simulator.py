"""The simulator: what a journey would do, told truthfully and at no risk.

    life = live(Setting(journey), customer, until)

It drives the very code that runs journeys for real (`engine.advancing`) over customers in memory,
on a virtual clock. Its parts are in `engine.simulation`.
"""

from engine.simulation.customers import Customer, company, person
from engine.simulation.entering import Decision
from engine.simulation.happenings import (
    ApprovalHeld,
    ApprovalReleased,
    Event,
    ExitRequested,
    Happening,
    LetIn,
    MessageMarked,
    Paused,
    Resumed,
    SegmentChanged,
    SurveyAnswered,
    TaskAnswered,
    TaskCancelled,
    Unsubscribed,
)
from engine.simulation.life import Life, live
from engine.simulation.runs import Handout, Letter, Noted, Run
from engine.simulation.scenarios import ScenarioResult, run_scenario
from engine.simulation.setting import Setting

__all__ = [
    "ApprovalHeld",
    "ApprovalReleased",
    "Customer",
    "Decision",
    "Event",
    "ExitRequested",
    "Handout",
    "Happening",
    "LetIn",
    "Letter",
    "Life",
    "MessageMarked",
    "Noted",
    "Paused",
    "Resumed",
    "Run",
    "ScenarioResult",
    "SegmentChanged",
    "Setting",
    "SurveyAnswered",
    "TaskAnswered",
    "TaskCancelled",
    "Unsubscribed",
    "company",
    "live",
    "person",
    "run_scenario",
]
