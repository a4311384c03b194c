"""Work spread over processes, its results in order: the same ones for any number of processes.

Each process takes one piece at a time and is given the next when its answer is fetched, so that memory stays flat however
many pieces there are, and the pieces ahead are worked on while a result is used.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

P = TypeVar("P")
R = TypeVar("R")


def in_order(prepare: Callable[[], Callable[[P], R]], pieces: Iterable[P], processes: int) -> Iterator[R]:
    """What `prepare()` gives for each piece, in the order of the pieces.

    `prepare` is called once in each process; it, the pieces and the results must be picklable. With one process all happens
    in this one. What the work raises is raised here; ChildProcessError where a process died.
    """
    if processes == 1:
        yield from map(prepare(), pieces)
        return
    workers = [_Worker(prepare) for _ in range(processes)]
    waiting, turn = iter(pieces), 0
    try:
        busy = sum(worker.give(waiting) for worker in workers)
        while busy:
            result = workers[turn].take()
            busy += workers[turn].give(waiting) - 1
            yield result
            turn = (turn + 1) % processes
    finally:
        for worker in workers:
            worker.end()


class _Worker(Generic[P, R]):
    """One process and the pipe to it. Both ends of the pipe are in two processes alone, so that each hears the other die."""

    def __init__(self, prepare: Callable[[], Callable[[P], R]]) -> None:
        context = get_context("spawn")  # a fork would take this process's threads' locks with it
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(prepare, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, waiting: Iterator[P]) -> int:
        """Hand over the next piece; 0 where there is none."""
        for piece in waiting:
            with suppress(BrokenPipeError):  # `take` says what became of it
                self.pipe.send(piece)
            return 1
        return 0

    def take(self) -> R:
        """The result of the piece last given."""
        try:
            result, error, where = self.pipe.recv()
        except EOFError:
            self.process.join()
            raise ChildProcessError(f"a worker process died (exit code {self.process.exitcode})") from None
        if error is not None:
            error.add_note(where)
            raise error
        return result

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def _serve(prepare: Callable, pipe: Connection) -> None:
    """Answer piece after piece, until the other end is closed or dead."""
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        try:
            work = prepare()
        except Exception as error:
            pipe.send((None, error, traceback.format_exc()))
            return
        while True:
            piece = pipe.recv()
            answer: tuple[object, Exception | None, str]
            try:
                answer = (work(piece), None, "")
            except Exception as error:
                answer = (None, error, traceback.format_exc())
            pipe.send(answer)
