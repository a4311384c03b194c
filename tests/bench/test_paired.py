"""Paired comparison and the ablation's variants, by hand."""

import numpy as np
import pytest
import yaml

from bench.ablation import PLAN, variants
from bench.checkouts import over
from bench.paired import compare
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
    assert found["difference"] == -50.0 and found["low"] == -100.0 and found["high"] == 0.0


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
