"""A training's history, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from glueline.learning.loop import Step
from glueline.learning.syllabus import Turn
from glueline.tables.history import History


def lessons():
    """Three rows of CoLA of 3, 1 and 2 tokens, and one of RTE."""
    lengths = {"cola": np.array([3, 1, 2]), "rte": np.array([4])}
    return SimpleNamespace(
        tasks=["cola", "rte"], row_ids={"cola": ["a", "b", "c"], "rte": ["d"]},
        encoded={task: SimpleNamespace(lengths=each) for task, each in lengths.items()},
    )  # fmt: skip


@pytest.fixture
def history():
    """Two steps of CoLA, the first in two micro-batches, and one of RTE."""
    made = History(lessons())
    for at, (task, batches, loss) in enumerate([("cola", ([0], [1]), 0.9), ("cola", ([2],), 0.5), ("rte", ([0],), 0.25)]):
        made.add(Turn(at, task, tuple(np.array(rows) for rows in batches), 1e-4, 0.0), Step(at, loss, 1e-4, 2.0))
    return made


def test_each_step_names_its_rows(history):
    assert list(history.step_rows()) == [
        {"step": 0, "id": "a"}, {"step": 0, "id": "b"}, {"step": 1, "id": "c"}, {"step": 2, "id": "d"}
    ]  # fmt: skip


def test_history_is_one_line_a_step_for_dvc_plots(history, tmp_path):
    history.write(tmp_path / "history.csv")
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert lines[0] == "step,task,loss,rate,gradient_norm,rows,tokens"
    assert lines[1:] == ["0,cola,0.9,0.0001,2,2,4", "1,cola,0.5,0.0001,2,1,2", "2,rte,0.25,0.0001,2,1,4"]


def test_the_summary_counts_steps_rows_and_tokens_and_the_last_losses(history):
    assert history.summary() == {"steps": 3, "rows": 4, "tokens": 10, "loss": {"cola": 0.5, "rte": 0.25}}


def test_a_history_kept_and_taken_up_again_goes_on_as_the_one_that_was_not(history, tmp_path):
    again = History(lessons())
    again.restore(history.state())
    for each in (history, again):
        each.add(Turn(3, "cola", (np.array([1]),), 1e-4, 0.5), Step(3, 0.1, 1e-4, 1.0))
    again.write(tmp_path / "again.csv")
    history.write(tmp_path / "history.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "history.csv").read_bytes()
    assert list(again.step_rows()) == list(history.step_rows())


def test_speed_counts_the_tokens_since_the_bar_appeared(history):
    bar = SimpleNamespace(seconds=2.0, begun=1)  # the first of three steps was taken before a kill
    assert history.speed(bar) == "3/s"  # 2 and 4 tokens in 2 seconds
    history.add(Turn(3, "cola", (np.array([0]),), 1e-4, 0.0), Step(3, 0.1, 1e-4, 1.0))
    assert history.speed(SimpleNamespace(seconds=3.0, begun=1)) == "3/s"
