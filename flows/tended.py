"""A `prefect` command in the background that ends with all below it, and is told apart from one that ends by itself."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

from glueline.provenance.tether import tethered
from glueline.refusal import Refused

AT_ONCE, TIMES = 20.0, 3  # a command that ends so many seconds after its start, so many times in a row, is given up


class Tended:
    """`prefect WORDS`, its output at the end of `log`. Tethered: whoever ends, and how, nothing below it lives on."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self.words, self.environment, self.log = words, environment, log
        self.process: subprocess.Popen | None = None
        self.began, self.short_lives = 0.0, 0

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C at the terminal is for whoever tends it."""
        command = tethered([sys.executable, "-m", "prefect", *self.words])
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        self.began = time.monotonic()

    def has_ended(self) -> bool:
        """Whether it ended by itself. Raises Refused where it does so again and again."""
        assert self.process is not None
        if self.process.poll() is None:
            return False
        self.short_lives = self.short_lives + 1 if time.monotonic() - self.began < AT_ONCE else 0
        if self.short_lives >= TIMES:
            raise Refused(f"serve: prefect {self.words[0]} ended {TIMES} times as soon as it was started; {self.log} says why")
        return True

    def end(self, patience: float = 0.0) -> None:
        """Ask it to end, wait `patience` seconds, then end it and all below it."""
        if self.process is None:
            return
        if patience and self.process.poll() is None:
            below = psutil.Process(self.process.pid).children()
            for process in below:
                process.terminate()
            psutil.wait_procs(below, timeout=patience)
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()
