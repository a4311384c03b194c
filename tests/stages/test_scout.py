"""Scouts from a handful of rows and a tiny backbone: what they write, and what they may not have seen."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scout_house import TASKS, prepared, scouted, settings, tiny  # noqa: F401 (fixtures)

import glueline.tables.scout_rows
from glueline.learning.attacks import GRADIENT, targeted
from glueline.learning.frozen_reader import FrozenReader, Reading
from glueline.refusal import Refused
from glueline.tables.examples import PREPARED
from glueline.tables.files import file_sha256
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.scouts import SCOUTED, load_scouts
from stages.scout import main


def test_every_row_is_answered_by_a_model_that_never_saw_it_and_tune_rows_are_learned_by_none(settings, prepared, tmp_path):
    rows = scouted(settings, prepared, tmp_path)
    assert list(rows[0]) == SCOUTED.names
    assert [(row["task"], row["split"]) for row in rows] == [
        (task, split) for task, train in (("cola", 40), ("mrpc", 30), ("stsb", 40))
        for split, n in (("train", train), ("tune", 6)) for _ in range(n)]
    for row in rows:
        assert (row["fold"] is None) == (row["confidence"] is None) == (row["split"] == "tune")
        assert 0 <= row["probability"] <= 1 and row["loss"] >= 0
    assert {row["fold"] for row in rows if row["split"] == "train"} == {0, 1, 2}
    about = json.loads((tmp_path / "scout" / "scout.json").read_text())
    assert about["tasks"]["mrpc"]["rows"] == {"train": 30, "tune": 6}
    assert set(about["tasks"]["cola"]["score"]) == {"held_out", "tune"}
    assert about["tasks"]["cola"]["heads"][2] == file_sha256(tmp_path / "scout" / "heads" / "cola-2.safetensors")


def test_another_label_of_a_row_changes_every_model_but_the_one_that_answers_it(settings, prepared, tmp_path):
    before = scouted(settings, prepared, tmp_path, "before")
    path = prepared / "cola" / "train.parquet"
    rows = list(read_rows(path))
    rows[7]["label"] = 1 - rows[7]["label"]
    write_rows(path, PREPARED, rows)
    after = scouted(settings, prepared, tmp_path, "after")
    own = before[7]["fold"]
    same = [(tmp_path / "before" / "heads" / f"cola-{fold}.safetensors").read_bytes()
            == (tmp_path / "after" / "heads" / f"cola-{fold}.safetensors").read_bytes() for fold in range(3)]
    assert same == [fold == own for fold in range(3)]
    assert after[7]["probability"] == pytest.approx(1 - before[7]["probability"], abs=1e-6)
    assert [row for row in before if row["task"] != "cola"] == [row for row in after if row["task"] != "cola"]


def test_what_is_read_back_judges_a_row_as_it_was_judged(settings, prepared, tmp_path):
    rows = scouted(settings, prepared, tmp_path)
    scouts = load_scouts(tmp_path / "scout")
    about = json.loads((tmp_path / "scout" / "scout.json").read_text())
    spent = [each["flops"] for each in about["tasks"].values()]
    assert about["flops"] == {name: sum(each[name] for each in spent) for name in ("reading", "heads")}
    assert about["teacher"]["share"] == round(sum(about["flops"].values()) / about["teacher"]["flops"], 4)
    for task in TASKS:
        mine = [row for row in rows if row["task"] == task]
        texts = {row["id"]: row for split in ("train", "tune") for row in read_rows(prepared / task / f"{split}.parquet")}
        found = scouts.probability(task, [row["id"] for row in mine], [texts[row["id"]] for row in mine])
        assert np.allclose(found, [row["probability"] for row in mine], atol=2e-3)  # the features were kept in 16 bits


def test_an_attack_names_the_file_of_the_model_that_never_saw_the_row(settings, prepared, tmp_path):
    folds = {row["id"]: row["fold"] for row in scouted(settings, prepared, tmp_path)}
    scouts = load_scouts(tmp_path / "scout")

    class Fish:
        def choices(self, text):
            return [(0, text.index(" "), ("fish",))]

        def replaced(self, text, start, word):
            return word + text[text.index(" ") :]

    rows = list(read_rows(prepared / "cola" / "train.parquet"))
    found = list(targeted(scouts, "cola", rows, GRADIENT, Fish()))
    assert found
    for attack in found:
        assert attack.target == file_sha256(tmp_path / "scout" / "heads" / f"cola-{folds[attack.parent_id]}.safetensors")


def test_the_same_settings_make_the_same_bytes_also_with_features_that_are_there(settings, prepared, tmp_path, monkeypatch):
    scouted(settings, prepared, tmp_path, "one")
    scouted(settings, prepared, tmp_path, "two")
    monkeypatch.setattr(FrozenReader, "features", None)  # nothing is read anew
    main(settings, prepared, tmp_path / "three", tmp_path / "partial of two")
    files = [{path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
             for name in ("one", "two", "three")]
    assert len(files[0]) == 2 + 9 and files[0] == files[1] == files[2]


def test_a_run_cut_short_while_it_reads_ends_as_the_one_that_was_not(settings, prepared, tmp_path, monkeypatch):
    scouted(settings, prepared, tmp_path, "whole")
    fill = glueline.tables.scout_rows._fill

    def killed(features, rows, reader, task):
        fill(features, rows, reader, task)
        if task == "mrpc":
            raise KeyboardInterrupt

    monkeypatch.setattr(glueline.tables.scout_rows, "_fill", killed)
    with pytest.raises(KeyboardInterrupt):
        scouted(settings, prepared, tmp_path, "made")
    monkeypatch.setattr(glueline.tables.scout_rows, "_fill", fill)
    scouted(settings, prepared, tmp_path, "made")
    for name in ("rows.parquet", "scout.json", "heads/stsb-1.safetensors"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "made" / name).read_bytes()


def test_a_task_is_scouted_alike_alone_and_among_others(settings, prepared, tmp_path):
    among = scouted(settings, prepared, tmp_path, "among")
    alone = scouted(replace(settings, tasks=("mrpc",)), prepared, tmp_path, "alone")
    assert alone == [row for row in among if row["task"] == "mrpc"]


def test_another_seed_deals_and_draws_anew(settings, prepared, tmp_path):
    one, other = (scouted(replace(settings, seed=seed), prepared, tmp_path, str(seed)) for seed in (1, 2))
    assert [row["fold"] for row in one if row["task"] == "cola"] != [row["fold"] for row in other if row["task"] == "cola"]


@pytest.mark.parametrize(("change", "message"), [
    ({"tasks": ("imdb",), "rows_at_most": {}}, "params.yaml: scout: tasks: imdb: no such task; known are cola"),
    ({"tasks": ("cola",)}, "params.yaml: scout: rows_at_most: mrpc: not among the tasks"),
    ({"tasks": ("cola", "rte"), "rows_at_most": {}}, r"rte/train.parquet: no train rows of rte; take it out of scout's tasks"),
    ({"tasks": ("cola",), "rows_at_most": {"cola": 0}}, "cola/train.parquet: no train rows of cola"),
    ({"folds": 1}, "params.yaml: scout: folds: 1"),
    ({"reading": Reading((3,), 32, 256)}, r"reading: layers: \[3\]: some of 1 to 2"),
    ({"sha256": "0"}, "wrong bytes"),
])
def test_settings_that_cannot_be_are_refused(settings, prepared, tmp_path, change, message):
    with pytest.raises(Refused, match=message):
        main(replace(settings, **change), prepared, tmp_path / "scout", tmp_path / "partial")
