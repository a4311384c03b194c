"""The stage with toy operators; stand-ins for encoder and scouts, which have tests of their own."""

import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from toy_operators import TOYS

from glueline.refusal import Refused
from glueline.tables.embedders import EncoderChoice
from glueline.tables.examples import ADVERSARIAL, PREPARED, id_order
from glueline.tables.lexicons import LexiconChoice
from glueline.tables.parquet import write_rows
from glueline.text.validity import Thresholds
from stages import perturb

SETTINGS = perturb.Settings(
    seed=1, threads=1, processes=1, tasks=("cola", "rte"), train_rows_at_most={}, validation_rows_at_most={},
    fluency_rows_at_most=100,
    lexicon=LexiconChoice("builtin", ""), encoder=EncoderChoice("all-MiniLM-L6-v2", "", 64, 512),
    operators=dict.fromkeys(("shouting", "swapping", "negating", "lying"), 1.0),
    thresholds={"linguistic": Thresholds(-1, -99, 0), "counterfactual": Thresholds(-1, -99, 0.2)})
WORDS = "cat dog bird fish horse cow sheep goat".split()


class Lengths:
    """Stand for the encoder: 1 less the share of letters by which a text grew."""

    def similarities(self, pairs):
        grown = [[1 - abs(len(new) - len(old)) / len(new) for new, old in row] for row in pairs]
        return np.array([min(row, default=1.0) for row in grown], np.float32)


class Believers:
    """Stand for the scouts: sure of every label but one."""

    def of(self, task):
        if task not in ("cola", "rte"):
            raise Refused(f"{task} was not scouted")

    def probability(self, task, parents, rows):
        return np.array([0.1 if row["text_a"].startswith("not the horse") else 0.75 for row in rows], np.float32)


def rows_of(task, split, texts):
    source = "train" if split == "tune" else split
    return [{"id": f"{task}/{source}/{idx}", "task": task, "split": split, "text_a": text,
             "label": None if split == "test" else 1.0, "text_b": None if task != "rte" else f"it is so {idx}"}
            for idx, text in texts.items()]


def write(prepared, task, split, texts):
    write_rows(prepared / task / f"{split}.parquet", PREPARED, rows_of(task, split, texts))


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """Forty rows of CoLA and eight of RTE to learn from, with others of every split."""
    folder = tmp_path / "prepared"
    write(folder, "cola", "train", {idx: f"the {WORDS[idx % 8]} saw {idx} friends" for idx in range(40)})
    write(folder, "cola", "tune", {idx: f"not the {WORDS[idx % 8]} saw {idx - 40} friends" for idx in range(40, 43)})
    write(folder, "cola", "validation", {idx: f"the {word} slept" for idx, word in enumerate(WORDS)})
    write(folder, "cola", "test", {0: "the tune played"})
    write(folder, "rte", "train", {idx: f"the {word} slept" for idx, word in enumerate(WORDS)})
    write(folder, "rte", "validation", {0: "the cat ran"})
    write(folder, "sst2", "train", {0: "a film that nobody asked for"})
    write(folder, "sst2", "test", {5: "not the dog saw 9 friends"})
    monkeypatch.setattr(perturb, "OPERATORS", TOYS)
    monkeypatch.setattr(perturb, "FAMILIES", {operator.name: operator.family for operator in TOYS})
    monkeypatch.setattr(perturb, "substitutes_of", lambda scouts, lexicon: {})
    monkeypatch.setattr(perturb, "load_embedder", lambda choice: Lengths())
    monkeypatch.setattr(perturb, "load_scouts", lambda scout: Believers())
    return folder


def run(prepared, out, **changes):
    perturb.main(replace(SETTINGS, **changes), prepared, prepared.parent / "scout", out)
    return {path.relative_to(out).as_posix(): pq.read_table(path).to_pylist() for path in sorted(out.rglob("*.parquet"))}


def ledger(out):
    return json.loads((out / "ledger.json").read_text("utf-8"))


def test_every_task_has_a_sorted_table_of_train_and_one_of_validation_rows(prepared, tmp_path):
    tables = run(prepared, tmp_path / "out")
    assert set(tables) == {f"{use}/{task}.parquet" for use in ("train", "validation") for task in ("cola", "rte")}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["ledger.json", "train", "validation"]
    for name, rows in tables.items():
        use, task = name.removesuffix(".parquet").split("/")
        assert pq.read_table(tmp_path / "out" / name).schema == ADVERSARIAL
        ids = [row["id"] for row in rows]
        assert ids and ids == sorted(ids, key=id_order) and len(set(ids)) == len(ids)
        assert {(row["task"], row["split"]) for row in rows} == {(task, use)}
        assert {row["parent_id"].rsplit("/", 1)[0] for row in rows} == {f"{task}/{use}"}
    assert len(tables["train/cola.parquet"]) == 4 * 40 and len(tables["validation/rte.parquet"]) == 2 + 1


def test_a_row_says_what_it_was_made_of_and_how_and_what_was_found(prepared, tmp_path):
    rows = {row["id"]: row for row in run(prepared, tmp_path / "out")["train/rte.parquet"]}
    row = rows["rte/train.negating/1"]
    fluency = row.pop("fluency")
    assert row == {
        "id": "rte/train.negating/1", "parent_id": "rte/train/1", "task": "rte", "split": "train",
        "text_a": "not the dog slept", "text_b": "it is so 1", "label": 0.0, "operator": "negating",
        "family": "counterfactual", "label_effect": "flipped",
        "rule": "What was so is denied.", "lexicon": None, "target": None, "loss_before": None, "loss_after": None,
        "similarity": pytest.approx(13 / 17), "judged": 0.75, "overlap": None, "verdict": "accepted"}
    assert fluency < 0


def test_held_out_texts_are_rejected_named_and_counted(prepared, tmp_path):
    tables = run(prepared, tmp_path / "out")
    found = {row["id"]: row["overlap"] for row in tables["train/cola.parquet"] if row["verdict"] == "repeats a held-out row"}
    assert found == {f"cola/train.negating/{idx}": f"cola/train/{40 + idx}" for idx in range(3)} | {
        "cola/train.negating/9": "sst2/test/5"}
    assert ledger(tmp_path / "out")["train"]["cola"]["operators"]["negating"]["rejected"]["repeats a held-out row"] == 4


def test_what_is_made_of_validation_rows_is_held_out_from_what_is_made_of_train_rows(prepared, tmp_path):
    write(prepared, "cola", "train", {idx: f"the {word}, slept" for idx, word in enumerate(WORDS[:2])})
    rows = {row["id"]: row for row in run(prepared, tmp_path / "out")["train/cola.parquet"]}
    assert rows["cola/train.negating/0"]["overlap"] == "cola/validation.negating/0"


def test_the_ledger_tells_what_was_tried_made_accepted_and_rejected(prepared, tmp_path):
    run(prepared, tmp_path / "out")
    found = ledger(tmp_path / "out")
    assert (found["settings"]["seed"], found["settings"]["lexicon"]["name"]) == (1, "builtin")
    assert "processes" not in found["settings"]
    cola = found["train"]["cola"]["operators"]
    assert {name: [each[key] for key in ("tried", "made", "accepted", "rejected")] for name, each in cola.items()} == {
        "shouting": [40, 40, 0, {"unchanged": 40}],
        "swapping": [40, 40, 40, {}],
        "lying": [40, 40, 0, {"label not flipped": 40}],
        "negating": [40, 40, 31, {"repeats a held-out row": 4, "label contradicted": 5}]}
    assert cola["negating"]["label_noise"]["before_judging"]["rows"] == 36
    assert found["validation"]["rte"]["operators"]["negating"]["made"] == found["validation"]["rte"]["parents"] == 1


def test_any_number_of_processes_gives_the_same_bytes(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.adversarial.CHUNK", 7)
    for processes in (1, 2, 3):
        run(prepared, tmp_path / str(processes), processes=processes)
    files = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*.*"))
    assert len(files) == 5
    for file in files:
        assert len({(tmp_path / str(processes) / file).read_bytes() for processes in (1, 2, 3)}) == 1, file


def test_an_operator_that_crashes_on_one_sentence_leaves_its_message_and_the_run_goes_on(prepared, tmp_path):
    write(prepared, "rte", "train", {0: "the cat slept", 1: "the boom came", 2: "the cow slept"})
    before = {row["id"]: row for row in run(prepared, tmp_path / "out", processes=2)["train/rte.parquet"]}
    failed = before["rte/train.swapping/1"]
    assert failed["verdict"] == "failed: KeyError: 'no such\\nword'" and failed["text_a"] is None and failed["label"] is None
    assert [row for row in before.values() if row["verdict"].startswith("failed")] == [failed]
    assert before["rte/train.negating/1"]["verdict"] == before["rte/train.swapping/2"]["verdict"] == "accepted"
    assert ledger(tmp_path / "out")["train"]["rte"]["operators"]["swapping"]["rejected"] == {"failed": 1}


def test_empty_and_foreign_parents_have_no_candidates_and_are_counted(prepared, tmp_path):
    foreign = {2: "Das ist ein sehr schöner Film über die Liebe.", 3: "猫は寝た。"}
    write(prepared, "rte", "train", {0: "the cat slept", 1: "  ", **foreign})
    rows = run(prepared, tmp_path / "out")["train/rte.parquet"]
    assert {row["parent_id"] for row in rows} == {"rte/train/0"}
    assert ledger(tmp_path / "out")["train"]["rte"]["skipped"] == {"empty": 1, "not English": 2}


def test_a_table_without_rows_makes_a_table_without_rows(prepared, tmp_path):
    write(prepared, "rte", "validation", {})
    assert run(prepared, tmp_path / "out")["validation/rte.parquet"] == []
    assert ledger(tmp_path / "out")["validation"]["rte"] == {"parents": 0, "skipped": {}, "operators": {}}


def test_a_row_is_the_same_whatever_other_rows_and_operators_there_are(prepared, tmp_path):
    whole = {row["id"]: row for row in run(prepared, tmp_path / "one")["train/cola.parquet"]}
    few = run(prepared, tmp_path / "two", train_rows_at_most={"cola": 10}, operators={"swapping": 0.5}, tasks=("cola",))
    rows = few["train/cola.parquet"]
    assert set(few) == {"train/cola.parquet", "validation/cola.parquet"} and 0 < len(rows) < 10
    assert all({**whole[row["id"]], "fluency": None} == {**row, "fluency": None} for row in rows)


@pytest.mark.parametrize("changes, message", [
    ({"operators": {"juggling": 1.0}}, "operators: juggling: no such operator; known are shouting, swapping"),
    ({"operators": {"swapping": 1.5}}, "operators: swapping: 1.5: a share of the parents"),
    ({"thresholds": {"linguistic": Thresholds(0, 0, 0)}}, "thresholds: counterfactual: missing; negating is of this family"),
    ({"thresholds": SETTINGS.thresholds | {"swoping": Thresholds(0, 0, 0)}}, "thresholds: swoping: neither an operator nor a"),
    ({"lexicon": LexiconChoice("wordnet-3.0-00", "/nowhere")}, "/nowhere/index.noun: not found"),
    ({"tasks": ("cola", "sst2")}, "sst2 was not scouted"),
    ({"tasks": ("cola",), "train_rows_at_most": {"rte": 5}}, "train_rows_at_most: rte: not among the tasks"),
])
def test_settings_that_cannot_be_met_are_refused_before_anything_is_written(prepared, tmp_path, changes, message):
    with pytest.raises(Refused, match=message):
        run(prepared, tmp_path / "out", **changes)
    assert not (tmp_path / "out").exists()
