"""What servers of our own have in common: each is one child process that is started, watched and
stopped. Must not know what they serve."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import ClassVar, Self

from onward.embedded.child import Child


class Server(ABC):
    """`async with` starts and stops it."""

    called: ClassVar[str]
    _child: Child | None = None

    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        return self._started().pid

    async def wait(self) -> int:
        """The exit code, once the server has ended."""
        return await self._started().wait()

    def kill(self) -> None:
        """End it as a power cut would: at once, nothing written down. For tests."""
        if self._child is not None:
            self._child.kill()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _started(self) -> Child:
        if self._child is None:
            raise RuntimeError(f"{self.called} was never started")
        return self._child
