"""Ours beside Trainer: both are trained and scored on the same inputs, each leaves costs and answers, of a tiny encoder."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import yaml
from main_job.real_house import write_backbone
from transformers import DataCollatorWithPadding

from bench.throughput import Rows
from bench.time_to_score import PLAN, answers_to, ours, settings_of, trainer
from glueline.learning.lessons import Lessons
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.examples import PREPARED
from glueline.tables.files import file_sha256
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
    theirs = trainer(settings, plan, [*train, *tune], {}, examine)
    short = trainer(settings, plan, [*train, *tune], {"stsb": 2.9}, examine)
    assert paid[0]["stsb"]["flops"] - free[0]["stsb"]["flops"] == pytest.approx(1e15)
    assert paid[0]["stsb"]["seconds"] > 1000 > free[0]["stsb"]["seconds"] and paid[1] == free[1]
    assert (theirs[0]["stsb"]["steps"], short[0]["stsb"]["steps"]) == (6, 2)  # 80 rows in batches of 32, twice
    assert theirs[0]["stsb"]["flops"] > short[0]["stsb"]["flops"] > 0
    for _, answers in (free, theirs, short):
        assert len(answers["stsb"]["prediction"]) == 10 and answers["stsb"]["label"] == [round(row["label"], 4) for row in held]
