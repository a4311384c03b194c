"""Work spread over processes: the toy work stands here at the top level, where other processes find it."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from glueline.processes import in_order
from glueline.refusal import Refused


def squares():
    return lambda number: number * number


def slow_on_even():
    def work(number):
        time.sleep(0.05 * (number % 2 == 0))
        return number
    return work


def counting_from(first):
    seen = [first]

    def work(_):
        seen[0] += 1
        return seen[0], os.getpid()
    return work


def refusing():
    raise Refused("lexicon: missing")


def failing_on(bad):
    def work(number):
        if number == bad:
            raise ValueError(f"number {number}")
        return number
    return work


def dying_on(bad):
    def work(number):
        if number == bad:
            os.kill(os.getpid(), signal.SIGKILL)
        return number
    return work


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("pieces", [0, 1, 2, 7])
def test_results_come_in_the_order_of_the_pieces_for_any_number_of_processes(processes, pieces):
    assert list(in_order(squares, range(pieces), processes)) == [number * number for number in range(pieces)]


def test_a_slow_piece_is_waited_for():
    assert list(in_order(slow_on_even, iter(range(6)), 2)) == list(range(6))


def test_each_process_prepares_once():
    results = list(in_order(partial(counting_from, 10), range(6), 2))
    assert len({process for _, process in results}) == 2
    assert sorted(number for number, _ in results) == [11, 11, 12, 12, 13, 13]


def test_pieces_are_taken_no_faster_than_results_are_used():
    taken = []
    results = in_order(squares, (taken.append(number) or number for number in range(100)), 2)
    next(results)
    assert len(taken) == 3  # one in each process, and one in place of the result that was fetched
    results.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_raised_elsewhere_is_raised_here(processes):
    results = in_order(partial(failing_on, 3), range(6), processes)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="number 3"):
        next(results)
    with pytest.raises(Refused, match="lexicon: missing"):
        list(in_order(refusing, range(6), processes))


def test_a_process_that_is_killed_is_an_error_and_no_endless_wait():
    with pytest.raises(ChildProcessError, match="exit code -9"):
        list(in_order(partial(dying_on, 3), range(6), 2))


def test_the_processes_die_with_the_one_that_started_them(tmp_path):
    """As with `kill -9` of a stage: nothing is left that could end them."""
    script = f"""
import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]!r}
from test_processes import counting_from
from glueline.processes import in_order
from functools import partial
if __name__ == "__main__":
    results = in_order(partial(counting_from, 0), range(100), 2)
    print(next(results)[1], next(results)[1], flush=True)
    import time; time.sleep(60)
"""
    (tmp_path / "starts.py").write_text(script)
    with subprocess.Popen([sys.executable, tmp_path / "starts.py"], stdout=subprocess.PIPE, text=True) as starter:
        workers = [int(pid) for pid in starter.stdout.readline().split()]
        starter.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(alive(pid) for pid in workers):
        time.sleep(0.05)
    assert len(workers) == 2 and not any(alive(pid) for pid in workers)


def alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
