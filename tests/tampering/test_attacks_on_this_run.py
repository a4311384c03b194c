"""Attacks on the run as it lies in data/, most of them blessed with `dvc commit -f`, so that DVC calls them up to date."""

import shutil
import subprocess
import sys

from tampering.house import own_environment
from tampering.tampering_tools import bless_in_dvc, cell, edit_json, edit_table, must_catch

from glueline.audit.subjects import PRESENT
from glueline.audit.verdicts import FAILED, IDENTICAL

SCORES = "data/scores/one/scores.json"
VALIDATION = "data/prepared/rte/validation.parquet"


def replace(path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_metric_is_edited_and_blessed(house, counts):
    edit_json(house / SCORES, lambda scores: scores["cells"]["rte"].update(score=99.0))
    must_catch(counts, house, f"data: {SCORES}: not what the run of score@one made", PRESENT)
    bless_in_dvc(house)
    reports = must_catch(counts, house, f"data: {SCORES}: not what the run of score@one made", PRESENT)
    assert (cell(reports, "one", "rte"), cell(reports, "two", "stsb")) == (FAILED, IDENTICAL)
    must_catch(counts, house, "scores.json: rte: score 99.0, again ", PRESENT)


def test_rows_are_removed_from_validation_and_blessed(house, counts):
    edit_table(house / VALIDATION, lambda rows: rows[:-4])
    bless_in_dvc(house)
    must_catch(counts, house, f"data: {VALIDATION}: not what the run of prepare made", PRESENT)


def test_a_file_is_added_to_an_output_and_blessed(house, counts):
    shutil.copy(house / VALIDATION, house / "data/prepared/rte/more.parquet")
    bless_in_dvc(house)
    must_catch(counts, house, "data: data/prepared/rte/more.parquet", PRESENT)


def test_the_weights_are_another_teachers(house, counts):
    shutil.copy(house / "data/teachers/two/model.safetensors", house / "data/teachers/one/model.safetensors")
    bless_in_dvc(house)
    must_catch(counts, house, "data/teachers/one/model.safetensors: not what the run of teach@one made", PRESENT)


def test_the_lock_is_edited_by_hand(house, counts):
    text = (house / "dvc.lock").read_text()
    at = text.index("md5: ", text.index("outs:", text.index("score@one:")))
    (house / "dvc.lock").write_text(f"{text[:at]}md5: {'0' * 32}{text[at + 37:]}")
    must_catch(counts, house, "records: dvc.lock: data/scores/one: md5 00000000000000000000000000000000.dir of", PRESENT)
    (house / "dvc.lock").write_text(text.replace("glueline run score@two", "glueline run score@one"))
    must_catch(counts, house, "dvc.lock: score@two: cmd is 'python -m glueline run score@one'", PRESENT)


def test_a_record_is_deleted(house, counts):
    for path in (house / "data/records/order@two").glob("*.json"):
        path.unlink()
    must_catch(counts, house, "data/records/order@two: no record of the run that made data/curriculum/two", PRESENT)


def test_two_records_are_swapped(house, counts):
    [one], [two] = ((house / f"data/records/order@{name}").glob("*.json") for name in ("one", "two"))
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    must_catch(counts, house, f"data/records/order@one/{one.name}: its bytes do not have the sha256 in its name", PRESENT)


def test_a_record_is_swapped_under_its_own_name(house, counts):
    [one], [two] = ((house / f"data/records/order@{name}").glob("*.json") for name in ("one", "two"))
    shutil.copy(two, one.parent)
    one.unlink()
    must_catch(counts, house, "the record of order@two, not of order@one", PRESENT)


def test_params_are_edited_after_the_run(house, counts):
    replace(house / "params.yaml", "rows: 31", "rows: 32")
    must_catch(counts, house, "params: params.yaml: prepare.rows: 32, the record of prepare says 31", PRESENT)


def test_code_is_edited_during_the_run(house, counts):
    """The runner itself refuses; nothing is left for the audit to find."""
    before = (house / "data/prepared/standing.json").read_bytes()
    replace(house / "stages/prepare.py", "    splits = {}",
            "    splits = {}\n    late = Path('glueline/tables/json_file.py')\n"
            "    late.write_text(late.read_text() + 'LATE = 1\\n')")
    counts["attacks"] += 1
    for key in ("code", "prepare"):
        done = subprocess.run([sys.executable, "-m", "glueline", "run", key], cwd=house, env=own_environment(house),
                              capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("glueline: prepare: glueline/tables/json_file.py: changed while prepare ran")
    assert (house / "data/prepared/standing.json").read_bytes() == before
    counts["caught"] += 1
