"""Filling in for somebody who is still writing: as much as can be, and what is missing as a gap."""

from collections.abc import Callable

from engine.templates.check import check
from engine.templates.environment import Run, Sandbox
from engine.templates.filling import NOWHERE, Body, Filling, Made, Scope
from engine.templates.half_written import readable
from engine.templates.markdown import rendered
from engine.templates.problems import Place, TemplateFault, TemplateInvalid


class Previewing(Filling):
    """Never raises for a template's fault. A gap shows what is missing, and so does a field that
    cannot be read; of a condition that cannot, all is shown; a link that leads nowhere leads
    nowhere. Nothing shows braces as if a customer would get them.

    Where nothing is wrong and nothing is missing, everything is as it is when it is sent.
    """

    for_writers = True

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._used = Run(shows_gaps=True)
        self.faults: list[TemplateFault] = []

    @property
    def _gives_up(self) -> bool:
        return False

    def _run(self, sandbox: Sandbox, source: str) -> tuple[str, list[str]]:
        return super()._run(sandbox, readable(source) if check(source) else source)

    def _read(self, output: str, values: list[str], place: Place) -> Body:
        def noted(fault: TemplateFault) -> str:
            self.faults.append(fault.at(place))
            return NOWHERE

        return Body(*rendered(output, values, noted))

    def _at(self, place: Place, instead: Callable[[], Made], make: Callable[[], Made]) -> Made:
        try:
            return make()
        except TemplateInvalid:  # told by whoever checks the texts
            return instead()
        except TemplateFault as fault:
            self.faults.append(fault.at(place))
            return instead()
