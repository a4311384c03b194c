"""A training's history, by hand."""

import torch

from glueline.learning.lessons import Batch
from glueline.learning.loop import Step
from glueline.model.config import EncoderConfig
from glueline.tables.history import step_rows, summary, taken, write_history


def steps():
    """Two steps of CoLA and one of RTE, with padding in the first."""
    mask = torch.tensor([[True, True, True], [True, False, False]])
    shapes = [("cola", ["a", "b"], 3, mask, 0.9), ("cola", ["c"], 2, None, 0.5), ("rte", ["d"], 4, None, 0.25)]
    batches = [Batch(t, i, torch.zeros(len(i), n, dtype=torch.long), None, m, None, None) for t, i, n, m, _ in shapes]
    return [taken(batch, Step(at, shape[4], 1e-4, 2.0)) for at, (batch, shape) in enumerate(zip(batches, shapes, strict=True))]


def test_each_step_names_its_rows():
    assert list(step_rows(steps())) == [
        {"step": 0, "id": "a"}, {"step": 0, "id": "b"}, {"step": 1, "id": "c"}, {"step": 2, "id": "d"}
    ]  # fmt: skip


def test_history_is_one_line_a_step_for_dvc_plots(tmp_path):
    write_history(tmp_path / "history.csv", steps())
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert lines[0] == "step,task,loss,rate,gradient_norm,rows,tokens"
    assert lines[1:3] == ["0,cola,0.9,0.0001,2,2,4", "1,cola,0.5,0.0001,2,1,2"]


def test_the_summary_counts_padding_as_work_but_not_as_tokens():
    shape = EncoderConfig(50, 8, 1, 2, 16, 40, 0, 2, 0, 1e-12, 0.0)
    found = summary(steps(), shape)
    assert (found["steps"], found["rows"], found["tokens"]) == (3, 4, 10)
    assert found["training_flops"] == 3 * (shape.forward_flops(2, 3) + shape.forward_flops(1, 2) + shape.forward_flops(1, 4))
    assert found["loss"] == {"cola": 0.5, "rte": 0.25}
