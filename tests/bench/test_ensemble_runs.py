"""The plan of the ensemble's runs makes params that stages and contracts accept."""

from pathlib import Path

import pytest
import yaml

from bench.checkouts import homes
from bench.ensemble import PLAN, keep, params_of
from glueline.tables.json_file import read_json, write_json
from glueline.tables.params import settings_from
from stages import distill, order, perturb, score, scout, teach


@pytest.fixture
def plan():
    return yaml.safe_load(PLAN.read_text())


@pytest.fixture
def params(repo):
    return yaml.safe_load((repo / "params.yaml").read_text())


@pytest.mark.parametrize("generalist", [False, True])
def test_every_section_makes_settings_and_learners_draw_alike(plan, params, generalist):
    made = params_of(plan, params, 2, generalist)
    for name in made["learners"]:
        settings = settings_from(order.Settings, made["order"][name], name)
        order.refuse_unknown(settings)
        assert (settings.unlabelled, settings.adversarial.share, settings.seed) == ("test", 0.1, 1)
        assert settings.rows_at_most == ({"sst2": 10000} if "sst2" in settings.tasks else {})
    for stage, module in (("distill", distill), ("score", score), ("scout", scout), ("perturb", perturb)):
        settings_from(module.Settings, made[stage], stage)
    for name in made["teachers"]:
        settings = settings_from(teach.Settings, made["teach"][name], name)
        assert set(settings.method.epochs) == set(made["order"][name]["tasks"]) and settings.backbone == "all-mpnet-base-v2"
    assert len(made["teachers"]) == 3 + generalist and made["distill"]["backbone"] == "all-MiniLM-L6-v2"
    assert made["distill"]["teachers"] == made["score"]["teachers"] == made["teachers"]
    assert set(made["distill"]["method"]["epochs"]) == set(made["order"]["student"]["tasks"])
    served = {task for name in made["teachers"] for task in made["order"][name]["tasks"]}
    assert served == set(made["order"]["student"]["tasks"])


def test_where_data_lies_is_said_by_the_environment_and_stands_in_no_params(plan, params, repo, tmp_path, monkeypatch):
    assert params_of(plan, params, 1, False)["source"]["folder"] == params["source"]["folder"] == "../shared/glue"
    monkeypatch.chdir(repo)
    monkeypatch.delenv("GLUELINE_GLUE", raising=False)
    monkeypatch.setenv("GLUELINE_GLUE_EXTRA", str(tmp_path))
    found = homes(tmp_path)
    assert found["GLUELINE_GLUE"] == str((repo / "../shared/glue").resolve())
    assert (found["GLUELINE_GLUE_EXTRA"], found["PYTHONPATH"]) == (str(tmp_path), str(tmp_path))


def test_no_kept_entry_names_a_folder_of_one_machine(repo):
    entries = sorted(repo.glob("leaderboard/*/params.yaml"))
    assert len(entries) >= 3
    for path in entries:
        assert not Path(yaml.safe_load(path.read_text())["source"]["folder"]).is_absolute(), path


def test_another_seed_changes_the_trainings_alone(plan, params):
    one, two = (params_of(plan, params, seed, False) for seed in (1, 2))
    assert {key for key in one if one[key] != two[key]} == {"teach", "distill"}
    seeds = [made[stage]["seed"] for made in (one, two) for stage in ("distill",)] + [
        each["seed"] for made in (one, two) for each in made["teach"].values()]
    assert len(set(seeds)) == 8


def test_what_is_kept_has_scores_predictions_of_validation_and_costs(tmp_path, monkeypatch):
    monkeypatch.setattr("bench.ensemble.RESULTS", tmp_path / "results")
    scores, teachers = tmp_path / "data/scores/ensemble", tmp_path / "data/teachers"
    write_json(scores / "scores.json", {"cells": {}})
    for name in ("rte-validation", "rte-test"):
        Path(scores / "predictions").mkdir(exist_ok=True)
        (scores / "predictions" / f"{name}.parquet").write_bytes(name.encode())
    write_json(teachers / "one" / "summary.json", {"flops": {"steps": 3}})
    (tmp_path / "leaderboard").mkdir()
    (tmp_path / "leaderboard/runs.jsonl").write_text("".join(
        f'{{"stage": "teach@one", "processor_seconds": {s}, "peak_mib": 1, "work": "w", "record": "r", "status": "{status}"}}\n'
        for s, status in ((1, "finished"), (2, "finished"), (3, "refused"))))
    keep(tmp_path, "ensemble", "teachers", 3)
    kept = tmp_path / "results/ensemble-3"
    assert {path.name for path in kept.iterdir()} == {"scores.json", "rte-validation.parquet", "costs.json"}
    costs = read_json(kept / "costs.json")
    assert costs["flops"] == {"one": {"steps": 3}} and costs["stages"]["teach@one"]["seconds"] == 2
