import json
import re
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from glueline.adversarial.expectations import AdversarialLimits
from glueline.glue.tasks import TASKS, file_name
from glueline.refusal import Refused
from glueline.tables.json_file import read_json, write_json
from glueline.tables.params import settings_from
from stages import check

SETTINGS = check.Settings(balance_tolerance=0.05, characters_at_most=200, duplicates_at_most=0.02, damaged_at_most=0.005,
                          adversarial=AdversarialLimits(0.0, 1.0, 0.0, 0.0, 1))


def cola(rows=100):
    """CoLA rows with the official balance: 30 of 100 unacceptable."""
    return {"sentence": [f"Sentence {number} stands here." for number in range(rows)],
            "label": [int(number % 10 >= 3) for number in range(rows)], "idx": list(range(rows))}


def write(raw, task, split, columns, official=False):
    """Write columns as the Hub lays them out, and the split's standing; the other splits are absent."""
    types = {"idx": pa.int32(), "label": pa.int64() if TASKS[task].labels else pa.float32()}
    path = raw / task / file_name(split)
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()}
    pq.write_table(pa.table(arrays), path)
    standing = raw / "standing.json"
    splits = read_json(standing)["splits"] if standing.exists() else {
        f"{name}/{part}": {"standing": "absent", "official": False} for name in TASKS for part in TASKS[name].splits}
    splits[f"{task}/{split}"] = {"standing": "official rows" if official else "synthetic", "official": official}
    write_json(standing, {"splits": splits})
    return path


def run(raw, out):
    check.main(SETTINGS, raw, out)
    return read_json(out / "verdict.json")


def refusal(raw):
    with pytest.raises(Refused) as refused:
        run(raw, raw.parent / "out")
    assert not (raw.parent / "out").exists()
    message = str(refused.value)
    assert "\n" not in message
    return message


def kept(raw, name="cola-train"):
    lines = (raw.parent / "rejected" / "raw" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def changed(column, changes):
    table = cola()
    for row, value in changes.items():
        table[column][row] = value
    return table


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "data" / "raw"


def test_a_sound_table_passes_with_a_verdict_that_lists_every_expectation_and_the_same_bytes_twice(raw, tmp_path):
    write(raw, "cola", "train", cola())
    write(raw, "cola", "test", {**cola(), "label": [-1] * 100})
    pairs = {"sentence1": [f"One {n}." for n in range(20)], "sentence2": [f"Two {n}." for n in range(20)]}
    write(raw, "stsb", "validation", {**pairs, "label": [n / 4 for n in range(20)], "idx": list(range(20))})
    verdict = run(raw, tmp_path / "one")
    run(raw, tmp_path / "two")
    assert (tmp_path / "one" / "verdict.json").read_bytes() == (tmp_path / "two" / "verdict.json").read_bytes()
    assert verdict["passed"] and list(verdict["suites"]) == ["cola/test", "cola/train", "stsb/validation"]
    found = {(gate["expectation"], gate["column"]): gate for gate in verdict["suites"]["cola/train"]}
    assert found["expect_column_values_to_be_in_set", "label"]["kwargs"] == {"value_set": [0, 1]}
    assert found["expect_column_values_to_be_of_type", "sentence"]["observed"] == "str"
    assert all(gate["success"] and gate["error"] is None for gate in found.values())
    assert not (raw.parent / "rejected").exists()


def test_the_docs_are_an_index_with_the_pages_of_each_split_and_fetch_nothing(raw, tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.frames.PIECE", 4096)
    write(raw, "cola", "train", cola(8551))
    run(raw, tmp_path / "out")
    docs = raw.parent / "docs" / "raw"
    index = (docs / "index.html").read_text("utf-8")
    linked = re.findall(r'<a href="([^"]+)">([^<]+)</a>', index)
    assert [name for _, name in linked] == ["cola/train", "2", "3", "whole"]
    pages = {name: (docs / path).read_text("utf-8") for path, name in linked}
    assert "label is one of 0 unacceptable, 1 acceptable" in pages["3"] and "no idx stands twice" in pages["whole"]
    for html in docs.rglob("*.html"):
        assert "https://" not in html.read_text("utf-8"), html


def test_a_table_of_one_piece_has_one_page(raw, tmp_path):
    write(raw, "cola", "train", cola())
    run(raw, tmp_path / "out")
    docs = raw.parent / "docs" / "raw"
    linked = re.findall(r'<a href="([^"]+)">([^<]+)</a>', (docs / "index.html").read_text("utf-8"))
    assert [name for _, name in linked] == ["cola/train"]
    page = (docs / linked[0][0]).read_text("utf-8")
    assert "label is one of 0 unacceptable, 1 acceptable" in page and "no idx stands twice" in page


@pytest.mark.parametrize(("table", "expectation", "column", "found", "rows"), [
    (changed("label", {5: 7, 9: -1}), "values_to_be_in_set", "label", "2 of 100 rows (idx 5, 9)", [5, 9]),
    (changed("sentence", {40: None}), "values_to_not_be_null", "sentence", "1 of 100 rows (idx 40)", [40]),
    (changed("idx", {8: 7}), "values_to_be_unique", "idx", "2 of 100 rows (idx 7, 7)", [7, 7]),
    (changed("sentence", {3: "Itâ€™s cafÃ©."}), "values_to_not_match_regex", "sentence", "1 of 100 rows (idx 3)", [3]),
    (changed("sentence", {3: " \xa0"}), "values_to_match_regex", "sentence", "1 of 100 rows (idx 3)", [3]),
    (changed("sentence", {3: "long " * 41}), "value_lengths_to_be_between", "sentence", "1 of 100 rows (idx 3)", [3]),
    (changed("sentence", dict.fromkeys(range(6), "Same.")), "values_to_be_unique", "sentence",
     "6 of 100 rows (idx 0, 1, 2, 3, 4, ...)", list(range(6))),
])
def test_a_row_that_offends_is_refused_by_name_and_kept_whole(raw, table, expectation, column, found, rows):
    path = write(raw, "cola", "train", table)
    message = refusal(raw)
    assert message.startswith(f"{path}: expect_column_{expectation} on {column}: {found}; expected: ")
    assert str(raw.parent / "rejected" / "raw" / "cola-train.jsonl") in message
    assert [line["row"]["idx"] for line in kept(raw)] == rows
    first = table["idx"].index(rows[0])
    assert kept(raw)[0]["row"] == {name: values[first] for name, values in table.items()} and kept(raw)[0]["failed"]


def test_a_missing_column_is_refused_before_what_follows_from_it(raw):
    table = cola()
    del table["label"]
    path = write(raw, "cola", "train", table)
    message = refusal(raw)
    assert message.startswith(f"{path}: expect_table_columns_to_match_ordered_list on sentence, label, idx: "
                              "found ['sentence', 'idx']; expected: ")
    gates = (raw.parent / "rejected" / "raw" / "gates.txt").read_text("utf-8").splitlines()
    assert f"; {len(gates) - 1} more failed, all in {raw.parent}" in message
    assert any("expect_column_values_to_be_in_set on label: could not be judged" in gate for gate in gates)


def test_a_column_of_another_type_is_refused(raw):
    table = cola()
    path = write(raw, "cola", "train", table)
    pq.write_table(pa.table({**table, "idx": pa.array(table["idx"], pa.int64())}), path)
    assert f"{path}: expect_column_values_to_be_of_type on idx: found int64; expected: idx is int32" in refusal(raw)


def test_a_split_that_claims_to_be_official_and_lacks_rows_is_refused(raw):
    path = write(raw, "cola", "train", cola(), official=True)
    assert refusal(raw) == (f"{path}: expect_table_row_count_to_equal: found 100; "
                            "expected: has the official 8551 rows, as it claims")


def test_labels_out_of_balance_are_refused(raw):
    path = write(raw, "cola", "train", {**cola(), "label": [int(number % 10 >= 4) for number in range(100)]})
    message = refusal(raw)
    assert message.startswith(f"{path}: expect_table_row_count_to_be_between on label: found 40; "
                              "expected: label 0 (unacceptable) has 29.6% of the rows")
    assert "; 1 more failed" in message


def test_an_empty_split_is_refused(raw):
    path = write(raw, "cola", "test", {"sentence": [], "label": [], "idx": []})
    assert f"{path}: expect_table_row_count_to_be_between: found 0; expected: has rows" in refusal(raw)


def test_a_grade_outside_zero_to_five_is_refused(raw):
    pairs = {"sentence1": ["a", "b"], "sentence2": ["c", "d"]}
    path = write(raw, "stsb", "train", {**pairs, "label": [5.5, 0.0], "idx": [0, 1]})
    assert f"{path}: expect_column_values_to_be_between on label: 1 of 2 rows (idx 0)" in refusal(raw)


def test_every_split_is_looked_at_although_an_earlier_one_failed_and_a_later_pass_clears_what_was_kept(raw, tmp_path):
    write(raw, "cola", "train", changed("label", {5: 7}))
    write(raw, "cola", "validation", changed("label", {6: 8}))
    assert "; 1 more failed" in refusal(raw)
    assert [line["row"]["idx"] for line in kept(raw) + kept(raw, "cola-validation")] == [5, 6]
    assert "1 of 100 rows (idx 5)" in (raw.parent / "docs" / "raw" / "index.html").read_text("utf-8")
    write(raw, "cola", "train", cola())
    write(raw, "cola", "validation", cola())
    run(raw, tmp_path / "out")
    assert not (raw.parent / "rejected" / "raw").exists()


def test_damage_and_repeats_below_the_limit_are_tolerated_and_stay_in_the_verdict(raw, tmp_path):
    table = cola(1000)
    table["sentence"][17] = "Przekr\u00c3\u00b3j"
    table["sentence"][30:34] = ["Again.", "Again.", "Once more.", "Once more."]
    write(raw, "cola", "train", table)
    gates = {(gate["expectation"], gate["column"]): gate for gate in run(raw, tmp_path / "out")["suites"]["cola/train"]}
    damage = gates["expect_column_values_to_not_match_regex", "sentence"]
    repeats = gates["expect_column_values_to_be_unique", "sentence"]
    assert (damage["unexpected"], damage["share"], damage["first"]) == (1, 0.001, [17])
    assert (repeats["unexpected"], repeats["share"], repeats["first"]) == (4, 0.004, [30, 31, 32, 33])


def test_a_table_in_pieces_is_judged_as_one_and_its_rows_are_named_wherever_they_lie(raw, tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.frames.PIECE", 4096)
    table = cola(8551)
    for row in (4095, 4096, 8550):
        table["sentence"][row] = f"Przekr\u00c3\u00b3j {row}"
    table["sentence"][7] = table["sentence"][8000]
    write(raw, "cola", "train", table)
    gates = {(gate["expectation"], gate["column"]): gate for gate in run(raw, tmp_path / "out")["suites"]["cola/train"]}
    damage = gates["expect_column_values_to_not_match_regex", "sentence"]
    assert (damage["unexpected"], damage["first"], damage["share"]) == (3, [4095, 4096, 8550], round(3 / 8551, 6))
    assert gates["expect_column_values_to_be_unique", "sentence"]["first"] == [7, 8000]

    for row in (1, 5000, 8549):
        table["label"][row] = 7
    write(raw, "cola", "train", table)
    assert "3 of 8551 rows (idx 1, 5000, 8549)" in refusal(raw)
    assert [line["row"]["idx"] for line in kept(raw)] == [1, 5000, 8549]


def test_a_truncated_file_and_text_that_is_not_utf8_are_refused_by_name(raw):
    path = write(raw, "cola", "train", cola())
    path.write_bytes(path.read_bytes()[:-20])
    assert refusal(raw).startswith(f"{path}: not a readable Parquet file")
    broken = pa.array([b"caf\xe9", b"tea"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"sentence": broken, "label": [0, 1], "idx": pa.array([0, 1], pa.int32())}), path)
    assert refusal(raw).startswith(f"{path}: ") and "UTF8" in refusal(raw)


def test_a_table_without_suites_and_a_split_without_standing_are_refused(tmp_path, raw):
    with pytest.raises(Refused, match="other: no suites for this table; known are raw"):
        check.main(SETTINGS, tmp_path / "other", tmp_path / "out")
    write_json(raw / "standing.json", {"splits": {}})
    assert "cola/train: missing" in refusal(raw)


def test_the_real_glue_passes_the_limits_of_params_with_the_damage_it_is_known_to_hold(raw, repo, tmp_path, snapshot_folder):
    splits = {}
    for task in TASKS.values():
        for split, official in task.splits.items():
            source = snapshot_folder / task.name / file_name(split)
            splits[f"{task.name}/{split}"] = {"standing": "absent", "official": False}
            if source.exists():
                (raw / task.name).mkdir(parents=True, exist_ok=True)
                shutil.copy(source, raw / task.name)
                rows = pq.ParquetFile(source).metadata.num_rows
                splits[f"{task.name}/{split}"] = {"standing": "present", "official": rows == official.rows}
    write_json(raw / "standing.json", {"splits": splits})
    settings = yaml.safe_load((repo / "params.yaml").read_text("utf-8"))["check"]
    check.main(settings_from(check.Settings, settings, "check"), raw, tmp_path / "out")
    suites = read_json(tmp_path / "out" / "verdict.json")["suites"]
    found = {(name, gate["column"]): gate["first"] for name, gates in suites.items() for gate in gates
             if gate["expectation"] == "expect_column_values_to_not_match_regex" and gate["unexpected"]}
    assert found["rte/train", "sentence1"] == [287, 1333, 2065]
    assert found["rte/validation", "sentence1"] == [238]
    assert found["cola/train", "sentence"] == [7129, 7130, 7131]
    assert found["stsb/train", "sentence2"] == [4106]
