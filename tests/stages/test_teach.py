"""A teacher from a handful of rows and a tiny backbone: what it writes, and that it writes it again."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

import stages.teach
from glueline.learning.course import Pace
from glueline.learning.freezing import Phase
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.schedule import Schedule
from glueline.learning.training import Method
from glueline.learning.variants import Variants
from glueline.learning.world import World
from glueline.model.config import PLAIN, Parts
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import CURRICULUM
from glueline.tables.files import file_sha256
from glueline.tables.history import History
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.partial import Partial
from stages.teach import Settings, main

WORDS = ["the cat sat", "no dog ran fast today", "a bird", "every small fish swims in the sea"]
MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")


@pytest.fixture(scope="module")
def backbones(tmp_path_factory):
    """A folder of backbones with one tiny BERT that speaks MiniLM's vocabulary."""
    folder = tmp_path_factory.mktemp("backbones")
    torch.manual_seed(0)
    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(folder / "tiny")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / "tiny" / name).write_bytes((find_backbone(*MINILM).folder / name).read_bytes())
    return folder


def settings_for(backbones):
    """Of a plain teacher; GLUELINE_BACKBONES must say where the folder of backbones is."""
    sha256 = file_sha256(backbones / "tiny" / "model.safetensors")
    method = Method(
        {"cola": 3, "mrpc": 2, "stsb": 1}, Pace(8, 64, 1.0, (0, 0, 0, 0)), Schedule(1e-3, 0.1, False, 0, 0.2, 0.25), (),
        Consistency(2, 0.0), Phrases(0.4, 0.1), Variants(2, 0.0), 1.0, 0.01, 1.0,
    )  # fmt: skip
    return Settings("tiny", sha256, 1, 1, True, 32, 0.1, PLAIN, method)


@pytest.fixture
def settings(backbones, monkeypatch):
    monkeypatch.setenv("GLUELINE_BACKBONES", str(backbones))
    return settings_for(backbones)


@pytest.fixture
def curriculum(tmp_path):
    write_curriculum(tmp_path / "curriculum")
    return tmp_path / "curriculum"


def write_curriculum(folder):
    """Rows of CoLA, MRPC and STS-B: 20 natural ones to train on, a variant of four of them and a counterfactual of a fifth,
    and tune."""
    rows = [
        {"id": f"{task}/{source}/{n}", "task": task, "split": split, "text_a": WORDS[(n + shift) % 4],
         "text_b": pair and WORDS[n % 3], "label": float((n + (effect == "flipped")) % 2), "difficulty": 0.5, "length": 0.5,
         "rarity": 0.5, "phase": 1, "weight": 1.0, "parent_id": effect and f"{task}/train/{n}",
         "operator": effect and source.split(".")[1], "label_effect": effect}
        for task, pair in (("cola", None), ("mrpc", True), ("stsb", True))
        for split, source, numbers, shift, effect in (
            ("train", "train", range(20), 0, None), ("train", "train.typing", range(4), 1, "kept"),
            ("train", "train.negation", [4], 2, "flipped"), ("tune", "train", range(20, 24), 0, None))
        for n in numbers
    ]  # fmt: skip
    write_rows(folder / "rows.parquet", CURRICULUM, rows)


@pytest.mark.parametrize("bf16, within", [(False, 1e-5), (True, 0.05)])
def test_a_teacher_answers_every_row_of_its_curriculum_by_id_as_its_checkpoint_does(
    settings, curriculum, tmp_path, bf16, within
):
    main(replace(settings, bf16=bf16), curriculum, tmp_path / "made", tmp_path / "partial")
    rows = list(read_rows(curriculum / "rows.parquet"))
    logits = {row["id"]: row["logits"] for row in read_rows(tmp_path / "made" / "logits.parquet")}
    assert list(logits) == [row["id"] for row in rows]
    teacher = load_teacher(tmp_path / "made")
    tokens = teacher.tokenizer(rows[0]["text_a"], return_tensors="pt")
    with torch.no_grad():
        expected = teacher.model("cola", tokens.input_ids, tokens.input_ids * 0, None)[0]
    assert np.allclose(logits[rows[0]["id"]], expected, atol=within)


def test_every_train_row_is_used_once_an_epoch_and_no_tune_row_ever(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    used = [row["id"] for row in read_rows(tmp_path / "made" / "steps.parquet")]
    train = [row for row in read_rows(curriculum / "rows.parquet") if row["split"] == "train"]
    assert sorted(used) == sorted(row["id"] for row in train for _ in range(settings.method.epochs[row["task"]]))
    made = json.loads((tmp_path / "made" / "teacher.json").read_text())
    rows = {"train": 20, "generated": 5, "tune": 4, "unlabelled": 0}
    assert made["rows"] == dict.fromkeys(("cola", "mrpc", "stsb"), rows)
    assert made["checkpoint"] == file_sha256(tmp_path / "made" / "model.safetensors")
    assert made["curriculum"] == file_sha256(curriculum / "rows.parquet")


def test_a_step_leads_to_its_rows_and_a_generated_row_to_its_parent_and_operator(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    rows = {row["id"]: row for row in read_rows(curriculum / "rows.parquet")}
    used = [rows[step["id"]] for step in read_rows(tmp_path / "made" / "steps.parquet")]
    chains = {(row["id"], row["parent_id"], row["operator"]) for row in used if row["task"] == "mrpc" and row["parent_id"]}
    assert chains == {("mrpc/train.negation/4", "mrpc/train/4", "negation"),
                      *((f"mrpc/train.typing/{n}", f"mrpc/train/{n}", "typing") for n in range(4))}  # fmt: skip
    for row in used:
        if row["parent_id"]:
            parent = rows[row["parent_id"]]
            assert parent["parent_id"] is None and parent["split"] == "train"
            assert (parent["label"] == row["label"]) == (row["label_effect"] == "kept") == (row["operator"] == "typing")


def test_the_same_settings_make_the_same_bytes_and_another_seed_others(settings, curriculum, tmp_path):
    for name, given in (("one", settings), ("two", settings), ("three", replace(settings, seed=2))):
        main(given, curriculum, tmp_path / name, tmp_path / f"partial of {name}")
    one, two, three = ({path.name: path.read_bytes() for path in (tmp_path / n).iterdir()} for n in ("one", "two", "three"))
    assert one == two
    assert one["model.safetensors"] != three["model.safetensors"]


def test_training_moves_the_encoder_and_every_head(settings, curriculum, tmp_path, backbones):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    before = load_encoder(find_backbone("tiny", settings.sha256), 0.1).state_dict()
    after = load_teacher(tmp_path / "made").model.encoder.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == set(before)


@pytest.mark.parametrize("bf16", [False, True])
def test_what_never_learned_is_saved_as_it_was_published(settings, curriculum, tmp_path, bf16):
    method = replace(settings.method, freeze=(Phase("lower", 1.0, 2),))
    main(replace(settings, bf16=bf16, method=method), curriculum, tmp_path / "made", tmp_path / "partial")
    before = load_encoder(find_backbone("tiny", settings.sha256), 0.1).state_dict()
    after = load_teacher(tmp_path / "made").model.encoder.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before), "rounded to bf16 on its way into the masters"


def test_bf16_and_fp32_learn_much_the_same(settings, curriculum, tmp_path):
    losses = {}
    for bf16 in (True, False):
        main(replace(settings, bf16=bf16, dropout=0.0), curriculum, tmp_path / str(bf16), tmp_path / f"partial of {bf16}")
        losses[bf16] = json.loads((tmp_path / str(bf16) / "summary.json").read_text())["loss"]
    assert losses[True] == pytest.approx(losses[False], rel=0.05)


@pytest.mark.parametrize(("epochs", "message"), [({"cola": 1, "mrpc": 1}, "stsb: missing"),
                                                ({"cola": 1, "mrpc": 1, "stsb": 1, "rte": 1}, "rte: the teacher has no rows")])
def test_epochs_that_do_not_name_the_teachers_tasks_are_refused(settings, curriculum, tmp_path, epochs, message):
    wrong = replace(settings, method=replace(settings.method, epochs=epochs))
    with pytest.raises(Refused, match=f"params.yaml: teach: epochs: {message}"):
        main(wrong, curriculum, tmp_path / "made", tmp_path / "partial")


def test_a_loss_that_is_not_finite_is_refused_in_one_line(settings, curriculum, tmp_path):
    rows = list(read_rows(curriculum / "rows.parquet"))
    write_rows(curriculum / "rows.parquet", CURRICULUM, [{**row, "weight": float("nan")} for row in rows])
    with pytest.raises(Refused, match="step 0: the loss is nan"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")


def test_a_checkpoint_that_does_not_fit_its_model_is_refused(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    shape = json.loads((tmp_path / "made" / "model.json").read_text())
    shape["encoder"]["inner"] = 64
    (tmp_path / "made" / "model.json").write_text(json.dumps(shape))
    with pytest.raises(Refused, match="model.safetensors: does not fit model.json"):
        load_teacher(tmp_path / "made")


EVERYTHING = {"parts": Parts(4, 4, 4, 4), "method": {
    "pace": Pace(4, 48, 0.5, (0, 0.1, 0.2, 0.3)), "schedule": Schedule(1e-3, 0.1, True, 2, 0.2, 0.25),
    "freeze": (Phase("first", 0.2, 2), Phase("whole", 0.6, 0), Phase("last", 1.0, 1)), "consistency": Consistency(2, 0.5),
    "variants": Variants(2, 0.5),
}}  # fmt: skip


@pytest.fixture
def everything(settings):
    """The settings with every part and every schedule on."""
    return replace(settings, parts=EVERYTHING["parts"], method=replace(settings.method, **EVERYTHING["method"]))


class Killed(Exception):
    """Stands for a kill: nothing after it runs."""


@pytest.mark.parametrize("at", [1, 7, 13])
def test_a_training_killed_anywhere_ends_as_the_one_that_was_not(everything, curriculum, tmp_path, monkeypatch, at):
    main(everything, curriculum, tmp_path / "whole", tmp_path / "partial of whole")
    taken, add = [], History.add

    def killed(self, turn, step):
        add(self, turn, step)
        taken.append(turn.number)
        if len(taken) == at + 3:
            raise Killed

    monkeypatch.setattr(Partial, "due", lambda self: len(taken) == at)  # saved 3 steps before the kill
    monkeypatch.setattr(History, "add", killed)
    with pytest.raises(Killed):
        main(everything, curriculum, tmp_path / "made", tmp_path / "partial")
    taken.clear()
    monkeypatch.setattr(History, "add", lambda self, turn, step: (taken.append(turn.number), add(self, turn, step)))
    torch.manual_seed(99)
    main(everything, curriculum, tmp_path / "made", tmp_path / "partial")
    assert taken[0] == at
    whole, made = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("whole", "made"))
    assert {name for name in whole if whole[name] != made[name]} == set()


@pytest.mark.parametrize("off", ["pattern", "phrase", "adapter", "pace", "schedule", "freeze", "consistency", "variants",
                                 "bf16", "nothing"])
def test_each_part_can_be_turned_off_alone(settings, everything, curriculum, tmp_path, off):
    given = everything
    if off in ("pattern", "phrase", "adapter"):
        given = replace(given, parts=replace(given.parts, **{off: 0}))
    elif off == "bf16":
        given = replace(given, bf16=False)
    elif off != "nothing":
        given = replace(given, method=replace(given.method, **{off: getattr(settings.method, off)}))
    main(given, curriculum, tmp_path / "made", tmp_path / "partial")
    flops = json.loads((tmp_path / "made" / "summary.json").read_text())["flops"]
    assert ("consistency" in flops) == (off != "consistency") and ("frozen in first" in flops) == (off != "freeze")
    assert ("reviews" in flops) == (off != "schedule") and ("variants" in flops) == (off != "variants")


def test_a_batch_whose_loss_is_not_finite_is_written_down(settings, curriculum, tmp_path):
    rows = list(read_rows(curriculum / "rows.parquet"))
    write_rows(curriculum / "rows.parquet", CURRICULUM, [{**row, "weight": float("nan")} for row in rows])
    with pytest.raises(Refused, match="not_finite.json"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    kept = json.loads((tmp_path / "partial" / "not_finite.json").read_text())
    assert kept["step"] == 0 and set(kept["ids"]) <= {row["id"] for row in rows} and kept["ids"]


def test_processes_that_do_not_see_the_same_state_or_rows_are_refused(settings, curriculum, tmp_path, monkeypatch):
    two = World(torch.device("cpu"), 0, 2, lambda tensor: tensor.mul_(2).add_(1))  # the other stands a step further
    monkeypatch.setattr(stages.teach, "launched", lambda seed: two)
    with pytest.raises(Refused, match="partial: another process has other rows or another state; they need one file system"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")


def test_half_trained_state_of_another_number_of_processes_is_refused(settings, curriculum, tmp_path, monkeypatch):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    two = World(torch.device("cpu"), 0, 2, lambda tensor: tensor.mul_(2))
    monkeypatch.setattr(stages.teach, "launched", lambda seed: two)
    with pytest.raises(Refused, match=r"partial: half-trained by 1 process\(es\); start as many, or delete the folder"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")


def test_a_state_of_another_model_is_refused_and_named(settings, everything, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    with pytest.raises(Refused, match="partial: optimizer.*delete the folder to train from the start"):
        main(everything, curriculum, tmp_path / "made", tmp_path / "partial")


def test_half_trained_state_of_other_rows_is_refused(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    rows = list(read_rows(curriculum / "rows.parquet"))
    write_rows(curriculum / "rows.parquet", CURRICULUM, [{**row, "text_a": "another text"} for row in rows])
    with pytest.raises(Refused, match="partial: half-trained on other rows; delete the folder"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")


def test_half_trained_state_of_another_precision_is_refused(settings, curriculum, tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.learner.has_bf16", lambda: True)
    main(replace(settings, bf16=True), curriculum, tmp_path / "made", tmp_path / "partial")
    monkeypatch.setattr("glueline.tables.learner.has_bf16", lambda: False)
    with pytest.raises(Refused, match="partial: half-trained in bfloat16, and this machine would go on in float32; delete the"):
        main(replace(settings, bf16=True), curriculum, tmp_path / "made", tmp_path / "partial")


def test_a_task_that_cannot_be_reviewed_is_refused_before_the_first_step(settings, curriculum, tmp_path):
    rows = [row for row in read_rows(curriculum / "rows.parquet") if row["split"] != "tune"]
    write_rows(curriculum / "rows.parquet", CURRICULUM, rows)
    adaptive = replace(settings, method=replace(settings.method, schedule=replace(settings.method.schedule, adaptive=True)))
    with pytest.raises(Refused, match="tune_share: .* has 0 tune rows and a review needs 2"):
        main(adaptive, curriculum, tmp_path / "made", tmp_path / "partial")
    assert not (tmp_path / "partial").exists()
