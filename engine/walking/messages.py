"""Messages as they would arrive: read at the moment they are sent, with what was known then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.advancing.scope import SAMPLE_PREFERENCES_URL, scope
from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, TouchStep, UseTemplate
from engine.definition.templates import (
    DesignedTemplate,
    HtmlTemplate,
    InAppTemplate,
    MailTemplate,
)
from engine.simulation.happenings import Happening
from engine.simulation.life import Life
from engine.simulation.runs import Handout, Letter, Run
from engine.templates import (
    MissingVariables,
    Survey,
    TemplateError,
    render_in_app,
    render_message,
)
from engine.templates.in_product import in_product

MOST_PAGES = 4 * 1024**2
"""Characters of HTML in one answer. Messages beyond are told by their text alone."""


@dataclass(frozen=True)
class Addresses:
    """Where the links of messages lead that nobody gets."""

    unsubscribe: str = "https://example.com/unsubscribe"
    survey: str = "https://example.com/survey"
    preferences: str = SAMPLE_PREFERENCES_URL


NOWHERE = Addresses()


@dataclass(frozen=True)
class Shown:
    """A message as it would arrive."""

    channel: str
    """email or in_app."""
    template: str
    """The step's own, or the one it falls back to."""
    to: str | None
    """Their mail address; for a message in the product, and without one, their name."""
    to_name: str | None
    title: str
    """Its subject or title."""
    preheader: str
    text: str
    html: str | None
    """A document that shows it: a mail itself, or a product around a message. None: there were too
    many to show, or it is at `frame`."""
    frame: str | None = None
    """Where a frame finds that document for some minutes, where somebody keeps it."""


class Reader:
    """What nobody does about messages, it reads. Set `life` before it is lived."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self.life: Life | None = None
        self.seen: dict[UUID, Shown] = {}
        self._left = MOST_PAGES

    def to_letter(self, letter: Letter, now: datetime) -> Iterable[Happening]:
        life = self.life
        assert life is not None, "it is set before anything is sent"
        self._read(life, next(run for run in life.runs if letter in run.sent), letter)
        return ()

    def to_task(self, handout: Handout, now: datetime) -> Iterable[Happening]:
        return ()

    def _read(self, life: Life, run: Run, letter: Letter) -> None:
        journey = life.setting.journey
        touch = journey.steps.get(letter.step)
        if not isinstance(touch, EmailStep | InAppStep | SurveyStep):
            return
        person = life.world.people.get(letter.contact) if letter.contact else None
        values = scope(
            life.passage(run, letter.at),
            person,
            life.setting.organization,
            self.addresses.preferences,
        )
        shown = self._shown(journey, touch, letter, values)
        if shown.html is not None and len(shown.html) > self._left:
            shown = replace(shown, html=None)
        self._left -= len(shown.html or "")
        name = person.called if person else None
        address = person.email if person and letter.channel == "email" else None
        self.seen[letter.id] = replace(shown, to=address or name, to_name=name)

    def _shown(
        self, journey: Journey, touch: TouchStep, letter: Letter, values: Mapping[str, Any]
    ) -> Shown:
        try:
            return self._rendered(journey, touch, touch.template, letter, values)
        except MissingVariables as missing:
            if isinstance(touch.missing, UseTemplate):
                with_what_is_known = touch.missing.template
                return self._rendered(journey, touch, with_what_is_known, letter, values)
            return _unreadable(letter, touch.template, missing)
        except TemplateError as error:
            return _unreadable(letter, touch.template, error)

    def _rendered(
        self,
        journey: Journey,
        touch: TouchStep,
        template: str,
        letter: Letter,
        values: Mapping[str, Any],
    ) -> Shown:
        """Raises TemplateError."""
        survey = (
            Survey(touch.kind, self.addresses.survey) if isinstance(touch, SurveyStep) else None
        )
        match journey.templates.get(template):
            case InAppTemplate() as in_app:
                note = render_in_app(in_app, values)
                form = touch.format if isinstance(touch, InAppStep) else "feed"
                page = in_product(note, survey or form, values)
                return Shown(letter.channel, template, None, None, note.title, "", note.text, page)
            case MailTemplate() | DesignedTemplate() | HtmlTemplate() as written:
                mail = render_message(
                    written,
                    values,
                    unsubscribe_url=self.addresses.unsubscribe,
                    survey=survey,
                )
                return Shown(
                    letter.channel,
                    template,
                    None,
                    None,
                    mail.subject,
                    mail.preheader,
                    mail.text,
                    mail.html,
                )
            case None:
                return _unreadable(letter, template, "There is no such template.")


def _unreadable(letter: Letter, template: str, error: object) -> Shown:
    said = "It cannot be shown"
    return Shown(letter.channel, template, None, None, said, "", str(error), None)
