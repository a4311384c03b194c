"""How far a piece of work is: rich's bars on a terminal; elsewhere no bar, and for long work a plain line now and then.

    teach@language: 45 %, 90/200 steps, 0:50 left, cola, loss 0.312, 1,234 tokens/s

Both go to standard error. This file decides no number and is in no fingerprint: a bar that looks better trains nothing again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")
WAIT, OFTEN = 1.0, 0.25  # seconds before a bar is drawn, and between two drawings
SELDOM = 10.0            # seconds before the first plain line, and between two
LINE = re.compile(r"^(?P<what>\S.*?): (?P<percent>\d{1,3}) %, (?P<said>.+)$")


class Bar:
    """One piece of work. `begun`: where it was taken up; `total` may change, None: nobody knows."""

    def __init__(self, what: str, total: int | None, unit: str, begun: int) -> None:
        self.what, self.total, self.unit, self.begun, self.done, self.says = what, total, unit, begun, begun, ""
        self.drawn, self.said = on_terminal(), False
        self.task: TaskID | None = None
        self.started = monotonic()
        self.due = self.started + (WAIT if self.drawn else SELDOM)

    @property
    def seconds(self) -> float:
        """Since it appeared."""
        return monotonic() - self.started

    def move(self, by: int = 1, says: str = "") -> None:
        """So much more is done; `says`: what else to show from now on."""
        self.done += by
        self.says = says or self.says
        if monotonic() >= self.due:
            self._show()
            self.due = monotonic() + (OFTEN if self.drawn else SELDOM)

    def close(self) -> None:
        """Leave its last line, if any was shown."""
        if self.task is not None:
            close_task(self.task)
        if self.said:
            print(self.line(), file=sys.stderr, flush=True)

    def line(self) -> str:
        """All of it in a line, as LINE reads it where the total is known."""
        percent = f"{100 * self.done // max(self.total, 1)} %, " if self.total is not None else ""
        return f"{self.what}: {percent}{self.figures()}"

    def figures(self) -> str:
        """What is done of what, the time left (at its end, or where nobody knows: taken), and what else it says."""
        of = f"/{self.total:,}" if self.total is not None else ""
        moved, rest = self.done - self.begun, (self.total or 0) - self.done
        time = f"{clock(self.seconds * rest / moved)} left" if rest > 0 and moved else clock(self.seconds)
        return ", ".join([f"{self.done:,}{of} {self.unit}s", time, *([self.says] if self.says else [])])

    def _show(self) -> None:
        self.said = True
        if not self.drawn:
            print(self.line(), file=sys.stderr, flush=True)
            return
        if self.task is None:
            self.task = open_task(self.what)
        display().update(self.task, total=self.total, completed=self.done, figures=self.figures(), refresh=True)


@contextmanager
def bar(what: str, total: int | None, unit: str, begun: int = 0, shown: bool = True) -> Iterator[Bar]:
    """A bar while the block runs; bars within bars stand below each other."""
    made = Bar(what, total, unit, begun)
    if not shown:
        made.due = float("inf")
    try:
        yield made
    finally:
        made.close()


def over(items: Iterable[T], what: str, unit: str) -> Iterator[T]:
    """The items as they are, under a bar."""
    with bar(what, len(items) if isinstance(items, Sized) else None, unit) as shown:
        for item in items:
            yield item
            shown.move()


def clock(seconds: float) -> str:
    """
    >>> clock(7.6), clock(754), clock(36_061)
    ('0:07', '12:34', '10:01:01')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def on_terminal() -> bool:
    """Whether a bar can be seen, also where rich stands between, under another bar."""
    return getattr(sys.stderr, "rich_proxied_file", sys.stderr).isatty()


@cache
def display() -> Progress:
    """The one display of this process's terminal. It is drawn when a bar moves: a thread of its own would take time from the
    work, and its lock into forked processes."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(12), TextColumn("{task.fields[figures]}", markup=False)
    return Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True,
                    redirect_stdout=False)


def open_task(what: str) -> TaskID:
    """A line of the display, which begins with its first."""
    display().start()
    return display().add_task(what, figures="")


def close_task(task: TaskID) -> None:
    """Take the line away; the display ends with its last."""
    if len(display().tasks) == 1:
        display().stop()  # before: of no lines at all it would leave an empty one
    display().remove_task(task)
