"""Skill on tune: what a row's logits say, and the metrics of that."""

import numpy as np
import pytest

from glueline.glue.cells import label_of
from glueline.glue.tasks import TASKS
from glueline.tables.answers import predictions, score_of, skill


@pytest.mark.parametrize("task", ["rte", "mnli", "stsb"])
def test_what_logits_say_is_what_a_score_takes_them_to_say(task):
    logits = 4 * np.random.default_rng(0).normal(size=(50, TASKS[task].outputs))
    assert predictions(task, logits).tolist() == [label_of(TASKS[task], row) for row in logits]


def test_the_score_is_the_mean_of_the_tasks_metrics():
    """Of four rows three are right, two of the three that say 1 among them: accuracy 75, F1 2 * 2 / (3 + 2) = 80."""
    rows = [{"label": label, "prediction": said} for label, said in ((1.0, 1.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))]
    assert skill("mrpc", rows) == {"rows": 4, "metrics": {"accuracy": 75.0, "f1": 80.0}, "score": 77.5}
    logits = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 0.1], [0.1, 0.0]])
    assert score_of("mrpc")(np.array([1, 1, 0, 0]), logits) == 77.5
