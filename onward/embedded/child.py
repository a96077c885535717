"""One child process: started tied to our life, watched, and stopped in order.

Knows nothing of what the program does."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class SystemUser:
    """Whom a program runs as."""

    uid: int
    gid: int
    name: str


class Child:
    """A program in a session of its own, so that Ctrl-C in a terminal reaches only the supervisor.

    Standard output and error are appended to `log`; without one they go where ours go."""

    def __init__(
        self,
        program: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        user: SystemUser | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        """`death_signal` is what the kernel sends it when we end without stopping it."""
        self.program = [str(part) for part in program]
        self.environment = dict(os.environ if environment is None else environment)
        self.log = log
        self.user = user
        self.death_signal = death_signal
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Only in the main thread: the kernel ends a child with the *thread* that began it."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("a child process must be started in the main thread")
        uid, gid = (self.user.uid, self.user.gid) if self.user else (-1, -1)
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
        ties = [str(os.getpid()), str(int(self.death_signal)), str(uid), str(gid)]
        command = [*launcher, *ties, *self.program]
        if self.log is None:
            self._process = self._spawn(command, None)
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = self._spawn(command, log.fileno())

    def _spawn(self, command: list[str], output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id; raises RuntimeError before the first start."""
        if self._process is None:
            raise RuntimeError("the program was never started")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: ended by that signal."""
        return self._process.poll() if self._process is not None else None

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        if self._process is None:
            raise RuntimeError("the program was never started")
        return await asyncio.to_thread(self._process.wait)

    async def stop(self, *steps: tuple[signal.Signals, float]) -> None:
        """Ask with each signal in turn, give it so many seconds, and kill it at last."""
        process = self._process
        if process is None:
            return
        for wish, seconds in steps or ((signal.SIGTERM, 10.0),):
            if not self.running:
                return
            process.send_signal(wish)
            try:
                await asyncio.to_thread(process.wait, seconds)
            except subprocess.TimeoutExpired:
                continue
        self.kill()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, for an error message."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
