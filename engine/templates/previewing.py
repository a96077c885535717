"""Filling in for somebody who is still writing: what cannot be filled in is shown as it stands."""

from collections.abc import Callable

from engine.templates.environment import Run
from engine.templates.filling import Filling, Made, Scope
from engine.templates.problems import Place, TemplateFault, TemplateInvalid


class Previewing(Filling):
    """Never raises for a template's fault. A gap shows what is missing, a text that cannot be read
    stands as it was written, a link that leads nowhere leads nowhere.

    Where nothing is wrong and nothing is missing, everything is as it is when it is sent.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._used = Run(shows_gaps=True)
        self.faults: list[TemplateFault] = []

    @property
    def _gives_up(self) -> bool:
        return False

    def _at(self, place: Place, instead: Callable[[], Made], make: Callable[[], Made]) -> Made:
        try:
            return make()
        except TemplateInvalid:  # told by whoever checks the texts
            return instead()
        except TemplateFault as fault:
            self.faults.append(fault.at(place))
            return instead()
