import csv
import json
from dataclasses import replace
from hashlib import sha256

import pyarrow.parquet as pq
import pytest

from glueline.curriculum.difficulty import PARTS
from glueline.curriculum.mixture import FAMILIES, Mixture
from glueline.refusal import Refused
from glueline.tables.examples import ADVERSARIAL, CURRICULUM, PREPARED, id_order
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows
from glueline.tables.scouts import SCOUTED
from stages import order

NOTHING = dict.fromkeys(PARTS, 0.0)
SETTINGS = order.Settings(("sst2", "cola"), {}, 1, NOTHING | {"length": 1.0, "rarity": 1.0}, Mixture(0.0, 1.0, ()), "none")
COLA = replace(SETTINGS, tasks=("cola",))
STANDING = {"source": "builtin", "splits": {f"{task}/{split}": {"standing": "synthetic", "rows": 1}
                                            for task in ("cola", "sst2", "rte") for split in ("train", "validation")}}
FOUR = ["a", "a A", "a b c", "a b c d"]
LOSSES = [0.5, 0.25, 2.0, 1.0]  # of the four


def write_table(prepared, task, split, texts, first=0, text_b=None):
    source = "train" if split == "tune" else split
    write_rows(prepared / task / f"{split}.parquet", PREPARED, (
        {"id": f"{task}/{source}/{first + n}", "task": task, "split": split, "text_a": text, "text_b": text_b, "label": n % 2}
        for n, text in enumerate(texts)))


@pytest.fixture
def prepared(tmp_path):
    """Four CoLA and forty SST-2 rows to train on, some to tune, and validation tables that cannot be read; what scouts know of
    CoLA's, and what was made of them."""
    folder = tmp_path / "prepared"
    write_json(folder / "standing.json", STANDING)
    write_json(tmp_path / "quality" / "verdict.json", {"passed": True})
    write_table(folder, "cola", "train", FOUR)
    write_table(folder, "cola", "tune", ["zebra zebra zebra zebra zebra"], first=4)
    write_table(folder, "sst2", "train", ["a b"] * 40)
    write_table(folder, "sst2", "tune", ["a b"] * 3, first=40)
    for task in ("cola", "sst2"):
        (folder / task / "validation.parquet").write_text("not to be opened")
    write_scouted(tmp_path, range(4))
    write_generated(tmp_path, [
        generated("antonyms", 0, "counterfactual"), generated("gradient", 1, "targeted"), generated("spelling", 1),
        generated("spelling", 2), generated("spelling", 3, verdict="not fluent")])
    return folder


def write_scouted(tmp_path, numbers):
    rows = [{"id": f"cola/train/{n}", "task": "cola", "split": "train", "loss": LOSSES[n], "confidence": 1 - n / 8,
             "variability": n / 4, "correctness": 0.5} for n in numbers]
    tune = {"id": "cola/train/4", "task": "cola", "split": "tune", "loss": 0.75}
    write_rows(tmp_path / "scout" / "rows.parquet", SCOUTED, [*rows, tune])


def generated(operator, idx, family="linguistic", verdict="accepted"):
    effect = "flipped" if family == "counterfactual" else "kept"
    return {"id": f"cola/train.{operator}/{idx}", "parent_id": f"cola/train/{idx}", "task": "cola", "split": "train",
            "text_a": "b d" if family == "linguistic" else "a", "label": 1.0, "operator": operator, "family": family,
            "label_effect": effect, "verdict": verdict}


def write_generated(tmp_path, rows):
    write_rows(tmp_path / "adversarial" / "train" / "cola.parquet", ADVERSARIAL, rows)


def ordered(settings, prepared, tmp_path, name="curriculum"):
    order.main(settings, prepared, tmp_path / "scout", tmp_path / "adversarial",
               tmp_path / "quality", tmp_path / name)
    return pq.read_table(tmp_path / name / "rows.parquet")


def summary_of(tmp_path):
    return json.loads((tmp_path / "curriculum" / "summary.json").read_text())


def test_rows_are_sorted_by_task_split_and_idx_and_hold_only_train_and_tune(prepared, tmp_path):
    table = ordered(SETTINGS, prepared, tmp_path)
    assert table.schema == CURRICULUM
    rows = table.to_pylist()
    assert [(row["task"], row["split"], id_order(row["id"])[2]) for row in rows] == [
        *[("cola", "train", n) for n in range(4)], ("cola", "tune", 4),
        *[("sst2", "train", n) for n in range(40)], *[("sst2", "tune", n) for n in range(40, 43)]]
    assert {row["id"].split("/")[1] for row in rows} == {"train"}
    assert {row["weight"] for row in rows} == {1.0}
    assert {row[name] for row in rows for name in ("parent_id", "operator", "label_effect")} == {None}


def test_four_sentences_are_rated_as_worked_by_hand(prepared, tmp_path):
    rows = ordered(COLA, prepared, tmp_path).to_pylist()
    assert [row["length"] for row in rows[:4]] == [0.125, 0.375, 0.625, 0.875]
    assert [row["rarity"] for row in rows[:4]] == [0.25, 0.25, 0.625, 0.875]
    assert [row["difficulty"] for row in rows[:4]] == [0.125, 0.375, 0.625, 0.875]
    assert [row["phase"] for row in rows] == [1, 2, 3, 4, 4]


def test_what_scouts_know_is_reported_and_counts_where_it_has_a_weight(prepared, tmp_path):
    rows = ordered(COLA, prepared, tmp_path).to_pylist()
    assert [row["loss"] for row in rows] == [0.375, 0.125, 0.875, 0.625, 0.5]
    assert [row["doubt"] for row in rows] == [row["variability"] for row in rows] == [0.125, 0.375, 0.625, 0.875, None]
    by_loss = ordered(replace(COLA, difficulty=NOTHING | {"loss": 2.0}), prepared, tmp_path, "by loss").to_pylist()
    assert [row["difficulty"] for row in by_loss] == [row["loss"] for row in rows]
    assert [row["phase"] for row in by_loss] == [2, 1, 4, 3, 3]


def test_a_row_that_no_scout_read_is_placed_by_what_is_known_of_it(prepared, tmp_path):
    write_scouted(tmp_path, range(3))
    settings = replace(COLA, difficulty=NOTHING | {"length": 1.0, "loss": 1.0})
    rows = ordered(settings, prepared, tmp_path).to_pylist()
    assert [row["loss"] for row in rows[:4]] == pytest.approx([0.5, 1 / 6, 5 / 6, None])
    assert [row["difficulty"] for row in rows[:4]] == pytest.approx([0.5, 1 / 6, 5 / 6, 0.875])
    assert summary_of(tmp_path)["difficulty"]["cola"]["loss"] == {"known": 0.75, "share": 0.375}
    assert summary_of(tmp_path)["difficulty"]["cola"]["length"] == {"known": 1.0, "share": 0.625}


def test_overlap_and_syntax_are_places_too_and_single_sentences_have_no_overlap(prepared, tmp_path):
    write_table(prepared, "rte", "train", ["A cat.", "No cat that sits.", "A dog."], text_b="a cat")
    write_table(prepared, "rte", "tune", [])
    rows = ordered(replace(SETTINGS, tasks=("cola", "rte")), prepared, tmp_path).to_pylist()
    assert [row["overlap"] for row in rows] == pytest.approx([*[None] * 5, 1 / 6, 5 / 6, 0.5])  # 0, 4/5 and 2/3 apart
    assert [row["syntax"] for row in rows[5:]] == pytest.approx([1 / 3, 5 / 6, 1 / 3])


def test_generated_rows_stand_behind_the_natural_ones_in_the_phase_that_is_theirs(prepared, tmp_path):
    settings = replace(COLA, adversarial=Mixture(1.0, 0.5, FAMILIES))
    rows = ordered(settings, prepared, tmp_path).to_pylist()
    assert [(row["id"], row["parent_id"], row["operator"], row["label_effect"], row["split"], row["phase"], row["weight"])
            for row in rows[4:]] == [
        ("cola/train.antonyms/0", "cola/train/0", "antonyms", "flipped", "train", 4, 0.5),
        ("cola/train.gradient/1", "cola/train/1", "gradient", "kept", "train", 4, 0.5),
        ("cola/train.spelling/1", "cola/train/1", "spelling", "kept", "train", 2, 0.5),
        ("cola/train.spelling/2", "cola/train/2", "spelling", "kept", "train", 3, 0.5),
        ("cola/train/4", None, None, None, "tune", 4, 1.0)]
    assert {row[part] for row in rows[4:8] for part in ("loss", "doubt", "variability")} == {None}
    assert [row["length"] for row in rows[4:8]] == [0.125, 0.125, 0.375, 0.375]
    assert [row["rarity"] for row in rows[4:8]] == [0.25, 0.25, 1.0, 1.0]  # b and d: (log 5 + log 10) / 2, above all
    assert [row["difficulty"] for row in rows[4:8]] == [0.125, 0.125, 0.75, 0.75]  # easy or not, it is the kind that decides


def test_generated_rows_move_no_natural_one(prepared, tmp_path):
    alone = ordered(COLA, prepared, tmp_path).to_pylist()
    mixed = ordered(replace(COLA, adversarial=Mixture(1.0, 0.5, FAMILIES)), prepared, tmp_path, "mixed").to_pylist()
    assert [row for row in mixed if row["parent_id"] is None] == alone


def test_only_rows_made_of_the_teacher_s_own_rows_are_mixed_in_and_of_its_families(prepared, tmp_path):
    settings = replace(COLA, rows_at_most={"cola": 3}, adversarial=Mixture(9.0, 1.0, ("linguistic", "counterfactual")))
    rows = [row for row in ordered(settings, prepared, tmp_path).to_pylist() if row["split"] == "train"]
    natural = {row["id"] for row in rows if row["parent_id"] is None}
    made = {f"cola/train.{operator}/{idx}" for operator, idx in (("antonyms", 0), ("spelling", 1), ("spelling", 2))
            if f"cola/train/{idx}" in natural}
    assert len(natural) == 3 and len(made) in (2, 3)
    assert {row["id"] for row in rows} == natural | made


def test_a_parent_that_was_deleted_is_refused_by_name_and_one_in_tune_is_passed_over(prepared, tmp_path):
    settings = replace(COLA, adversarial=Mixture(1.0, 1.0, FAMILIES))
    write_table(prepared, "cola", "train", ["a b c", "a b c d"], first=2)
    with pytest.raises(Refused, match="cola/train.antonyms/0: its parent cola/train/0 is not among the prepared rows"):
        ordered(settings, prepared, tmp_path)
    write_table(prepared, "cola", "tune", ["a", "a A"])
    assert ordered(settings, prepared, tmp_path)["operator"].to_pylist() == [None, None, "spelling", None, None]


def test_the_summary_counts_rows_by_phase_and_kind(prepared, tmp_path):
    ordered(replace(COLA, adversarial=Mixture(1.0, 1.0, FAMILIES)), prepared, tmp_path)
    summary = summary_of(tmp_path)
    assert summary["rows"] == {"cola": {"train": 4, "generated": 4, "tune": 1, "unlabelled": 0}}
    assert summary["phases"]["cola"] == {
        "1": {"natural": 1}, "2": {"natural": 1, "linguistic": {"spelling": 1}},
        "3": {"natural": 1, "linguistic": {"spelling": 1}},
        "4": {"natural": 1, "counterfactual": {"antonyms": 1}, "targeted": {"gradient": 1}}}
    shares = {part: each["share"] for part, each in summary["difficulty"]["cola"].items()}
    assert shares == NOTHING | {"length": 0.5, "rarity": 0.5}


def test_what_is_to_be_drawn_is_written_as_tables(prepared, tmp_path):
    ordered(replace(COLA, adversarial=Mixture(1.0, 1.0, FAMILIES)), prepared, tmp_path)
    difficulty, cartography = ([*csv.reader((tmp_path / "curriculum" / f"{name}.csv").open())]
                               for name in ("difficulty", "cartography"))
    assert difficulty[0] == ["task", "phase", "family", "rows", "label", "difficulty", *PARTS]
    assert [line[1:4] for line in difficulty[1:]] == [
        ["1", "natural", "1"], ["2", "natural", "1"], ["2", "linguistic", "1"], ["3", "natural", "1"], ["3", "linguistic", "1"],
        ["4", "natural", "1"], ["4", "counterfactual", "1"], ["4", "targeted", "1"]]
    assert difficulty[2] == ["cola", "2", "natural", "1", "1.0000", "0.3750",  # its label, its difficulty, its parts
                             "0.3750", "0.2500", "0.5000", "", "0.1250", "0.3750", "0.3750"]
    assert cartography[0] == ["id", "task", "phase", "confidence", "variability", "correctness"]
    assert cartography[1:] == [[f"cola/train/{n}", "cola", str(n + 1), f"{1 - n / 8:.4f}", f"{n / 4:.4f}", "0.5000"]
                               for n in range(4)]


def test_frequencies_are_those_of_all_the_teacher_s_train_rows(prepared, tmp_path):
    write_table(prepared, "sst2", "train", ["c c c c c c c c c c c c", "d"])
    write_table(prepared, "cola", "train", ["a a", "c d"])
    alone = ordered(COLA, prepared, tmp_path, "alone")["rarity"].to_pylist()
    both = ordered(SETTINGS, prepared, tmp_path, "both")["rarity"].to_pylist()
    assert alone[:2] == [0.25, 0.75]  # of four words two are a, one c, one d
    assert both[:2] == [0.75, 0.25]   # of seventeen two are a, thirteen c, two d


def test_what_stands_in_tune_changes_no_train_row(prepared, tmp_path):
    before = ordered(SETTINGS, prepared, tmp_path, "before").to_pylist()
    write_table(prepared, "cola", "tune", ["a", "b c d", "d d d d"], first=4)
    after = ordered(SETTINGS, prepared, tmp_path, "after").to_pylist()
    assert [row for row in before if row["split"] == "train"] == [row for row in after if row["split"] == "train"]


def test_a_cap_keeps_the_rows_of_the_lowest_hashes_and_all_of_tune(prepared, tmp_path):
    settings = replace(SETTINGS, rows_at_most={"sst2": 10, "cola": 100}, seed=7)
    ids = ordered(settings, prepared, tmp_path)["id"].to_pylist()
    hashed = sorted((f"sst2/train/{n}" for n in range(40)), key=lambda identity: sha256(f"7:{identity}".encode()).digest())
    assert ids[5:] == [*sorted(hashed[:10], key=id_order), "sst2/train/40", "sst2/train/41", "sst2/train/42"]
    summary = summary_of(tmp_path)
    assert {name: summary[name] for name in ("rows", "capped", "standing")} == {
        "rows": {"cola": {"train": 4, "generated": 0, "tune": 1, "unlabelled": 0},
                 "sst2": {"train": 10, "generated": 0, "tune": 3, "unlabelled": 0}},
        "capped": {"sst2": {"kept": 10, "of": 40}},
        "standing": {f"{task}/train": STANDING["splits"][f"{task}/train"] for task in ("cola", "sst2")}}


def test_a_tune_that_is_empty_is_no_obstacle(prepared, tmp_path):
    write_table(prepared, "cola", "tune", [])
    assert ordered(COLA, prepared, tmp_path).num_rows == 4


def test_the_same_rows_give_the_same_bytes(prepared, tmp_path):
    for name in ("one", "two"):
        ordered(replace(COLA, adversarial=Mixture(1.0, 1.0, FAMILIES)), prepared, tmp_path, name)
    for file in ("rows.parquet", "summary.json", "difficulty.csv", "cartography.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("changed, message", [
    ({"tasks": ("cola", "imdb")}, "imdb: no such task"),
    ({"tasks": ("cola", "rte")}, "rte/train.parquet: no train rows of rte"),
    ({"rows_at_most": {"sst2": 5}}, "rows_at_most: sst2: not among the learner's tasks"),
    ({"rows_at_most": {"cola": 0}}, "cola/train.parquet: no train rows of cola"),
    ({"unlabelled": "validation"}, "order: unlabelled: 'validation' is neither test nor none"),
    ({"difficulty": {"length": 1.0}}, "order: difficulty: doubt: missing; the parts are length, rarity"),
    ({"difficulty": NOTHING | {"depth": 1.0}}, "difficulty: depth: no such part"),
    ({"difficulty": NOTHING}, "weights must be at least 0, and one of them above"),
    ({"difficulty": NOTHING | {"length": 1.0, "loss": -1.0}}, "weights must be at least 0"),
])
def test_settings_that_cannot_be_used_are_refused(prepared, tmp_path, changed, message):
    with pytest.raises(Refused, match=message):
        ordered(replace(COLA, **changed), prepared, tmp_path)
    assert not (tmp_path / "curriculum").exists()


def test_a_difficulty_that_counts_nothing_known_of_a_row_is_refused(prepared, tmp_path):
    with pytest.raises(Refused, match="no rows of sst2, and order's difficulty counts length, loss; add it to scout's tasks"):
        ordered(replace(SETTINGS, difficulty=NOTHING | {"length": 1.0, "loss": 1.0}), prepared, tmp_path)
    with pytest.raises(Refused, match="difficulty: 4 train rows of cola have no overlap; let another part count too"):
        ordered(replace(COLA, difficulty=NOTHING | {"overlap": 1.0}), prepared, tmp_path)
    write_scouted(tmp_path, range(3))
    with pytest.raises(Refused, match="difficulty: 1 train rows of cola have no loss or doubt"):
        ordered(replace(COLA, difficulty=NOTHING | {"loss": 1.0, "doubt": 1.0}), prepared, tmp_path)


def test_rows_that_did_not_pass_their_gates_are_not_ordered(prepared, tmp_path):
    write_json(tmp_path / "quality" / "verdict.json", {"passed": False})
    with pytest.raises(Refused, match="verdict.json: the quality tables did not pass"):
        ordered(SETTINGS, prepared, tmp_path)
