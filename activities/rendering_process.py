"""One process that renders, with the memory and the time a rendering may use.

What crosses its border is plain data: errors too, since an exception loses its fields on the way.
"""

import multiprocessing
import resource
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

from engine.definition.blocks import DividerBlock
from engine.definition.templates import AnyMail, DesignedTemplate, MailTemplate
from engine.templates import (
    MissingVariables,
    Place,
    RenderedMessage,
    Survey,
    TemplateFault,
    TemplateInvalid,
    TemplateProblem,
    render_message,
)

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class RenderLimits:
    """What one rendering may use. A mail takes about a millisecond and next to no memory."""

    memory: int = 256 * MEGABYTE
    """Bytes of address space above what an idle process has."""
    cpu: timedelta = timedelta(seconds=1)
    """Of computing. A template that needs more is at fault."""
    wall: timedelta = timedelta(seconds=10)
    """Of waiting for an answer. Well above `cpu`: the machine may be busy with something else."""
    start: timedelta = timedelta(seconds=60)
    """Of waiting for a new process to be ready; it takes about a second."""


@dataclass(frozen=True)
class Invalid:
    problems: tuple[TemplateProblem, ...]


@dataclass(frozen=True)
class Missing:
    names: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    message: str
    line: int | None = None
    place: Place = ()


class DiedOfIt(EOFError):
    """The work used more than its process could bear."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


TOO_LONG = "This needs more time than a template may use."
TOO_MUCH = "This needs more memory than a template may use."

_DEADLY = {
    # Time spent where Python is not asked; memory, or nesting, where nothing can be said any more.
    -signal.SIGXCPU: TOO_LONG,
    -signal.SIGABRT: TOO_MUCH,
    -signal.SIGSEGV: TOO_MUCH,
}


class RenderProcess:
    """Starts when first used, and runs one thing at a time."""

    def __init__(self, limits: RenderLimits) -> None:
        self._limits = limits
        self._stopped = False
        self._pipe: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    @property
    def is_started(self) -> bool:
        return self._process is not None

    def run(self, work: Callable[..., object], arguments: tuple[object, ...]) -> object:
        """The result, or what it failed with as data. Blocks.

        Raises `TimeoutError` when the answer is not there in time, `EOFError` or `OSError` when the
        process has ended, `DiedOfIt` where the work is what ended it. After any it must be stopped.
        """
        pipe = self._pipe or self._start()
        pipe.send((work, arguments))
        try:
            return _received(pipe, self._limits.wall)
        except (EOFError, ConnectionError) as error:
            raise self._cause() or error from error

    def _cause(self) -> "DiedOfIt | None":
        """What ended the process, where that is the fault of what it was given."""
        assert self._process is not None
        self._process.join(1)
        said = _DEADLY.get(self._process.exitcode or 0)
        return DiedOfIt(Fault(said)) if said and not self._stopped else None

    def stop(self) -> None:
        """End the process, whatever it is doing. Never blocks."""
        self._stopped = True
        if self._process:
            self._process.kill()

    def _start(self) -> Connection:
        # Spawned, not forked: a fork of a process with threads may never wake up.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._limits), daemon=True)
        process.start()
        theirs.close()
        self._pipe, self._process = ours, process
        if self._stopped:
            process.kill()
        _received(ours, self._limits.start)
        return ours


def _received(pipe: Connection, wait: timedelta) -> object:
    if not pipe.poll(wait.total_seconds()):
        raise TimeoutError
    return pipe.recv()


class _OutOfTime(BaseException):
    """Not an `Exception`: nothing on the way may mistake it for one of its own."""


def _serve(pipe: Connection, limits: RenderLimits) -> None:
    """Render until the other side hangs up."""
    # Ctrl-C is for the worker, which then hangs up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGVTALRM, _raise_out_of_time)
    render_message(MailTemplate(subject="warm", body="**up**"), {})
    block = DividerBlock(type="divider")
    render_message(DesignedTemplate(subject="warm", blocks=(block,)), {})
    _limit_memory(limits.memory)
    pipe.send("ready")
    with suppress(EOFError):
        while True:
            work, arguments = pipe.recv()
            pipe.send(_answer(work, arguments, limits.cpu.total_seconds()))


def _answer(work: Callable[..., object], arguments: tuple[object, ...], cpu: float) -> object:
    # The timer stops Python; the kernel's limit is for what does not come back to Python.
    _limit_cpu(process_time() + 2 * cpu + 1)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, cpu)
        try:
            return work(*arguments)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TemplateInvalid as error:
        return Invalid(error.problems)
    except MissingVariables as error:
        return Missing(error.names)
    except TemplateFault as error:
        return Fault(error.message, error.line, error.place)
    except MemoryError:
        return Fault(TOO_MUCH)
    except _OutOfTime:
        return Fault(TOO_LONG)


def _raise_out_of_time(signal_number: int, frame: FrameType | None) -> None:
    raise _OutOfTime


def _limit_cpu(seconds: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), hard))


def _limit_memory(extra: int) -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + extra, now + extra))


def render_mail(
    template: AnyMail,
    scope: Mapping[str, Any],
    unsubscribe_url: str | None,
    survey: Survey | None,
) -> RenderedMessage:
    return render_message(template, scope, unsubscribe_url=unsubscribe_url, survey=survey)
