"""The second implementation of the scores: hand-worked figures, scikit-learn and scipy, and what it may not import."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import f1_score, matthews_corrcoef

from glueline.glue import averages as first_averages
from glueline.glue.cells import CELLS
from glueline.audit import rescoring
from glueline.audit.predictions import answers
from glueline.audit.rescoring import averages, f1, mcc, pearson, ranks, score, spearman


def test_figures_one_can_work_out_by_hand():
    labels, said = np.array([1.0, 1, 1, 0, 0, 0, 0, 0]), np.array([1.0, 1, 0, 1, 0, 0, 0, 0])
    assert rescoring.accuracy(labels, said) == 6 / 8
    assert f1(labels, said) == 2 * 2 / (2 * 2 + 1 + 1)
    assert mcc(labels, said) == pytest.approx((2 * 4 - 1 * 1) / (3 * 5 * 3 * 5) ** 0.5)
    assert ranks(np.array([10.0, 30, 30, 20])).tolist() == [1, 3.5, 3.5, 2]
    assert spearman(np.array([1.0, 2, 3, 4]), np.array([1.0, 10, 100, 90])) == pytest.approx(0.8)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kinds", [2, 3])
def test_classes_agree_with_scikit_learn(seed, kinds):
    random = np.random.default_rng(seed)
    labels, said = random.integers(kinds, size=(2, random.integers(3, 400))).astype(float)
    assert mcc(labels, said) == pytest.approx(matthews_corrcoef(labels, said), abs=1e-12)
    if kinds == 2:
        assert f1(labels, said) == pytest.approx(f1_score(labels, said, zero_division=0), abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_correlations_agree_with_scipy_with_and_without_ties(seed):
    random = np.random.default_rng(seed)
    labels = random.integers(6, size=200) * 0.8                       # graded scores repeat
    said = (labels + random.normal(size=200)).clip(0, 5).round(seed % 4)
    assert pearson(labels, said) == pytest.approx(pearsonr(labels, said).statistic, abs=1e-12)
    assert spearman(labels, said) == pytest.approx(spearmanr(labels, said).statistic, abs=1e-12)


def test_what_is_undefined_counts_as_nought():
    same, other = np.full(9, 0.1), np.arange(9.0)
    assert pearson(same, other) == spearman(other, same) == 0
    assert mcc(np.zeros(4), np.array([0.0, 1, 0, 1])) == mcc(np.array([0.0, 1, 0, 1]), np.zeros(4)) == 0
    assert f1(np.zeros(4), np.zeros(4)) == 0


def test_a_cell_is_the_mean_of_its_measures_in_points():
    labels, said = np.array([1.0, 0, 1, 1]), np.array([1.0, 0, 0, 1])
    assert score(("accuracy", "f1"), labels, said) == {"score": 77.5, "metrics": {"accuracy": 75.0, "f1": 80.0}}


def test_averages_by_hand():
    """GLUE: mnli (70, 80) counts once, so (60 + 75 + 40) / 3; the article: (60 + 70 + 80) / 3, without WNLI."""
    cells = {"cola": ("cola", 60.0), "mnli_m": ("mnli", 70.0), "mnli_mm": ("mnli", 80.0), "rte": ("rte", None),
             "wnli": ("wnli", 40.0)}
    again = averages(cells)
    assert (again["glue"]["value"], again["glue"]["over"], again["glue"]["missing"]) == (58.3333, 4, ["rte"])
    assert (again["article"]["value"], again["article"]["over"], again["article"]["of"]) == (70.0, 3, 4)
    assert averages({"cola": ("cola", None)})["glue"]["value"] is None


@pytest.mark.parametrize("seed", range(20))
def test_averages_are_those_of_the_first_implementation(seed):
    random = np.random.default_rng(seed)
    names = [name for name, cell in CELLS.items() if cell.scored]
    scores = {name: None if random.random() < 0.3 else round(random.uniform(0, 100), 4) for name in names}
    again = averages({name: (CELLS[name].task, value) for name, value in scores.items()})
    for rule, first in first_averages.averages(scores).items():  # the mean of six may lie halfway between two last decimals
        assert again[rule] == first | {"value": pytest.approx(first["value"], abs=1.01e-4)}


def test_an_answer_is_the_first_of_the_largest_or_the_score_held_within_its_range():
    logits = np.array([[0.5, 0.5, 0.1], [0.0, 1.0, 1.0]], np.float32)
    assert answers(logits, 3).tolist() == [0, 1]
    assert answers(np.array([[-1.0], [2.5], [7.0]], np.float32), 0).tolist() == [0, 2.5, 5]


def test_it_imports_nothing_but_numpy_and_the_standard_library():
    names = {name.split(".")[0] for node in ast.walk(ast.parse(open(rescoring.__file__).read()))
             for name in ([each.name for each in node.names] if isinstance(node, ast.Import)
                          else [node.module] if isinstance(node, ast.ImportFrom) else [])}
    assert names - sys.stdlib_module_names == {"numpy"}


def test_levels_0_and_1_bring_neither_torch_nor_scikit_learn_nor_the_first_metrics(repo):
    program = ("import sys; from glueline.cli import main; main(['audit', '--json'])\n"
               "heavy = {'torch', 'sklearn', 'scipy', 'pandas', 'dvc', 'transformers', 'prefect'} | {\n"
               "f'glueline.glue.{name}' for name in ('metrics', 'robustness', 'calibration', 'agreement', 'diagnostics')}\n"
               "sys.exit(', '.join(heavy & set(sys.modules)) or 0)")
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
