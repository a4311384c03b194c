"""What a run leaves to look at in Prefect."""

import json
import shutil
from pathlib import Path

import pytest

from flows.artifacts import show_log
from flows.progress import bar_of
from flows.reproduce import reproduce
from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS

pytestmark = [pytest.mark.filterwarnings("ignore::DeprecationWarning"), pytest.mark.usefixtures("prefect")]


GATED = """
stages:
  check_raw:
    cmd: mkdir -p quality && cp verdict quality/verdict.json
    outs: [quality]
  publish:
    cmd: echo said; mkdir -p board && echo '# 81.2' > board/leaderboard.md
    deps: [quality]
    outs: [board]
"""
VERDICT = {
    "passed": False,
    "suites": {
        "rte/train": [
            {"expectation": "expect_column_values_to_not_be_null", "column": "label", "says": "no null", "success": False},
            {"expectation": "expect_table_row_count_to_equal", "column": None, "says": "2490 rows", "success": True},
        ]
    },
}


def test_logs_verdicts_and_the_leaderboard_become_artifacts(house, prefect):
    from prefect.artifacts import Artifact

    (house / "dvc.yaml").write_text(GATED)
    (house / "verdict").write_text(json.dumps(VERDICT))
    assert reproduce() == {"check_raw": "Completed", "publish": "Completed"}
    assert "said" in Artifact.get("log-publish").data.splitlines()
    assert Artifact.get("verdict-check-raw").data.splitlines()[-1] == "| rte/train | 1 of 2 | label: no null |"
    assert Artifact.get("leaderboard").data == "# 81.2\n"


SHOWN = """
stages:
  teach:
    cmd: >-
      printf 'teach: 40 %, 4/10 steps, 0:06 left\\nteach: 100 %, 10/10 steps, 0:10\\n';
      mkdir -p board leaderboard; echo '{"flops": {"steps": 1200, "reviews": 34}}' > board/summary.json;
      cp scores.json board/leaderboard.json;
      echo '{"stage": "teach", "status": "finished", "seconds": 1234.5, "processor_seconds": 2.25, "peak_mib": 99}'
      >> leaderboard/runs.jsonl
    deps: [scores.json]
    outs: [board]
"""


def write_scores(house: Path, score: float) -> None:
    cells = {name: {"score": score if name == "cola" else None, "low": None, "high": None} for name in CELLS}
    averages = {name: {"value": score, "over": 1, "of": 9} for name in RULES}
    scores = {"teacher": "m", "cells": cells, "averages": averages, "data": {"standing": "synthetic"}}
    row = {"name": "this run", "scores": scores}
    (house / "scores.json").write_text(json.dumps({"tables": [{"standing": "synthetic", "rows": [row], "seeds": []}]}))


def test_cost_progress_and_what_changed_since_the_last_run_become_artifacts(house, prefect):
    from prefect.artifacts import Artifact

    (house / "dvc.yaml").write_text(SHOWN)
    write_scores(house, 50.0)
    first = reproduce(return_state=True)
    assert Artifact.get("progress-teach").data == 100.0
    cost = {row["what"]: row["spent"] for row in json.loads(Artifact.get("cost-teach").data)}
    assert cost == {"seconds": "1,234.5", "processor seconds": "2.2", "peak MiB": "99.0", "FLOPs": "1.2e+03"}
    page = Artifact.get("summary-reproduce").data
    assert "| teach | Completed | 1,234.5 | 2.2 | 99.0 | 1.2e+03 | " in page and "No run before this one" in page
    write_scores(house, 51.0)
    reproduce()
    assert "| this run/m/cola | 50.0 | 51.0 |" in Artifact.get("summary-reproduce").data
    reproduce()
    page = Artifact.get("summary-reproduce").data
    assert "Every stage was up to date." in page and "No score changed since the last run (" in page
    assert first.is_completed()


def test_a_note_torn_by_a_kill_or_that_cannot_be_written_costs_no_run(house):
    from prefect.artifacts import Artifact

    (house / "dvc.yaml").write_text(SHOWN)
    write_scores(house, 50.0)
    (house / "data/.flows").mkdir(parents=True)
    (house / "data/.flows/last_run.json").write_text('{"run": "brave')
    assert reproduce() == {"teach": "Completed"}
    assert "No run before this one" in Artifact.get("summary-reproduce").data
    assert json.loads((house / "data/.flows/last_run.json").read_text())["scores"] == {
        f"this run/m/{name}": 50.0 if name == "cola" else None for name in CELLS}
    shutil.rmtree(house / "data")
    (house / "data").write_text("a file where a folder should be; the tests may run as root, whom no mode stops")
    write_scores(house, 51.0)
    assert reproduce() == {"teach": "Completed"}
    assert "| 51.0 |" in Artifact.get("summary-reproduce").data


@pytest.mark.parametrize(("line", "bar"), [
    ("teach@one: 45 %, 9/20 steps, 0:12 left, rte, loss 0.312, 1,234/s",
     (45.0, "teach@one: 9/20 steps, 0:12 left, rte, loss 0.312, 1,234/s")),
    ("perturb: 12 chunks, 0:31", None), ("accuracy: 45 %", None), ("Running stage 'teach@one':", None), ("45 %, 9/20", None),
])
def test_a_line_of_progress_is_told_from_other_lines(line, bar):
    assert bar_of(line) == bar


def test_a_server_that_takes_no_artifact_costs_no_stage(house, monkeypatch):
    def refuse(*_: object) -> None:
        raise ConnectionError("no server")

    monkeypatch.setattr("flows.artifacts.create_markdown_artifact", refuse)
    assert reproduce(targets=["source"]) == {"source": "Completed"}


def test_a_long_log_keeps_its_end_and_says_so(monkeypatch):
    made: list[str] = []
    monkeypatch.setattr("flows.artifacts.create_markdown_artifact", lambda text, key, _: made.extend([key, text]))
    show_log("teach@Mini_LM", [str(number) for number in range(1000)])
    key, text = made
    assert key == "log-teach-mini-lm"
    assert text.splitlines()[0] == "(the last 200 of 1000 lines)" and text.splitlines()[3:5] == ["800", "801"]
