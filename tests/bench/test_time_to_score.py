"""Ours beside Trainer: both are trained and scored on the same inputs, each leaves costs and answers, of a tiny encoder."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import yaml
from main_job.real_house import write_backbone
from transformers import DataCollatorWithPadding

from bench import time_to_score
from bench.throughput import Rows
from bench.time_to_score import PLAN, answers_to, lacking, ours, settings_of, table, trainer
from glueline.learning.lessons import Lessons
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.examples import PREPARED
from glueline.tables.files import file_sha256
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows
from glueline.text.builtin import generate


def rows_of(split, number, kept):
    """STS-B of the built-in set, as `order` would leave it."""
    return [{"id": f"stsb/train/{row['idx']}", "task": "stsb", "split": split, "text_a": row["sentence1"],
             "text_b": row["sentence2"], "label": row["label"], "weight": 1.0, "phase": 1, "parent_id": None,
             "label_effect": None} for row in kept(generate("stsb", "train", number, 1))]


@pytest.fixture
def settings(tmp_path, monkeypatch, repo):
    """Those of the bench, but for one task, a tiny encoder and two passes."""
    monkeypatch.chdir(repo)
    made = settings_of(yaml.safe_load(PLAN.read_text()), 1)
    monkeypatch.setenv("GLUELINE_BACKBONES", str(tmp_path))
    write_backbone(tmp_path / "tiny")
    return replace(made, backbone="tiny", sha256=file_sha256(tmp_path / "tiny/model.safetensors"), bf16=False, longest=32,
                   parts=replace(made.parts, pattern=4, phrase=4, adapter=4, task=4),
                   method=replace(made.method, epochs={"stsb": 2}, freeze=()))


def test_the_smaller_budget_is_half_of_the_passes_and_nothing_else(monkeypatch, repo):
    monkeypatch.chdir(repo)
    full, half = (settings_of(yaml.safe_load(PLAN.read_text()), 3, side) for side in ("ours", "ours_half"))
    assert {task: 2 * passes for task, passes in half.method.epochs.items()} == full.method.epochs
    assert replace(half, method=replace(half.method, epochs=full.method.epochs)) == full and full.seed == 3


def test_trainer_is_trained_on_the_tokens_and_types_it_is_scored_on(settings, tmp_path):
    tokenizer = load_tokenizer(tmp_path / "tiny")
    lessons = Lessons(rows_of("train", 8, list), tokenizer, 32)
    collated = DataCollatorWithPadding(tokenizer)([Rows(lessons, "stsb", tokenizer)[at] for at in range(8)])
    batch = lessons.batch("stsb", np.arange(8))
    for name, ours_of in (("input_ids", batch.ids), ("token_type_ids", batch.types), ("attention_mask", batch.mask.long())):
        assert collated[name].tolist() == ours_of.tolist(), name
    assert batch.types.any()


def test_each_side_leaves_costs_and_answers_and_ours_pays_for_what_came_before(settings, tmp_path):
    train, tune = rows_of("train", 80, lambda rows: list(rows)[:60]), rows_of("tune", 80, lambda rows: list(rows)[60:])
    held = [{"id": f"stsb/validation/{row['idx']}", "task": "stsb", "split": "validation", "text_a": row["sentence1"],
             "text_b": row["sentence2"], "label": row["label"]} for row in generate("stsb", "validation", 10, 1)]
    write_rows(tmp_path / "prepared/stsb/validation.parquet", PREPARED, held)
    examine = partial(answers_to, tmp_path / "prepared", settings)
    plan = {"tasks": ["stsb"], "trainer": {"epochs": 2, "rate": 1e-4, "batch": 32}}
    free = ours(settings, [*train, *tune], {"seconds": 0, "flops": 0}, examine)
    paid = ours(settings, [*train, *tune], {"seconds": 1000, "flops": 1e15}, examine)
    theirs, short = ({"stsb": cost} | {"answers": answers} for steps in (None, 2.9)
                     for cost, answers in [trainer(settings, plan, "stsb", [*train, *tune], steps, examine)])
    assert paid[0]["stsb"]["flops"] - free[0]["stsb"]["flops"] == pytest.approx(1e15)
    assert paid[0]["stsb"]["seconds"] > 1000 > free[0]["stsb"]["seconds"] and paid[1] == free[1]
    assert (theirs["stsb"]["steps"], short["stsb"]["steps"]) == (6, 2)  # 80 rows in batches of 32, twice
    assert theirs["stsb"]["flops"] > short["stsb"]["flops"] > 0
    for answers in (free[1]["stsb"], theirs["answers"], short["answers"]):
        assert len(answers["prediction"]) == 10 and answers["label"] == [round(row["label"], 4) for row in held]


def test_a_side_goes_on_with_the_tasks_that_it_lacks_and_is_in_the_table_when_it_is_whole(tmp_path, monkeypatch):
    plan = yaml.safe_load(PLAN.read_text())
    monkeypatch.setattr(time_to_score, "RESULTS", tmp_path)
    answers = {task: {"label": [0.0, 1.0] * 20, "prediction": [0.0, 1.0, 1.0, 0.0] * 10} for task in plan["tasks"]}

    def leave(side, tasks, seconds, seed=2, machine="one"):
        write_json(tmp_path / f"{side}-{seed}.json", {
            "cost": {task: {"seconds": seconds, "flops": 10} for task in tasks}, "machines": [machine],
            "peak_mib": 1.0, "predictions": {task: answers[task] for task in tasks}})

    leave("ours", plan["tasks"], 5)
    leave("trainer", plan["tasks"][:3], 10)
    assert lacking(plan, "trainer", 2) == plan["tasks"][3:] and lacking(plan, "trainer", 1) == plan["tasks"]
    assert (lacking(plan, "ours", 2), lacking(plan, "ours", 1)) == ([], ["all"])
    assert table() == {}
    leave("trainer", plan["tasks"], 10)
    leave("ours_half", plan["tasks"], 2)
    assert table()["half"]["timed"] == 0, "a seed that the plan calls untimed"
    leave("ours_half", plan["tasks"], 2, seed=3), leave("trainer", plan["tasks"], 10, seed=3)
    assert table()["half"]["all"]["time_ratio"] == 0.2
    (tmp_path / "trainer-3.json").unlink()
    found = table()["trainer"]
    assert (found["seeds"], found["all"]["time_ratio"], found["rte"]["flops_ratio"]) == (1, 0.5, 1.0)
    leave("ours", plan["tasks"], 500, seed=1, machine="slow")
    leave("trainer", plan["tasks"], 10, seed=1)
    found = table()["trainer"]
    assert (found["seeds"], found["timed"], found["all"]["time_ratio"]) == (2, 1, 0.5), "of two machines: not compared"
