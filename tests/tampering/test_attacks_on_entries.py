"""Attacks on a kept entry. The attacker commits each of them, and keeps entry.json consistent where `bless` stands."""

import json
import shutil
from pathlib import Path

from tampering.house import commit, shell
from tampering.tampering_tools import FIRST, SECOND, bless, cell, edit_json, edit_record, edit_table, must_catch

from glueline.audit.disclosure import disclose
from glueline.audit.verdicts import FAILED, IDENTICAL

SCORES, LOCK, PARAMS = "scores.json", "dvc.lock", "params.yaml"
RTE = "predictions/one/rte-validation.parquet"


def raise_score(scores: dict) -> None:
    scores["one"]["cells"]["rte"]["score"] = scores["one"]["cells"]["rte"]["metrics"]["accuracy"] = 99.0


def turn_first(rows: list[dict]) -> list[dict]:
    rows[0] |= {"logits": rows[0]["logits"][::-1], "prediction": 1 - rows[0]["prediction"]}
    return rows


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def swap(one: Path, other: Path) -> None:
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def test_a_score_is_edited(house, counts):
    edit_json(house / FIRST / SCORES, raise_score)
    reports = must_catch(counts, house, f"{FIRST}/{SCORES}")
    assert cell(reports, "one", "rte") == FAILED


def test_a_score_is_edited_and_blessed_and_the_cell_is_named(house, counts):
    edit_json(house / FIRST / SCORES, raise_score)
    bless(house / FIRST, SCORES)
    reports = must_catch(counts, house, f"scores: {FIRST}/{SCORES}: rte: accuracy 99.0")
    assert cell(reports, "two", "stsb") == IDENTICAL
    must_catch(counts, house, "not the scores that the run of score@one made", level=0)


def test_an_average_is_edited_and_blessed(house, counts):
    edit_json(house / FIRST / SCORES, lambda scores: scores["one"]["averages"]["glue"].update(value=88.8))
    bless(house / FIRST, SCORES)
    must_catch(counts, house, f"{FIRST}/{SCORES}: averages.glue")


def test_a_prediction_is_turned(house, counts):
    edit_table(house / FIRST / RTE, turn_first)
    reports = must_catch(counts, house, f"data: {FIRST}/{RTE}")
    assert (cell(reports, "one", "rte"), cell(reports, "one", "cola")) == (FAILED, IDENTICAL)


def test_a_prediction_is_turned_and_blessed(house, counts):
    edit_table(house / FIRST / RTE, turn_first)
    bless(house / FIRST, RTE)
    must_catch(counts, house, f"data: {FIRST}/{RTE}: entry.json says")


def test_a_prediction_is_turned_against_its_logits(house, counts):
    edit_table(house / FIRST / RTE, lambda rows: [row | {"prediction": 1 - row["prediction"]} for row in rows])
    bless(house / FIRST, RTE)
    must_catch(counts, house, f"{FIRST}/{RTE}: rte/validation/0 and 30 more rows: not the prediction that the logits give")


def test_predictions_are_swapped_between_two_entries(house, counts):
    swap(house / FIRST / RTE, house / SECOND / RTE)
    must_catch(counts, house, f"these are the bytes of {SECOND}/{RTE}")
    bless(house / FIRST, RTE)
    bless(house / SECOND, RTE)
    must_catch(counts, house, f"{FIRST}/{RTE}")


def test_rows_are_removed_from_validation_and_everything_counted_anew(house, counts):
    edit_table(house / FIRST / RTE, lambda rows: [row for row in rows if row["prediction"] == row["label"]])
    edit_json(house / FIRST / SCORES, raise_score)
    bless(house / FIRST, RTE, SCORES)
    must_catch(counts, house, f"{FIRST}/{RTE}: 10 rows, scores.json counts 31")


def test_a_record_is_deleted(house, counts):
    (house / FIRST / "records/order@one.json").unlink()
    must_catch(counts, house, f"{FIRST}/records/order@one.json: missing")


def test_a_record_is_deleted_and_no_longer_listed(house, counts):
    (house / FIRST / "records/order@one.json").unlink()
    edit_json(house / FIRST / "entry.json", lambda about: [
        about["records"].pop("order@one"), about["sha256"].pop("records/order@one.json")])
    reports = must_catch(counts, house, "record of teach@one: data/curriculum/one: no record of the run that made it")
    assert cell(reports, "two", "stsb") == IDENTICAL


def test_two_records_are_swapped(house, counts):
    swap(house / FIRST / "records/order@one.json", house / FIRST / "records/order@two.json")
    must_catch(counts, house, f"{FIRST}/records/order@one.json: not the file that was kept")
    bless(house / FIRST, "records/order@one.json", "records/order@two.json")
    must_catch(counts, house, f"{FIRST}/records/order@one.json: the record of order@two, not of order@one")


def test_a_record_is_rewritten_and_blessed(house, counts):
    edit_record(house / FIRST / "records/teach@one.json", lambda record: record["params"]["teach.one"].update(seed=7))
    bless(house / FIRST, "records/teach@one.json")
    must_catch(counts, house, "params.yaml: teach.one.seed: 1, the record of teach@one says 7")


def test_params_are_edited_after_the_run(house, counts):
    replace(house / FIRST / PARAMS, "batch_tokens: 128", "batch_tokens: 256")
    must_catch(counts, house, f"params: {FIRST}/{PARAMS}")
    bless(house / FIRST, PARAMS)
    must_catch(counts, house, "score.batch_tokens: 256, the record of score@one says 128")


def test_the_lock_is_edited_by_hand(house, counts):
    replace(house / FIRST / LOCK, "seed: 1", "seed: 3")
    must_catch(counts, house, f"{FIRST}/{LOCK}")
    bless(house / FIRST, LOCK)
    must_catch(counts, house, f"{FIRST}/{LOCK}: prepare: params are not those of the record")


def test_a_hash_in_the_lock_is_edited_by_hand(house, counts):
    text = (house / FIRST / LOCK).read_text()
    at = text.index("md5: ", text.index("outs:", text.index("teach@one:")))
    (house / FIRST / LOCK).write_text(f"{text[:at]}md5: {'0' * 32}{text[at + 37:]}")
    bless(house / FIRST, LOCK)
    must_catch(counts, house, f"{FIRST}/{LOCK}: data/teachers/one: stands with several hashes")


def test_a_standing_is_promoted(house, counts):
    def promote(standing: dict) -> None:
        standing["splits"]["rte/validation"] |= {"official": True, "standing": "official bytes"}
    edit_json(house / FIRST / "standing.json", promote)
    bless(house / FIRST, "standing.json")
    must_catch(counts, house, f"{FIRST}/standing.json: rte/validation: called official with 31 rows")
    must_catch(counts, house, f"{FIRST}/standing.json: not the standing that any recorded run wrote", level=0)


def test_an_entry_is_copied_under_another_name(house, counts):
    shutil.copytree(house / FIRST, house / "leaderboard/third")
    must_catch(counts, house, "leaderboard/third/entry.json: name is first")


def test_an_entry_is_copied_from_another_leaderboard(house, counts, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(house, other, ignore=shutil.ignore_patterns(".git", "leaderboard"))
    shutil.copytree(house / FIRST, other / FIRST)
    shell(other, "git init -q -b main")
    must_catch(counts, other, "leaderboard/runs.jsonl: no finished run of teach@one")
    must_catch(counts, other, "record of teach@one: names commit")


def test_a_line_of_the_journal_is_removed(house, counts):
    lines = (house / "leaderboard/runs.jsonl").read_text().splitlines(keepends=True)
    (house / "leaderboard/runs.jsonl").write_text("".join(line for line in lines if '"teach@two"' not in line))
    must_catch(counts, house, "leaderboard/runs.jsonl: line 7: not as it is committed at HEAD", committed=False)
    must_catch(counts, house, "leaderboard/runs.jsonl: no finished run of teach@two")


def test_a_clock_is_set_back(house, counts):
    lines = [json.loads(line) for line in (house / "leaderboard/runs.jsonl").read_text().splitlines()]
    for line in lines[5:]:
        line["time"] = line["time"].replace("20", "19", 1)
    (house / "leaderboard/runs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    reports = must_catch(counts, house, "teach@one began before the run that made data/curriculum/one had ended: a clock was")
    assert any("line 6 ends before line 5 of the same host" in note.says for report in reports for note in report.subject.notes)


def test_what_the_entry_says_of_itself_is_edited(house, counts):
    for name, value in (("dirty", True), ("commit", "0" * 40), ("teachers", ["one"]), ("code", {"teach": "0" * 64})):
        bless(house / FIRST, **{name: value})
        must_catch(counts, house, f"{FIRST}/entry.json: {name} is ", "first")
    bless(house / FIRST, note="the best one")
    must_catch(counts, house, f"{FIRST}/entry.json", "first", committed=False)


def test_what_a_training_cost_is_edited(house, counts):
    costs = "costs/teach@one/summary.json"
    edit_json(house / FIRST / costs, lambda summary: summary["flops"].update(rte=1))
    must_catch(counts, house, f"{FIRST}/{costs}: not the file that was kept")
    bless(house / FIRST, costs)
    reports = must_catch(counts, house, f"{FIRST}/{costs}: not a file that the recorded run of teach@one made")
    assert (cell(reports, "one", "rte"), cell(reports, "two", "stsb")) == (FAILED, IDENTICAL)


def test_what_trainings_cost_is_taken_out(house, counts):
    shutil.rmtree(house / FIRST / "costs/teach@two")
    edit_json(house / FIRST / "entry.json", lambda about: about["sha256"].pop("costs/teach@two/summary.json"))
    must_catch(counts, house, f"{FIRST}/costs/teach@two/summary.json: the run booked its operations there")
    shutil.rmtree(house / FIRST / "costs")
    edit_json(house / FIRST / "entry.json", lambda about: about["sha256"].pop("costs/teach@one/summary.json"))
    (house / "data/teachers/one/summary.json").unlink(), (house / "data/teachers/two/summary.json").unlink()
    cost = disclose(house, "first")["models"]["one"]["cost"]
    assert cost["unbooked"] == ["teach@one"] or cost["flops"] == {"teach@one": 2000}  # from DVC's cache, where it is there


def test_a_file_that_no_entry_holds_is_listed(house, counts):
    (house / FIRST / "texts.json").write_text('["a sentence of GLUE"]')
    bless(house / FIRST, "texts.json")
    must_catch(counts, house, f"{FIRST}/texts.json: listed in entry.json, and nothing that a run's entry holds")


def test_the_code_of_a_run_is_left_unsaid(house, counts):
    bless(house / FIRST, code={})
    must_catch(counts, house, f"{FIRST}/entry.json: code is {{}}")


def test_runs_are_taken_out_of_the_journal_and_committed(house, counts):
    path = house / "leaderboard/runs.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    extra = json.dumps(json.loads(lines[0]) | {"status": "failed", "record": None, "seconds": 5.0}) + "\n"
    path.write_text("".join([*lines, extra]))
    commit(house, "failed")
    path.write_text("".join(lines))
    must_catch(counts, house, "leaderboard/runs.jsonl: 1 of the runs that commit")
    path.write_text("".join([*lines, extra.replace("5.0", "0.5")]))
    must_catch(counts, house, "leaderboard/runs.jsonl: 1 of the runs that commit")


def test_two_cells_change_their_names(house, counts):
    def exchange(scores: dict) -> None:
        cells = scores["one"]["cells"]
        cells["cola"], cells["rte"] = cells["rte"], cells["cola"]
    edit_json(house / FIRST / SCORES, exchange)
    bless(house / FIRST, SCORES)
    must_catch(counts, house, f"scores: {FIRST}/{SCORES}: cola: holds rte/validation, which is another cell's")


def test_a_record_claims_a_commit_that_has_other_code(house, counts):
    replace(house / "glueline/glue/metrics.py", "1e-13", "2e-13")
    commit(house, "code")
    head = (house / ".git/refs/heads/main").read_text().strip()
    edit_record(house / FIRST / "records/score@one.json", lambda record: record.update(commit=head))
    bless(house / FIRST, "records/score@one.json")
    must_catch(counts, house, "says that it ran on commit")


def test_a_record_leaves_out_a_file_of_its_code(house, counts):
    edit_record(house / FIRST / "records/score@one.json",
                lambda record: record["code"]["files"].pop("glueline/glue/metrics.py"))
    bless(house / FIRST, "records/score@one.json")
    must_catch(counts, house, "record of score@one: its code's files do not come to the fingerprint it gives")


def test_a_parent_is_replaced_by_a_run_that_made_other_bytes(house, counts):
    shutil.copy(house / SECOND / "records/teach@one.json", house / FIRST / "records/teach@one.json")
    bless(house / FIRST, "records/teach@one.json")
    must_catch(counts, house, "record of score@one: data/teachers/one: read with sha256")
