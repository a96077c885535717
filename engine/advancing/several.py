"""Messages to several people at once, and asking once more: each is decided about by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from engine.advancing.judging import Deferral
from engine.advancing.recipients import Nobody, recipients
from engine.advancing.surroundings import Outgoing, Recipient, SoFar
from engine.advancing.touches import Touches
from engine.definition.steps import SurveyStep, ToRoles
from engine.effects import Deliver, Delivered, SurveyAnswer
from engine.facts import Fate
from engine.interpreter import Position

_BEST: tuple[Fate, ...] = ("sent", "failed", "skipped")


class Several:
    """Decides through `touches`, one person after the other."""

    def __init__(self, touches: Touches) -> None:
        self.touches = touches

    async def deliver(
        self, effect: Deliver, position: Position, *, arrived: bool
    ) -> Delivered | Deferral | Outgoing:
        """It was sent if anybody got it.

        Who they are is asked anew at every look. Who has had it keeps their place among `at_most`.
        """
        those = await self._meant(effect)
        if isinstance(those, Nobody):
            return await self.touches.leave_out(effect, None, those.reason)
        so_far = SoFar() if arrived else await self._reached(effect, those)
        rest = _to_be_written_to(effect, those, so_far)
        return await self._to_each(effect, rest, so_far, position, arrived=arrived)

    async def remind(
        self, asked: SurveyAnswer, position: Position
    ) -> Delivered | Deferral | Outgoing:
        """Ask once more whoever was asked and is still meant. That nobody is, is no fault."""
        first = Deliver(position.step, asked.visit, asked.survey)
        again = replace(
            first, touch=_again(asked.survey), is_reminder=True, wanted_at=asked.remind_at
        )
        found = await self._meant(first)
        those = [] if isinstance(found, Nobody) else found
        had = await self._reached(first, those)
        so_far = await self._reached(again, those)
        meant = [
            replace(each, because=f"{each.because}; a reminder")
            for each in those
            if had.fates.get(each.person.id) == "sent" and each.person.id not in so_far.claimed
        ]
        if not meant and not so_far.fates and not so_far.claimed:
            said = "Nobody is reminded: whoever was asked is no longer meant."
            self.touches.journal.write("skipped", said, step=position.step)
        return await self._to_each(again, meant, so_far, position, arrived=False)

    async def _meant(self, effect: Deliver) -> Sequence[Recipient] | Nobody:
        touches = self.touches
        return await recipients(touches.around, touches.passage, effect.touch.to)

    async def _reached(self, effect: Deliver, those: Sequence[Recipient]) -> SoFar:
        meant = [each.person.id for each in those]
        return await self.touches.around.reached(effect, meant)

    async def _to_each(
        self,
        effect: Deliver,
        those: Sequence[Recipient],
        so_far: SoFar,
        position: Position,
        *,
        arrived: bool,
    ) -> Delivered | Deferral | Outgoing:
        """Until somebody's is to be handed over, or nothing more can be decided now."""
        fates = dict(so_far.fates)
        turns = _in_turn(those, so_far)
        while True:
            put_off: Deferral | None = None
            before = len(fates)
            for contact, whom in turns:
                if contact in fates:
                    continue
                if whom is None:
                    gone = await self._once_more(effect, contact)
                else:
                    gone = await self.touches.to_one(effect, whom, position, arrived=arrived)
                match gone:
                    case Outgoing():
                        return gone
                    case Deferral():
                        put_off, arrived = gone.sooner(put_off), False
                    case Delivered():
                        fates[contact] = gone.fate
            # What has gone out now may leave less room for who was put off before it.
            if put_off is None or len(fates) == before:
                return put_off or Delivered(_together(fates))

    async def _once_more(self, effect: Deliver, contact: UUID) -> Delivered | Deferral | Outgoing:
        gone = await self.touches.around.once_more(effect, contact)
        return gone if isinstance(gone, Outgoing) else Delivered(gone)


def _in_turn(those: Sequence[Recipient], so_far: SoFar) -> Sequence[tuple[UUID, Recipient | None]]:
    """By contact, with None for whom the very same goes to that was claimed. Who has been tried
    less often comes first: one server that takes nothing now holds up nobody else's."""
    turns: list[tuple[UUID, Recipient | None]] = [(each, None) for each in so_far.claimed]
    turns += [(each.person.id, each) for each in those]
    return sorted(turns, key=lambda turn: so_far.tries.get(turn[0], 0))


def _again(survey: SurveyStep) -> SurveyStep:
    """The survey as it is asked once more."""
    if survey.remind is None or survey.remind.template is None:
        return survey
    return survey.model_copy(update={"template": survey.remind.template})


def _to_be_written_to(
    effect: Deliver, those: Sequence[Recipient], so_far: SoFar
) -> Sequence[Recipient]:
    """No more than the step says, with those who have, or may have, had it."""
    had = {*so_far.fates, *so_far.claimed}
    at_most = effect.touch.to.at_most if isinstance(effect.touch.to, ToRoles) else None
    rest = [each for each in those if each.person.id not in had]
    return rest if at_most is None else rest[: max(at_most - len(had), 0)]


def _together(fates: Mapping[UUID | None, Fate]) -> Fate:
    """That it was sent, if anybody got it."""
    return min(fates.values(), key=_BEST.index, default="skipped")
