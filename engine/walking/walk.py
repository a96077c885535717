"""One walk: from the way in, by the choices made so far, to where the customer rests now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.advancing.scope import scope
from engine.definition.base import StepId
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, links
from engine.definition.templates import InAppTemplate
from engine.sentences import step_title
from engine.simulation.customers import Customer
from engine.simulation.happenings import Happening, LetIn
from engine.simulation.life import Life
from engine.simulation.runs import Handout, Letter, Noted, Run
from engine.simulation.setting import Setting
from engine.templates import TemplateError, render_in_app, render_message
from engine.walking.choosing import Choice, Option, happenings, options

MOST_CHOICES = 200
MOST_LOOKS = 5_000
"""More looks at the customer than this, and the journey goes round and round."""
MOST_WAKES = 100
"""So often a customer may be woken without going on before “time passes” gives up."""


@dataclass(frozen=True)
class Shown:
    """A message as it would arrive."""

    to: str | None
    """Whom it would go to, by name or address."""
    channel: str
    title: str
    """Its subject or title."""
    text: str


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the customer's story would tell it."""

    at: datetime
    step: StepId | None
    kind: str
    words: str
    detail: dict[str, Any]
    """What was seen."""
    outlet: str | None
    """The way out the step was left by with this."""
    to: StepId | None
    """Where that leads."""
    message: Shown | None


@dataclass(frozen=True)
class Waiting:
    """Where the customer rests. Times are aware UTC."""

    step: StepId
    title: str
    since: datetime
    because: str | None
    """What is waited for, or what holds them."""
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Walk:
    zone: str
    """The customer's, an IANA name."""
    customer: str
    """What they are called."""
    entered: bool
    because: str | None
    """Why they did not enter; or why the last choices do not fit any more."""
    lines: tuple[Line, ...]
    used: int
    """How many of the choices were followed."""
    waiting: Waiting | None
    ended: str | None
    """Why the journey ended for them, in words. None: it has not."""


def walk(
    setting: Setting, customer: Customer, choices: Sequence[Choice], *, begins: datetime
) -> Walk:
    """`begins` is aware UTC. The customer is let in by hand, if the audience admits them."""
    reader = _Reader()
    entering = LetIn(begins, by="the walk-through")
    life = Life(
        setting,
        replace(customer, happenings=(*customer.happenings, entering)),
        begins,
        reader,
        begins=begins,
        patience=MOST_LOOKS,
    )
    reader.life = life
    life.live()
    run = life.runs[-1] if life.runs else None
    if run is None:
        said = life.decisions[-1].reason if life.decisions else "Nothing let them in."
        return Walk("UTC", customer.name, False, said, (), 0, None, None)
    used, because = 0, None
    for choice in choices[:MOST_CHOICES]:
        because = _follow(life, run, choice)
        if because is not None:
            break
        used += 1
    if life.exhausted:
        because = "The journey goes round and round without waiting."
    return Walk(
        zone=life.world.zone(life.world.people.get(run.contact) if run.contact else None),
        customer=customer.name,
        entered=True,
        because=because,
        lines=tuple(_lines(life, run, reader)),
        used=used,
        waiting=_waiting(life, run),
        ended=run.ended.reason if run.ended is not None else None,
    )


def _follow(life: Life, run: Run, choice: Choice) -> str | None:
    """Let happen what was chosen. Answers why that is not possible any more."""
    here = run.position.step if run.position else None
    if run.ended is not None or here is None:
        return "The journey has ended by then."
    if here != choice.step:
        journey = life.setting.journey
        return f"They stand at “{step_title(journey, here)}” by then, and go another way."
    fitting = (each for each in options(life, run) if _same(each.choice, choice))
    option = next(fitting, None)
    if option is None:
        return "That cannot happen here any more."
    if choice.what == "time":
        _pass_time(life, run)
        return None
    life.add(happenings(option, choice))
    assert option.at is not None
    life.until = option.at + timedelta(seconds=1)
    life.live()
    return None


def _same(offered: Choice, chosen: Choice) -> bool:
    return (offered.what, offered.score, offered.outcome) == (
        chosen.what,
        chosen.score,
        chosen.outcome,
    )


def _pass_time(life: Life, run: Run) -> None:
    """Until the customer goes on; they may look up in between without that."""
    stood = run.position and (run.position.step, run.position.visit)
    for _ in range(MOST_WAKES):
        if run.wakes_at is None:
            return
        life.until = max(life.until, run.wakes_at + timedelta(seconds=1))
        life.live()
        now = run.position and (run.position.step, run.position.visit)
        if run.ended is not None or now != stood or life.exhausted:
            return


def _waiting(life: Life, run: Run) -> Waiting | None:
    if run.ended is not None or run.position is None or run.position.step is None:
        return None
    assert run.looked_at is not None, "a customer who rests has been looked at"
    step = run.position.step
    return Waiting(
        step=step,
        title=step_title(life.setting.journey, step),
        since=run.looked_at,
        because=run.held_because or run.waiting_for,
        options=tuple(options(life, run)),
    )


def _lines(life: Life, run: Run, reader: "_Reader") -> Iterable[Line]:
    for noted in run.timeline:
        yield _line(life, noted, reader)


def _line(life: Life, noted: Noted, reader: "_Reader") -> Line:
    entry = noted.entry
    step = life.setting.journey.steps.get(entry.step) if entry.step else None
    return Line(
        at=entry.left_at or noted.at,
        step=entry.step,
        kind=entry.kind,
        words=entry.summary,
        detail=dict(entry.detail),
        outlet=entry.outlet,
        to=links(step).get(entry.outlet) if step is not None and entry.outlet else None,
        message=reader.seen.get(entry.message_id) if entry.message_id else None,
    )


class _Reader:
    """Reads each message at the moment it is sent, with what was known then."""

    def __init__(self) -> None:
        self.life: Life | None = None
        self.seen: dict[UUID, Shown] = {}

    def to_letter(self, letter: Letter, now: datetime) -> Iterable[Happening]:
        shown = self._read(letter)
        if shown is not None:
            self.seen[letter.id] = shown
        return ()

    def to_task(self, handout: Handout, now: datetime) -> Iterable[Happening]:
        return ()

    def _read(self, letter: Letter) -> Shown | None:
        life = self.life
        step = life.setting.journey.steps.get(letter.step) if life else None
        if life is None or not isinstance(step, EmailStep | InAppStep | SurveyStep):
            return None
        template = life.setting.journey.templates.get(step.template)
        person = life.world.people.get(letter.contact) if letter.contact else None
        passage = life.passage(life.runs[-1], letter.at)
        values = scope(passage, person, life.setting.organization)
        to = (person.email or person.called) if person else None
        try:
            if isinstance(template, InAppTemplate):
                note = render_in_app(template, values)
                return Shown(to, letter.channel, note.title, note.text)
            if template is not None:
                mail = render_message(template, values)
                return Shown(to, letter.channel, mail.subject, mail.text)
        except TemplateError as error:
            return Shown(to, letter.channel, "It cannot be shown", str(error))
        return None
