"""A journey's steps as a story that is read from top to bottom.

What happens on one way alone is told inside it; where ways meet again, the story goes on after
them. Which is which follows from the shape of the journey: see `engine.drawing.graph`.
"""

from collections.abc import Sequence

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import BranchStep, ExitStep, Step
from engine.drawing.graph import ROOT, Graph, Link, graph_of
from engine.explanation.details import instructions_of, message_of, more_of
from engine.explanation.parts import Explanation, Reference, Told, Way
from engine.explanation.rules import rules
from engine.explanation.ways import way_sentence
from engine.sentences import NO_NAMES, Names, step_kind, step_sentence, step_title


def explain(journey: Journey, version: int | None = None, names: Names = NO_NAMES) -> Explanation:
    """The whole journey in words. `version` None: it is a draft."""
    teller = _Teller(journey, names)
    teller.tell()  # once for the numbers, which what comes first already refers to
    story, beside = teller.tell()
    return Explanation(
        key=journey.journey,
        name=journey.name,
        description=journey.description,
        subject=journey.subject,
        version=version,
        rules=rules(journey, names),
        story=story,
        beside=beside,
    )


def _grouped(step: Step, links: Sequence[Link]) -> list[list[Link]]:
    """Links told in one breath: those to one step. Of a branch only neighbours, since the first
    case that holds is taken."""
    groups = list[list[Link]]()
    for link in links:
        candidates = groups[-1:] if isinstance(step, BranchStep) else groups
        found = next((group for group in candidates if group[0].target == link.target), None)
        if found is None or (isinstance(step, BranchStep) and link.outlet == "otherwise"):
            groups.append([link])
        else:
            found.append(link)
    return groups


class _Teller:
    def __init__(self, journey: Journey, names: Names) -> None:
        self.journey, self.names = journey, names
        self.graph: Graph = graph_of(journey)
        self.numbers: dict[StepId, int] = {}

    def tell(self) -> tuple[list[Told], list[Told]]:
        """The story from the start; and the steps nobody comes to, each part from its first."""
        self.numbered = 0
        entrances = [link.target for link in self.graph.links[ROOT]]
        story = self._block(entrances[:1], joins=self._joins(ROOT, entrances))
        beside = [told for step in entrances[1:] for told in self._block([step], ())]
        return story, beside

    def _joins(self, step: StepId, without: Sequence[StepId]) -> list[StepId]:
        return [each for each in self.graph.under[step] if each not in without]

    def _block(self, first: Sequence[StepId], joins: Sequence[StepId]) -> list[Told]:
        """These steps and what follows on them, one after the other."""
        told = list[Told]()
        waiting = [*first, *joins]
        while waiting:
            step = waiting.pop(0)
            self._number(step)
            ways, following, main = self._ways(step)
            waiting = [*following, *waiting]
            told.append(self._step(step, ways, main, waiting[0] if waiting else None))
        return told

    def _number(self, step: StepId) -> None:
        self.numbered += 1
        self.numbers[step] = self.numbered

    def _ways(self, step: StepId) -> tuple[list[Way], list[StepId], Link | None]:
        """The ways that are told inside the step; what is told after it; the link that leads on."""
        links = self.graph.links[step]
        same = len({link.target for link in links}) == 1
        inside = list[StepId]()
        ways = list[Way]()
        main: Link | None = None
        under = self.graph.under[step]
        for group in _grouped(self.journey.steps[step], links):
            target, back = group[0].target, group[0].back
            outlets = [link.outlet for link in group]
            words = way_sentence(self.journey, step, outlets, self.names)
            if words is None or same:
                main = group[0]
                continue
            alone = target in under and target in self.graph.lanes and not back
            inside += [target] if alone else []
            story = self._block([target], ()) if alone else ()
            ways.append(Way(words, story, None if alone else self._reference(target, back)))
        return ways, [each for each in under if each not in inside], main

    def _reference(self, target: StepId, back: bool) -> Reference:
        title = step_title(self.journey, target)
        return Reference(target, self.numbers.get(target, 0), title, back)

    def _step(
        self, step: StepId, ways: Sequence[Way], main: Link | None, told_next: StepId | None
    ) -> Told:
        found = self.journey.steps[step]
        elsewhere = main is not None and (main.back or main.target != told_next)
        return Told(
            step=step,
            number=self.numbers[step],
            kind=step_kind(found),
            title=step_title(self.journey, step),
            sentence=step_sentence(self.journey, step, self.names),
            more=tuple(more_of(self.journey, found, self.names)),
            message=message_of(self.journey, found),
            instructions=instructions_of(found),
            ways=tuple(ways),
            goes_on=self._reference(main.target, main.back) if main and elsewhere else None,
            is_end=isinstance(found, ExitStep),
        )
