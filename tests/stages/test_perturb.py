"""The stage with toy operators: what it writes."""

import pyarrow.parquet as pq
import pytest
from perturb_house import WORDS, ledger, prepared, run, write  # noqa: F401 (a fixture)

from glueline.tables.examples import ADVERSARIAL, id_order


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


def test_the_ledger_books_what_judging_attacks_and_the_encoder_took(prepared, tmp_path):
    run(prepared, tmp_path / "out")
    assert ledger(tmp_path / "out")["flops"] == {"judging": 30, "attacks": 0, "similarity": 50}


def test_any_number_of_processes_gives_the_same_bytes(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.adversarial.CHUNK", 7)
    for processes in (1, 2, 3):
        run(prepared, tmp_path / str(processes), processes=processes)
    files = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*.*"))
    assert len(files) == 5
    for file in files:
        assert len({(tmp_path / str(processes) / file).read_bytes() for processes in (1, 2, 3)}) == 1, file


def test_a_row_is_the_same_whatever_other_rows_and_operators_there_are(prepared, tmp_path):
    whole = {row["id"]: row for row in run(prepared, tmp_path / "one")["train/cola.parquet"]}
    few = run(prepared, tmp_path / "two", train_rows_at_most={"cola": 10}, operators={"swapping": 0.5}, tasks=("cola",))
    rows = few["train/cola.parquet"]
    assert set(few) == {"train/cola.parquet", "validation/cola.parquet"} and 0 < len(rows) < 10
    assert all({**whole[row["id"]], "fluency": None} == {**row, "fluency": None} for row in rows)
