import json

import pytest

from bench.shares import shares


@pytest.fixture
def checkout(tmp_path):
    """A teacher that took 1,000 operations and 200 s; another of which the runs say nothing."""
    files = {
        "data/scout/scout.json": {"flops": {"reading": 60, "heads": 20}, "teacher": {"flops": 1600, "share": 0.05}},
        "data/adversarial/ledger.json": {"flops": {"judging": 10, "attacks": 20, "similarity": 5}},
        "data/teachers/one/summary.json": {"flops": {"steps": 900, "reviews": 100}},
        "data/teachers/two/summary.json": {"flops": {"steps": 400}},
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(content))
    runs = [("scout", 90, "finished"), ("scout", 30, "finished"), ("perturb", 50, "finished"), ("order@one", 1, "finished"),
            ("teach@one", 200, "finished"), ("teach@one", 7, "failed")]
    (tmp_path / "leaderboard").mkdir()
    (tmp_path / "leaderboard" / "runs.jsonl").write_text("".join(
        json.dumps(dict(zip(("stage", "seconds", "status"), run, strict=True))) + "\n" for run in runs))
    return tmp_path


def test_shares_are_those_of_operations_and_of_the_last_finished_runs(checkout):
    found = shares(checkout)
    assert found["booked_teacher"] == 0.05
    assert found["teachers"]["one"] == {
        "scouting, operations": 0.08, "making rows, operations": 0.035, "scouting, seconds": 0.15,
        "making rows, seconds": 0.25, "ordering, seconds": 0.005}


def test_what_nobody_knows_has_no_share(checkout):
    (checkout / "data/adversarial/ledger.json").write_text("{}")
    assert shares(checkout)["teachers"]["two"] == {
        "scouting, operations": 0.2, "making rows, operations": None, "scouting, seconds": None,
        "making rows, seconds": None, "ordering, seconds": None}
