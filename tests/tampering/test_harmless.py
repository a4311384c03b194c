"""What must not alarm, though it looks like tampering to something that watches folders, clocks or commits."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import yaml
from tampering.house import REPO, commit, own_environment, run, shell
from tampering.tampering_tools import audited, must_not_alarm, problems

from glueline.audit.subjects import PRESENT
from glueline.audit.verdicts import IDENTICAL, SUPERSEDED
from glueline.glue.tasks import TASKS, Split, Task

BOTH = ("first", "second", PRESENT)


def verdicts(reports: list) -> set[str]:
    return {report.verdict for report in reports}


def test_nothing_changed(finished, counts):
    assert verdicts(must_not_alarm(counts, finished, *BOTH)) == {IDENTICAL}


def test_another_folder(house, counts, tmp_path):
    moved = Path(shutil.move(house, tmp_path / "elsewhere, with blanks"))
    assert verdicts(must_not_alarm(counts, moved, *BOTH)) == {IDENTICAL}


def test_every_file_is_touched(house, counts):
    for path in house.rglob("*"):
        os.utime(path, (1, 1))
    assert verdicts(must_not_alarm(counts, house, *BOTH)) == {IDENTICAL}


def test_a_fresh_clone_has_entries_and_no_data(finished, counts, tmp_path):
    shell(finished, f"git clone -q {finished} {tmp_path / 'clone'}")
    assert verdicts(must_not_alarm(counts, tmp_path / "clone")) == {IDENTICAL}


def test_another_time_zone_and_language(house, counts):
    counts["harmless"] += 1
    done = audit_command(house, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="tr_TR.UTF-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_journal_in_another_time_zone_that_ends_torn(house, counts):
    path = house / "leaderboard/runs.jsonl"
    path.write_text(path.read_text().replace("+00:00", "-00:00") + '{"stage": "teach@o')
    commit(house, "torn")
    must_not_alarm(counts, house, *BOTH)


def test_journals_of_two_branches_that_were_merged_out_of_order(house, counts):
    path = house / "leaderboard/runs.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    lines[-2:] = [line.replace('"time":"20', '"time":"21', 1) for line in lines[-2:]]  # a hundred years on
    path.write_text("".join([*lines[-2:], *lines[:-2]]))
    commit(house, "merge")
    reports = must_not_alarm(counts, house, *BOTH)
    assert any("journals were merged, or a clock was set back" in note.says for note in reports[0].subject.notes)


def test_another_user_whom_git_does_not_answer(house, counts):
    counts["harmless"] += 1
    done = audit_command(house, GIT_TEST_ASSUME_DIFFERENT_OWNER="1", HOME="/nonexistent", USER="somebody")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no record's code was compared with its commit" in done.stdout


def test_a_newer_head_with_other_words_in_a_comment(house, counts):
    path = house / "stages/score.py"
    path.write_text(path.read_text() + "\n# a remark\n")
    (house / "NEWS").write_text("news\n")
    commit(house, "news")
    assert verdicts(must_not_alarm(counts, house, *BOTH)) == {IDENTICAL}


def test_a_newer_head_with_other_code_is_superseded_and_no_failure(house, counts):
    path = house / "glueline/glue/metrics.py"
    path.write_text(path.read_text().replace("1e-13", "2e-13"))
    commit(house, "code")
    reports = must_not_alarm(counts, house, "first", "second")
    assert verdicts(reports) == {SUPERSEDED}
    assert {finding.of for report in reports for finding in report.subject.findings} == {"score@one", "score@two"}
    assert audit_command(house).returncode == 0


def test_a_run_again_with_nothing_changed(house, counts):
    run(house, "-m", "glueline", "run", "perturb")
    assert verdicts(must_not_alarm(counts, house, *BOTH)) == {IDENTICAL}
    run(house, "-m", "glueline", "run", "order@two")
    assert verdicts(must_not_alarm(counts, house, *BOTH)) == {IDENTICAL}


def test_a_stray_file_beside_an_entry_is_a_note(house, counts):
    (house / "leaderboard/first/notes.txt").write_text("to do\n")
    [report] = must_not_alarm(counts, house, "first")
    assert [note.where for note in report.subject.notes] == ["leaderboard/first/notes.txt"]


def test_without_git_what_needs_no_git_is_still_checked(house, counts):
    shutil.rmtree(house / ".git")
    reports = must_not_alarm(counts, house, *BOTH)
    assert all(any("not under git" in note.says for note in report.subject.notes) for report in reports)


def test_data_that_was_not_pulled_is_unverified_and_no_failure(house):
    shutil.rmtree(house / "data/teachers/one")
    [report] = audited(house, PRESENT)
    assert report.verdict == "unverified"
    assert [(finding.where, finding.of) for finding in report.subject.findings] == [("data/teachers/one", "teach@one")]


def audit_command(house: Path, **settings: str) -> subprocess.CompletedProcess:
    """`glueline audit` of all entries by this checkout's own command."""
    env = {**own_environment(house), **settings, "PYTHONPATH": f"{REPO}{os.pathsep}{os.pathsep.join(sys.path)}"}
    return subprocess.run([sys.executable, "-m", "glueline", "audit"], cwd=house, env=env, capture_output=True, text=True)


def test_a_lock_that_still_has_a_stage_of_another_graph(house, counts):
    """DVC keeps the entry of a stage that is no longer in dvc.yaml, here one whose output would lie beside the teachers'."""
    lock = house / "dvc.lock"
    md5 = "0" * 32 + ".dir"
    gone = {"cmd": "python -m glueline run teach@gone", "deps": [{"path": "data/curriculum/gone", "hash": "md5", "md5": md5}],
            "outs": [{"path": "data/teachers/gone", "hash": "md5", "md5": md5}]}
    content = yaml.safe_load(lock.read_text())
    lock.write_text(yaml.safe_dump(content | {"stages": content["stages"] | {"teach@gone": gone}}, sort_keys=False))
    commit(house, "leftovers")
    assert must_not_alarm(counts, house, PRESENT)[0].verdict == IDENTICAL


def test_an_entry_that_is_older_than_a_task_of_ones_own(house, counts, monkeypatch):
    splits = {"validation": Split(2, (), "", None)}
    own = Task("reviews", "Reviews", ("text",), ("bad", "good"), ("accuracy",), splits, own="own")
    monkeypatch.setitem(TASKS, "reviews", own)
    assert verdicts(must_not_alarm(counts, house, *BOTH)) == {IDENTICAL}


def test_a_cell_of_a_task_of_ones_own_is_in_no_average(finished, monkeypatch):
    """As `score` has it: the rules of the averages are GLUE's. Here RTE is made one's own: what is kept has one too many."""
    monkeypatch.setitem(TASKS, "rte", replace(TASKS["rte"], own="own"))
    lines = problems(audited(finished, "first"))
    assert lines and all("averages." in line for line in lines)
