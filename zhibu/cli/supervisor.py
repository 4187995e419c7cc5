"""Keeps a few processes alive together: starts them, restarts one that ends, stops all of them at the end."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

SHORTEST_WAIT = 1.0  # seconds before the first restart; doubled with every quick death
LONGEST_WAIT = 60.0
HEALTHY_AFTER = 60.0  # a part that lived this long starts again with the shortest wait
STOPPING_TIME = 15.0  # seconds a part gets to end by itself
LOOK_EVERY = 0.2
DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


@dataclass
class Part:
    """One process that should always run. `name` is Chinese, for the lines on the terminal."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = SHORTEST_WAIT
    start_again_at: float = field(default=0.0)


class Supervisor:
    """`say` takes one line. `seconds` is the running clock, for tests."""

    def __init__(
        self,
        parts: Sequence[Part],
        say: Callable[[str], None],
        environment: dict[str, str] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.parts, self.say, self.environment, self.seconds = list(parts), say, environment, seconds
        self.stopping = False

    def run(self, every_look: Callable[[], None] = lambda: None) -> None:
        """Until Ctrl-C or TERM. `every_look` is called five times a second (to tell when the page answers)."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self.stopping:
                self.look()
                every_look()
                time.sleep(LOOK_EVERY)
        finally:
            self.stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def look(self) -> None:
        """Start what is not running and whose wait is over."""
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                self._has_ended(part, part.process.returncode)
            if part.process is None and self.seconds() >= part.start_again_at:
                part.started_at = self.seconds()
                part.process = subprocess.Popen(  # noqa: S603 (our own commands)
                    part.command,
                    env=self.environment,
                    start_new_session=True,  # Ctrl-C reaches us alone, we stop the parts in order
                    preexec_fn=_die_with_parent,
                )

    def _has_ended(self, part: Part, code: int) -> None:
        if self.seconds() - part.started_at >= HEALTHY_AFTER:
            part.wait = SHORTEST_WAIT
        self.say(f"{part.name}停了（退出码 {code}），{part.wait:.0f} 秒后重新启动。")
        part.process = None
        part.start_again_at = self.seconds() + part.wait
        part.wait = min(part.wait * 2, LONGEST_WAIT)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def stop_all(self) -> None:
        """TERM to every part, then KILL to what is still there after the stopping time."""
        running = [part.process for part in self.parts if part.process is not None and part.process.poll() is None]
        for process in running:
            process.terminate()
        last_moment = time.monotonic() + STOPPING_TIME
        for process in running:
            try:
                process.wait(max(0.1, last_moment - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _die_with_parent() -> None:
    """If the supervisor is killed outright, its parts get TERM and the port is free again (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
