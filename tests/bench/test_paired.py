"""Paired comparison and the ablation's variants, by hand."""

import json

import numpy as np
import pytest
import yaml

from bench.ablation import PLAN, variants
from bench.checkouts import over, spent
from bench.paired import compare
from glueline.refusal import Refused
from glueline.tables.params import settings_from
from stages.teach import Settings


def run(predictions):
    return {"predictions": {"rte": {"label": [0, 1] * 50, "prediction": predictions}}}


def test_the_difference_is_that_of_the_scores_and_both_sides_stand_on_the_same_draws():
    right, half = [0, 1] * 50, [0, 0] * 50
    found = compare({1: run(half), 2: run(half)}, {1: run(right), 2: run(right), 3: run(half)})["rte"]
    assert found["difference"] == 50.0  # 100 less 50, over the two seeds that both have
    # each draw's difference is its share of rows labelled 1: 50 +- 1.96 * 5
    assert found["low"] == pytest.approx(50 - 9.8, abs=2) and found["high"] == pytest.approx(50 + 9.8, abs=2)
    assert compare({1: run(half)}, {1: run(half)})["all"] == {"difference": 0.0, "low": 0.0, "high": 0.0}


def test_seeds_that_disagree_widen_the_interval():
    right, wrong = [0, 1] * 50, [1, 0] * 50
    found = compare({n: run(right) for n in (1, 2)}, {1: run(right), 2: run(wrong)})["rte"]
    assert found["difference"] == -50.0 and found["low"] < -300.0 and found["high"] > 300.0  # 50 +- 12.7 * 50, by two seeds


def test_runs_on_other_rows_are_told():
    other = {"predictions": {"rte": {"label": [1, 0] * 50, "prediction": [0] * 100}}}
    with pytest.raises(Refused, match="rte, seed 2: not the rows, or not the order"):
        compare({1: run([0] * 100), 2: run([0] * 100)}, {1: run([0] * 100), 2: other})


def test_a_run_costs_what_its_own_tries_did(tmp_path):
    lines = [("teach@a", "x", "finished", 100), ("teach@a", "y", "failed", 7), ("teach@b", "z", "finished", 50),
             ("teach@a", "y", "finished", 20), ("teach@a", "w", "failed", 9)]
    (tmp_path / "leaderboard").mkdir()
    (tmp_path / "leaderboard/runs.jsonl").write_text("".join(json.dumps({
        "stage": stage, "work": work, "status": status, "processor_seconds": seconds, "peak_mib": seconds, "record": work,
    }) + "\n"
        for stage, work, status, seconds in lines))
    assert spent(tmp_path, "teach@a") == {"seconds": 27, "peak_mib": 20, "record": "y"}
    assert spent(tmp_path, "teach@b") == {"seconds": 50, "peak_mib": 50, "record": "z"}


def test_settings_are_laid_over_each_other_level_by_level_but_epochs_as_a_whole():
    base = {"seed": 1, "method": {"clip": 1.0, "epochs": {"cola": 3, "rte": 2}}}
    made = over(base, {"method": {"epochs": {"rte": 5}}})
    assert made == {"seed": 1, "method": {"clip": 1.0, "epochs": {"rte": 5}}}
    assert base["method"]["epochs"] == {"cola": 3, "rte": 2}


def test_every_variant_of_the_plan_differs_from_the_whole_and_makes_settings():
    plan, params = yaml.safe_load(PLAN.read_text()), yaml.safe_load(open("params.yaml"))
    made = variants(plan, params["teach"][params["teachers"][0]])
    settings = {name: settings_from(Settings, section, name) for name, section in made.items()}
    assert len(made) == 2 + len(plan["without"]) and len({str(each) for each in settings.values()}) == len(made)
    assert np.all([set(each.method.epochs) == set(plan["tasks"]) for each in settings.values()])
