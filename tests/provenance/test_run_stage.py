"""One stage under observation, on the toy house."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from provenance.house import dvc, glueline, reproduce

from glueline.provenance import records
from glueline.provenance.hashing import sha256_of


def record_of(house: Path, key: str) -> dict:
    [path] = (house / "data/records" / key).glob("*.json")
    return records.read(path)


def journal(house: Path) -> list[dict]:
    return [json.loads(line) for line in (house / "leaderboard/runs.jsonl").read_text().splitlines()]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rerun(house: Path, key: str) -> subprocess.CompletedProcess:
    """What DVC does after an edit of the code, without its start-up time."""
    assert glueline(house, "run", "code").returncode == 0
    return glueline(house, "run", key)


def last_commit(house: Path) -> str:
    return (house / ".git/refs/heads/main").read_text().strip()


def test_the_record_holds_the_hashes_one_can_work_out_by_hand(finished_house):
    record = record_of(finished_house, "double")
    numbers = {"1.json": sha("1\n"), "2.json": sha("2\n"), "3.json": sha("3\n")}
    manifest = f'{{"1.json":"{numbers["1.json"]}","2.json":"{numbers["2.json"]}","3.json":"{numbers["3.json"]}"}}'
    assert record["inputs"]["data/numbers"] == sha(manifest)
    assert record["outputs"] == {"data/double.json": {"sha256": sha("[\n  2,\n  4,\n  6\n]\n"), "files": None}}
    assert record_of(finished_house, "numbers")["outputs"]["data/numbers"] == {"sha256": sha(manifest), "files": numbers}


def test_the_record_says_command_params_code_environment_platform_and_commit(finished_house):
    record = record_of(finished_house, "total@sum")
    assert record["command"] == "python -m glueline run total@sum"
    assert record["params"] == {"total.sum": {"rule": "sum"}}
    code = json.loads((finished_house / "data/code/total.json").read_text())
    assert record["code"]["fingerprint"] == code["fingerprint"] and "stages/total.py" in record["code"]["files"]
    assert record["environment"]["packages"]["dvc"] and record["environment"]["python"].startswith("3.11")
    assert record["platform"]["cores"] >= 1 and record["platform"]["torch"] is None
    assert (record["commit"], record["dirty"]) == (last_commit(finished_house), False)


def test_a_record_is_canonical_json_named_by_its_sha256_and_holds_no_clock_and_no_host(finished_house):
    [path] = (finished_house / "data/records/numbers").glob("*.json")
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == path.stem
    assert content == json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert not {"time", "host", "seconds", "attempt"} & set(json.loads(content))
    assert str(finished_house) not in content.decode()


def test_parents_lead_from_the_last_stage_back_to_code(finished_house):
    name, total = records.find(finished_house, "data/total/largest/total.json", sha("6\n"))
    assert total["stage"] == "total@largest"
    double = json.loads(records.path_of(finished_house, "double", total["parents"]["data/double.json"]).read_text())
    numbers = json.loads(records.path_of(finished_house, "numbers", double["parents"]["data/numbers"]).read_text())
    code = numbers["parents"]["data/code/numbers.json"]
    assert records.path_of(finished_house, "code", code).is_file()


def test_an_input_that_no_kept_record_made_has_a_null_parent(house):
    for path in (house / "data/records/numbers").iterdir():
        path.unlink()
    assert glueline(house, "run", "double").returncode == 0
    parents = [records.read(path)["parents"] for path in (house / "data/records/double").glob("*.json")]
    assert None in [found["data/numbers"] for found in parents]


def test_the_journal_has_one_line_a_run_with_clock_memory_and_host(finished_house):
    lines = journal(finished_house)
    assert [line["stage"] for line in lines] == ["code", "numbers", "double", "total@sum", "total@largest"]
    assert {line["status"] for line in lines} == {"finished"} and {line["attempt"] for line in lines} == {1}
    assert all(line["seconds"] > 0 and line["processor_seconds"] > 0 and line["host"] and line["time"] for line in lines)
    assert all(5 < line["peak_mib"] < 2000 for line in lines)
    assert records.path_of(finished_house, "double", lines[2]["record"]).is_file()


def test_attempts_count_runs_on_the_same_inputs_code_and_params_only(house):
    assert glueline(house, "run", "numbers").returncode == 0
    edit(house / "params.yaml", "last: 3", "last: 2")
    assert glueline(house, "run", "numbers").returncode == 0
    assert [line["attempt"] for line in journal(house) if line["stage"] == "numbers"] == [1, 2, 1]


def test_an_input_that_changes_under_its_feet_fails_the_stage_and_keeps_the_old_output(house):
    edit(house / "stages/double.py", "    write_json(out", "    (numbers / '2.json').write_text('20')\n    write_json(out")
    old = (house / "data/double.json").read_bytes()
    edit(house / "glueline/toy.py", "2 * number", "3 * number")
    done = dvc(house, "repro", "double")
    assert done.returncode != 0
    assert "glueline: double: data/numbers/2.json: changed while double ran" in done.stderr
    assert (house / "data/double.json").read_bytes() == old
    assert journal(house)[-1]["status"] == "refused" and journal(house)[-1]["record"] is None


@pytest.mark.parametrize("file, addition, name", [
    ("glueline/toy.py", "\\nMORE = 1", "glueline/toy.py"),
    ("params.yaml", "\\ntotal: {sum: {rule: largest}, largest: {rule: largest}}", "params.yaml"),
])
def test_code_or_params_that_change_during_the_run_fail_the_stage(house, file, addition, name):
    if file == "params.yaml":
        key, stage = "total@sum", "stages/total.py"
        change = 'p.write_text(p.read_text().replace("{rule: sum}", "{rule: largest}"))'
    else:
        key, stage = "double", "stages/double.py"
        change = f'p.write_text(p.read_text() + "{addition}")'
    edit(house / stage, "    write_json(out",
         f"    from pathlib import Path; p = Path('{file}'); {change}\n    write_json(out")
    done = rerun(house, key)
    assert done.returncode != 0
    assert f"glueline: {key}: {name}" in done.stderr and f"changed while {key} ran" in done.stderr
    assert json.loads((house / "data/total/sum/total.json").read_text()) == 12


def test_a_comment_written_into_the_code_during_the_run_is_no_change(house):
    edit(house / "stages/double.py", "    write_json(out",
         "    from pathlib import Path; p = Path('glueline/toy.py'); p.write_text(p.read_text() + '# so')\n"
         "    write_json(out")
    done = rerun(house, "double")
    assert done.returncode == 0, done.stderr


def test_code_edited_after_code_ran_is_refused(house):
    edit(house / "glueline/toy.py", "2 * number", "3 * number")
    done = glueline(house, "run", "double")
    assert done.returncode == 2
    assert done.stderr == "glueline: double: stages/double.py: code changed since `code` ran; run `dvc repro`\n"


def test_a_failing_stage_keeps_its_old_output_and_shows_its_traceback(house):
    edit(house / "stages/double.py", "    write_json(out", "    write_json(out, 'half')\n    1 / 0\n    write_json(out")
    old = (house / "data/double.json").read_bytes()
    done = rerun(house, "double")
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr
    assert (house / "data/double.json").read_bytes() == old
    assert journal(house)[-1]["status"] == "failed" and journal(house)[-1]["message"] == "division by zero"


def test_an_output_that_main_did_not_write_is_refused_by_name(house):
    edit(house / "stages/double.py", "    write_json(out", "    return\n    write_json(out")
    done = rerun(house, "double")
    assert done.returncode == 2 and "glueline: double: data/double.json: double did not write it" in done.stderr


@pytest.mark.parametrize("old, new, message", [
    ("last: 3,", "last: 3, lats: 4,", "params.yaml: numbers.lats: unknown key"),
    ("last: 3, ", "", "params.yaml: numbers.last: missing key"),
    ("last: 3", "last: many", "params.yaml: numbers.last: expected int"),
    ("numbers:", "letters:", "params.yaml: numbers: missing section"),
])
def test_a_wrong_key_in_params_is_one_line_that_names_it(house, old, new, message):
    edit(house / "params.yaml", old, new)
    done = glueline(house, "run", "numbers")
    assert done.returncode == 2
    assert done.stderr.startswith(f"glueline: numbers: {message}") and done.stderr.count("\n") == 1
    assert sorted(path.name for path in (house / "data/numbers").iterdir()) == ["1.json", "2.json", "3.json"]


@pytest.mark.parametrize("folder", ["data/.staging", "data/records", "leaderboard"])
def test_a_folder_that_cannot_be_written_is_one_line_that_names_it(house, folder):
    (house / folder).rename(house / "elsewhere")
    (house / folder).write_text("a file where a folder should be; the tests may run as root, whom no mode stops")
    done = glueline(house, "run", "numbers")
    assert done.returncode == 2
    assert done.stderr.startswith(f"glueline: numbers: {folder}") and done.stderr.count("\n") == 1
    assert sorted(path.name for path in (house / "data/numbers").iterdir()) == ["1.json", "2.json", "3.json"]


def test_a_teacher_added_to_the_graph_during_the_run_does_not_disturb_it(house):
    edit(house / "stages/double.py", "    write_json(out",
         "    from pathlib import Path; p = Path('dvc.yaml')\n"
         "    p.write_text(p.read_text().replace('[sum, largest]', '[sum]'))\n    write_json(out")
    assert rerun(house, "double").returncode == 0


def test_a_missing_input_and_an_unknown_stage_are_refused(house):
    (house / "data/double.json").unlink()
    assert glueline(house, "run", "total@sum").stderr == "glueline: total@sum: data/double.json: missing; run `dvc repro`\n"
    assert glueline(house, "run", "treble").stderr.startswith("glueline: treble: dvc.yaml: treble: ")


def test_a_package_other_than_the_pinned_one_is_refused(house):
    edit(house / "stages/double.py", "\nfrom glueline.toy", "\nimport yaml\nfrom glueline.toy")
    (house / "requirements.lock").write_text("PyYAML==0.1\n")
    done = rerun(house, "double")
    assert done.returncode == 2 and "requirements.lock: pins pyyaml 0.1, but " in done.stderr


def test_an_output_that_was_a_folder_of_more_files_is_replaced_whole(house):
    edit(house / "params.yaml", "last: 3", "last: 1")
    reproduce(house)
    assert [path.name for path in (house / "data/numbers").iterdir()] == ["1.json"]
    assert json.loads((house / "data/total/sum/total.json").read_text()) == 2
    assert not [path for path in (house / "data/.staging").iterdir() if path.is_dir()]


def test_several_sections_fill_the_fields_called_by_their_last_parts(house):
    edit(house / "dvc.yaml", "params: [numbers]", "params: [numbers, total.sum]")
    edit(house / "stages/numbers.py", "    first: int\n    last: int\n    pause: float",
         "    numbers: dict[str, object]\n    sum: dict[str, object]")
    edit(house / "stages/numbers.py",
         "    for number in range(settings.first, settings.last + 1):\n        time.sleep(settings.pause)",
         "    for number in [len(settings.numbers), settings.sum['rule']]:")
    done = rerun(house, "numbers")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (house / "data/numbers").iterdir()) == ["3.json", "sum.json"]


def test_without_git_there_is_no_commit(tmp_path):
    from glueline.provenance.platform import commit
    assert commit(tmp_path) == {"commit": None, "dirty": None}


def test_the_hash_of_work_depends_on_nothing_but_its_content():
    assert sha256_of({"b": 1, "a": [2]}) == sha('{"a":[2],"b":1}')
