"""From a cell back and from a row, file or parameter forward, and what must be said beside a number, on the small house."""

import json
import shutil
from pathlib import Path

import pytest
from tampering.tampering_tools import bless, edit_json

from glueline.cli import main
from glueline.audit.disclosure import disclose
from glueline.audit.impact import impact
from glueline.audit.subjects import PRESENT, Subject
from glueline.audit.trace import trace
from glueline.audit.tries import last_trained
from glueline.refusal import Refused


def subject(found: dict, name: str) -> dict:
    return next(each for each in found["subjects"] if each["subject"] == name)


def cells(found: dict, name: str) -> dict[str, str]:
    return {f"{each['model']}/{each['cell']}": each["how"] for each in subject(found, name)["cells"]}


def test_a_cell_is_traced_back_to_the_source_each_stage_after_its_readers(finished):
    found = trace(finished, "first/rte", None)
    assert (found["model"], found["cell"], found["rows"], found["standing"]) == ("one", "rte", 31, "synthetic")
    stages = [stage["stage"] for stage in found["stages"]]
    assert stages == ["score@one", "teach@one", "order@one", "perturb", "prepare", "code"]
    score, teach = found["stages"][:2]
    sha256 = teach["made"]["data/teachers/one"]["sha256"]
    assert score["reads"]["data/teachers/one"] == {"sha256": sha256, "made_by": ["teach@one"]}
    assert list(teach["weights"]) == ["data/teachers/one/model.safetensors"] and teach["params"]["teach.one"]["seed"] == 1
    assert all(len(stage["runs"]) == 1 and stage["runs"][0]["seconds"] > 0 for stage in found["stages"])


def test_every_made_row_is_traced_to_its_parent_operator_and_steps(finished):
    rows = {row["id"]: row for row in trace(finished, "first/one/cola", None)["made_rows"]["rows"]}
    assert len(rows) == 22                                   # every third of 31 rows of two tasks
    row = rows["rte/train.swap/3"]
    assert (row["parent_id"], row["operator"], row["label_effect"]) == ("rte/train/3", "swap", "kept")
    at = [*(f"cola/train/{n}" for n in range(31)), *(f"cola/train.swap/{n}" for n in range(0, 31, 3)),
          *(f"rte/train/{n}" for n in range(31))]
    assert row["steps"] == {"teach@one": [(len(at) + 1) % 5]}  # the house's teach hands row n to step n % 5
    assert trace(finished, "first/two/stsb", None)["made_rows"]["rows"] == []


def test_a_row_is_told_where_it_lay_what_was_made_of_it_and_what_it_leaked_into(finished):
    row = trace(finished, "first/one/rte", "rte/train/3")["row"]
    assert row["made_of_it"] == ["rte/train.swap/3"] and row["not_here"] == []
    tables = {each["table"]: each["rows"] for each in row["tables"]}
    assert tables["data/prepared/leakage.parquet"][0]["other_id"] == "rte/validation/5"
    assert tables["data/prepared/rte/train.parquet"][0]["text_a"]
    assert set(row["steps"]["data/teachers/one/steps.parquet"]) == {"rte/train/3", "rte/train.swap/3"}
    with pytest.raises(Refused, match="rte/train/99: in none of the 1. tables at hand"):
        trace(finished, "first/one/rte", "rte/train/99")


@pytest.mark.parametrize("target, says", [
    ("first/qux", "first/qux: no such cell; there are one/ax"),
    ("third/cola", "third: no such entry; there are first, second, this run"),
    ("first/three/cola", "first/three/cola: no such cell")])
def test_what_is_no_cell_is_refused_with_the_cells_there_are(finished, target, says):
    with pytest.raises(Refused, match=says):
        trace(finished, target, None)


def test_a_row_that_was_learned_touches_every_cell_of_the_model_and_of_no_other(finished):
    found = impact(finished, "rte/train/3")
    assert found["kind"] == "row"
    for name in ("first", "second", PRESENT):
        assert cells(found, name) == dict.fromkeys(("one/cola", "one/rte"), "rests on weights that learned it")
        stages = subject(found, name)["stages"]
        assert stages["teach@one"].startswith("learned it or what was made of it: ") and "teach@two" not in stages


def test_a_row_that_was_only_answered_touches_its_own_cell(finished):
    found = impact(finished, "rte/validation/4")
    assert cells(found, "first") == {"one/rte": "answered it"}
    assert set(subject(found, "first")["stages"]) == {"prepare", "score@one"}
    assert cells(impact(finished, "rte/test/4"), "first") == {}


def test_a_file_is_followed_by_its_bytes_where_its_path_has_others_by_now(finished):
    """data/teachers/one holds the weights of `second`; those of `first` are named by path alone."""
    found = impact(finished, "data/teachers/one/model.safetensors")
    stages = {name: subject(found, name)["stages"] for name in ("first", "second")}
    assert stages == {"first": {"teach@one": "made it", "score@one": "rests on teach@one"},
                      "second": {"teach@one": "made or read these bytes", "score@one": "rests on teach@one"}}
    sha256 = subject(impact(finished, "data/curriculum/two"), "first")["outputs"]["data/curriculum/two"]
    assert set(subject(impact(finished, sha256), "first")["stages"]) == {"order@two", "teach@two", "score@two"}


def test_a_source_file_touches_what_its_code_reaches_and_all_below(finished):
    assert set(cells(impact(finished, "glueline/glue/intervals.py"), "first")) == {"one/cola", "one/rte", "two/stsb"}
    assert set(subject(impact(finished, "glueline/glue/intervals.py"), "first")["stages"]) == {"score@one", "score@two"}


@pytest.mark.parametrize("name, stages", [
    ("teach.one.seed", {"teach@one": "teach.one.seed was 2", "score@one": "rests on teach@one"}),
    ("teach.two", {"teach@two": "its params are teach.two", "score@two": "rests on teach@two"}),
    ("score.batch_tokens", dict.fromkeys(("score@one", "score@two"), "score.batch_tokens was 128"))])
def test_a_parameter_touches_the_stages_it_was_handed_to(finished, name, stages):
    found = impact(finished, name)
    assert found["kind"] == "param" and subject(found, "second")["stages"] == stages


def test_what_nothing_ever_saw_is_refused(finished):
    for what in ("teach.one.sneed", "rte/train/99", "no/such/file", "f" * 64):
        with pytest.raises(Refused, match="no record read it, made it, or was set by it"):
            impact(finished, what)


def test_tables_that_are_not_here_are_counted_not_passed_over(house):
    shutil.rmtree(house / "data/curriculum")
    shutil.rmtree(house / ".dvc/cache")
    found = subject(impact(house, "rte/validation/4"), "first")
    assert found["not_here"] == ["data/curriculum/one/rows.parquet", "data/curriculum/two/rows.parquet",
                                 "data/teachers/one/logits.parquet"]


def test_what_was_tried_before_is_counted_from_the_journal_and_the_records(finished):
    first, second = (disclose(finished, name)["models"]["one"] for name in ("first", "second"))
    teach = {each["stage"]: each for each in second["tried"]}["teach@one"]
    assert teach["runs"] == {"finished": 2} and teach["seeds"] == [1, 2] and teach["settings"] == 2 == teach["on_the_same_data"]
    assert {each["stage"]: each for each in first["tried"]}["teach@one"]["seeds"] == [1]
    scores = [json.loads((finished / f"leaderboard/{name}/scores.json").read_text())["one"]["cells"]["rte"]["score"]
              for name in ("first", "second")]
    mean = round(sum(scores) / 2, 4)
    assert second["best_and_mean"]["rte"] == {"this": scores[1], "best": max(scores), "mean": mean, "runs": 2}
    assert first["best_and_mean"]["rte"]["runs"] == 1


def test_leaks_test_text_and_cost_are_derived_and_failed_runs_are_booked(house):
    path = house / "leaderboard/runs.jsonl"
    lines = [json.loads(text) for text in path.read_text().splitlines()]
    failed = lines[5] | {"status": "failed", "record": None, "seconds": 1000.0}
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines[:5], failed, *lines[5:]]))
    one = disclose(house, PRESENT)["models"]["one"]
    assert one["leakage"]["rows"] == [{"where": "train and test", "action": "removed", "pairs": 1},
                                      {"where": "train and validation", "action": "kept", "pairs": 1}]
    assert one["test_text"]["tables_in_the_inputs_of"] == ["order@one", "perturb", "score@one"]
    assert one["test_text"]["said"] == {"score.test_rows": False} and one["test_text"]["predicted_tables"] == 0
    assert one["cost"]["flops"] == {"teach@one": 2000}
    assert one["cost"]["training"] == {"teach@one": {name: lines[-2][name] for name in ("seconds", "peak_mib")}}
    own = sum(line["seconds"] for line in lines if line["stage"] in ("code", "prepare", "perturb", "order@one"))
    own += sum(line["seconds"] for line in lines[-2:])
    assert one["cost"]["seconds"] == pytest.approx(own)
    assert (one["cost"]["failed"], one["cost"]["seconds_failed"], one["cost"]["discarded"]) == (1, 1000.0, 2)
    assert disclose(house, PRESENT)["models"]["two"]["leakage"]["rows"] == []


def test_an_entry_tells_its_operations_where_nothing_of_its_runs_is_left(house):
    assert (house / "leaderboard/first/costs/teach@one/summary.json").read_bytes()
    shutil.rmtree(house / "data"), shutil.rmtree(house / ".dvc/cache")
    assert disclose(house, "first")["models"]["one"]["cost"]["flops"] == {"teach@one": 2000}
    edit_json(house / "leaderboard/first/costs/teach@one/summary.json", lambda summary: summary["flops"].update(rte=1))
    bless(house / "leaderboard/first", "costs/teach@one/summary.json")
    assert disclose(house, "first")["models"]["one"]["cost"]["flops"] == {}


def test_of_a_student_its_teachers_are_no_part_of_its_own_training():
    def run(*inputs, out, weights=True):
        files = {"model.safetensors": "0" * 64} if weights else {"rows.parquet": "0" * 64}
        return {"inputs": dict.fromkeys(inputs, "0" * 64), "outputs": {out: {"sha256": "0" * 64, "files": files}}}

    subject = Subject("made up", Path())
    subject.records = {
        "scout": run(out="scout"), "order": run("scout", out="rows", weights=False), "teach@a": run("rows", out="teachers/a"),
        "teach@b": run("rows", out="teachers/b"), "distill": run("teachers", "rows", out="student")}
    assert last_trained(subject, set(subject.records)) == ["distill"]
    assert last_trained(subject, {"scout", "order", "teach@a", "teach@b"}) == ["teach@a", "teach@b"]


def test_the_commands_print_trees_and_json(finished, monkeypatch, capsys):
    monkeypatch.chdir(finished)
    for words, shown in ((["trace", "first/rte"], "├── score@one"),
                         (["impact", "teach.one.seed"], "teach.one.seed was 1"),
                         (["disclose", "this", "run"], "tried up to this one: teach@one: 2 finished")):
        assert main(words) == 0
        assert shown in capsys.readouterr().out
        assert main([*words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)
    assert main(["trace", "first"]) == 2
    assert capsys.readouterr().err == "glueline: trace: first: give one cell, as in minilm-plain/cola\n"
