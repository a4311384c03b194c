"""Bars on a terminal, plain lines elsewhere, and the same items in either."""

import io
from contextlib import redirect_stderr

import pytest

from glueline import progress
from glueline.progress import LINE, bar, over


class Clock:
    """The seconds that a test says."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch):
    made = Clock()
    monkeypatch.setattr(progress, "monotonic", made)
    return made


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    """To be entered in the test itself: pytest has its own stderr for each."""
    progress.display.cache_clear()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    yield redirect_stderr(Terminal())
    progress.display.cache_clear()


def test_what_is_not_a_terminal_gets_no_bar_and_a_plain_line_every_ten_seconds(time, capsys):
    with bar("teach@one", 200, "step") as shown:
        for _ in range(50):  # half a second each
            time.now += 0.5
            shown.move(says="rte, loss 0.312, 1,234/s")
    said = capsys.readouterr()
    assert said.out == "" and "\r" not in said.err and "\x1b" not in said.err
    assert said.err.splitlines() == [
        "teach@one: 10 %, 20/200 steps, 1:30 left, rte, loss 0.312, 1,234/s",
        "teach@one: 20 %, 40/200 steps, 1:20 left, rte, loss 0.312, 1,234/s",
        "teach@one: 25 %, 50/200 steps, 1:15 left, rte, loss 0.312, 1,234/s"]
    assert all(LINE.match(line)["percent"] in ("10", "20", "25") for line in said.err.splitlines())


def test_what_is_done_within_ten_seconds_prints_nothing(time, capsys):
    with bar("order", 3, "task") as shown:
        time.now += 9
        shown.move(3)
    assert capsys.readouterr().err == ""


def test_what_was_taken_up_again_reckons_by_the_steps_of_this_run_and_ends_with_the_time_it_took(time, capsys):
    with bar("teach@one", 200, "step", begun=100) as shown:
        time.now += 20
        shown.move(50)
        time.now += 20
        shown.move(50)
    assert capsys.readouterr().err.splitlines() == [
        "teach@one: 75 %, 150/200 steps, 0:20 left", *["teach@one: 100 %, 200/200 steps, 0:40"] * 2]


def test_without_a_total_there_is_no_percentage_and_a_process_that_is_not_the_main_one_says_nothing(time, capsys):
    for shown in (True, False):
        with bar("predict", None, "row", shown=shown) as made:
            time.now += 754
            made.move(12_000)
    assert capsys.readouterr().err.splitlines() == ["predict: 12,000 rows, 12:34"] * 2


@pytest.mark.parametrize("items", [[3, 1, 2], (each for each in (3, 1, 2)), zip((3, 1, 2)), []])
def test_under_a_bar_go_the_same_items_in_the_same_order(items):
    kept = [*items] if isinstance(items, list) else None
    found = [*over(items, "any", "item")]
    assert found == kept if kept is not None else found in ([3, 1, 2], [(3,), (1,), (2,)])


def test_a_terminal_gets_bars_below_each_other_and_after_each_its_last_line(time, terminal):
    with terminal as screen, bar("teach@one", 10, "step") as outer:
        time.now += 2
        outer.move(4, says="rte, loss 0.312, 1,234/s")
        with bar("lower rte", 8, "row") as inner:
            time.now += 2
            inner.move(8)
            drawn = screen.getvalue()
        assert len(progress.display().tasks) == 1
    assert "━" in drawn and "4/10 steps" in drawn and "8/8 rows" in drawn
    assert not progress.display().live.is_started and progress.display().tasks == []
    assert screen.getvalue().rstrip().endswith("teach@one: 40 %, 4/10 steps, 0:06 left, rte, loss 0.312, 1,234/s")


def test_a_failure_under_a_bar_gives_the_terminal_back(time, terminal):
    with pytest.raises(ValueError), terminal as screen, bar("teach@one", 10, "step") as shown:
        time.now += 2
        shown.move()
        raise ValueError
    assert screen.getvalue().count("\x1b[?25l") == screen.getvalue().count("\x1b[?25h") == 1  # the cursor, hidden and back
