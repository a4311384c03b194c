"""The challenge stage: what it takes from a folder, from the built-in set, from nowhere, and what it refuses."""

import json

import pytest

from glueline.glue.challenges import CHALLENGES, TAGS
from glueline.refusal import Refused
from glueline.tables.challenge_files import DIAGNOSTIC
from glueline.tables.examples import PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from glueline.text.builtin import generate
from stages import challenge

RTE = [{"sentence1": "It rained.", "sentence2": "It was wet.", "label": 0, "idx": 0},
       {"sentence1": "Nobody came.", "sentence2": "Somebody came.", "label": 1, "idx": 2}]
PAIR = {"premise": "A cat sat.", "hypothesis": "A cat did not sit.", "label": 2, "idx": 0}
AX = [PAIR | dict.fromkeys(TAGS, "") | {"logic": "Negation;Double negation", "domain": "Artificial"}]


@pytest.fixture(autouse=True)
def no_other_folder(monkeypatch):
    monkeypatch.delenv("GLUELINE_GLUE_EXTRA", raising=False)


@pytest.fixture
def house(tmp_path):
    """A snapshot's prepared train and tune of two tasks, and a folder with RTE of AdvGLUE and AX."""
    write_json(tmp_path / "source/files.json", {"name": "snapshot", "files": []})
    pairs = {("rte", "train"): [("It was wet.", "It rained."), ("NOBODY came!", "somebody  came")],
             ("mnli", "tune"): [("A cat did not sit.", "A cat sat.")], ("rte", "validation"): [("It rained.", "It was wet.")]}
    for (task, split), texts in pairs.items():
        write_rows(tmp_path / f"prepared/{task}/{split}.parquet", PREPARED, [
            {"id": f"{task}/{split}/{idx}", "task": task, "split": split, "text_a": a, "text_b": b, "label": 0.0}
            for idx, (a, b) in enumerate(texts)])
    write_lines(tmp_path / "extra/advglue/rte.jsonl", RTE)
    write_lines(tmp_path / "extra/ax/test.jsonl", AX)
    return tmp_path


def write_lines(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows))


def run(house, folder="extra", out="out"):
    place = str(house / folder) if folder else "nowhere"
    challenge.main(challenge.Settings(place), house / "source", house / "prepared", house / out)
    return read_json(house / out / "standing.json")


def test_a_set_becomes_a_table_of_the_one_schema(house):
    run(house)
    assert list(read_rows(house / "out/rte/validation_advglue.parquet"))[1] == {
        "id": "rte/validation_advglue/2", "task": "rte", "split": "validation_advglue", "text_a": "Nobody came.",
        "text_b": "Somebody came.", "label": 1.0}
    only, = read_rows(house / "out/ax/validation_labelled.parquet")
    assert list(only) == DIAGNOSTIC.names and only["label"] == 2.0
    assert (only["logic"], only["knowledge"], only["domain"]) == ("Negation;Double negation", None, "Artificial")


def test_other_rows_than_the_known_ones_are_called_so_and_missing_files_absent(house):
    told = run(house)
    assert set(told) == set(CHALLENGES)
    rte, qnli = told["rte/validation_advglue"], told["qnli/validation_advglue"]
    assert (rte["standing"], rte["known"], rte["rows"], rte["of"]) == ("other rows", False, 2, 81)
    assert rte["why"].startswith("2 rows that are not")
    assert (qnli["standing"], qnli["rows"], qnli["why"]) == ("absent", 0, "not in this copy")


def test_rows_that_are_learned_from_too_are_named_with_the_row_they_repeat(house):
    """Within a task the order of a pair counts, between tasks not; validation is not learned from."""
    told = run(house)
    assert told["rte/validation_advglue"]["learned"] == {"rte/validation_advglue/2": "rte/train/1"}
    assert told["ax/validation_labelled"]["learned"] == {"ax/validation_labelled/0": "mnli/tune/0"}


def test_without_the_folder_every_set_is_absent_and_the_stage_ends_well(house):
    told = run(house, folder=None)
    assert {(one["standing"], one["why"]) for one in told.values()} == {("absent", "not in this copy")}
    assert [path.name for path in (house / "out").rglob("*")] == ["standing.json"]


def test_the_built_in_set_has_ax_with_the_labels_of_its_grammar_and_nothing_else_whatever_the_folder_holds(house):
    rows = {"train": 9, "validation": 9, "test": 12}
    write_json(house / "source/files.json", {"name": "builtin", "rows": rows, "seed": 3, "files": []})
    told = run(house)
    assert {name for name, one in told.items() if one["rows"]} == {"ax/validation_labelled"}
    assert told["ax/validation_labelled"]["standing"] == "synthetic" and told["ax/validation_labelled"]["known"]
    assert told["rte/validation_advglue"]["why"] == "the built-in set has no such rows"
    rows, asked = list(read_rows(house / "out/ax/validation_labelled.parquet")), list(generate("ax", "test", 12, 3))
    assert [(row["text_a"], row["text_b"]) for row in rows] == [(row["premise"], row["hypothesis"]) for row in asked]
    assert {row["label"] for row in rows} == {0.0, 1.0, 2.0} and {row["label"] for row in asked} == {-1}
    run(house, folder=None, out="again")
    assert (house / "out/standing.json").read_bytes() == (house / "again/standing.json").read_bytes()


def test_the_environment_may_locate_the_folder_and_a_wrong_one_is_refused(house, monkeypatch):
    monkeypatch.setenv("GLUELINE_GLUE_EXTRA", str(house / "extra"))
    assert run(house, folder=None)["rte/validation_advglue"]["rows"] == 2
    monkeypatch.setenv("GLUELINE_GLUE_EXTRA", str(house / "none"))
    with pytest.raises(Refused, match="GLUELINE_GLUE_EXTRA: .*none: no such folder"):
        run(house)


def test_a_changed_byte_changes_the_output_and_an_unchanged_folder_does_not(house):
    run(house, out="one")
    run(house, out="two")
    write_lines(house / "extra/ax/test.jsonl", [AX[0] | {"label": 1}])
    run(house, out="three")
    one, two, three = ((house / name / "ax/validation_labelled.parquet").read_bytes() for name in ("one", "two", "three"))
    assert one == two != three


@pytest.mark.parametrize(("rows", "message"), [
    ([RTE[0], b'{"sentence1": "\xff"}\n'], "line 2: not UTF-8"),
    ([RTE[0] | {"sentence1": "half \ud83d"}], "line 1: column 'sentence1': not UTF-8"),
    ([b"{no\n"], "line 1: no JSON"),
    ([b"[1]\n"], "line 1: no JSON object"),
    ([{"sentence1": "a", "label": 0, "idx": 0}],
     "line 1: column 'sentence2' is missing; it needs sentence1, sentence2, label, idx"),
    ([RTE[0] | {"label": "0"}], "line 1: column 'label': expected int, found \"0\""),
    ([RTE[0] | {"label": True}], "line 1: column 'label': expected int, found true"),
    ([RTE[0] | {"sentence2": None}], "line 1: column 'sentence2': expected str, found null"),
    ([RTE[0] | {"sentence2": "  "}], "line 1: column 'sentence2' is empty"),
    ([RTE[0], RTE[1] | {"label": 2}], "line 2: label 2: RTE has entailment, not_entailment"),
    ([RTE[0] | {"label": -1}], "line 1: label -1"),
    ([RTE[1], RTE[0]], "line 2: idx 0 after 2: idx must rise"),
    ([], "no rows; restore the file, or remove it"),
])
def test_a_file_that_is_not_what_it_should_be_is_refused_by_file_and_line(house, rows, message):
    write_lines(house / "extra/advglue/rte.jsonl", rows)
    with pytest.raises(Refused) as refused:
        run(house)
    said = str(refused.value)
    assert said.startswith(str(house / "extra/advglue/rte.jsonl")) and message in said and "\n" not in said
    assert not (house / "out").exists()
